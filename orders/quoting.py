"""What a line would cost before it is saved, and what the campaigns of a card's lines lost to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.templatetags.formats import percent, price
from orders.labels import price_origin
from orders.line_pricing import LineDetails, fill_and_price, is_settled
from orders.models import Order, OrderLine
from orders.selectors import has_agreed_price, normal_terms_of, sale_of
from pricing.arithmetic import net_price
from pricing.breaks import Break, breaks_of, next_cheaper
from pricing.rule import normal_as_terms
from pricing.selectors import OfferBook
from pricing.terms import DiscountVerdict, PriceVerdict, Reason

_OUTDONE = (Reason.NORMAL_IS_BETTER, Reason.NORMAL_DISCOUNT_IS_BETTER)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A line as saving it now would make it.

    ``reason`` stands under its price; ``cheaper`` is the next quantity at which one unit costs less.
    """

    line: OrderLine
    reason: str
    net: Decimal
    cheaper: Break | None


def quote_line(order: Order, *, details: LineDetails, line: OrderLine | None = None) -> Quote:
    """Return what entering a line, or changing ``line``, would make of it. Writes nothing.

    :raises OrderError: the line cannot be so.
    """
    line = line or OrderLine(order=order, buyer_id=order.buyer_id, line_number=0)
    book = OfferBook.load(item_ids={details.item.pk}, buyer_ids={order.buyer_id})
    fill_and_price(order, line, details, book=book)
    net = net_price(line.unit_price, line.line_discount_percent)
    cheaper = None
    if not (line.is_priced_by_hand or is_settled(line)):
        agreed = normal_terms_of(line) if has_agreed_price(line) else None
        breaks = breaks_of(book, sale_of(order, line), agreed=agreed)
        cheaper = next_cheaper(breaks, quantity=line.quantity, net=net)
    return Quote(line=line, reason=reason_words(line), net=net, cheaper=cheaper)


def outdone_campaigns(order: Order, lines: Collection[OrderLine]) -> dict[int, Sequence[str]]:
    """Return by key of the line the numbers of the campaigns to which its normal terms were no worse.

    Cost: seven queries for all lines.
    """
    book = OfferBook.load(item_ids={line.item_id for line in lines}, buyer_ids={order.buyer_id})
    found = {line.pk: _outdone(book, order, line) for line in lines if not line.is_priced_by_hand}
    keys = {key for campaigns in found.values() for key in campaigns}
    numbers = dict(Campaign.objects.filter(pk__in=keys).values_list("pk", "number"))
    return {line: sorted(numbers[key] for key in campaigns) for line, campaigns in found.items() if campaigns}


def reason_words(line: OrderLine, outdone: Sequence[str] = ()) -> str:
    """Return what stands under a price: where it comes from, what is normal, and which campaigns were no better."""
    words = [price_origin(line), _normal_words(line)]
    words += [_("normal price already better than %(campaign)s") % {"campaign": number} for number in outdone]
    return " · ".join(filter(None, words))


def _normal_words(line: OrderLine) -> str:
    """Return what a line with a campaign's terms would cost without campaigns; blank for any other line."""
    rows = (line.sales_price, line.line_discount)
    if line.is_priced_by_hand or not any(row is not None and row.campaign_id for row in rows):
        return ""
    terms, currency = normal_as_terms(normal_terms_of(line)), line.order.currency_code
    values = {"price": price(terms.unit_price, currency), "percent": percent(terms.line_discount_percent)}
    if terms.line_discount_percent:
        return _("normal %(price)s less %(percent)s") % values
    return _("normal %(price)s") % values


def _outdone(book: OfferBook, order: Order, line: OrderLine) -> set[int]:
    judgement = book.judge(sale_of(order, line), agreed=normal_terms_of(line))
    verdicts: list[PriceVerdict | DiscountVerdict] = [*judgement.prices, *judgement.discounts]
    return {
        verdict.offer.source.key
        for verdict in verdicts
        if verdict.reason in _OUTDONE and verdict.offer.source.key is not None
    }
