"""What a run changes, added up by buyer or by item."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django_tables2 import SingleTableView

from orders.models import ActivationRun
from orders.selectors import runs_for_list
from orders.share_tables import BuyerShareTable, ItemShareTable, Shares
from orders.shares import By
from orders.views.activation import page_url
from orders.views.runs import MAY_SEE_RUNS


class SharePage(PermissionRequiredMixin, SingleTableView):
    """The buyers or the items of a run, each with what changes for them: those that become dearer first."""

    permission_required = MAY_SEE_RUNS
    template_name = "orders/run_shares.html"
    table_pagination = {"per_page": 50}
    by: By = "buyer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.run = get_object_or_404(runs_for_list(), pk=self.kwargs["pk"])
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def get_table_class(self) -> type[BuyerShareTable]:
        return BuyerShareTable if self.by == "buyer" else ItemShareTable

    def get_table_data(self) -> Shares:
        return Shares(self.run, self.by)

    def get_queryset(self) -> QuerySet[ActivationRun]:
        return ActivationRun.objects.none()

    def get_table_kwargs(self) -> dict[str, Any]:
        is_planned = self.run.state == ActivationRun.State.PLANNED
        return {"lines_url": page_url(self.run.campaign, self.run.kind, "preview") if is_planned else ""}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**context),
            "run": self.run,
            "by": self.by,
            "preview_url": page_url(self.run.campaign, self.run.kind, "preview"),
        }
