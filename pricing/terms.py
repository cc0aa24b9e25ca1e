"""The values that travel through the price rule: the question, the offers and the terms that answer it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What an order line says of itself: what is sold, to whom, when, and under which campaign's name if any.

    ``unit_id`` None stands for the item's base unit. A blank currency is the local currency.
    """

    item_id: int
    buyer_id: int
    ordered_on: dt.date
    quantity: Decimal
    variant_id: int | None = None
    unit_id: int | None = None
    quantity_per_unit: Decimal = ONE
    currency_code: str = ""
    currency_factor: Decimal = ONE
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class SaleQuestion:
    """What the price rule is asked: one order line, without its price.

    ``card_price`` is the item's card price for one base unit in local currency. ``campaign_id`` is the campaign
    named on the order. ``allows_line_discount`` is the buyer's own setting; it counts where the card price does.
    """

    item_id: int
    item_discount_group_id: int | None
    variant_id: int | None
    unit_id: int
    quantity: Decimal
    quantity_per_unit: Decimal
    ordered_on: dt.date
    currency_code: str
    currency_factor: Decimal
    campaign_id: int | None
    card_price: Decimal
    allows_line_discount: bool


class SourceKind(StrEnum):
    """For whom a row is. The first three are *standing*."""

    EVERYONE = "everyone"
    GROUP = "group"
    BUYER = "buyer"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Source:
    """Whose row an offer is, and what the rule must know of a campaign."""

    kind: SourceKind
    key: int | None = None
    is_active: bool = True
    holds_buyer: bool = True
    applies_even_if_dearer: bool = False


EVERYONE = Source(SourceKind.EVERYONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A row that might answer the question. The dates are the campaign's where the row is a campaign's.

    ``row_id`` grows with time: of two offers that are otherwise equal, the row created first wins.
    """

    row_id: int
    source: Source
    variant_id: int | None = None
    unit_id: int | None = None
    currency_code: str = ""
    minimum_quantity: Decimal = ZERO
    starting_on: dt.date | None = None
    ending_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOffer(Offer):
    """A sales price row: ``unit_price`` in its own currency, for one ``unit_id`` or one base unit."""

    unit_price: Decimal
    allows_line_discount: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountOffer(Offer):
    """A line discount row: for an item, an item discount group, or all items (neither)."""

    percent: Decimal
    item_id: int | None = None
    item_discount_group_id: int | None = None


@dataclass(frozen=True, slots=True)
class NormalTerms:
    """What a line costs without campaigns (stage 1), and the rows that say so."""

    unit_price: Decimal
    allows_line_discount: bool
    discount_percent: Decimal
    is_card_price: bool
    sales_price_id: int | None = None
    line_discount_id: int | None = None


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """What a line costs, and the rows that say so. No sales price row: the card price, or one agreed."""

    unit_price: Decimal
    line_discount_percent: Decimal
    sales_price_id: int | None = None
    line_discount_id: int | None = None


class Reason(StrEnum):
    """Why an offer does not decide the price."""

    NOT_ACTIVE = "campaign not active"
    NOT_A_TARGET = "buyer not in the target group"
    OTHER_CAMPAIGN_NAMED = "order names another campaign"
    OTHER_VARIANT = "other variant"
    OTHER_UNIT = "other unit of measure"
    OTHER_CURRENCY = "other currency"
    NOT_STARTED = "not yet started"
    ENDED = "ended"
    BELOW_MINIMUM = "below minimum quantity"
    NO_DISCOUNT = "a discount of 0 displaces nothing"
    ITEM_DISCOUNT_EXISTS = "the same source has a discount for the item"
    LESS_SPECIFIC = "a row for this currency or variant goes first"
    DEARER = "another offer is cheaper"
    LOWER_DISCOUNT = "another discount is higher"
    CREATED_LATER = "an equal offer was created first"
    NORMAL_IS_BETTER = "normal price already better"
    NORMAL_DISCOUNT_IS_BETTER = "normal discount already as high"
    REPLACED_BY_CAMPAIGN = "a campaign replaces the card price"
    NOT_ALLOWED = "the price allows no line discount"
    NORMAL_TERMS_ARE_KEPT = "the line keeps the normal terms it has"


@dataclass(frozen=True, slots=True)
class PriceVerdict:
    """What became of a price offer. ``value`` and ``net`` are None where it was not weighed; no reason: it won.

    ``value`` is the price for one of the line's units in the order's currency, ``net`` what the line discount of
    its stage leaves of it.
    """

    offer: PriceOffer
    reason: Reason | None
    value: Decimal | None = None
    net: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DiscountVerdict:
    """What became of a discount offer; no reason: it won."""

    offer: DiscountOffer
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The terms of a line with every offer that was looked at, and why the others lost.

    ``normal_reason`` says why the normal price gave way; None where it stands.
    """

    normal: NormalTerms
    terms: PriceTerms
    prices: tuple[PriceVerdict, ...]
    discounts: tuple[DiscountVerdict, ...]
    normal_reason: Reason | None
