"""The columns of an import: which heading gives which value, and a row of cells as a record of values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from contacts.cells import POINT, CellError, CellValue, Kind, Notation, is_blank
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
    what is there already stays as it is.
    """

    name: str
    kind: Kind
    explanation: "str | StrPromise"
    is_required: bool = False


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

    A constant is the value of every row where the file has no such column or a blank cell.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    notation: Notation = POINT


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
    heading_count: int
    unused: Sequence[str]

    @classmethod
    def of(cls, columns: Sequence[Column], headings: Sequence[str], assignment: Assignment | None = None) -> Self:
        """Find ``columns`` among ``headings``; capitals, spaces and underscores make no difference.

        :raises ColumnError: a column is missing, stands there twice, or is mapped or set but unknown.
        """
        assignment = assignment or Assignment()
        check_names(columns, assignment)
        places = _places(headings)
        sources = []
        for column in columns:
            heading = assignment.headings.get(column.name, column.name)
            indexes = places.get(_plain(heading), [])
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
        return cls(sources, constants, assignment.notation, len(headings), unused)

    def record(self, row: SheetRow) -> Record:
        """Return the row as values.

        :raises RowError: a cell cannot be read, or the row is longer than the headings. It names every such cell.
        """
        cells = row.cells
        if len(cells) > self.heading_count and not all(map(is_blank, cells[self.heading_count :])):
            raise RowError(
                _("The row has %(cells)d cells under %(headings)d headings.")
                % {"cells": len(cells), "headings": self.heading_count}
            )
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

    def _value(self, source: _Source, cell: CellValue) -> object:
        column = source.column
        if not is_blank(cell):
            return column.kind.read(cell, self.notation)
        if column.name in self.constants:
            return self.constants[column.name]
        if column.is_required:
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
    missing = [column.name for column in columns if column.is_required and column.name not in given]
    if missing:
        raise MissingColumnError(
            _("The file has no column for %(names)s. The headings are %(headings)s.")
            % {"names": ", ".join(missing), "headings": ", ".join(headings)}
        )
