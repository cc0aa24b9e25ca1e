"""What price and discount rows, and the reasons why they lose, are called on pages, in commands and in messages."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pricing.models import SalesLineDiscount, SalesPrice
from pricing.terms import Reason, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLabel:
    """Whose a row is, what it is on, and under which conditions; withdrawn rows have labels too (D14).

    ``source`` and ``subject`` are number or code and name: ``SPRING Spring sale``. The source of everyone is blank,
    and so is the subject of a discount on all items. The dates of a campaign's row are the campaign's.
    """

    kind: SourceKind
    source: str
    campaign_id: int | None
    subject: str
    variant: str
    unit: str
    currency_code: str
    minimum_quantity: Decimal
    starting_on: dt.date | None
    ending_on: dt.date | None
    is_withdrawn: bool

    def __str__(self) -> str:
        return f"{_SOURCES[self.kind]} {self.source}".rstrip()


def price_labels(row_ids: Collection[int]) -> dict[int, OfferLabel]:
    """Return the labels of sales prices by key; a key that no row has is left out."""
    rows = SalesPrice.objects.filter(pk__in=row_ids).select_related(
        "item", "variant", "unit", "campaign", "buyer", "price_group"
    )
    return {row.pk: label_of(row) for row in rows}


def discount_labels(row_ids: Collection[int]) -> dict[int, OfferLabel]:
    """Return the labels of sales line discounts by key; a key that no row has is left out."""
    rows = SalesLineDiscount.objects.filter(pk__in=row_ids).select_related(
        "item", "item_discount_group", "variant", "unit", "campaign", "buyer", "discount_group"
    )
    return {row.pk: label_of(row) for row in rows}


def reason_words(reason: Reason) -> str:
    """Return why an offer lost, in the reader's language."""
    return str(_REASONS[reason])


def label_of(row: SalesPrice | SalesLineDiscount) -> OfferLabel:
    """Return the label of a row that was read with all it names."""
    kind, source = _source(row)
    subject = row.item if isinstance(row, SalesPrice) else row.item or row.item_discount_group
    dated = row.campaign or row
    return OfferLabel(
        kind=kind,
        source=source,
        campaign_id=row.campaign_id,
        subject=str(subject or "").strip(),
        variant=str(row.variant or ""),
        unit=str(row.unit or ""),
        currency_code=row.currency_code,
        minimum_quantity=row.minimum_quantity,
        starting_on=dated.starting_on,
        ending_on=dated.ending_on,
        is_withdrawn=row.withdrawn_at is not None,
    )


def _source(row: SalesPrice | SalesLineDiscount) -> tuple[SourceKind, str]:
    if row.campaign is not None:
        return SourceKind.CAMPAIGN, str(row.campaign)
    if row.buyer is not None:
        return SourceKind.BUYER, str(row.buyer)
    group = row.price_group if isinstance(row, SalesPrice) else row.discount_group
    return (SourceKind.EVERYONE, "") if group is None else (SourceKind.GROUP, str(group))


_SOURCES: dict[SourceKind, Promise] = {
    SourceKind.EVERYONE: gettext_lazy("Everyone"),
    SourceKind.GROUP: gettext_lazy("Customer group"),
    SourceKind.BUYER: gettext_lazy("Buyer"),
    SourceKind.CAMPAIGN: gettext_lazy("Campaign"),
}

_REASONS: dict[Reason, Promise] = {
    Reason.NOT_ACTIVE: gettext_lazy("campaign not active"),
    Reason.NOT_A_TARGET: gettext_lazy("buyer not in the target group"),
    Reason.OTHER_CAMPAIGN_NAMED: gettext_lazy("order names another campaign"),
    Reason.OTHER_VARIANT: gettext_lazy("other variant"),
    Reason.OTHER_UNIT: gettext_lazy("other unit of measure"),
    Reason.OTHER_CURRENCY: gettext_lazy("other currency"),
    Reason.NOT_STARTED: gettext_lazy("not yet started"),
    Reason.ENDED: gettext_lazy("ended"),
    Reason.BELOW_MINIMUM: gettext_lazy("below minimum quantity"),
    Reason.NO_DISCOUNT: gettext_lazy("a discount of 0 displaces nothing"),
    Reason.ITEM_DISCOUNT_EXISTS: gettext_lazy("the same source has a discount for the item"),
    Reason.LESS_SPECIFIC: gettext_lazy("a row for this currency or variant goes first"),
    Reason.DEARER: gettext_lazy("another offer is cheaper"),
    Reason.LOWER_DISCOUNT: gettext_lazy("another discount is higher"),
    Reason.CREATED_LATER: gettext_lazy("an equal offer was created first"),
    Reason.NORMAL_IS_BETTER: gettext_lazy("normal price already better"),
    Reason.NORMAL_DISCOUNT_IS_BETTER: gettext_lazy("normal discount already as high"),
    Reason.REPLACED_BY_CAMPAIGN: gettext_lazy("a campaign replaces the card price"),
    Reason.NOT_ALLOWED: gettext_lazy("the price allows no line discount"),
    Reason.NORMAL_TERMS_ARE_KEPT: gettext_lazy("the line keeps the normal terms it has"),
}
