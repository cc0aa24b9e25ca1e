"""What pages about the rows of a campaign have in common: sales prices or line discounts, and who may do what."""

from typing import Any, ClassVar, Generic

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views import View

from campaigns.models import Campaign
from pricing.forms import DiscountForm, PriceForm, Row, RowForm
from pricing.models import SalesLineDiscount, SalesPrice

UNPROCESSABLE = 422


class RowPage(PermissionRequiredMixin, View, Generic[Row]):
    """One page about one kind of rows of a campaign; ``PricePage`` or ``DiscountPage`` says which."""

    kind: ClassVar[str]
    model: type[Row]
    form_class: type[RowForm[Row]]
    action: ClassVar[str]
    permission_denied_messages: ClassVar[dict[str, Promise]]

    def get_permission_required(self) -> tuple[str]:
        return (f"{self.model._meta.app_label}.{self.action}_{self.model._meta.model_name}",)

    def get_permission_denied_message(self) -> str:
        return str(self.permission_denied_messages["view" if self.action == "view" else "change"])

    def may(self, action: str) -> bool:
        """Tell whether the person may do this with rows of this kind."""
        return self.request.user.has_perm(f"pricing.{action}_{self.model._meta.model_name}")

    def campaign(self) -> Campaign:
        return get_object_or_404(Campaign, number=self.kwargs["number"])

    def row(self) -> Row:
        """Return the row that the address names, withdrawn or not."""
        rows = self.model._default_manager.select_related("campaign", "item__base_unit", "variant", "unit")
        return get_object_or_404(rows, campaign__number=self.kwargs["number"], pk=self.kwargs["pk"])

    def url(self, name: str, **query: str) -> str:
        """Return the address of a page about rows of this kind: ``paste-{}s`` of this campaign."""
        return reverse(f"pricing:{name.format(self.kind)}", kwargs={"number": self.kwargs["number"]}, query=query)

    def list_url(self, **query: str) -> str:
        return self.url("campaign-{}s", **query)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Return a page; it may be another one for htmx."""
        urls = {"list_url": self.list_url(), "kind": self.kind}
        response = render(self.request, f"pricing/{template}.html", {**urls, **context}, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response

    # Campaigns that are active ------------------------------------------------------------------

    def must_confirm(self, campaign: Campaign) -> bool:
        """Tell whether the person must still say that prices of customers may change at once.

        That is asked once in a session for each activation of the campaign.
        """
        if not campaign.is_active or campaign.activated_at is None:
            return False
        key, moment = f"confirmed-{campaign.pk}", campaign.activated_at.isoformat()
        if self.request.POST.get("confirmed"):
            self.request.session[key] = moment
        return bool(self.request.session.get(key) != moment)


class PricePage(RowPage[SalesPrice]):
    """A page about sales prices."""

    kind = "price"
    model = SalesPrice
    form_class = PriceForm
    permission_denied_messages = {
        "view": gettext_lazy("You may not look at prices."),
        "change": gettext_lazy("You can look at prices but not change them."),
    }


class DiscountPage(RowPage[SalesLineDiscount]):
    """A page about line discounts."""

    kind = "discount"
    model = SalesLineDiscount
    form_class = DiscountForm
    permission_denied_messages = {
        "view": gettext_lazy("You may not look at discounts."),
        "change": gettext_lazy("You can look at discounts but not change them."),
    }


def user_of(request: HttpRequest) -> User | None:
    """Return who asks."""
    user: Any = request.user
    return user if user.is_authenticated else None
