"""The list of runs, the report of one with its ledger, and the files to take away."""

from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe
from django_tables2 import SingleTableView

from campaigns.models import Campaign
from contacts.list_frame import refuse_unknown
from contacts.saved_views import BuiltInView
from contacts.views.lists import ListPage
from orders.amount_fields import amount_difference
from orders.filters import AppliedFilter, KeptFilter, RunFilter
from orders.kept import KeptReason, kept_among
from orders.ledger_sheet import MOST_WORKBOOK_LINES, csv_parts, write_ledger_sheet
from orders.models import ActivationRun, OrderLine
from orders.preview import undo_of
from orders.selectors import runs_for_list
from orders.tables import AppliedTable, KeptLines, KeptTable, RunTable
from orders.views.activation import page_url, progress_of
from orders.views.ledgers import LedgerPage

State = ActivationRun.State

MAY_SEE_RUNS = "orders.view_activationrun"


class RunList(ListPage):
    """All runs, the newest first."""

    permission_required = MAY_SEE_RUNS
    template_name = "orders/run_list.html"
    filterset_class = RunFilter
    table_class = RunTable
    file_name = pgettext_lazy("menu", "Runs")
    count_words = ngettext_lazy("%(found)s of %(all)s run", "%(found)s of %(all)s runs", "total")
    built_in_views = (
        BuiltInView("planned", pgettext_lazy("runs", "Waiting to be started"), "state=planned"),
        BuiltInView("activations", pgettext_lazy("runs", "Activations"), "kind=activate"),
        BuiltInView("deactivations", pgettext_lazy("runs", "Deactivations"), "kind=deactivate"),
        BuiltInView("resyncs", pgettext_lazy("runs", "Re-syncs"), "kind=resync"),
    )

    def get_queryset(self) -> QuerySet[ActivationRun]:
        return runs_for_list().annotate(total_difference=amount_difference("local_before", "local_after"))

    def get_total_count(self) -> int:
        return ActivationRun.objects.count()


class CampaignRuns(PermissionRequiredMixin, SingleTableView):
    """The runs of one campaign, as a tab of its card."""

    permission_required = MAY_SEE_RUNS
    template_name = "orders/campaign_runs.html"
    table_class = RunTable
    table_pagination = {"per_page": 50}

    def get_queryset(self) -> QuerySet[ActivationRun]:
        self.campaign = get_object_or_404(Campaign, number=self.kwargs["number"])
        return runs_for_list(self.campaign).annotate(total_difference=amount_difference("local_before", "local_after"))

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"exclude": ("campaign",), "empty_text": _("This campaign was never activated.")}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {**super().get_context_data(**context), "campaign": self.campaign}


class RunPage(LedgerPage):
    """What a run changed, line by line, and how it is taken back. One that waits is shown as a preview."""

    template_name = "orders/run.html"
    filterset_class = AppliedFilter
    table_class = AppliedTable
    run: ActivationRun

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.run = get_object_or_404(runs_for_list().select_related("entry"), pk=self.kwargs["pk"])
        if self.run.state == State.PLANNED:
            return redirect(page_url(self.run.campaign, self.run.kind, "preview"))
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        undo = undo_of(self.run)
        return {
            **super().get_context_data(**context),
            **progress_of(self.run),
            "undo_kind": undo,
            "undo_url": page_url(self.run.campaign, undo, "check") if undo else "",
            "may_go_on": self.request.user.has_perm("campaigns.activate_campaign"),
        }


class KeptPage(PermissionRequiredMixin, SingleTableView):
    """The order lines that a run leaves as they are for one reason."""

    permission_required = MAY_SEE_RUNS
    template_name = "orders/run_kept.html"
    table_class = KeptTable
    table_pagination = {"per_page": 50}

    def get_table_data(self) -> KeptLines:
        self.run = get_object_or_404(runs_for_list(), pk=self.kwargs["pk"])
        self.reason = _reason(self.request.GET.get("reason", ""))
        self.filter = KeptFilter(self.request.GET, OrderLine.objects.all())
        known = {*self.filter.filters, "reason"}
        refuse_unknown(self.filter.form, dict(self.request.GET.lists()), known)
        if not self.filter.is_valid():
            return KeptLines(self.run, self.reason, narrowed=[])
        is_narrowed = any(self.filter.form.cleaned_data.values())
        narrowed = kept_among(self.run, self.reason, self.filter.qs) if is_narrowed else None
        return KeptLines(self.run, self.reason, narrowed=narrowed)

    def get_queryset(self) -> QuerySet[ActivationRun]:
        return ActivationRun.objects.none()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**context),
            "run": self.run,
            "reason": self.reason,
            "filter": self.filter,
            "kept_pairs": [("reason", self.reason.value)],
            "clear_url": f"{self.request.path}?reason={self.reason.value}",
            "all_count": self.run.kept_counts.get(self.reason.value, 0),
            "is_lost": bool(self.run.kept_counts) and not self.run.kept_blocks.exists(),
            "preview_url": page_url(self.run.campaign, self.run.kind, "preview"),
        }


@require_safe
@permission_required(MAY_SEE_RUNS, raise_exception=True)
def changes_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the ledger as CSV, a part at a time, however long it is."""
    run = get_object_or_404(runs_for_list(), pk=pk)
    response = StreamingHttpResponse(csv_parts(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(run)}.csv"'
    return response


@require_safe
@permission_required(MAY_SEE_RUNS, raise_exception=True)
def changes_xlsx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the ledger as a workbook, unless it is too long for one to be of use."""
    run = get_object_or_404(runs_for_list(), pk=pk)
    if run.line_count > MOST_WORKBOOK_LINES:
        raise Http404(_("This run has too many lines for a workbook. Take the CSV file."))
    file = BytesIO()
    write_ledger_sheet(run, file, name="changes.xlsx")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_file_name(run)}.xlsx")


def _reason(text: str) -> KeptReason:
    try:
        return KeptReason(text)
    except ValueError:
        raise Http404(_("There is no such reason.")) from None


def _file_name(run: ActivationRun) -> str:
    return f"{run.campaign.number}-{run.kind}-{run.pk}"
