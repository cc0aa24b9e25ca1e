"""Draws worlds: plain values that shrink well. What a world names, it names by its place: ``buyer=1`` is the second.

Prices, discounts and minimum quantities come from short lists, so that ties, exact hits and near misses are frequent.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.factories.campaigns import WORK_DATE

BUYERS, ITEMS, CAMPAIGNS = 3, 2, 3
PCS, BOX = 0, 1

_EVERYBODY = frozenset(range(BUYERS))
_DAYS = [WORK_DATE + dt.timedelta(days=days) for days in (-1, 0, 1)]
_PERCENTS = [*map(Decimal, ("0", "0.00001", "5", "10", "12.5", "33.33333", "99.99999", "100"))]
_QUANTITIES = [*map(Decimal, ("0", "0.00001", "0.99999", "1", "3", "4.99999", "5", "999.99999"))]
_MINIMUMS = [*map(Decimal, ("0", "0.00001", "1", "3", "5", "25"))]
_PRICES = [*map(Decimal, ("90", "100", "0", "0.00001", "33.333", "66.66667", "88", "99.99999", "100", "120"))]
_FACTORS = [*map(Decimal, ("1.3", "0.000000001", "0.857142857", "123.456789"))]
_HOLDS = [*map(Decimal, ("5", "12.5", "0.33333"))]
_USUAL = (_PRICES, _FACTORS, _HOLDS)
# With prices this long nothing may be multiplied by more than 1 before the quantity: 15 digits are what fits.
_LONG = (
    [*map(Decimal, ("0.00001", "9999999999.99998", "9999999999.99999"))],
    [*map(Decimal, ("0.000000001", "0.857142857"))],
    [Decimal("0.33333")],
)

# Everyone (None), or a kind and a place.
PartSource = tuple[str, int] | None


@dataclass(frozen=True)
class CampaignPart:
    is_active: bool
    applies_even_if_dearer: bool
    period: tuple[dt.date | None, dt.date | None]
    buyers: frozenset[int]


@dataclass(frozen=True)
class RowPart:
    """What a price and a discount row share."""

    source: PartSource
    item: int | None
    variant: int | None
    unit: int | None
    currency_code: str
    minimum_quantity: Decimal
    is_withdrawn: bool


@dataclass(frozen=True)
class PricePart(RowPart):
    unit_price: Decimal
    allows_line_discount: bool


@dataclass(frozen=True)
class DiscountPart(RowPart):
    """Without an item it is on the item discount group, or on all items."""

    is_on_group: bool
    percent: Decimal


@dataclass(frozen=True)
class LinePart:
    item: int
    variant: int | None
    unit: int
    quantity: Decimal
    normal_unit_price: Decimal
    normal_percent: Decimal
    normal_allows_line_discount: bool
    normal_is_card_price: bool
    state: str


@dataclass(frozen=True)
class OrderPart:
    buyer: int
    ordered_on: dt.date
    currency: tuple[str, Decimal]
    campaign: int | None
    status: str
    lines: tuple[LinePart, ...]


@dataclass(frozen=True)
class World:
    box_holds: Decimal
    grouped_items: frozenset[int]
    campaigns: tuple[CampaignPart, ...]
    prices: tuple[PricePart, ...]
    discounts: tuple[DiscountPart, ...]
    orders: tuple[OrderPart, ...]


def one_of_each(**options: Sequence[object]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw one value from each of the lists, as one number: a draw for each value would take most of a test's time.

    It shrinks to the first value of each list.
    """

    def chosen(number: int) -> dict[str, Any]:
        values = {}
        for name, choices in options.items():
            number, place = divmod(number, len(choices))
            values[name] = choices[place]
        return values

    return st.integers(0, math.prod(map(len, options.values())) - 1).map(chosen)


@st.composite
def worlds(draw: st.DrawFn, *, is_lived_in: bool = False) -> World:
    """Draw a world; one that is lived in has standing rows, and no prices so long that currencies make them too long.

    Without standing rows the lines have normal terms as well, any that there may be.
    """
    sizes = [_USUAL] if is_lived_in else [*[_USUAL] * 6, _LONG]
    prices, factors, holds = draw(st.sampled_from(sizes))
    sources: list[PartSource] = [("campaign", place) for place in range(CAMPAIGNS)]
    if is_lived_in:
        sources += [None, ("group", 0), ("buyer", 0)]
    return World(
        box_holds=draw(st.sampled_from(holds)),
        grouped_items=draw(st.sampled_from(_subsets(ITEMS))),
        campaigns=tuple(draw(campaign_parts()) for _ in range(CAMPAIGNS)),
        prices=tuple(draw(st.lists(price_parts(sources, prices), max_size=12, unique_by=_row_key))),
        discounts=tuple(draw(st.lists(discount_parts(sources), max_size=8, unique_by=_row_key))),
        orders=tuple(draw(st.lists(order_parts(prices, factors), min_size=1, max_size=3))),
    )


