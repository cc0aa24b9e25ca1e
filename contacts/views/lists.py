"""What every list page does: strict filters, order, columns, pages, views, and files of what it shows.

``docs/pages.md``, *Lists*, says how a page is made of it.
"""

import tempfile
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django_filters.views import FilterView
from django_tables2 import Column, SingleTableMixin, Table
from django_tables2.utils import Sequence as ColumnNames

from contacts.list_address import COLUMNS, COMMON_NAMES, EXPORT, PAGE, PER_PAGE, SORT, VIEW, ViewTerms, unknown_names
from contacts.list_export import MOST_WORKBOOK_ROWS, csv_parts, write_workbook
from contacts.list_frame import ColumnChoice, ListFrame, ListTool, Notice, ViewBar, notices_of
from contacts.models import Preferences
from contacts.preferences import preferences_of
from contacts.saved_views import ALL, BuiltInView, built_in_views_for, start_view_key, views_for
from contacts.tables import ListRows, TickColumn
from contacts.templatetags.formats import number
from contacts.views import PageRequest

_UNPROCESSABLE = 422
_SESSION_KEY = "list_views"
# What django-filter's widgets of two fields append to a name.
_SUFFIXES = ("", "_min", "_max", "_after", "_before")


def rows_per_page(request: HttpRequest) -> int:
    """Return how many rows a page of a list holds: as its address says, or else as its reader likes."""
    asked = request.GET.get(PER_PAGE, "")
    return int(asked) if asked in map(str, Preferences.Rows.values) else preferences_of(request.user).rows_per_page


