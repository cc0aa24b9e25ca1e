"""What became of the offers that the price rule looked at, as staff read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pricing.labels import OfferLabel, discount_labels, price_labels, reason_words
from pricing.terms import DiscountVerdict, Judgement, PriceVerdict, Reason


@dataclass(frozen=True, kw_only=True)
class OfferRow:
    """One offer: a price in its own currency or a discount in percent, and what became of it.

    ``value`` is the price for one of the line's units in the order's currency, ``net`` what the discount leaves of
    it; None where it was not weighed. A blank ``reason`` means that the offer decides.
    """

    row_id: int
    label: OfferLabel
    offered: Decimal
    value: Decimal | None
    net: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfferRows:
    """The offers of a judgement, those that decide first, then those that came nearest.

    ``normal_reason`` says why the normal price gave way, blank where it stands.
    """

    prices: Sequence[OfferRow]
    discounts: Sequence[OfferRow]
    normal_reason: str

    def price_label(self, row_id: int | None) -> OfferLabel | None:
        """Return the label of a sales price that was looked at."""
        return next((row.label for row in self.prices if row.row_id == row_id), None)

    def discount_label(self, row_id: int | None) -> OfferLabel | None:
        """Return the label of a line discount that was looked at."""
        return next((row.label for row in self.discounts if row.row_id == row_id), None)


def offer_rows(judgement: Judgement) -> OfferRows:
    """Return every offer of ``judgement`` with its label and why it lost. Cost: two queries."""
    return OfferRows(
        prices=_price_rows(judgement.prices),
        discounts=_discount_rows(judgement.discounts),
        normal_reason=_words(judgement.normal_reason),
    )


def _price_rows(verdicts: Sequence[PriceVerdict]) -> list[OfferRow]:
    labels = price_labels([verdict.offer.row_id for verdict in verdicts])
    return [
        OfferRow(
            row_id=verdict.offer.row_id,
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
            row_id=verdict.offer.row_id,
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
