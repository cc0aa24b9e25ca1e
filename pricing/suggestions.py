"""Suggested prices of a campaign, made from other prices: a factor, one rounding, and what is left out and why."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.decimals import LocalizedDecimalField
from contacts.templatetags.formats import number as shown_number
from pricing.models import Item, ItemDiscountGroup, SalesPrice
from pricing.pasting import MOST_ROWS, Pasted, PastedRow, columns_of
from pricing.rounding import Rounding, changed_price

_typed_price = LocalizedDecimalField(max_digits=15, decimal_places=5, shown_places=2).prepare_value
_typed_number = LocalizedDecimalField(max_digits=15, decimal_places=5).prepare_value
# Item, variant, unit, currency and minimum quantity: no two prices of a campaign agree in these.
_Key = tuple[int, int | None, int | None, str, Decimal]


class SuggestionError(Exception):
    """Nothing can be suggested; the message says why."""


class SuggestionSource(StrEnum):
    """From which prices the suggested ones are made."""

    CARD = "card"
    STANDING = "standing"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionWish:
    """What is to be suggested: prices ``percent`` above those of the source (−15 is 15 % off), rounded.

    ``search`` and ``group`` choose the items; blank and None take all. ``other`` is the campaign of that source.
    """

    source: SuggestionSource
    percent: Decimal
    rounding: Rounding
    search: str = ""
    group: ItemDiscountGroup | None = None
    other: Campaign | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The rows, as if they were pasted, and what was left out with the reason."""

    pasted: Pasted
    skipped: Sequence[tuple[str, str]]


def suggest_prices(campaign: Campaign, wish: SuggestionWish, *, on: dt.date) -> Suggestions:
    """Return prices for the campaign as ``wish`` says; of standing prices those for everyone that are valid on ``on``.

    Nothing is written. Prices that the campaign has already are left out, and so are those that would be 0 (D9).

    :raises SuggestionError: there is nothing to suggest, or more than a page takes.
    """
    taken = {_key(price) for price in SalesPrice.objects.of_campaign(campaign)}
    rows: list[PastedRow] = []
    skipped: list[tuple[str, str]] = []
    for price in _prices(wish, on):
        unit_price = changed_price(price.unit_price, percent=wish.percent, rounding=wish.rounding)
        reason = _why_not(price, unit_price, taken)
        if reason:
            skipped.append((_what(price), reason))
            continue
        taken.add(_key(price))
        rows.append(PastedRow(len(rows) + 1, _cells(price, unit_price)))
    if len(rows) > MOST_ROWS:
        sentence = _("%(count)s rows are too many for this page; it takes %(most)s. Choose fewer items.")
        raise SuggestionError(sentence % {"count": shown_number(len(rows)), "most": shown_number(MOST_ROWS)})
    if not rows and not skipped:
        raise SuggestionError(_("No prices were found to start from. Choose other items or another source."))
    return Suggestions(Pasted(columns_of(SalesPrice), rows), skipped)


def _prices(wish: SuggestionWish, on: dt.date) -> Iterator[SalesPrice]:
    """Yield the prices to start from; those of cards as prices that are not stored."""
    items = _items(wish)
    if wish.source is SuggestionSource.CARD:
        for item in items.order_by("number").iterator():
            yield SalesPrice(item=item, unit_price=item.unit_price)
        return
    if wish.source is SuggestionSource.STANDING:
        prices = SalesPrice.objects.standing().filter(buyer=None, price_group=None)
        prices = prices.filter(Q(starting_on=None) | Q(starting_on__lte=on), Q(ending_on=None) | Q(ending_on__gte=on))
    else:
        prices = SalesPrice.objects.in_force().filter(campaign=wish.other, campaign__isnull=False)
    found = prices.filter(item__in=items).select_related("item", "variant", "unit")
    yield from found.order_by("item__number", "minimum_quantity", "pk").iterator()


def _items(wish: SuggestionWish) -> QuerySet[Item]:
    items = Item.objects.all()
    if wish.search:
        items = items.filter(Q(number__icontains=wish.search) | Q(description__icontains=wish.search))
    return items if wish.group is None else items.filter(discount_group=wish.group)


def _why_not(price: SalesPrice, unit_price: Decimal, taken: set[_Key]) -> str:
    if price.item.is_blocked:
        return _("the item is blocked")
    if _key(price) in taken:
        return _("the campaign already has this price")
    return _("the price would be 0") if unit_price == 0 else ""


def _key(price: SalesPrice) -> _Key:
    return price.item_id, price.variant_id, price.unit_id, price.currency_code, price.minimum_quantity


def _what(price: SalesPrice) -> str:
    parts = (price.item.number, price.variant, price.unit, price.currency_code)
    return " ".join(str(part) for part in parts if part)


def _cells(price: SalesPrice, unit_price: Decimal) -> dict[str, str]:
    """Return the row as one would type it."""
    return {
        "item": price.item.number,
        "unit_price": str(_typed_price(unit_price)),
        "minimum_quantity": str(_typed_number(price.minimum_quantity)) if price.minimum_quantity else "",
        "unit": price.unit.code if price.unit else "",
        "variant": price.variant.code if price.variant else "",
        "currency": price.currency_code,
        "allow_line_discount": "" if price.allows_line_discount else _("no"),
        "free_of_charge": "",
    }
