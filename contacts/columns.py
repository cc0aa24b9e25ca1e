"""The columns of an import: which heading gives which value, and a row of cells as a record of values."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from contacts.cells import POINT, CellError, CellValue, Kind, Notation, as_text, is_blank
from contacts.sheets import SheetRow

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class ColumnError(Exception):
    """The file does not have the columns that the import needs."""


class MissingColumnError(ColumnError):
    """A column is not in the file."""


class RepeatedHeadingError(ColumnError):
    """Two columns have the heading that a value is to be taken from."""


class UnknownColumnError(ColumnError):
    """The import has no such column to map or to set."""


class UnreadableConstantError(ColumnError):
    """The value to be set is none that the column can have."""


class RowError(Exception):
    """A row is rejected; the message says why. ``column`` names the one to look at, blank for several."""

    def __init__(self, message: str, *, column: str = "") -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import. ``name`` is also the heading that it has unless told otherwise.

    A row without a value in a required column is rejected. A column that is not required may be missing: then
    what is there already stays as it is. ``unless`` names columns any of which will do instead of a required one.
    ``aliases`` are headings that other programs and people give it.
    """

    name: str
    kind: Kind
    explanation: "str | StrPromise"
    is_required: bool = False
    unless: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def is_never_blank(self) -> bool:
        return self.is_required and not self.unless


@dataclass(frozen=True, slots=True)
class Record:
    """A row as values by column name. A column that the file does not have is absent."""

    row: SheetRow
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  # the column's kind says what it is
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return the value of a column that the file may not have; ``default`` also where the cell is blank."""
        value = self.values.get(name)
        return default if value is None else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Where the values come from, as the user says: ``headings`` and ``constants`` by column name.

    A constant is the value of every row where the file has no such column or a blank cell. Unless
    ``finds_others``, a column without a heading here is not looked for by its name, if rows can do without it.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    notation: Notation = POINT
    finds_others: bool = True


@dataclass(frozen=True, slots=True)
class _Source:
    column: Column
    heading: str
    index: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of an import found in the headings of a file. ``unused`` are the headings that none needs."""

    sources: Sequence[_Source]
    constants: Mapping[str, object]
    notation: Notation
    headings: Sequence[str]
    unused: Sequence[str]

    @classmethod
    def of(cls, columns: Sequence[Column], headings: Sequence[str], assignment: Assignment | None = None) -> Self:
        """Find ``columns`` among ``headings``; capitals, spaces and underscores make no difference.

        :raises ColumnError: a column is missing, stands there twice, or is mapped or set but unknown.
        """
        assignment = assignment or Assignment()
        check_names(columns, assignment)
        places = _places(headings)
        taken = {_plain(heading) for heading in assignment.headings.values()}
        sources = []
        for column in columns:
            heading = assignment.headings.get(column.name) or _heading_of(column, places, taken)
            is_looked_for = column.name in assignment.headings or assignment.finds_others or column.is_never_blank
            indexes = places.get(_plain(heading), []) if is_looked_for else []
            if len(indexes) > 1:
                raise RepeatedHeadingError(
                    _("The heading “%(heading)s” stands over %(count)d columns; keep one.")
                    % {"heading": heading, "count": len(indexes)}
                )
            if indexes:
                sources.append(_Source(column, headings[indexes[0]], indexes[0]))
            elif column.name in assignment.headings:
                raise MissingColumnError(
                    _("No column has the heading “%(heading)s”. The headings are %(headings)s.")
                    % {"heading": heading, "headings": ", ".join(headings)}
                )
        constants = _constants(columns, assignment)
        _check_complete(columns, {source.column.name for source in sources} | set(constants), headings)
        used = {source.index for source in sources}
        unused = [heading for index, heading in enumerate(headings) if heading and index not in used]
        return cls(sources, constants, assignment.notation, tuple(headings), unused)

    def record(self, row: SheetRow) -> Record:
        """Return the row as values.

        :raises RowError: a cell cannot be read, or the row is longer than the headings. It names every such cell.
        """
        cells = row.cells
        self._refuse_shape(cells)
        values = dict(self.constants)
        faults = []
        for source in self.sources:
            try:
                values[source.column.name] = self._value(
                    source, cells[source.index] if source.index < len(cells) else None
                )
            except CellError as error:
                faults.append(f"{source.heading}: {error}")
        if faults:
            raise RowError(" ".join(faults))
        return Record(row, values)

    def _refuse_shape(self, cells: Sequence[CellValue]) -> None:
        """Refuse a row that is longer than the headings, or that is the headings again, as in files put together."""
        count = len(self.headings)
        if len(cells) > count and not all(map(is_blank, cells[count:])):
            raise RowError(
                _("The row has %(cells)d cells under %(headings)d headings.") % {"cells": len(cells), "headings": count}
            )
        is_alike = bool(cells) and as_text(cells[0]) == self.headings[0]
        if is_alike and count > 1 and [as_text(cell) for cell in cells[:count]] == list(self.headings[: len(cells)]):
            raise RowError(_("The row holds the headings again: delete it."))

    def _value(self, source: _Source, cell: CellValue) -> object:
        column = source.column
        if not is_blank(cell):
            return column.kind.read(cell, self.notation)
        if column.name in self.constants:
            return self.constants[column.name]
        if column.is_never_blank:
            raise CellError(_("is blank."))
        return column.kind.blank


