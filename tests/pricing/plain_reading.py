"""The price rule written a second time, straight from its sentences and in fractions, to hold the first one against.

It knows no reasons and no rows, only what a line costs, and it is as slow as it is plain.
"""

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from pricing.terms import DiscountOffer, NormalTerms, Offer, PriceOffer, SaleQuestion, SourceKind


class Candidate(NamedTuple):
    """A price that might be the line's; ``row_id`` 0 is the normal price, which stays on a tie."""

    value: Fraction
    allows_line_discount: bool
    row_id: int
    applies_even_if_dearer: bool = False

    def net(self, percent: Fraction) -> Fraction:
        return self.value * (100 - (percent if self.allows_line_discount else 0)) / 100


def unit_price_and_discount(
    asked: SaleQuestion, offers: list[Offer], agreed: NormalTerms | None
) -> tuple[Fraction, Fraction]:
    """Return unit price and line discount % of a line."""
    rows = [row for row in offers if _is_for(asked, row)]
    standing = [row for row in rows if row.source.kind is not SourceKind.CAMPAIGN]
    of_campaigns = [row for row in rows if row.source.kind is SourceKind.CAMPAIGN]

    percent = _best_discount(asked, standing)
    card = Candidate(_value(asked, asked.card_price, None, ""), asked.allows_line_discount, 0)
    normal = _cheapest(_prices(asked, standing), percent) or card
    is_card = normal is card
    if agreed:
        normal = Candidate(Fraction(agreed.unit_price), agreed.allows_line_discount, 0)
        is_card, percent = agreed.is_card_price, Fraction(agreed.discount_percent)

    percent = max(percent, _best_discount(asked, of_campaigns))
    candidates = _prices(asked, of_campaigns)
    if not (is_card and any(candidate.applies_even_if_dearer for candidate in candidates)):
        candidates.append(normal._replace(row_id=0))
    winner = _cheapest(candidates, percent)
    return winner.value, percent if winner.allows_line_discount else Fraction(0)


def _is_for(asked: SaleQuestion, row: Offer) -> bool:
    """Tell whether the row is for this line, whatever its quantity."""
    source = row.source
    is_named = source.kind is not SourceKind.CAMPAIGN or asked.campaign_id in (None, source.key)
    matches = (
        row.variant_id in (None, asked.variant_id)
        and row.unit_id in (None, asked.unit_id)
        and row.currency_code in ("", asked.currency_code)
    )
    is_in_time = (row.starting_on or asked.ordered_on) <= asked.ordered_on <= (row.ending_on or asked.ordered_on)
    return source.is_active and source.holds_buyer and is_named and matches and is_in_time


def _reaches(asked: SaleQuestion, row: Offer) -> bool:
    return row.minimum_quantity <= Fraction(asked.quantity) * (1 if row.unit_id else Fraction(asked.quantity_per_unit))


def _value(asked: SaleQuestion, amount: Decimal, unit_id: int | None, currency_code: str) -> Fraction:
    per_unit = Fraction(amount) * (1 if unit_id else Fraction(asked.quantity_per_unit))
    converted = per_unit * (1 if currency_code else Fraction(asked.currency_factor))
    return Fraction(floor(converted * 10**5 + Fraction(1, 2)), 10**5)


def _most_specific(rows: list[Offer]) -> list[Offer]:
    named = [(row.currency_code != "") + (row.variant_id is not None) for row in rows]
    return [row for row, count in zip(rows, named, strict=True) if count == max(named)]


def _prices(asked: SaleQuestion, rows: list[Offer]) -> list[Candidate]:
    reached = [row for row in rows if isinstance(row, PriceOffer) and _reaches(asked, row)]
    return [
        Candidate(
            _value(asked, row.unit_price, row.unit_id, row.currency_code),
            row.allows_line_discount,
            row.row_id,
            row.source.applies_even_if_dearer,
        )
        for row in _most_specific(reached)
    ]


def _cheapest(candidates: list[Candidate], percent: Fraction) -> Candidate | None:
    return min(candidates, key=lambda candidate: (candidate.net(percent), candidate.row_id), default=None)


def _best_discount(asked: SaleQuestion, rows: list[Offer]) -> Fraction:
    discounts = [row for row in rows if isinstance(row, DiscountOffer) and row.percent > 0]
    narrower = {row.source for row in discounts if row.item_id or row.item_discount_group_id}
    counting = [
        row
        for row in discounts
        if _reaches(asked, row) and (row.item_id or row.item_discount_group_id or row.source not in narrower)
    ]
    return Fraction(max((row.percent for row in _most_specific(counting)), default=Decimal(0)))
