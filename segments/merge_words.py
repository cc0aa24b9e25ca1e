"""What a merge would do to prices and target groups, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.templatetags.formats import day, percent, price
from contacts.templatetags.formats import number as shown
from pricing.labels import label_of
from pricing.merging import RowFate
from pricing.models import SalesLineDiscount, SalesPrice
from segments.merge_plan import MergePlan, PlaceChange, PlaceKind


@dataclass(frozen=True, kw_only=True)
class RowWords:
    """A price or discount of the contact that goes: on what it is, how much, and what becomes of it."""

    subject: str
    value: str
    fate: str


def row_words(plan: MergePlan) -> list[RowWords]:
    """Return each price and discount in force of the contact that goes, in words."""
    return [
        RowWords(subject=_subject(fate.row), value=_value(fate.row), fate=_fate(fate, plan.buyer)) for fate in plan.rows
    ]


def place_sentences(plan: MergePlan) -> list[tuple[PlaceChange, str]]:
    """Return what becomes of each place in a target group, as a sentence about its campaign."""
    return [(place, _place(place, plan)) for place in plan.places]


def _place(place: PlaceChange, plan: MergePlan) -> str:
    words = {"buyer": place.buyer, "gone": plan.gone.number}
    if place.kind == PlaceKind.COMES:
        return _("%(buyer)s comes into the target group.") % words
    if place.kind == PlaceKind.LEAVES:
        return _("%(buyer)s leaves the target group.") % words
    if place.kind == PlaceKind.TOGETHER:
        return _("%(buyer)s stays in the target group; both were there, and one place remains.") % words
    return _("%(buyer)s is in the target group, and the open orders of %(gone)s come under it.") % words


def _subject(row: SalesPrice | SalesLineDiscount) -> str:
    label = label_of(row)
    return ", ".join([label.subject or _("All items"), *_conditions(row)])


def _conditions(row: SalesPrice | SalesLineDiscount) -> Iterator[str]:
    if row.variant:
        yield _("variant %(code)s") % {"code": row.variant}
    if row.unit:
        yield _("by the %(unit)s") % {"unit": row.unit}
    if row.minimum_quantity:
        yield _("from %(quantity)s") % {"quantity": shown(row.minimum_quantity)}
    if row.starting_on:
        yield _("from %(day)s") % {"day": day(row.starting_on)}
    if row.ending_on:
        yield _("until %(day)s") % {"day": day(row.ending_on)}


def _value(row: SalesPrice | SalesLineDiscount) -> str:
    if isinstance(row, SalesPrice):
        return price(row.unit_price, row.currency_code)
    return percent(row.line_discount_percent)


def _fate(fate: RowFate, buyer: Contact) -> str:
    if fate.against is None:
        return _("Holds for %(number)s from then on") % {"number": buyer.number}
    return _("Is withdrawn: %(number)s keeps its own, %(value)s") % {
        "number": buyer.number,
        "value": _value(fate.against),
    }