def index_of(heading: str, headings: Sequence[str]) -> int | None:
    """Return where ``heading`` first stands among ``headings``, None if nowhere."""
    indexes = _places(headings).get(_plain(heading))
    return indexes[0] if indexes else None


def check_names(columns: Sequence[Column], assignment: Assignment) -> None:
    """Refuse what the user says about columns that are not among ``columns``.

    :raises UnknownColumnError: there is such a name.
    """
    names = [column.name for column in columns]
    for name in (*assignment.headings, *assignment.constants):
        if name not in names:
            raise UnknownColumnError(
                _("There is no column “%(name)s” in this import; there are %(names)s.")
                % {"name": name, "names": ", ".join(names)}
            )


def plain_heading(heading: str) -> str:
    """Return what of a heading makes a difference among aliases: no capitals, spaces, underscores or marks."""
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


def missing_columns(columns: Sequence[Column], given: Collection[str]) -> list[Column]:
    """Return the columns that are required and neither ``given`` nor replaced by one that is."""
    return [
        column
        for column in columns
        if column.is_required and column.name not in given and not any(name in given for name in column.unless)
    ]


def _with_others(column: Column) -> str:
    others = _(" (or %(names)s)") % {"names": ", ".join(column.unless)} if column.unless else ""
    return f"{column.name}{others}"


def _heading_of(column: Column, places: Mapping[str, Sequence[int]], taken: Collection[str]) -> str:
    """Return the heading of a column that nobody assigned: its name, or the first of its aliases that is there.

    A heading that was assigned to a column (``taken``) is no alias of another.
    """
    if _plain(column.name) in places or not column.aliases:
        return column.name
    plain = {plain_heading(place): place for place in [*places][::-1] if place not in taken}
    return next((plain[alias] for alias in map(plain_heading, column.aliases) if alias in plain), column.name)


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]+", "_", heading.strip().casefold())


def _places(headings: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, heading in enumerate(headings):
        places.setdefault(_plain(heading), []).append(index)
    return places


def _constants(columns: Sequence[Column], assignment: Assignment) -> dict[str, object]:
    constants: dict[str, object] = {}
    for column in columns:
        if column.name in assignment.constants:
            text = assignment.constants[column.name]
            try:
                blank = column.kind.blank
                constants[column.name] = blank if is_blank(text) else column.kind.read(text, assignment.notation)
            except CellError as error:
                raise UnreadableConstantError(f"{column.name}: {error}") from error
    return constants


def _check_complete(columns: Sequence[Column], given: set[str], headings: Sequence[str]) -> None:
    missing = [_with_others(column) for column in missing_columns(columns, given)]
    if missing:
        raise MissingColumnError(
            _("The file has no column for %(names)s. The headings are %(headings)s; say if they stand in another row.")
            % {"names": ", ".join(missing), "headings": ", ".join(headings)}
        )
