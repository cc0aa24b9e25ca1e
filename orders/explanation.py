"""Why a line costs what it costs: every offer that was looked at, and what runs did to the line, as staff read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contacts.templatetags.formats import price
from orders.labels import discount_origin, price_origin
from orders.models import Order, OrderLine, RunLine
from orders.selectors import changes_by_runs, explain_line, neighbours_of, terms_of
from pricing.arithmetic import net_price
from pricing.explanation import OfferRows, offer_rows
from pricing.labels import discount_labels, price_labels
from pricing.sentences import SpokenTerms, spoken
from pricing.terms import Judgement


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What the price rule says of a line now, next to what the line has.

    ``sentence`` can be read aloud to the customer. ``is_open`` tells whether the order is, ``is_settled`` whether
    something on the line was shipped or invoiced, so that its price no longer changes. ``changes`` are what runs did
    to the line, the newest first; ``previous`` and ``following`` its neighbours on the order.
    """

    judgement: Judgement
    sentence: str
    price_origin: str
    discount_origin: str
    offers: OfferRows
    changes: Sequence[RunLine]
    previous: OrderLine | None
    following: OrderLine | None
    is_what_the_line_has: bool
    is_open: bool
    is_settled: bool


def explanation_of(line: OrderLine) -> Explanation:
    """Return why ``line`` costs what it costs, the deciding offers first, then those that came nearest.

    Cost: twelve queries, two more where a row that decided was withdrawn since.
    """
    judgement = explain_line(line)
    terms, offers = judgement.terms, offer_rows(judgement)
    previous, following = neighbours_of(line)
    return Explanation(
        judgement=judgement,
        sentence=_sentence(line, offers),
        price_origin=price_origin(line),
        discount_origin=discount_origin(line),
        offers=offers,
        changes=changes_by_runs(line),
        previous=previous,
        following=following,
        is_what_the_line_has=(line.unit_price, line.line_discount_percent)
        == (terms.unit_price, terms.line_discount_percent),
        is_open=line.order.status == Order.Status.OPEN,
        is_settled=bool(line.shipped_quantity or line.invoiced_quantity),
    )


def _sentence(line: OrderLine, offers: OfferRows) -> str:
    """Return what the line has and because of what; the row may have been withdrawn since."""
    terms = terms_of(line)
    if line.is_priced_by_hand:
        return _("You pay %(net)s for one %(unit)s: this was %(how)s.") % {
            "net": price(net_price(terms.unit_price, terms.line_discount_percent), line.order.currency_code),
            "unit": line.unit.code,
            "how": price_origin(line),
        }
    price_key, discount_key = terms.sales_price_id, terms.line_discount_id
    price_label, discount_label = offers.price_label(price_key), offers.discount_label(discount_key)
    if price_key is not None and price_label is None:
        price_label = price_labels([price_key]).get(price_key)
    if discount_key is not None and discount_label is None:
        discount_label = discount_labels([discount_key]).get(discount_key)
    return spoken(
        SpokenTerms(
            terms=terms,
            is_card_price=line.normal_is_card_price,
            price_label=price_label,
            discount_label=discount_label,
            unit=line.unit.code,
            currency_code=line.order.currency_code,
        )
    )
