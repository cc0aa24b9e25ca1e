"""Questions and offers in few words, for tests of the price rule that need no database.

Item 1 costs 100 a piece, unit ``PCS``; ``BOX`` holds what the question says. Offers are numbered in the order in
which they are made, as rows are.
"""

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pricing.rule import judge
from pricing.terms import (
    EVERYONE,
    ZERO,
    DiscountOffer,
    DiscountVerdict,
    Judgement,
    NormalTerms,
    Offer,
    PriceOffer,
    PriceVerdict,
    SaleQuestion,
    Source,
    SourceKind,
)

WORK_DATE = dt.date(2030, 1, 15)
ITEM, RESALE = 1, 50
PCS, BOX = 10, 11
BLUE, RED = 20, 21

SPRING = Source(SourceKind.CAMPAIGN, 1)
SUMMER = Source(SourceKind.CAMPAIGN, 2)
BUYER = Source(SourceKind.BUYER, 30)
GROUP = Source(SourceKind.GROUP, 40)
SPRING_EVEN_IF_DEARER = replace(SPRING, applies_even_if_dearer=True)
SPRING_NOT_ACTIVE = replace(SPRING, is_active=False)
SPRING_WITHOUT_BUYER = replace(SPRING, holds_buyer=False)

_row_ids = itertools.count(1)
_QUESTION = SaleQuestion(
    item_id=ITEM,
    item_discount_group_id=RESALE,
    variant_id=None,
    unit_id=PCS,
    quantity=Decimal(1),
    quantity_per_unit=Decimal(1),
    ordered_on=WORK_DATE,
    currency_code="",
    currency_factor=Decimal(1),
    campaign_id=None,
    card_price=Decimal(100),
    allows_line_discount=True,
)


def question(**changes: Any) -> SaleQuestion:
    """Return the question about one piece on the work date in local currency, with changes."""
    return replace(_QUESTION, **{name: _decimal(value) for name, value in changes.items()})


def price(unit_price: str | int, source: Source = EVERYONE, **fields: Any) -> PriceOffer:
    """Return the next price offer: for one piece, allowing line discounts."""
    values = {name: _decimal(value) for name, value in fields.items()}
    return PriceOffer(row_id=next(_row_ids), source=source, unit_price=Decimal(unit_price), **values)


def discount(percent: str | int, source: Source = EVERYONE, **fields: Any) -> DiscountOffer:
    """Return the next discount offer, on item 1 unless ``item_id=None`` or an item discount group is given."""
    if "item_discount_group_id" not in fields:
        fields.setdefault("item_id", ITEM)
    values = {name: _decimal(value) for name, value in fields.items()}
    return DiscountOffer(row_id=next(_row_ids), source=source, percent=Decimal(percent), **values)


def judged(*offers: Offer, agreed: NormalTerms | None = None, **changes: Any) -> Judgement:
    """Return what the rule says of the question, with changes, given the offers."""
    return judge(
        question(**changes),
        [offer for offer in offers if isinstance(offer, PriceOffer)],
        [offer for offer in offers if isinstance(offer, DiscountOffer)],
        agreed=agreed,
    )


def priced(*offers: Offer, agreed: NormalTerms | None = None, **changes: Any) -> tuple[Decimal, Decimal]:
    """Return the unit price and the line discount % that the rule gives."""
    terms = judged(*offers, agreed=agreed, **changes).terms
    return terms.unit_price, terms.line_discount_percent


def verdict_on(offer: Offer, judgement: Judgement) -> PriceVerdict | DiscountVerdict:
    """Return what became of an offer."""
    [verdict] = [verdict for verdict in (*judgement.prices, *judgement.discounts) if verdict.offer is offer]
    return verdict


def exactly(unit_price: str | int, percent: str | int = ZERO) -> tuple[Decimal, Decimal]:
    """Return the expected unit price and line discount %."""
    return Decimal(unit_price), Decimal(percent)


def _decimal(value: object) -> object:
    """Return text as a decimal: quantities, prices and factors are written as text; codes are three letters."""
    return Decimal(value) if isinstance(value, str) and value[:1].isdigit() else value
