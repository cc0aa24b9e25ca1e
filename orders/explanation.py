"""Why a line costs what it costs: every offer that was looked at, as staff read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.labels import discount_origin, price_origin
from orders.models import Order, OrderLine
from orders.selectors import explain_line
from pricing.labels import OfferLabel, discount_labels, price_labels, reason_words
from pricing.terms import DiscountVerdict, Judgement, PriceVerdict, Reason


@dataclass(frozen=True, kw_only=True)
class OfferRow:
    """One offer: a price in its own currency or a discount in percent, and what became of it.

    ``value`` is the price for one of the line's units in the order's currency, ``net`` what the discount leaves of
    it; None where it was not weighed. A blank ``reason`` means that the offer decides.
    """

    label: OfferLabel
    offered: Decimal
    value: Decimal | None
    net: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What the price rule says of a line now, next to what the line has.

    ``normal_reason`` says why the normal price gave way, blank where it stands. ``is_open`` tells whether the order
    is, ``is_settled`` whether something on the line was shipped or invoiced, so that its price no longer changes.
    """

    judgement: Judgement
    price_origin: str
    discount_origin: str
    prices: Sequence[OfferRow]
    discounts: Sequence[OfferRow]
    normal_reason: str
    is_what_the_line_has: bool
    is_open: bool
    is_settled: bool


def explanation_of(line: OrderLine) -> Explanation:
    """Return why ``line`` costs what it costs, the deciding offers first, then those that came nearest.

    Cost: eight queries.
    """
    judgement = explain_line(line)
    terms = judgement.terms
    return Explanation(
        judgement=judgement,
        price_origin=price_origin(line),
        discount_origin=discount_origin(line),
        prices=_price_rows(judgement.prices),
        discounts=_discount_rows(judgement.discounts),
        normal_reason=_words(judgement.normal_reason),
        is_what_the_line_has=(line.unit_price, line.line_discount_percent)
        == (terms.unit_price, terms.line_discount_percent),
        is_open=line.order.status == Order.Status.OPEN,
        is_settled=bool(line.shipped_quantity or line.invoiced_quantity),
    )


def _price_rows(verdicts: Sequence[PriceVerdict]) -> list[OfferRow]:
    labels = price_labels([verdict.offer.row_id for verdict in verdicts])
    return [
        OfferRow(
            label=labels[verdict.offer.row_id],
            offered=verdict.offer.unit_price,
            value=verdict.value,
            net=verdict.net,
            reason=_words(verdict.reason),
        )
        for verdict in sorted(verdicts, key=_nearest_price)
    ]


def _discount_rows(verdicts: Sequence[DiscountVerdict]) -> list[OfferRow]:
    labels = discount_labels([verdict.offer.row_id for verdict in verdicts])
    return [
        OfferRow(
            label=labels[verdict.offer.row_id],
            offered=verdict.offer.percent,
            value=None,
            net=None,
            reason=_words(verdict.reason),
        )
        for verdict in sorted(verdicts, key=_nearest_discount)
    ]


def _nearest_price(verdict: PriceVerdict) -> tuple[bool, bool, Decimal, int]:
    """Order by: decides, was weighed, net price, age."""
    is_weighed = verdict.net is not None
    return verdict.reason is not None, not is_weighed, verdict.net or Decimal(0), verdict.offer.row_id


def _nearest_discount(verdict: DiscountVerdict) -> tuple[bool, Decimal, int]:
    return verdict.reason is not None, -verdict.offer.percent, verdict.offer.row_id


def _words(reason: Reason | None) -> str:
    return "" if reason is None else reason_words(reason)
