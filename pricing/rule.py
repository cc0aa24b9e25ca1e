"""The price rule, read plainly: one line at a time, in two stages (docs/pricing.md).

Stage 1 gives the normal terms from standing rows, stage 2 weighs them against campaigns. ``pricing.rule_sql``
is stage 2 as one statement over many lines; tests hold the two readings equal.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from pricing.arithmetic import base_quantity, net_price, offered_price
from pricing.terms import (
    ONE,
    ZERO,
    DiscountOffer,
    DiscountVerdict,
    Judgement,
    NormalTerms,
    Offer,
    PriceOffer,
    PriceTerms,
    PriceVerdict,
    Reason,
    SaleQuestion,
    Source,
    SourceKind,
)

Verdict = TypeVar("Verdict", PriceVerdict, DiscountVerdict)
Row = TypeVar("Row", PriceOffer, DiscountOffer)


def judge(
    question: SaleQuestion,
    prices: Iterable[PriceOffer],
    discounts: Iterable[DiscountOffer],
    *,
    agreed: NormalTerms | None = None,
) -> Judgement:
    """Return the terms of a line, and of every offer whether it won or why it lost.

    The offers are rows for the line's item, and discounts also for its item discount group or all items; their order
    does not matter. ``agreed`` are the normal terms where they are a fact already: those stored on the line, or a
    price that came with an imported order. Without them stage 1 finds them among the standing offers.
    """
    prices, discounts = tuple(prices), tuple(discounts)
    standing = judge_standing(question, _standing(prices), _standing(discounts))
    judgement = judge_campaigns(
        question, normal=agreed or standing.normal, prices=_of_campaigns(prices), discounts=_of_campaigns(discounts)
    )
    return replace(
        judgement,
        prices=(*judgement.prices, *(_settled_price(verdict, judgement) for verdict in standing.prices)),
        discounts=(*judgement.discounts, *(_settled_discount(verdict, judgement) for verdict in standing.discounts)),
    )


def judge_standing(
    question: SaleQuestion, prices: Iterable[PriceOffer], discounts: Iterable[DiscountOffer]
) -> Judgement:
    """Return the normal terms: stage 1, standing rows only."""
    discount_verdicts = _judge_discounts(question, tuple(discounts))
    discount = _winner(discount_verdicts)
    percent = discount.offer.percent if discount else ZERO
    price_verdicts = _judge_prices(question, prices, percent)
    price = _winner(price_verdicts)
    normal = NormalTerms(
        unit_price=_value(question, price.offer) if price else _card_value(question),
        allows_line_discount=price.offer.allows_line_discount if price else question.allows_line_discount,
        discount_percent=percent,
        is_card_price=price is None,
        sales_price_id=price.offer.row_id if price else None,
        line_discount_id=discount.offer.row_id if discount else None,
    )
    return Judgement(normal, normal_as_terms(normal), tuple(price_verdicts), tuple(discount_verdicts), None)


def judge_campaigns(
    question: SaleQuestion,
    *,
    normal: NormalTerms,
    prices: Iterable[PriceOffer],
    discounts: Iterable[DiscountOffer],
) -> Judgement:
    """Return the terms of a line: stage 2, its normal terms against the offers of campaigns.

    The normal price stays on a tie. It is no candidate where it is the card price and one of the most specific
    campaign prices *applies even if dearer*.
    """
    discount_verdicts = _judge_discounts(question, tuple(discounts))
    discount = _winner(discount_verdicts)
    if discount is not None and discount.offer.percent <= normal.discount_percent:
        discount_verdicts = _lost(discount_verdicts, discount, Reason.NORMAL_DISCOUNT_IS_BETTER)
        discount = None
    found = normal
    if discount is not None:
        found = replace(found, discount_percent=discount.offer.percent, line_discount_id=discount.offer.row_id)

    price_verdicts = _judge_prices(question, prices, found.discount_percent)
    price = _winner(price_verdicts)
    normal_reason = _why_not_normal(found, price_verdicts)
    if price is not None and normal_reason is None:
        price_verdicts = _lost(price_verdicts, price, Reason.NORMAL_IS_BETTER)
    elif price is not None:
        found = replace(
            found,
            unit_price=_value(question, price.offer),
            allows_line_discount=price.offer.allows_line_discount,
            sales_price_id=price.offer.row_id,
        )

    if discount is not None and not found.allows_line_discount:
        discount_verdicts = _lost(discount_verdicts, discount, Reason.NOT_ALLOWED)
    return Judgement(normal, normal_as_terms(found), tuple(price_verdicts), tuple(discount_verdicts), normal_reason)


def normal_as_terms(normal: NormalTerms) -> PriceTerms:
    """Return the terms of a line that no campaign touches."""
    if not normal.allows_line_discount or normal.discount_percent == 0:
        return PriceTerms(normal.unit_price, ZERO, normal.sales_price_id, None)
    return PriceTerms(normal.unit_price, normal.discount_percent, normal.sales_price_id, normal.line_discount_id)


def _settled_price(verdict: PriceVerdict, judgement: Judgement) -> PriceVerdict:
    """Return what became of a standing price offer in the end: stage 1 may have been overruled."""
    row_id = verdict.offer.row_id
    if row_id == judgement.terms.sales_price_id:
        return replace(verdict, reason=None)
    if verdict.reason is not None:
        return verdict
    if row_id != judgement.normal.sales_price_id:
        return replace(verdict, reason=Reason.NORMAL_TERMS_ARE_KEPT)
    return replace(verdict, reason=judgement.normal_reason)


def _settled_discount(verdict: DiscountVerdict, judgement: Judgement) -> DiscountVerdict:
    """Return what became of a standing discount offer in the end: stage 1 may have been overruled."""
    row_id = verdict.offer.row_id
    if row_id == judgement.terms.line_discount_id:
        return replace(verdict, reason=None)
    if verdict.reason is not None:
        return verdict
    if row_id != judgement.normal.line_discount_id:
        return replace(verdict, reason=Reason.NORMAL_TERMS_ARE_KEPT)
    is_another_higher = judgement.terms.line_discount_percent > 0
    return replace(verdict, reason=Reason.LOWER_DISCOUNT if is_another_higher else Reason.NOT_ALLOWED)


# Prices -----------------------------------------------------------------------------------------


def _judge_prices(question: SaleQuestion, offers: Iterable[PriceOffer], percent: Decimal) -> list[PriceVerdict]:
    """Weigh price offers under a line discount of ``percent``: the most specific, of these the lowest net."""
    verdicts = [_weigh(question, offer, percent) for offer in offers]
    weighed = [verdict for verdict in verdicts if verdict.reason is None]
    if not weighed:
        return verdicts
    specificity = max(_specificity(verdict.offer) for verdict in weighed)
    best = min(
        (verdict for verdict in weighed if _specificity(verdict.offer) == specificity),
        key=lambda verdict: (verdict.net or ZERO, verdict.offer.row_id),
    )
    return [_rank_price(verdict, best, specificity) for verdict in verdicts]


def _weigh(question: SaleQuestion, offer: PriceOffer, percent: Decimal) -> PriceVerdict:
    reason = _why_not_counted(question, offer)
    if reason is not None:
        return PriceVerdict(offer, reason)
    value = _value(question, offer)
    return PriceVerdict(offer, None, value, _net(value, offer.allows_line_discount, percent))


def _rank_price(verdict: PriceVerdict, best: PriceVerdict, specificity: int) -> PriceVerdict:
    if verdict.reason is not None or verdict is best:
        return verdict
    if _specificity(verdict.offer) < specificity:
        return replace(verdict, reason=Reason.LESS_SPECIFIC)
    return replace(verdict, reason=Reason.CREATED_LATER if verdict.net == best.net else Reason.DEARER)


def _why_not_normal(normal: NormalTerms, verdicts: list[PriceVerdict]) -> Reason | None:
    """Tell why the normal price gives way to the best campaign price (spec D8); None where it stands.

    ``normal`` has the discount that campaign prices were weighed under.
    """
    price = _winner(verdicts)
    if price is None:
        return None
    if (price.net or ZERO) < _net(normal.unit_price, normal.allows_line_discount, normal.discount_percent):
        return Reason.DEARER
    if normal.is_card_price and any(verdict.offer.source.applies_even_if_dearer for verdict in _finalists(verdicts)):
        return Reason.REPLACED_BY_CAMPAIGN
    return None


def _finalists(verdicts: list[PriceVerdict]) -> list[PriceVerdict]:
    """Return the most specific offers that count: the winner, and those that lost to it by price or age only."""
    return [verdict for verdict in verdicts if verdict.reason in (None, Reason.DEARER, Reason.CREATED_LATER)]


def _value(question: SaleQuestion, offer: PriceOffer) -> Decimal:
    """Return the offer's price for one of the line's units in the order's currency, to 5 decimals."""
    return offered_price(
        offer.unit_price,
        ONE if offer.unit_id is not None else question.quantity_per_unit,
        ONE if offer.currency_code else question.currency_factor,
    )


