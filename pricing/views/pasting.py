"""Rows pasted from a spreadsheet: checked on a page, mended there, and saved all or none.

What was pasted travels with the form of the page, so nothing that was typed is lost and nothing is kept elsewhere.
"""

import re
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.importing import Outcome
from contacts.templatetags.formats import number as shown_number
from pricing.checked_table import LABELS, CheckedTable
from pricing.forms import Row
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.pasting import MOST_ROWS, Pasted, PasteError, columns_of
from pricing.row_checking import CheckedRows, RowsTakenError, check_rows, save_rows
from pricing.views.kinds import UNPROCESSABLE, DiscountPage, PricePage, RowPage, user_of

_MENDED = re.compile(r"cell-([0-9]{1,9})-([a-z_]+)")


class CheckPage(RowPage[Row]):
    """A page that ends in the table of checked rows."""

    action = "add"

    def get_permission_required(self) -> tuple[str, ...]:  # type: ignore[override]  # pasted rows also change others
        name = self.model._meta.model_name
        return (f"pricing.add_{name}", f"pricing.change_{name}")

    def checked(
        self,
        campaign: Campaign,
        pasted: Pasted,
        checked: CheckedRows,
        *,
        refusal: str | None = None,
        skipped: Sequence[tuple[str, str]] = (),
    ) -> HttpResponse:
        """Answer with the table of checked rows, which can be mended and saved from there.

        ``refusal`` says why they were not saved, blank where the rows say it; None where that was not asked for.
        ``skipped`` are what was left out of suggestions, and why.
        """
        return self.page(
            "paste_check",
            status=200 if refusal is None else UNPROCESSABLE,
            campaign=campaign,
            skipped=skipped,
            checked=CheckedTable.of(checked, pasted.columns, page=self.request.POST.get("page", "1")),
            rows_text=pasted.as_text(),
            row_count=len(pasted.rows),
            unused=pasted.unused,
            refusal=refusal,
            paste_url=self.url("paste-{}s"),
            must_confirm=self.must_confirm(campaign),
            target_count=campaign.targets.count() if campaign.is_active else 0,
        )


class _PasteRows(CheckPage[Row]):
    """Paste rows, look at what becomes of each, mend what is wrong, save."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._form(text="", refusal="")

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = self.campaign()
        text = request.POST.get("rows") or request.POST.get("text", "")
        try:
            pasted = self._mended(Pasted.of(text, self.model))
        except PasteError as error:
            return self._form(text=text, refusal=str(error))
        if "save" not in request.POST:
            return self.checked(campaign, pasted, check_rows(campaign, pasted, at=timezone.now()))
        return self._saved(campaign, pasted)

    def _saved(self, campaign: Campaign, pasted: Pasted) -> HttpResponse:
        at, refusal = timezone.now(), ""
        try:
            if self.must_confirm(campaign):
                refusal = _("This campaign is active: the change takes effect at once. Say that it may.")
            else:
                saved = save_rows(campaign, pasted, at=at, by=user_of(self.request))
                if saved.is_saved:
                    messages.success(self.request, _said(saved))
                    return redirect(self.list_url())
                return self.checked(campaign, pasted, saved, refusal="")
        except RowsTakenError as error:
            refusal = str(error)
        checked = check_rows(campaign, pasted, at=at)
        return self.checked(campaign, pasted, checked, refusal=refusal)

    def _mended(self, pasted: Pasted) -> Pasted:
        cells = {
            (int(match[1]), match[2]): text
            for name, text in self.request.POST.items()
            if (match := _MENDED.fullmatch(name))
        }
        left_out = [int(number) for number in self.request.POST.getlist("leave_out") if number.isdecimal()]
        return pasted.mended({key: str(text) for key, text in cells.items()}, without=left_out)

    def _form(self, *, text: str, refusal: str) -> HttpResponse:
        return self.page(
            "paste",
            status=UNPROCESSABLE if refusal else 200,
            campaign=self.campaign(),
            text=text,
            refusal=refusal,
            labels=[LABELS[name] for name in columns_of(self.model)],
            most_rows=MOST_ROWS,
        )


class PastePrices(_PasteRows[SalesPrice], PricePage):
    """Paste sales prices."""


class PasteDiscounts(_PasteRows[SalesLineDiscount], DiscountPage):
    """Paste line discounts."""


def _said(saved: CheckedRows) -> str:
    counts = {outcome.value: shown_number(saved.count(outcome)) for outcome in Outcome}
    return _("Saved: %(added)s new, %(changed)s changed. %(unchanged)s stayed as they were.") % counts
