"""Checked rows as a page shows them before they are saved: the wrong ones first, open to be mended, then the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.importing import Outcome
from pricing.models import Item
from pricing.row_checking import CheckedRow, CheckedRows

# So many wrong rows are open at once: a form takes no more fields than these have.
MOST_OPEN = 50
ROWS_PER_PAGE = 100

LABELS: Mapping[str, Promise] = {
    "item": gettext_lazy("Item"),
    "unit_price": gettext_lazy("Unit price"),
    "line_discount": gettext_lazy("Line discount %"),
    "minimum_quantity": gettext_lazy("Minimum quantity"),
    "unit": gettext_lazy("Unit of measure"),
    "variant": gettext_lazy("Variant"),
    "currency": gettext_lazy("Currency"),
    "allow_line_discount": gettext_lazy("Allow line discount"),
    "free_of_charge": gettext_lazy("Free of charge"),
    "item_discount_group": gettext_lazy("Item discount group"),
    "all_items": gettext_lazy("All items"),
}
STATES: Mapping[Outcome | None, Promise] = {
    Outcome.ADDED: pgettext_lazy("row", "New"),
    Outcome.CHANGED: pgettext_lazy("row", "Changed"),
    Outcome.UNCHANGED: pgettext_lazy("row", "Unchanged"),
    None: pgettext_lazy("row", "Wrong"),
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: its text as it was pasted, and why it is wrong. ``name`` is that of the field that mends it."""

    name: str
    label: Promise
    text: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One row. ``item`` is the item it names, None where there is none of that number."""

    number: int
    outcome: Outcome | None
    state: Promise
    cells: Sequence[ShownCell]
    fault: str
    checked: CheckedRow
    item: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedTable:
    """What the page shows. ``wrong_count`` may be more than the ``wrong`` rows that are open."""

    headings: Sequence[Promise]
    wrong: Sequence[ShownRow]
    good: Sequence[ShownRow]
    page: Page[CheckedRow]
    wrong_count: int
    counts: Sequence[tuple[Promise, int]]
    save_count: int

    @classmethod
    def of(cls, checked: CheckedRows, columns: Sequence[str], *, page: str) -> "CheckedTable":
        """Return the rows as ``page`` of the good ones shows them. Columns without any text are left out."""
        used = [name for name in columns if name in columns[:2] or any(_text(row, name) for row in checked.rows)]
        wrong = [row for row in checked.rows if row.outcome is None]
        good = Paginator([row for row in checked.rows if row.outcome is not None], ROWS_PER_PAGE).get_page(page)
        items = _items(chain(wrong[:MOST_OPEN], good.object_list))
        return cls(
            headings=[LABELS[name] for name in used],
            # Every cell of a wrong row can be mended: what is missing may be the reason.
            wrong=[_shown(row, columns, items) for row in wrong[:MOST_OPEN]],
            good=[_shown(row, used, items) for row in good.object_list],
            page=good,
            wrong_count=len(wrong),
            counts=[(STATES[outcome], checked.count(outcome)) for outcome in (*Outcome, None)],
            save_count=checked.count(Outcome.ADDED) + checked.count(Outcome.CHANGED),
        )


def _shown(row: CheckedRow, columns: Sequence[str], items: Mapping[str, Item]) -> ShownRow:
    faults = row.faults or {}
    # A reason at a cell that is not shown would be lost.
    elsewhere = [reason for column, reason in faults.items() if column not in columns]
    return ShownRow(
        number=row.row.number,
        outcome=row.outcome,
        state=STATES[row.outcome],
        cells=[
            ShownCell(f"cell-{row.row.number}-{name}", LABELS[name], _text(row, name), faults.get(name, ""))
            for name in columns
        ],
        fault=" ".join(elsewhere),
        checked=row,
        item=items.get(_text(row, "item").upper()),
    )


def _text(row: CheckedRow, name: str) -> str:
    return row.row.cells.get(name, "")


def _items(rows: Iterable[CheckedRow]) -> dict[str, Item]:
    numbers = {_text(row, "item").upper() for row in rows} - {""}
    found = Item.objects.filter(number__in=numbers).select_related("base_unit") if numbers else ()
    return {item.number: item for item in found}