def _card_value(question: SaleQuestion) -> Decimal:
    return offered_price(question.card_price, question.quantity_per_unit, question.currency_factor)


def _net(value: Decimal, allows_discount: bool, percent: Decimal) -> Decimal:  # noqa: FBT001
    return net_price(value, percent if allows_discount else ZERO)


# Discounts --------------------------------------------------------------------------------------


def _judge_discounts(question: SaleQuestion, offers: tuple[DiscountOffer, ...]) -> list[DiscountVerdict]:
    """Weigh discount offers: the most specific, of these the highest."""
    narrower = {offer.source for offer in offers if not _is_for_all_items(offer) and _matches(question, offer)}
    verdicts = [DiscountVerdict(offer, _why_no_discount(question, offer, narrower)) for offer in offers]
    counted = [verdict.offer for verdict in verdicts if verdict.reason is None]
    if not counted:
        return verdicts
    best = min(counted, key=lambda offer: (-_specificity(offer), -offer.percent, offer.row_id))
    return [
        verdict if verdict.reason is not None or verdict.offer is best else _rank_discount(verdict.offer, best)
        for verdict in verdicts
    ]


def _why_no_discount(question: SaleQuestion, offer: DiscountOffer, narrower: set[Source]) -> Reason | None:
    reason = _why_not_counted(question, offer)
    if reason is None and offer.percent == 0:
        return Reason.NO_DISCOUNT
    if reason is None and _is_for_all_items(offer) and offer.source in narrower:
        return Reason.ITEM_DISCOUNT_EXISTS
    return reason


