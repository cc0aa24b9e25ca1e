"""What the two pages that show a ledger have in common: a preview, and the report of a run."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django_filters import FilterSet
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from contacts.list_frame import refuse_unknown
from contacts.tables import LongList
from orders.kept import KeptReason
from orders.ledger_sheet import MOST_WORKBOOK_LINES
from orders.models import ActivationRun, RunLine
from orders.selectors import ledger_of
from orders.views import PageRequest


class LedgerPage(PermissionRequiredMixin, SingleTableMixin, FilterView):
    """A page about ``run``, which is None where nothing is planned."""

    permission_required = "orders.view_activationrun"
    table_pagination = {"per_page": 50}
    request: PageRequest
    run: ActivationRun | None

    def get_filterset(self, filterset_class: type[FilterSet]) -> FilterSet:
        """Return the filters, invalid where the address names one that there is not."""
        filterset: FilterSet = super().get_filterset(filterset_class)
        refuse_unknown(filterset.form, dict(self.request.GET.lists()), filterset.filters.keys())
        return filterset

    def get_queryset(self) -> QuerySet[RunLine]:
        return RunLine.objects.none() if self.run is None else ledger_of(self.run)

    def get_table_data(self) -> LongList:
        rows = self.get_queryset()
        is_whole = not self.filterset.is_bound or (self.filterset.is_valid() and not self.filterset.form.has_changed())

        def page(keys: Sequence[int]) -> QuerySet[RunLine]:
            return rows.filter(order_line__in=keys)

        count = self.run.line_count if self.run and is_whole else None
        return LongList(self.object_list, key="order_line_id", page=page, count=count)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**context),
            "run": self.run,
            "kept": kept_words(self.run) if self.run else [],
            "most_workbook_lines": MOST_WORKBOOK_LINES,
        }


def kept_words(run: ActivationRun) -> list[tuple[KeptReason, int]]:
    """Return how many lines a run leaves as they are, by reason."""
    return [(KeptReason(reason), count) for reason, count in run.kept_counts.items()]
