"""One sales price or line discount of a campaign: added and changed, as a form or in its row of the grid.

In the grid htmx asks for one row and gets rows of the table; without it the same addresses answer with pages.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from pricing.forms import Row, RowForm
from pricing.marks import marks_of
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.services import PriceRowError, add_row, change_row
from pricing.views.grid import DiscountGrid, GridPage, PriceGrid
from pricing.views.kinds import UNPROCESSABLE, user_of


class RowWriter(GridPage[Row]):
    """A page that writes one row."""

    def in_grid(self) -> bool:
        """Tell whether htmx asks for a row of the grid."""
        return "HX-Request" in self.request.headers

    def inputs(
        self, campaign: Campaign, form: RowForm[Row], row: Row | None, *, must_confirm: bool = False
    ) -> HttpResponse:
        """Answer with the form: with its row of the grid, or as a page. With errors it was refused."""
        is_refused = bool(form.errors)
        context: dict[str, Any] = {
            "campaign": campaign,
            "form": form,
            "row": row,
            "must_confirm": must_confirm,
            "target_count": campaign.targets.count() if must_confirm else 0,
        }
        template = f"_{self.kind}_inputs" if self.in_grid() else f"{self.kind}_form"
        return self.page(template, status=UNPROCESSABLE if is_refused else 200, **context)

    def shown(self, campaign: Campaign, row: Row, *, with_new_row: bool) -> HttpResponse:
        """Answer with the row of the grid as it is now, and with an empty one for the next where it was added."""
        rows = self.rows_of(campaign).filter(pk=row.pk)
        table = self.table_class(rows, campaign=campaign, may_change=True)
        table.row_marks = marks_of(campaign, list(rows), on=timezone.localdate())
        table.new_row = self.new_row(campaign) if with_new_row else ""
        return self.page("_grid_rows", campaign=campaign, table=table)

    def write(self, campaign: Campaign, form: RowForm[Row], row: Row | None) -> Row | None:
        """Write what was filled in and return the row; None where it was refused, and then the form says why."""
        try:
            if row is None:
                return add_row(row=form.new_row(campaign), at=timezone.now(), by=user_of(self.request))
            seen = form.cleaned_data["seen"]
            return change_row(row=form.fill(self.row()), seen=seen, at=timezone.now(), by=user_of(self.request))
        except PriceRowError as error:
            form.refuse(error)
            return None

    def take(self, campaign: Campaign, form: RowForm[Row], row: Row | None) -> Row | HttpResponse:
        """Return the row as written, or the answer that says why it was not."""
        must_confirm = self.must_confirm(campaign)
        if form.is_valid() and must_confirm:
            form.add_error(None, _("This campaign is active: the change takes effect at once. Say that it may."))
        written = self.write(campaign, form, row) if form.is_valid() else None
        if written is None:
            return self.inputs(campaign, form, row, must_confirm=must_confirm)
        return written


class _AddRow(RowWriter[Row]):
    """A new row; "save and add another" comes back for the next one."""

    action = "add"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.inputs(self.campaign(), self.form_class(in_grid=self.in_grid()), None)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = self.campaign()
        row = self.take(campaign, self.form_class(request.POST, in_grid=self.in_grid()), None)
        if isinstance(row, HttpResponse):
            return row
        messages.success(request, _("The row was added."))
        if self.in_grid():
            return self.shown(campaign, row, with_new_row=True)
        return redirect(request.path if "another" in request.POST else self.list_url())


class AddPrice(_AddRow[SalesPrice], PriceGrid):
    """A new sales price."""


class AddDiscount(_AddRow[SalesLineDiscount], DiscountGrid):
    """A new line discount."""


class _ChangeRow(RowWriter[Row]):
    """A row as a form, or its row of the grid as inputs."""

    action = "change"

    def get(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        row = self.row()
        return self.inputs(self.campaign(), self.form_class(row=row, in_grid=self.in_grid()), row)

    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        row, campaign = self.row(), self.campaign()
        written = self.take(campaign, self.form_class(request.POST, row=row, in_grid=self.in_grid()), row)
        if isinstance(written, HttpResponse):
            return written
        messages.success(request, _("The row was saved."))
        return self.shown(campaign, written, with_new_row=False) if self.in_grid() else redirect(self.list_url())


class ChangePrice(_ChangeRow[SalesPrice], PriceGrid):
    """A sales price as a form."""


class ChangeDiscount(_ChangeRow[SalesLineDiscount], DiscountGrid):
    """A line discount as a form."""
