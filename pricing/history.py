"""What happened to the price and discount rows of a campaign."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.parts import Happening
from contacts.history import Write, writes_of
from contacts.templatetags.formats import number, percent, price
from pricing.models import SalesLineDiscount, SalesPrice


def price_writes(campaign: Campaign) -> QuerySet[Any]:
    """Return the writes of the campaign's sales prices, withdrawn ones too."""
    return _writes(SalesPrice.history.filter(campaign=campaign))


def discount_writes(campaign: Campaign) -> QuerySet[Any]:
    """Return the writes of the campaign's line discounts, withdrawn ones too."""
    return _writes(SalesLineDiscount.history.filter(campaign=campaign))


def tell_price_writes(campaign: Campaign, keys: Collection[int]) -> Mapping[int, Happening]:
    """Return what these writes did to sales prices."""
    url = reverse("pricing:campaign-prices", kwargs={"number": campaign.number})
    writes = writes_of(SalesPrice, keys, related=("item", "unit"))
    return {key: _happening(write, _price_words(write.state), url) for key, write in writes.items()}


def tell_discount_writes(campaign: Campaign, keys: Collection[int]) -> Mapping[int, Happening]:
    """Return what these writes did to line discounts."""
    url = reverse("pricing:campaign-discounts", kwargs={"number": campaign.number})
    writes = writes_of(SalesLineDiscount, keys, related=("item", "item_discount_group", "unit"))
    return {key: _happening(write, _discount_words(write.state), url) for key, write in writes.items()}


def _writes(writes: QuerySet[Any]) -> QuerySet[Any]:
    events: QuerySet[Any] = writes.annotate(
        happened_at=F("history_date"), happened_by=F("history_user_id"), event=F("history_id")
    )
    return events


def _happening(write: Write, words: str, url: str) -> Happening:
    change = write.change
    return Happening(
        at=change.at,
        person=change.person,
        title=_title(write) % {"row": words},
        url=url,
        # What was added says it all in its title.
        fields=() if write.is_deletion else change.fields,
    )


def _title(write: Write) -> str:
    if write.is_deletion:
        return _("Deleted: %(row)s")
    if write.change.is_creation:
        return _("Added: %(row)s")
    withdrawn = next((field for field in write.change.fields if field.name == "withdrawn_at"), None)
    if withdrawn is None:
        return _("Changed: %(row)s")
    return _("Withdrawn: %(row)s") if withdrawn.new else _("Restored: %(row)s")


def _price_words(row: SalesPrice) -> str:
    return f"{row.item}{_from(row)}: {price(row.unit_price, row.currency_code)}"


def _discount_words(row: SalesLineDiscount) -> str:
    subject = row.item or row.item_discount_group or _("all items")
    return f"{subject}{_from(row)}: {percent(row.line_discount_percent)}"


def _from(row: SalesPrice | SalesLineDiscount) -> str:
    """Return from which quantity the row counts; blank where it does for any."""
    unit = row.unit.code if row.unit else ""
    if not row.minimum_quantity:
        return f", {unit}" if unit else ""
    words = _("from %(quantity)s %(unit)s") % {"quantity": number(row.minimum_quantity), "unit": unit}
    return f", {words.rstrip()}"