def campaign_parts() -> st.SearchStrategy[CampaignPart]:
    """Draw a campaign, often without dates."""
    dates = [None, *_DAYS]
    periods = [(start, end) for start in dates for end in dates if start is None or end is None or start <= end]
    return one_of_each(
        period=[*[(None, None)] * 20, *periods],
        is_active=[True, True, False],
        applies_even_if_dearer=[False, False, False, True],
        buyers=[_EVERYBODY, _EVERYBODY, _EVERYBODY, *_subsets(BUYERS)[1:]],
    ).map(lambda values: CampaignPart(**values))


def price_parts(sources: list[PartSource], prices: list[Decimal]) -> st.SearchStrategy[PricePart]:
    """Draw a price row of one of the sources."""
    return one_of_each(
        item=range(ITEMS), unit_price=prices, allows_line_discount=[True, False], **_row_choices(sources)
    ).map(lambda values: PricePart(**values))


def discount_parts(sources: list[PartSource]) -> st.SearchStrategy[DiscountPart]:
    """Draw a line discount of one of the sources, on an item, the item discount group or all items."""
    scopes = [*((item, False) for item in range(ITEMS)), (None, True), (None, False)]
    return one_of_each(scope=scopes, percent=_PERCENTS, **_row_choices(sources)).map(_discount_part)


def order_parts(prices: list[Decimal], factors: list[Decimal]) -> st.SearchStrategy[OrderPart]:
    """Draw an order with its lines."""
    order = one_of_each(
        buyer=range(BUYERS),
        ordered_on=_DAYS,
        currency=[*[("", Decimal(1))] * 3, *(("USD", factor) for factor in factors)],
        campaign=[*[None] * 9, *range(CAMPAIGNS)],
        status=[*["open"] * 6, "released"],
    )
    lines = st.lists(line_parts(prices), min_size=1, max_size=4).map(tuple)
    return st.tuples(order, lines).map(lambda drawn: OrderPart(**drawn[0], lines=drawn[1]))


def line_parts(prices: list[Decimal]) -> st.SearchStrategy[LinePart]:
    """Draw a line with any normal terms."""
    return one_of_each(
        item=range(ITEMS),
        variant=[None, None, 0, 1],
        unit=[PCS, PCS, BOX],
        quantity=_QUANTITIES,
        normal_unit_price=prices,
        normal_percent=_PERCENTS,
        normal_allows_line_discount=[True, False],
        normal_is_card_price=[True, False],
        state=[*["open"] * 8, "by hand", "shipped"],
    ).map(lambda values: LinePart(**values))


def _row_choices(sources: list[PartSource]) -> dict[str, Sequence[object]]:
    return {
        "source": sources,
        "variant": [None, None, 0, 1],
        "unit": [None, None, PCS, BOX],
        "currency_code": ["", "", "", "", "USD", "USD", "GBP"],
        "minimum_quantity": _MINIMUMS,
        "is_withdrawn": [*[False] * 9, True],
    }


def _discount_part(values: dict[str, Any]) -> DiscountPart:
    item, is_on_group = values.pop("scope")
    variant = None if item is None else values["variant"]
    return DiscountPart(**values | {"item": item, "is_on_group": is_on_group, "variant": variant})


def _row_key(row: PricePart | DiscountPart) -> tuple[object, ...]:
    """Return what no two rows in force may share."""
    is_on_group = isinstance(row, DiscountPart) and row.is_on_group
    return (row.source, row.item, is_on_group, row.variant, row.unit, row.currency_code, row.minimum_quantity)


def _subsets(count: int) -> list[frozenset[int]]:
    """Return the sets of the first ``count`` numbers, the empty one first."""
    return [frozenset(n for n in range(count) if pattern >> n & 1) for pattern in range(2**count)]
