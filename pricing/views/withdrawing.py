"""Sales prices and line discounts of a campaign taken out of force, one or several, and put back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.templatetags.formats import number as shown_number
from pricing.forms import Row
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.services import PriceRowError, restore_rows, withdraw_rows
from pricing.views.grid import DiscountGrid, PriceGrid
from pricing.views.kinds import DiscountPage, PricePage, RowPage, user_of
from pricing.views.rows import RowWriter


class _Verb(RowPage[Row]):
    """A verb for rows of the campaign: the one that the address names, or those that were ticked."""

    action = "change"

    def keys(self) -> list[int]:
        """Return the keys of the rows; what is no key is passed over."""
        named = self.kwargs.get("pk")
        typed = self.request.POST.getlist("row") if named is None else [str(named)]
        return [int(key) for key in typed if key.isascii() and key.isdecimal()]

    def refused(self) -> HttpResponse | None:
        """Return the answer where changes of an active campaign were not confirmed yet."""
        if not self.must_confirm(self.campaign()):
            return None
        messages.error(
            self.request, _("This campaign is active: a change takes effect at once. Confirm that first; then repeat.")
        )
        return redirect(self.list_url())


class _WithdrawRow(_Verb[Row], RowWriter[Row]):
    """Take a row out of force; what answers offers to put it back."""

    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        row = self.row()
        if (refused := self.refused()) is not None:
            return refused
        withdraw_rows(rows=self.model._default_manager.filter(pk=row.pk), at=timezone.now(), by=user_of(request))
        if self.in_grid():
            return self.page("_withdrawn_row", campaign=self.campaign(), rows=[row])
        return redirect(self.list_url(withdrawn=str(row.pk)))


class WithdrawPrice(_WithdrawRow[SalesPrice], PriceGrid):
    """Take a sales price out of force."""


class WithdrawDiscount(_WithdrawRow[SalesLineDiscount], DiscountGrid):
    """Take a line discount out of force."""


class _WithdrawRows(_Verb[Row]):
    """Take the ticked rows out of force; the list then offers to put all of them back."""

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        if (refused := self.refused()) is not None:
            return refused
        rows = self.model._default_manager.filter(campaign=self.campaign(), pk__in=self.keys())
        withdrawn = withdraw_rows(rows=rows, at=timezone.now(), by=user_of(request))
        if not withdrawn:
            messages.info(request, _("No row was ticked, so none was deleted."))
            return redirect(self.list_url())
        return redirect(self.list_url(withdrawn=",".join(str(row.pk) for row in withdrawn)))


class WithdrawPrices(_WithdrawRows[SalesPrice], PricePage):
    """Take sales prices out of force."""


class WithdrawDiscounts(_WithdrawRows[SalesLineDiscount], DiscountPage):
    """Take line discounts out of force."""


class _RestoreRows(_Verb[Row], RowWriter[Row]):
    """Put withdrawn rows back in force, all or none."""

    def post(self, request: HttpRequest, number: str, pk: int | None = None) -> HttpResponse:
        campaign = self.campaign()
        if pk is not None:
            self.row()
        if (refused := self.refused()) is not None:
            return refused
        rows = self.model._default_manager.filter(campaign=campaign, pk__in=self.keys())
        try:
            restored = restore_rows(rows=rows, at=timezone.now(), by=user_of(request))
        except PriceRowError as error:
            messages.error(request, str(error))
            return self.page("_only_messages") if self.in_grid() else redirect(self.list_url())
        messages.success(request, _said(len(restored)))
        return self.shown(campaign, restored[0], with_new_row=False) if self.in_grid() else redirect(self.list_url())


class RestorePrices(_RestoreRows[SalesPrice], PriceGrid):
    """Put sales prices back in force."""


class RestoreDiscounts(_RestoreRows[SalesLineDiscount], DiscountGrid):
    """Put line discounts back in force."""


def _said(count: int) -> str:
    if count == 1:
        return _("The row is back.")
    return ngettext("%(count)s row is back.", "%(count)s rows are back.", count) % {"count": shown_number(count)}
