"""What a kind of file is that can be imported on a page: its columns, who understands its rows, who may bring it.

The rooms have importers and know nothing of pages; the registry in ``config`` makes kinds of them.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from contacts.columns import Assignment, Column
from contacts.importing import Importer
from contacts.sheets import Sheet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def import_url(kind: str) -> str:
    """Return the address of the page on which files of that kind are imported."""
    return reverse(settings.IMPORT_PAGE, args=[kind])


def export_url() -> str:
    """Return the address of the file of contacts that can be imported again."""
    return reverse(settings.EXPORT_PAGE)


Prepare: TypeAlias = Callable[[Sheet, Importer, Assignment], Sheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What an importer may need to know: when and by whom, of which file, what about, and which extras are ticked."""

    at: dt.datetime
    by: User | None
    about: str = ""
    extras: frozenset[str] = frozenset()
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """Something that a kind of import can do besides, if it is ticked. ``needs_all`` rows to be good, where set."""

    name: str
    label: "StrPromise"
    help_text: "StrPromise"
    needs_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """One kind of file.

    ``titles`` are the headings that people see, by column. ``given`` are columns that the importer fills itself,
    although it requires them. ``url`` returns the page on which the imported rows are found.
    ``subject`` is for kinds whose rows are about one thing: it returns what that is called, None if it is not
    there; their files are sheets of ours, whose first worksheet is read.
    """

    key: str
    label: "StrPromise"
    purpose: "StrPromise"
    columns: Sequence[Column]
    importer: Callable[[ImportRequest], Importer]
    permissions: Sequence[str]
    url: Callable[[str], str]
    titles: Mapping[str, "StrPromise"]
    command: str = ""
    extras: Sequence[Extra] = ()
    given: frozenset[str] = field(default_factory=frozenset)
    prepare: Prepare = lambda sheet, _importer, _assignment: sheet
    most_rows: int | None = None
    subject: Callable[[str], str | None] | None = None
    percent_as: Literal["fraction", "percent", ""] = ""

    def described(self) -> Sequence[tuple[Column, "StrPromise"]]:
        """Return the columns with the headings that people see."""
        return [(column, self.titles[column.name]) for column in self.columns]

    def title(self, column: str) -> str:
        """Return the heading of a column in the language that is active."""
        return str(self.titles[column])