class ListPage(PermissionRequiredMixin, SingleTableMixin, FilterView):
    """A page with one list. An address that it does not understand shows nothing rather than too much.

    ``count_words`` says how many rows of how many are found, by ``found``, ``all`` and the number ``total``;
    ``file_name`` begins the names of files. ``built_in_views`` come with the list. ``own_names`` are parameters that
    the page reads itself. Where ``keeps_views`` is false nobody can save views: on the tab of a card.
    """

    count_words: ClassVar[Any]
    file_name: ClassVar[Any]
    built_in_views: ClassVar[Sequence[BuiltInView]] = ()
    own_names: ClassVar[frozenset[str]] = frozenset()
    keeps_views: ClassVar[bool] = True
    request: PageRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, with a file, or with the address of the view to open."""
        if opened := self._address_to_open():
            return HttpResponseRedirect(opened)
        self.filterset = self.get_filterset(self.get_filterset_class())
        self.object_list = self.get_rows()
        context = self.get_context_data(filter=self.filterset, object_list=self.object_list)
        kind = request.GET.get(EXPORT)
        if kind and (file := self.get_file(kind, context["table"], context["list"])):
            return file
        response: HttpResponseBase = self.render_to_response(context, status=_UNPROCESSABLE if kind else None)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_rows(self) -> Any:  # noqa: ANN401 -- a query set, or what a filter set takes for one.
        """Return the rows that match; none when a filter is invalid or unknown."""
        is_sure = not self._unknown_names and (not self.filterset.is_bound or self.filterset.is_valid())
        return self.filterset.qs if is_sure else self.filterset.queryset.none()

    def get_table_data(self) -> ListRows:
        """Return the rows for the table. A list that may be very long gives a ``LongList``."""
        return ListRows(self.object_list)

    def get_total_count(self) -> int:
        """Return how many rows there are without any filter."""
        return int(self.get_queryset().order_by().count())

    def get_table_kwargs(self) -> dict[str, Any]:
        """Leave out the columns that are not to be seen."""
        return {"exclude": [choice.name for choice in self._columns if not choice.is_shown]}

    def get_table(self, **kwargs: Any) -> Table:
        """Return the table, sorted and on its page, with what its empty state and its foot offer."""
        rows = self.get_table_data()
        table = self.get_table_class()(data=rows, order_by=self.request.GET.getlist(SORT) or None, **kwargs)
        table.request = self.request
        # A page that is no number is the first one, and one that is too high the last one. The table's own way would
        # read the first page before the one that was asked for.
        table.paginator = Paginator(table.rows, rows_per_page(self.request))
        table.page = table.paginator.get_page(self.request.GET.get(PAGE))
        table.page_sizes = Preferences.Rows.values
        table.clear_url = self._clear_url if self._is_narrowed else ""
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what stands around the list."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found, total = context["table"].paginator.count, self.get_total_count()
        frame = ListFrame(
            count_text=self.count_words % {"found": number(found), "all": number(total), "total": total},
            found_count=found,
            total_count=total,
            most_workbook_rows=MOST_WORKBOOK_ROWS,
            notices=self.get_notices(),
            is_narrowed=self._is_narrowed,
            clear_url=self._clear_url,
            parameters=self._parameters,
            columns=self._columns,
            bar=self._shown_bar(),
            tools=self.get_tools(),
        )
        return {**context, "list": frame, "total_count": total}

    def get_tools(self) -> Sequence[ListTool]:
        """Return the pages that are about the rows the list shows, such as labels for them."""
        return ()

    def get_notices(self) -> list[Notice]:
        """Return what of the address the list does not act on."""
        columns = self.get_table_class().base_columns
        notices = notices_of(
            self._parameters,
            unknown=self._unknown_names,
            form=self.filterset.form,
            headings=[name for name, column in columns.items() if column.orderable is not False],
            columns=columns,
        )
        return list(notices)

    def get_file(self, kind: str, table: Table, frame: ListFrame) -> HttpResponseBase | None:
        """Return the rows of the table, on all its pages, as a file; None when there is no such file of them."""
        if frame.hides_rows:
            return None
        name = f"{self.file_name} {timezone.localdate().isoformat()}.{kind}"
        if kind == "csv":
            response = StreamingHttpResponse(csv_parts(table), content_type="text/csv; charset=utf-8")
            response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
            return response
        if kind == "xlsx" and frame.has_workbook:
            # On disk rather than in memory; the answer closes it, which removes it.
            file = tempfile.TemporaryFile()  # noqa: SIM115
            write_workbook(table, file)
            file.seek(0)
            return FileResponse(file, as_attachment=True, filename=name)
        return None

    @cached_property
    def _parameters(self) -> dict[str, list[str]]:
        return {name: self.request.GET.getlist(name) for name in self.request.GET}

    @cached_property
    def _unknown_names(self) -> list[str]:
        filters = {name + suffix for name in self.filterset.filters for suffix in _SUFFIXES}
        return unknown_names(self._parameters, filters | self.own_names)

    @property
    def _is_narrowed(self) -> bool:
        names = self._parameters.keys() - COMMON_NAMES - self.own_names
        return any(value for name in names for value in self._parameters[name])

    @property
    def _clear_url(self) -> str:
        return f"{self.request.path}?{VIEW}={ALL}" if self.keeps_views else self.request.path

    @cached_property
    def _columns(self) -> list[ColumnChoice]:
        """Return the columns that may be shown; the first, which says what a row is, always is."""
        shown = set(self._parameters.get(COLUMNS, ())) & self._choosable.keys() or self._usual_columns
        first = next(iter(self._choosable))
        return [
            ColumnChoice(name, str(column.header), is_shown=name in shown or name == first, is_fixed=name == first)
            for name, column in self._choosable.items()
        ]

    @cached_property
    def _choosable(self) -> dict[str, Column]:
        """Return the columns in the order of the table, but for the one with the ticks."""
        table = self.get_table_class()
        names = ColumnNames(table._meta.sequence or ["..."])
        names.expand(list(table.base_columns))
        return {
            name: table.base_columns[name] for name in names if not isinstance(table.base_columns[name], TickColumn)
        }

    @property
    def _usual_columns(self) -> set[str]:
        return self._choosable.keys() - getattr(self.get_table_class(), "optional_columns", ())

    # Views ------------------------------------------------------------------------------------------------------

    @cached_property
    def _bar(self) -> ViewBar:
        return ViewBar(
            list_name=self._list_name,
            built_in=built_in_views_for(self.request.user, self.built_in_views),
            saved=views_for(self.request.user, self._list_name),
            user_id=self.request.user.pk,
        )

    @property
    def _list_name(self) -> str:
        match = self.request.resolver_match
        return match.view_name if match else ""

    def _address_to_open(self) -> str:
        """Return the address of the view to open; blank where the address says all there is to show.

        A bare address opens the view that was used last, or else the one to start with. A view alone stands for all
        that it says.
        """
        if not self.keeps_views:
            return ""
        asked = self.request.GET.get(VIEW, "")
        if not self.request.GET:
            used = self.request.session.get(_SESSION_KEY, {}).get(self._list_name)
            key = used or start_view_key(self.request.user, self._list_name)
            terms = self._bar.terms_at(key)
            return "" if terms is None or key in ("", ALL) else self.request.path + terms.address(key)
        if not asked:
            return ""
        terms = self._bar.terms_at(asked)
        if terms is None:
            raise Http404(_("There is no such view of this list any more, or it is not shared with you."))
        self._remember(asked)
        address = terms.address(asked)
        is_alone = self.request.GET.keys() == {VIEW}
        return self.request.path + address if is_alone and terms != ViewTerms() else ""

    def _remember(self, key: str) -> None:
        """Keep which view of the list was used last, until its user signs out."""
        used = self.request.session.get(_SESSION_KEY, {})
        if used.get(self._list_name) != key:
            self.request.session[_SESSION_KEY] = {**used, self._list_name: key}

    def _shown_bar(self) -> ViewBar | None:
        if not self.keeps_views:
            return None
        filters = {name: values for name, values in self._parameters.items() if name not in self.own_names}
        self._bar.show(
            self.request.GET.get(VIEW) or ALL,
            ViewTerms.of(filters, usual_columns=self._usual_columns),
            start_key=start_view_key(self.request.user, self._list_name),
        )
        return self._bar
