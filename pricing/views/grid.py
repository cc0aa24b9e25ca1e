"""The tabs of a campaign with its sales prices and its line discounts: a grid in which rows are typed."""

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from campaigns.models import Campaign
from pricing.forms import Row
from pricing.grid_tables import DiscountTable, PriceTable
from pricing.marks import Mark, mark_counts, marked, marks_of
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.selectors import discount_rows_of, price_rows_of
from pricing.views.kinds import DiscountPage, PricePage, RowPage

# So many rows that were withdrawn together can be put back together.
MOST_UNDONE = 250
ROWS_PER_PAGE = 50


class GridPage(RowPage[Row]):
    """A page that shows rows as the grid does."""

    table_class: type[PriceTable] | type[DiscountTable]

    def rows_of(self, campaign: Campaign) -> QuerySet[Row]:
        """Return the rows in force with all that the grid shows."""
        raise NotImplementedError

    def table(self, campaign: Campaign, rows: QuerySet[Row], *, may_change: bool, on: dt.date) -> PriceTable:
        """Return the page of the table that is asked for, with what there is to look at in its rows."""
        table = self.table_class(rows, campaign=campaign, may_change=may_change)
        RequestConfig(self.request, paginate={"per_page": ROWS_PER_PAGE}).configure(table)
        shown = [row.record for row in table.paginated_rows]
        table.row_marks = marks_of(campaign, shown, on=on)
        return table

    def new_row(self, campaign: Campaign) -> str:
        """Return the row at the bottom in which the next one is typed."""
        form = self.form_class(in_grid=True)
        form.fields["item"].widget.attrs["data-shortcut"] = "n"
        context = {"campaign": campaign, "form": form, "row": None, "kind": self.kind}
        return render_to_string(f"pricing/_{self.kind}_inputs.html", context, self.request)


class PriceGrid(GridPage[SalesPrice], PricePage):
    """A page that shows sales prices."""

    table_class = PriceTable

    def rows_of(self, campaign: Campaign) -> QuerySet[SalesPrice]:
        return price_rows_of(campaign)


class DiscountGrid(GridPage[SalesLineDiscount], DiscountPage):
    """A page that shows line discounts."""

    table_class = DiscountTable

    def rows_of(self, campaign: Campaign) -> QuerySet[SalesLineDiscount]:
        return discount_rows_of(campaign)


class _RowList(GridPage[Row]):
    """The rows in force, those with one mark, and the way back for what was withdrawn just now."""

    action = "view"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign, on = self.campaign(), timezone.localdate()
        rows = self.rows_of(campaign)
        mark = self._mark()
        if mark is None and request.GET.get("mark"):
            # An unknown mark must not show every row as if all had it.
            return redirect(self.list_url())
        must_confirm = self.must_confirm(campaign)
        may_change = self.may("change") and not must_confirm
        shown = marked(rows, mark, campaign=campaign, on=on) if mark else rows
        table = self.table(campaign, shown, may_change=may_change, on=on)
        if mark:
            table.empty_text = _("No row of this campaign is like that.")
        if self.may("add") and may_change and not mark:
            table.new_row = self.new_row(campaign)
        return self.page(
            f"{self.kind}_list",
            campaign=campaign,
            table=table,
            mark=mark,
            row_count=rows.count(),
            mark_counts=mark_counts(rows, campaign=campaign, on=on, counts_all="count" in request.GET),
            must_confirm=must_confirm and (self.may("change") or self.may("add")),
            may_change=may_change,
            may_add=self.may("add") and not must_confirm,
            target_count=campaign.targets.count() if campaign.is_active else 0,
            withdrawn=self._withdrawn(campaign),
        )

    def _mark(self) -> Mark | None:
        return next((mark for mark in Mark if mark.value == self.request.GET.get("mark")), None)

    def _withdrawn(self, campaign: Campaign) -> list[Row]:
        keys = self.request.GET.get("withdrawn", "").split(",")[:MOST_UNDONE]
        rows = self.model._default_manager.filter(
            campaign=campaign, withdrawn_at__isnull=False, pk__in=[key for key in keys if _is_key(key)]
        )
        return list(rows.select_related("item").order_by("pk"))


class CampaignPrices(_RowList[SalesPrice], PriceGrid):
    """The sales prices of a campaign."""


class CampaignDiscounts(_RowList[SalesLineDiscount], DiscountGrid):
    """The line discounts of a campaign."""


class _ConfirmChanges(RowPage[Row]):
    """Say once that prices of an active campaign may change at once; then the grid takes them."""

    action = "change"

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        self.must_confirm(self.campaign())
        return redirect(self.list_url())


class ConfirmPriceChanges(_ConfirmChanges[SalesPrice], PricePage):
    """Say once that prices of an active campaign may change at once."""


class ConfirmDiscountChanges(_ConfirmChanges[SalesLineDiscount], DiscountPage):
    """Say once that discounts of an active campaign may change at once."""


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(2**63)) - 1
