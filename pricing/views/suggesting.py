"""Prices of a campaign suggested from other prices; they are checked and saved as pasted ones are."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pricing.models import SalesPrice
from pricing.row_checking import check_rows
from pricing.suggestion_form import SuggestionForm
from pricing.suggestions import SuggestionError, suggest_prices
from pricing.views.kinds import UNPROCESSABLE, PricePage
from pricing.views.pasting import CheckPage


class SuggestPrices(CheckPage[SalesPrice], PricePage):
    """Choose from what, for which items and how; the answer is the table of checked rows."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = self.campaign()
        return self.page("suggest", campaign=campaign, form=SuggestionForm(campaign=campaign))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = self.campaign()
        form = SuggestionForm(request.POST, campaign=campaign)
        if form.is_valid():
            try:
                found = suggest_prices(campaign, form.wish(), on=timezone.localdate())
            except SuggestionError as error:
                form.add_error(None, str(error))
            else:
                checked = check_rows(campaign, found.pasted, at=timezone.now())
                return self.checked(campaign, found.pasted, checked, skipped=found.skipped)
        return self.page("suggest", campaign=campaign, form=form, status=UNPROCESSABLE)
