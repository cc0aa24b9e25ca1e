"""Random offers and questions for hypothesis, from few enough values that rows match, tie and overtake each other."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from pricing.terms import (
    EVERYONE,
    DiscountOffer,
    NormalTerms,
    Offer,
    PriceOffer,
    SaleQuestion,
    Source,
    SourceKind,
)
from tests.pricing.offers import BLUE, BOX, BUYER, GROUP, ITEM, PCS, RED, RESALE, WORK_DATE

days = st.integers(-2, 2).map(lambda number: WORK_DATE + dt.timedelta(days=number))
maybe_days = st.none() | days
# Most rows are to count: only two that do can tie or overtake each other.
_few_days = st.sampled_from([None] * 9 + [WORK_DATE + dt.timedelta(days=number) for number in (-1, 0, 1)])
percentages = st.sampled_from(["0", "5", "10", "10", "12.5", "33.33333", "100"]).map(Decimal)
unit_prices = st.sampled_from(["0", "0.00001", "45", "88", "90", "90", "90.00001", "92", "95", "100"]).map(Decimal)
quantities = st.sampled_from(["5", "20", "4", "3.99999", "1", "0"]).map(Decimal)
campaigns = st.builds(
    Source,
    kind=st.just(SourceKind.CAMPAIGN),
    key=st.integers(1, 3),
    is_active=st.sampled_from([True] * 14 + [False]),
    holds_buyer=st.sampled_from([True] * 14 + [False]),
    applies_even_if_dearer=st.booleans(),
)


@st.composite
def questions(draw: st.DrawFn) -> SaleQuestion:
    """Return a question about item 1, by the piece or the box of five, in local currency or dollars."""
    unit_id, quantity_per_unit = draw(st.sampled_from([(PCS, "1"), (BOX, "5"), (BOX, "2.5")]))
    currency_code, currency_factor = draw(st.sampled_from([("", "1"), ("USD", "1.3"), ("USD", "1.234567891")]))
    return SaleQuestion(
        item_id=ITEM,
        item_discount_group_id=RESALE,
        variant_id=draw(st.sampled_from([None, BLUE])),
        unit_id=unit_id,
        quantity=draw(quantities),
        quantity_per_unit=Decimal(quantity_per_unit),
        ordered_on=draw(days),
        currency_code=currency_code,
        currency_factor=Decimal(currency_factor),
        campaign_id=draw(st.sampled_from([None] * 9 + [1, 2])),
        card_price=draw(unit_prices),
        allows_line_discount=draw(st.booleans()),
    )


# Built once: building strategies takes longer than drawing from them.
_fields = {
    "row_id": st.just(0),
    "source": st.just(EVERYONE),
    "variant_id": st.sampled_from([None] * 6 + [BLUE, BLUE, RED]),
    "unit_id": st.sampled_from([None] * 6 + [PCS, BOX]),
    "currency_code": st.sampled_from([""] * 6 + ["USD", "USD", "GBP"]),
    "minimum_quantity": st.sampled_from(["0"] * 6 + ["1", "4", "5", "20"]).map(Decimal),
    "starting_on": _few_days,
    "ending_on": _few_days,
}
_rows = st.builds(PriceOffer, **_fields, unit_price=unit_prices, allows_line_discount=st.booleans()) | st.builds(
    lambda scope, **fields: DiscountOffer(item_id=scope[0], item_discount_group_id=scope[1], **fields),
    st.sampled_from([(ITEM, None), (None, RESALE), (None, None)]),
    **_fields,
    percent=percentages,
)
_campaigns = st.lists(
    st.tuples(campaigns, _few_days, _few_days), min_size=1, max_size=3, unique_by=lambda made: made[0].key
)
_numbered_rows = st.lists(st.tuples(st.integers(0, 6), _rows), min_size=3, max_size=14).flatmap(
    lambda rows: st.permutations(list(enumerate(rows, start=1)))
)


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    """Return three to fourteen prices and discounts; the rows of one campaign agree on its flags and dates."""
    standing = [EVERYONE, BUYER, GROUP]
    dates = {
        source: {"starting_on": starting_on, "ending_on": ending_on}
        for source, starting_on, ending_on in draw(_campaigns)
    }
    found = []
    for row_id, (choice, row) in draw(_numbered_rows):
        source = standing[choice] if choice < len(standing) else list(dates)[choice % len(dates)]
        found.append(replace(row, row_id=row_id, source=source, **dates.get(source, {})))
    return found


normal_terms = st.none() | st.builds(
    NormalTerms,
    unit_price=unit_prices,
    allows_line_discount=st.booleans(),
    discount_percent=percentages,
    is_card_price=st.booleans(),
)