def _matches(question: SaleQuestion, offer: DiscountOffer) -> bool:
    """Tell whether the row is for this line but for its quantity: such a row shuts out all-items discounts."""
    return offer.percent > 0 and _why_not_counted(question, offer) in (None, Reason.BELOW_MINIMUM)


def _is_for_all_items(offer: DiscountOffer) -> bool:
    return offer.item_id is None and offer.item_discount_group_id is None


def _rank_discount(offer: DiscountOffer, best: DiscountOffer) -> DiscountVerdict:
    if _specificity(offer) < _specificity(best):
        return DiscountVerdict(offer, Reason.LESS_SPECIFIC)
    return DiscountVerdict(offer, Reason.CREATED_LATER if offer.percent == best.percent else Reason.LOWER_DISCOUNT)


# Both -------------------------------------------------------------------------------------------

_Check = Callable[[SaleQuestion, Offer], bool]

# The first check that holds is the reason an offer does not count. Quantity comes last, see _matches.
_EXCLUSIONS: tuple[tuple[Reason, _Check], ...] = (
    (Reason.NOT_ACTIVE, lambda _question, offer: not offer.source.is_active),
    (Reason.NOT_A_TARGET, lambda _question, offer: not offer.source.holds_buyer),
    (
        Reason.OTHER_CAMPAIGN_NAMED,
        lambda question, offer: (
            offer.source.kind is SourceKind.CAMPAIGN and question.campaign_id not in (None, offer.source.key)
        ),
    ),
    (Reason.OTHER_VARIANT, lambda question, offer: offer.variant_id not in (None, question.variant_id)),
    (Reason.OTHER_UNIT, lambda question, offer: offer.unit_id not in (None, question.unit_id)),
    (Reason.OTHER_CURRENCY, lambda question, offer: offer.currency_code not in ("", question.currency_code)),
    (
        Reason.NOT_STARTED,
        lambda question, offer: offer.starting_on is not None and question.ordered_on < offer.starting_on,
    ),
    (Reason.ENDED, lambda question, offer: offer.ending_on is not None and offer.ending_on < question.ordered_on),
    (Reason.BELOW_MINIMUM, lambda question, offer: _counted_quantity(question, offer) < offer.minimum_quantity),
)


def _why_not_counted(question: SaleQuestion, offer: Offer) -> Reason | None:
    return next((reason for reason, holds in _EXCLUSIONS if holds(question, offer)), None)


def _counted_quantity(question: SaleQuestion, offer: Offer) -> Decimal:
    """Return the quantity that must reach the minimum: in the row's unit, or in base units where it names none."""
    if offer.unit_id is not None:
        return question.quantity
    return base_quantity(question.quantity, question.quantity_per_unit)


def _specificity(offer: Offer) -> int:
    """Return how many of the line's currency and variant the row names."""
    return bool(offer.currency_code) + (offer.variant_id is not None)


def _winner(verdicts: list[Verdict]) -> Verdict | None:
    return next((verdict for verdict in verdicts if verdict.reason is None), None)


def _lost(verdicts: list[Verdict], winner: Verdict, reason: Reason) -> list[Verdict]:
    return [replace(verdict, reason=reason) if verdict is winner else verdict for verdict in verdicts]


def _standing(offers: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(offer for offer in offers if offer.source.kind is not SourceKind.CAMPAIGN)


def _of_campaigns(offers: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(offer for offer in offers if offer.source.kind is SourceKind.CAMPAIGN)
