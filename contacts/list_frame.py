"""What stands around the rows of a list: what was not understood, which columns there are, and its views."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from contacts.list_address import (
    COLUMNS,
    COMMON_NAMES,
    EXPORT,
    PAGE,
    PER_PAGE,
    SORT,
    VIEW,
    Pairs,
    Parameters,
    ViewTerms,
    address_without,
    unknown_names,
)
from contacts.models import SavedView
from contacts.saved_views import ALL, BuiltInView, terms_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ALL_VIEW = BuiltInView(ALL, pgettext_lazy("list view", "All"))


@dataclass(frozen=True)
class Notice:
    """Something in the address that the list does not act on; ``url`` is the query without it, blank where none is."""

    text: str
    url: str = ""
    hides_rows: bool = False


@dataclass(frozen=True)
class ListTool:
    """A page about the rows that the list shows; ``url`` is its address, to which the filters are added."""

    icon: str
    label: str
    url: str


@dataclass(frozen=True)
class ColumnChoice:
    """A column that may be shown; one that is ``fixed`` always is."""

    name: str
    label: str
    is_shown: bool
    is_fixed: bool


@dataclass(frozen=True)
class Pill:
    """A view as the bar above the list shows it. ``owner`` is blank for one's own and for those of the list."""

    key: str
    label: "StrPromise | str"
    url: str
    is_current: bool
    owner: str = ""


class ViewBar:
    """The views of a list for one person, and the one the address is in."""

    def __init__(
        self,
        *,
        list_name: str,
        built_in: Sequence[BuiltInView],
        saved: Sequence[SavedView],
        user_id: int | None,
    ) -> None:
        self.list_name = list_name
        self.built_in = (_ALL_VIEW, *built_in)
        self.saved = saved
        self.user_id = user_id
        self.key = ALL
        self.terms = ViewTerms()
        self.start_key = ""

    def terms_at(self, key: str) -> ViewTerms | None:
        """Return what the view of that key says; None when there is none that this person may use."""
        for built_in in self.built_in:
            if built_in.key == key:
                return built_in.terms
        view = self._saved_at(key)
        return terms_of(view) if view else None

    def show(self, key: str, terms: ViewTerms, *, start_key: str) -> None:
        """Say which view the address is in, what it says now, and with which one the list opens."""
        self.key, self.terms, self.start_key = key, terms, start_key

    @property
    def pills(self) -> list[Pill]:
        shown = [Pill(view.key, view.label, self._url(view.key), self.key == view.key) for view in self.built_in]
        for view in self.saved:
            key = str(view.pk)
            owner = "" if view.owner_id == self.user_id else view.owner.get_username()
            shown.append(Pill(key, view.name, self._url(key), self.key == key, owner))
        return shown

    @property
    def current(self) -> SavedView | None:
        """The saved view the address is in, if it is in one."""
        return self._saved_at(self.key)

    @property
    def is_all(self) -> bool:
        """Whether the address is in no view but that of all rows."""
        return self.key == ALL

    @property
    def is_own(self) -> bool:
        """Whether the current view was saved by this person."""
        return self.current is not None and self.current.owner_id == self.user_id

    @cached_property
    def is_changed(self) -> bool:
        """Whether the address says something else than its view."""
        return self.terms != self.terms_at(self.key)

    @property
    def is_start(self) -> bool:
        """Whether the list opens with the current view."""
        return self.key == (self.start_key or ALL)

    @property
    def undo_url(self) -> str:
        return self._url(self.key)

    @property
    def query(self) -> str:
        """What the address says now, for a form that saves it."""
        return urlencode(self.terms.pairs())

    @property
    def save_query(self) -> str:
        """The query of the page that saves this as a new view."""
        return urlencode({"list": self.list_name, "query": self.query})

    def _url(self, key: str) -> str:
        return (self.terms_at(key) or ViewTerms()).address(key)

    def _saved_at(self, key: str) -> SavedView | None:
        return next((view for view in self.saved if str(view.pk) == key), None)


@dataclass(frozen=True, kw_only=True)
class ListFrame:
    """What a list page shows around its table."""

    count_text: str
    found_count: int
    total_count: int
    most_workbook_rows: int
    notices: Sequence[Notice]
    is_narrowed: bool
    clear_url: str
    parameters: Parameters
    columns: Sequence[ColumnChoice]
    bar: ViewBar | None
    tools: Sequence[ListTool] = ()

    @property
    def links(self) -> list[ListTool]:
        """The tools with the filters in their addresses."""
        filters = address_without(self.parameters, COMMON_NAMES)
        return [replace(tool, url=tool.url + filters) for tool in self.tools]

    @property
    def hides_rows(self) -> bool:
        """Whether nothing is shown because the address was not understood."""
        return any(notice.hides_rows for notice in self.notices)

    @property
    def has_workbook(self) -> bool:
        return self.found_count <= self.most_workbook_rows

    @property
    def csv_url(self) -> str:
        return self._url(EXPORT, "csv")

    @property
    def workbook_url(self) -> str:
        return self._url(EXPORT, "xlsx")

    @property
    def kept_by_filters(self) -> Pairs:
        """What a change of a filter leaves as it is. The page is always said, or the view would open anew."""
        return [*self._pairs(COLUMNS, PER_PAGE, SORT, VIEW), (PAGE, "1")]

    @property
    def kept_by_columns(self) -> Pairs:
        """What a choice of columns leaves as it is."""
        filters = [name for name in self.parameters if name not in COMMON_NAMES]
        fixed = [(COLUMNS, choice.name) for choice in self.columns if choice.is_fixed]
        return [*self._pairs(PER_PAGE, SORT, VIEW, *filters), *fixed, (PAGE, "1")]

    def _pairs(self, *names: str) -> Pairs:
        return [(name, value) for name in names for value in self.parameters.get(name, ()) if value]

    def _url(self, name: str, value: str) -> str:
        return f"{address_without(self.parameters, [name])}&{urlencode({name: value})}"


def refuse_unknown(form: Form, parameters: Parameters, known: Collection[str]) -> None:
    """Make the filters of a page that is no list page invalid where its address has a name that nothing knows."""
    for name in unknown_names(parameters, known):
        form.add_error(None, _unknown_words(name))


def notices_of(
    parameters: Parameters, *, unknown: Sequence[str], form: Form, headings: Collection[str], columns: Collection[str]
) -> Iterator[Notice]:
    """Yield what of an address the list does not act on, and why it shows no rows where it shows none."""
    for name in unknown:
        yield Notice(_unknown_words(name), address_without(parameters, [name]), hides_rows=True)
    for name, errors in form.errors.items():
        label = form[name].label if name in form.fields else ""
        for error in errors:
            yield Notice(f"{label}: {error}" if label else str(error), hides_rows=True)
    headings_asked = [heading.removeprefix("-") for heading in parameters.get(SORT, ())]
    for heading in headings_asked:
        if heading not in headings:
            text = _("This list cannot be sorted by “%(name)s”.") % {"name": heading}
            yield Notice(text, address_without(parameters, [SORT]))
    for column in parameters.get(COLUMNS, ()):
        if column not in columns:
            text = _("This list has no column “%(name)s”.") % {"name": column}
            yield Notice(text, address_without(parameters, [COLUMNS]))


def _unknown_words(name: str) -> str:
    return _(
        "This list has no filter “%(name)s”. Nothing is shown, because without it you would see more than meant."
    ) % {"name": name}
