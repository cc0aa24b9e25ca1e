"""Why an order line stays as it is, in a sentence with its own figures: the normal price, the minimum, the day."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.templatetags.formats import day, number, percent, price
from orders.kept import KeptReason
from orders.labels import price_origin
from orders.models import ActivationRun, OrderLine
from orders.selectors import normal_terms_of, sale_of
from pricing.labels import reason_words
from pricing.selectors import OfferBook
from pricing.terms import Judgement, Offer, Reason, SourceKind


def kept_sentences(run: ActivationRun, reason: KeptReason, lines: Iterable[OrderLine]) -> dict[int, str]:
    """Return for each line why the plan of ``run`` left it, as far as line and prices still show it; else the reason.

    Cost: six queries, for as many lines as a page has.
    """
    lines = list(lines)
    if reason in _BY_LINE:
        return {line.pk: _BY_LINE[reason](line, run.campaign) for line in lines}
    if reason not in _BY_OFFERS or not lines:
        return {line.pk: str(reason.label) for line in lines}
    active = set(Campaign.objects.active().values_list("pk", flat=True)) | {run.campaign_id}
    book = OfferBook.load(
        item_ids={line.item_id for line in lines},
        buyer_ids={line.buyer_id for line in lines},
        active_campaign_ids=active,
    )
    sentences = {}
    for line in lines:
        judgement = book.judge(sale_of(line.order, line), agreed=normal_terms_of(line))
        sentences[line.pk] = _BY_OFFERS[reason](line, judgement, run.campaign) or str(reason.label)
    return sentences


def _not_open(line: OrderLine, _campaign: Campaign) -> str:
    return _("order is %(status)s") % {"status": line.order.get_status_display().lower()}


def _shipped(line: OrderLine, _campaign: Campaign) -> str:
    return _("shipped %(shipped)s, invoiced %(invoiced)s of %(quantity)s") % {
        "shipped": number(line.shipped_quantity),
        "invoiced": number(line.invoiced_quantity),
        "quantity": number(line.quantity),
    }


def _by_hand(line: OrderLine, _campaign: Campaign) -> str:
    return price_origin(line) if line.is_priced_by_hand else str(KeptReason.BY_HAND.label)


def _other_campaign_named(line: OrderLine, _campaign: Campaign) -> str:
    if line.order.campaign is None:
        return str(KeptReason.OTHER_CAMPAIGN_NAMED.label)
    return _("order names campaign %(number)s") % {"number": line.order.campaign.number}


def _outside_dates(line: OrderLine, campaign: Campaign) -> str:
    return _("ordered on %(day)s; the campaign runs from %(start)s until %(end)s") % {
        "day": day(line.order.ordered_on),
        "start": day(campaign.starting_on) or "…",
        "end": day(campaign.ending_on) or "…",
    }


def _below_minimum(line: OrderLine, judgement: Judgement, campaign: Campaign) -> str:
    offers: list[Offer] = [verdict.offer for verdict in judgement.prices]
    offers += [verdict.offer for verdict in judgement.discounts]
    minimums = [offer.minimum_quantity for offer in offers if _is_of(offer, campaign)]
    if not minimums:
        return ""
    values = {"minimum": number(min(minimums)), "quantity": number(line.quantity)}
    return _("from %(minimum)s on, ordered %(quantity)s") % values


def _normal_better(line: OrderLine, judgement: Judgement, campaign: Campaign) -> str:
    best = _best_price(judgement, campaign)
    if best is None:
        return _discount_words(judgement, campaign)
    return _("normal price %(normal)s already better than %(offered)s") % {
        "normal": price(line.normal_unit_price, line.order.currency_code),
        "offered": price(best, line.order.currency_code),
    }


def _other_campaign_better(line: OrderLine, judgement: Judgement, campaign: Campaign) -> str:
    best = _best_price(judgement, campaign)
    if best is None or line.sales_price is None or line.sales_price.campaign is None:
        return ""
    return _("%(current)s of campaign %(number)s is better than %(offered)s") % {
        "current": price(line.unit_price, line.order.currency_code),
        "number": line.sales_price.campaign.number,
        "offered": price(best, line.order.currency_code),
    }


def _discount_words(judgement: Judgement, campaign: Campaign) -> str:
    """Return why the highest discount of the campaign that got far enough to be weighed does not count."""
    weighed = [
        verdict
        for verdict in judgement.discounts
        if verdict.reason in (Reason.NORMAL_DISCOUNT_IS_BETTER, Reason.NOT_ALLOWED) and _is_of(verdict.offer, campaign)
    ]
    if not weighed:
        return ""
    best = max(weighed, key=lambda verdict: verdict.offer.percent)
    why = Reason.NOT_ALLOWED if best.reason == Reason.NOT_ALLOWED else Reason.NORMAL_DISCOUNT_IS_BETTER
    values = {"percent": percent(best.offer.percent), "reason": reason_words(why)}
    return _("line discount %(percent)s: %(reason)s") % values


def _best_price(judgement: Judgement, campaign: Campaign) -> Decimal | None:
    """Return the lowest price of the campaign that was weighed for the line, in the order's currency."""
    weighed = [verdict.value for verdict in judgement.prices if _is_of(verdict.offer, campaign)]
    return min((value for value in weighed if value is not None), default=None)


def _is_of(offer: Offer, campaign: Campaign) -> bool:
    return offer.source.kind == SourceKind.CAMPAIGN and offer.source.key == campaign.pk


_BY_LINE: Mapping[KeptReason, Callable[[OrderLine, Campaign], str]] = {
    KeptReason.NOT_OPEN: _not_open,
    KeptReason.SHIPPED: _shipped,
    KeptReason.BY_HAND: _by_hand,
    KeptReason.OTHER_CAMPAIGN_NAMED: _other_campaign_named,
    KeptReason.OUTSIDE_DATES: _outside_dates,
}
_BY_OFFERS: Mapping[KeptReason, Callable[[OrderLine, Judgement, Campaign], str]] = {
    KeptReason.BELOW_MINIMUM: _below_minimum,
    KeptReason.NORMAL_BETTER: _normal_better,
    KeptReason.OTHER_CAMPAIGN_BETTER: _other_campaign_better,
}
