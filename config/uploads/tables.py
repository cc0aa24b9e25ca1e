"""The rows of an upload, with what becomes of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import django_tables2 as tables
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from contacts.cells import as_text
from contacts.models import Upload, UploadRow

Outcome = UploadRow.Outcome
_FIRST = (Outcome.REJECTED, Outcome.CHANGED, Outcome.ADDED, Outcome.UNCHANGED)
_TEXT = {"td": {"class": "text"}}
_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_BADGES = {
    Outcome.ADDED: "badge-good",
    Outcome.CHANGED: "badge-news",
    Outcome.UNCHANGED: "",
    Outcome.REJECTED: "badge-bad",
}


class CellColumn(tables.Column):
    """One column of the file, by its place."""

    def __init__(self, place: int, heading: str) -> None:
        super().__init__(verbose_name=heading, accessor="cells", orderable=False)
        self.place = place

    def render(self, value: Sequence[str | int | float]) -> str:
        return as_text(value[self.place]) if self.place < len(value) else ""


class UploadRowTable(tables.Table):
    """What becomes of each row: why it is wrong, or what it changes."""

    caption = _("Rows of the file")

    row_number = tables.Column(verbose_name=pgettext_lazy("column", "Row"), orderable=False, attrs=_NUMBER)
    outcome = tables.Column(verbose_name=pgettext_lazy("column", "Result"), orderable=False)
    what = tables.Column(
        verbose_name=_("Reason or change"), accessor="reason", empty_values=(), orderable=False, attrs=_TEXT
    )

    class Meta:
        empty_text = _("No row.")

    def render_outcome(self, record: UploadRow) -> str:
        outcome = Outcome(record.outcome)
        return format_html('<span class="badge {}">{}</span>', _BADGES[outcome], outcome.label)

    def render_what(self, record: UploadRow) -> str:
        return render_to_string("config/_row_changes.html", {"row": record})


NOTED = "noted"


def rows_of(upload: Upload, result: str) -> QuerySet[UploadRow]:
    """Return the rows of ``upload`` that have that result, all for a blank one.

    ``NOTED`` are those that are good and yet have something to look at.

    :raises ValueError: there is no such result.
    """
    if result == NOTED:
        return upload.rows.exclude(outcome=Outcome.REJECTED).exclude(reason="")
    return upload.rows.filter(outcome=Outcome(result)) if result else upload.rows.all()


def rows_table(upload: Upload, rows: QuerySet[UploadRow]) -> UploadRowTable:
    """Return the table of ``rows`` of ``upload``, wrong ones first, with the cells of the file."""
    cells = [(f"cell{place}", CellColumn(place, heading)) for place, heading in enumerate(upload.headings) if heading]
    order = Case(
        *(When(outcome=outcome, then=Value(place)) for place, outcome in enumerate(_FIRST)), output_field=IntegerField()
    )
    return UploadRowTable(rows.order_by(order, "row_number"), extra_columns=cells)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many rows do something; ``result`` is what the list of rows is narrowed by, blank for all rows."""

    label: str
    result: str
    count: int
    is_shown: bool


def figures_of(upload: Upload, *, shown: str) -> list[Figure]:
    """Return the counts of an upload; the first is the sum of the others. ``shown`` is the result that is listed."""
    counts = {
        Outcome.ADDED: upload.added_count,
        Outcome.CHANGED: upload.changed_count,
        Outcome.UNCHANGED: upload.unchanged_count,
        Outcome.REJECTED: upload.rejected_count,
    }
    parts = [Figure(str(outcome.label), outcome.value, count, outcome == shown) for outcome, count in counts.items()]
    return [Figure(pgettext("rows", "All rows"), "", upload.read_count, not shown), *parts]
