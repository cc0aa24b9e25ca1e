"""What an item costs from each quantity on: the price rule asked at every minimum quantity that could count."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from pricing.arithmetic import net_price
from pricing.selectors import OfferBook
from pricing.terms import (
    ZERO,
    DiscountVerdict,
    Judgement,
    NormalTerms,
    PriceTerms,
    PriceVerdict,
    Reason,
    Sale,
)

QUANTITY_STEP = Decimal("0.00001")

# An offer that lost for one of these reasons loses at every quantity.
_AT_ANY_QUANTITY = frozenset(
    {
        Reason.NOT_ACTIVE,
        Reason.NOT_A_TARGET,
        Reason.OTHER_CAMPAIGN_NAMED,
        Reason.OTHER_VARIANT,
        Reason.OTHER_UNIT,
        Reason.OTHER_CURRENCY,
        Reason.NOT_STARTED,
        Reason.ENDED,
        Reason.NO_DISCOUNT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The terms that hold from ``quantity`` of the sale's unit on, until the next break. ``net`` is not rounded."""

    quantity: Decimal
    terms: PriceTerms
    is_card_price: bool
    net: Decimal


def breaks_of(book: OfferBook, sale: Sale, *, agreed: NormalTerms | None = None) -> list[Break]:
    """Return the terms of ``sale`` at every quantity, the first from 0 on; its own quantity does not matter.

    ``agreed`` are its normal terms where they are a fact. Cost: no query; the rule is asked once for each minimum
    quantity among the offers.
    """
    found: list[Break] = []
    for quantity in _thresholds(sale, book.judge(sale, agreed=agreed)):
        judgement = book.judge(replace(sale, quantity=quantity), agreed=agreed)
        if not found or found[-1].terms != judgement.terms:
            found.append(_break(quantity, judgement))
    return found


def next_cheaper(breaks: Iterable[Break], *, quantity: Decimal, net: Decimal) -> Break | None:
    """Return the first break above ``quantity`` at which one pays less than ``net``."""
    return next((step for step in breaks if step.quantity > quantity and step.net < net), None)


def _break(quantity: Decimal, judgement: Judgement) -> Break:
    terms = judgement.terms
    return Break(
        quantity=quantity,
        terms=terms,
        is_card_price=judgement.normal.is_card_price,
        net=net_price(terms.unit_price, terms.line_discount_percent),
    )


def _thresholds(sale: Sale, judgement: Judgement) -> list[Decimal]:
    """Return the quantities at which the terms can change, 0 first."""
    verdicts: list[PriceVerdict | DiscountVerdict] = [*judgement.prices, *judgement.discounts]
    return sorted(
        {ZERO} | {_threshold(sale, verdict) for verdict in verdicts if verdict.reason not in _AT_ANY_QUANTITY}
    )


def _threshold(sale: Sale, verdict: PriceVerdict | DiscountVerdict) -> Decimal:
    """Return from how many of the sale's unit on the offer counts: the first quantity of 5 decimals that reaches it."""
    minimum = verdict.offer.minimum_quantity
    if verdict.offer.unit_id is not None:
        return minimum
    return (minimum / sale.quantity_per_unit).quantize(QUANTITY_STEP, rounding=ROUND_CEILING)
