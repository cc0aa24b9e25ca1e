"""Tables of contacts, the rows behind the table of any list page, and the column that lets rows be ticked."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import django_tables2 as tables
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django_tables2.data import TableQuerysetData
from django_tables2.utils import OrderBy

from contacts.models import Contact, Salesperson, Territory
from contacts.row_order import ordered
from contacts.templatetags.formats import moment

_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}
_ROWS_AT_A_TIME = 2000
_MORE_COLUMNS = (
    "business_relation",
    "job_title",
    "mobile_phone",
    "correspondence_type",
    "language_code",
    "search_name",
    "modified_at",
)


class ListRows(TableQuerysetData):
    """Rows of a list. What is empty stands last, and equal rows keep one order on every page."""

    data: QuerySet[Any]

    def order_by(self, aliases: Iterable[str]) -> None:
        """Sort by the columns, each with ``-`` in front where it is descending."""
        keys = []
        for alias in aliases:
            column = self.table.columns[OrderBy(alias).bare]
            turned = alias[0] != column.order_by_alias[0]
            keys += column.order_by.opposite if turned else column.order_by
        self.data = ordered(self.data, [key.for_queryset() for key in keys])

    def all_rows(self) -> Iterator[Any]:
        """Yield every row in order, read in portions so that they never stand in memory together."""
        yield from self.data.iterator(chunk_size=_ROWS_AT_A_TIME)


class LongList(ListRows):
    """A list that stays quick however long it is: first the keys of a page, then what is shown of these few rows.

    ``key`` names the field by which ``page`` reads the rows of some keys. A ``count`` that is known need not be read.
    """

    def __init__(
        self,
        rows: QuerySet[Any],
        *,
        key: str,
        page: Callable[[Sequence[int]], Iterable[Any]],
        count: int | None = None,
    ) -> None:
        super().__init__(rows)
        self.key, self.page, self.count = key, page, count

    def __len__(self) -> int:
        return int(super().__len__()) if self.count is None else self.count

    def __getitem__(self, part: slice) -> list[Any]:
        return self._rows_of(list(self.data.values_list(self.key, flat=True)[part]))

    def all_rows(self) -> Iterator[Any]:
        """Yield every row in order, read in portions so that they never stand in memory together."""
        keys = self.data.values_list(self.key, flat=True).iterator(chunk_size=_ROWS_AT_A_TIME)
        # SQLite takes fewer parameters in one statement than PostgreSQL, but more than this.
        while portion := list(islice(keys, _ROWS_AT_A_TIME)):
            yield from self._rows_of(portion)

    def _rows_of(self, keys: Sequence[int]) -> list[Any]:
        rows = {getattr(row, self.key): row for row in self.page(keys)}
        return [rows[key] for key in keys if key in rows]


class TickColumn(tables.Column):
    """A box on each row, sent as ``name`` with the form of that id; the box in the head ticks the whole page.

    The table needs ``is_tickable = True``. ``label`` says what a row is called for screen readers.
    """

    empty_values = ()

    def __init__(self, *, name: str, form: str, label: Callable[[Any], str] = str) -> None:
        super().__init__(
            orderable=False, exclude_from_export=True, attrs={"td": {"class": "tick"}, "th": {"class": "tick"}}
        )
        self.name = name
        self.form = form
        self.label = label

    @property
    def header(self) -> SafeString:
        """Return the box for all rows."""
        return format_html(
            '<label><input type="checkbox" class="form-check-input" data-tick-all aria-label="{}"></label>',
            _("All rows on this page"),
        )

    def render(self, record: Model, **_kwargs: Any) -> SafeString:
        """Return the box of one row."""
        return format_html(
            '<label><input type="checkbox" class="form-check-input" form="{}" name="{}" value="{}" data-tick'
            ' aria-label="{}"></label>',
            self.form,
            self.name,
            record.pk,
            self.label(record),
        )


class ContactTable(tables.Table):
    """Companies and persons as the list shows them."""

    caption = pgettext_lazy("menu", "Contacts")
    number = tables.Column(verbose_name=gettext_lazy("No."), attrs=_DAY)
    name = tables.Column(verbose_name=gettext_lazy("Name"), attrs=_TEXT)
    type = tables.Column(verbose_name=gettext_lazy("Type"))
    company = tables.Column(verbose_name=gettext_lazy("Company"), order_by=("company__name",), default="")
    city = tables.Column(verbose_name=gettext_lazy("City"), default="")
    is_customer = tables.Column(verbose_name=gettext_lazy("Customer"))
    salesperson = tables.Column(verbose_name=gettext_lazy("Salesperson"), order_by=("salesperson__name",), default="")

    class Meta:
        empty_text = gettext_lazy("No contacts match these filters.")

    def render_number(self, value: str) -> SafeString:
        """Return a link to the card."""
        return format_html('<a href="{}">{}</a>', reverse("contacts:card", args=[value]), value)

    def render_company(self, value: Contact) -> SafeString:
        """Return a link to the company's card."""
        return format_html('<a href="{}">{}</a>', reverse("contacts:card", args=[value.number]), value.name)

    def render_is_customer(self, *, value: bool) -> str:
        return pgettext("customer", "Yes") if value else pgettext("customer", "No")

    def render_salesperson(self, value: Salesperson) -> str:
        return value.name


class ContactListTable(ContactTable):
    """All contacts, with more columns to choose from."""

    post_code = tables.Column(verbose_name=gettext_lazy("Post code"), default="", attrs=_DAY)
    country_code = tables.Column(verbose_name=gettext_lazy("Country"), default="")
    email = tables.Column(verbose_name=gettext_lazy("E-mail"), default="")
    phone = tables.Column(verbose_name=gettext_lazy("Phone"), default="", attrs=_DAY)
    territory = tables.Column(verbose_name=gettext_lazy("Territory"), order_by=("territory__code",), default="")
    business_relation = tables.Column(verbose_name=gettext_lazy("Business relation"))
    job_title = tables.Column(verbose_name=gettext_lazy("Job title"), default="")
    mobile_phone = tables.Column(verbose_name=gettext_lazy("Mobile phone"), default="", attrs=_DAY)
    correspondence_type = tables.Column(verbose_name=gettext_lazy("Correspondence"), default="")
    language_code = tables.Column(verbose_name=gettext_lazy("Language"), default="")
    search_name = tables.Column(verbose_name=gettext_lazy("Search name"), default="")
    modified_at = tables.Column(verbose_name=gettext_lazy("Modified"), attrs=_DAY)
    optional_columns = ("post_code", "country_code", "email", "phone", "territory", *_MORE_COLUMNS)

    class Meta:
        empty_text = gettext_lazy("No contacts match these filters.")

    def render_modified_at(self, value: dt.datetime) -> str:
        return moment(value)

    def render_territory(self, value: Territory) -> str:
        return value.description or value.code
