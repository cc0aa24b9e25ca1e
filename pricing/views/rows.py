"""Pages about the sales prices and line discounts of a campaign, each a tab of its card."""

from typing import Any, ClassVar, Generic

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from campaigns.models import Campaign
from pricing.forms import DiscountForm, PriceForm, Row, RowForm
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.selectors import discount_rows_of, price_rows_of
from pricing.services import PriceRowError, add_row, change_row, restore_row, withdraw_row
from pricing.tables import DiscountTable, PriceTable

UNPROCESSABLE = 422


class _Rows(PermissionRequiredMixin, View, Generic[Row]):
    """One page about one kind of rows of a campaign; ``_Prices`` or ``_Discounts`` says which."""

    kind: ClassVar[str]
    model: type[Row]
    form_class: type[RowForm[Row]]
    action: ClassVar[str]
    permission_denied_messages: ClassVar[dict[str, Promise]]

    def get_permission_required(self) -> tuple[str]:
        return (f"{self.model._meta.app_label}.{self.action}_{self.model._meta.model_name}",)

    def get_permission_denied_message(self) -> str:
        return str(self.permission_denied_messages["view" if self.action == "view" else "change"])

    def campaign(self) -> Campaign:
        return get_object_or_404(Campaign, number=self.kwargs["number"])

    def row(self) -> Row:
        """Return the row that the address names, withdrawn or not."""
        rows = self.model._default_manager.select_related("campaign", "item__base_unit", "variant", "unit")
        return get_object_or_404(rows, campaign__number=self.kwargs["number"], pk=self.kwargs["pk"])

    def list_url(self, **query: int) -> str:
        return reverse(f"pricing:campaign-{self.kind}s", kwargs={"number": self.kwargs["number"]}, query=query)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, f"pricing/{template}.html", {**context, "list_url": self.list_url()}, status=status)


class _Prices(_Rows[SalesPrice]):
    kind = "price"
    model = SalesPrice
    form_class = PriceForm
    permission_denied_messages = {
        "view": gettext_lazy("You may not look at prices."),
        "change": gettext_lazy("You can look at prices but not change them."),
    }


class _Discounts(_Rows[SalesLineDiscount]):
    kind = "discount"
    model = SalesLineDiscount
    form_class = DiscountForm
    permission_denied_messages = {
        "view": gettext_lazy("You may not look at discounts."),
        "change": gettext_lazy("You can look at discounts but not change them."),
    }


class _RowList(_Rows[Row]):
    """The rows in force, and the one that was withdrawn just now, so that this can be undone."""

    action = "view"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = self.campaign()
        table = self.table(campaign)
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return self.page(f"{self.kind}_list", campaign=campaign, table=table, withdrawn=self._withdrawn(campaign))

    def table(self, campaign: Campaign) -> PriceTable | DiscountTable:
        raise NotImplementedError

    def may_change(self) -> bool:
        return self.request.user.has_perm(f"pricing.change_{self.model._meta.model_name}")

    def _withdrawn(self, campaign: Campaign) -> Row | None:
        key = self.request.GET.get("withdrawn", "")
        if not key.isdecimal():
            return None
        rows = self.model._default_manager.filter(campaign=campaign, withdrawn_at__isnull=False, pk=key)
        return rows.select_related("item").first()


class CampaignPrices(_RowList[SalesPrice], _Prices):
    """The sales prices of a campaign."""

    def table(self, campaign: Campaign) -> PriceTable:
        return PriceTable(price_rows_of(campaign), campaign=campaign, may_change=self.may_change())


class CampaignDiscounts(_RowList[SalesLineDiscount], _Discounts):
    """The line discounts of a campaign."""

    def table(self, campaign: Campaign) -> DiscountTable:
        return DiscountTable(discount_rows_of(campaign), campaign=campaign, may_change=self.may_change())


class _AddRow(_Rows[Row]):
    """A new row; "save and add another" comes back for the next one."""

    action = "add"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(f"{self.kind}_form", campaign=self.campaign(), form=self.form_class(), row=None)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = self.campaign()
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                add_row(row=form.new_row(campaign), at=timezone.now(), by=_user(request))
            except PriceRowError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The row was added."))
                return redirect(request.path if "another" in request.POST else self.list_url())
        return self.page(f"{self.kind}_form", campaign=campaign, form=form, row=None, status=UNPROCESSABLE)


class AddPrice(_AddRow[SalesPrice], _Prices):
    """A new sales price."""


class AddDiscount(_AddRow[SalesLineDiscount], _Discounts):
    """A new line discount."""


class _ChangeRow(_Rows[Row]):
    """A row as a form."""

    action = "change"

    def get(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        row = self.row()
        return self.page(f"{self.kind}_form", campaign=row.campaign, form=self.form_class(row=row), row=row)

    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        row = self.row()
        form = self.form_class(request.POST, row=row)
        if form.is_valid():
            try:
                change_row(row=form.fill(self.row()), at=timezone.now(), by=_user(request))
            except PriceRowError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The row was saved."))
                return redirect(self.list_url())
        return self.page(f"{self.kind}_form", campaign=row.campaign, form=form, row=row, status=UNPROCESSABLE)


class ChangePrice(_ChangeRow[SalesPrice], _Prices):
    """A sales price as a form."""


class ChangeDiscount(_ChangeRow[SalesLineDiscount], _Discounts):
    """A line discount as a form."""


class _WithdrawRow(_Rows[Row]):
    """Take a row out of force; the list then offers to put it back."""

    action = "change"

    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        row = withdraw_row(row=self.row(), at=timezone.now(), by=_user(request))
        return redirect(self.list_url(withdrawn=row.pk))


class WithdrawPrice(_WithdrawRow[SalesPrice], _Prices):
    """Take a sales price out of force."""


class WithdrawDiscount(_WithdrawRow[SalesLineDiscount], _Discounts):
    """Take a line discount out of force."""


class _RestoreRow(_Rows[Row]):
    """Put a withdrawn row back in force."""

    action = "change"

    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        try:
            restore_row(row=self.row(), at=timezone.now(), by=_user(request))
        except PriceRowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The row is back."))
        return redirect(self.list_url())


class RestorePrice(_RestoreRow[SalesPrice], _Prices):
    """Put a sales price back in force."""


class RestoreDiscount(_RestoreRow[SalesLineDiscount], _Discounts):
    """Put a line discount back in force."""


def _user(request: HttpRequest) -> User | None:
    user: Any = request.user
    return user if user.is_authenticated else None
