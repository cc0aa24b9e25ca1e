"""The prices of a buyer: a tab of the contact card, and the sheet that is printed for the customer."""

from typing import Any, Generic, TypeVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.views import View

from contacts.models import Contact
from pricing.buyer_prices import (
    Asked,
    Sources,
    discounts_on_all_items,
    prices_of,
    sold_items,
    special_items,
)
from pricing.buyer_prices_form import ALL, BuyerPricesForm, SheetForm, query_of
from pricing.models import Item

ITEMS_PER_PAGE = 50
# A longer list is no sheet that anybody reads; it says so and is narrowed.
MOST_PRINTED = 500

Filters = TypeVar("Filters", bound=BuyerPricesForm)


class _BuyerPrices(PermissionRequiredMixin, View, Generic[Filters]):
    """What both pages ask: the contact, who buys for it, and the items that match."""

    permission_required = ("contacts.view_contact", "pricing.view_salesprice", "pricing.view_saleslinediscount")
    permission_denied_message = gettext_lazy("You may not look at prices.")
    form_class: type[Filters]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.form: Filters = self.form_class(request.GET)

    def context(self) -> dict[str, Any]:
        """Return what both pages show around the list, and the items; none where a filter is wrong or unknown."""
        contact = get_object_or_404(Contact.objects.select_related("company"), number=self.kwargs["number"])
        buyer, wrong, today = contact.company or contact, self.form.unknown(), timezone.localdate()
        context = {"contact": contact, "buyer": buyer, "form": self.form, "wrong": wrong, "today": today}
        context |= {"items": Item.objects.none(), "query": query_of(self.request.GET.dict())}
        if wrong or not self.form.is_valid():
            return context
        asked = self.form.asked(buyer, today=today)
        sources = Sources.of(asked)
        return context | {
            "asked": asked,
            "sources": sources,
            "on_all_items": discounts_on_all_items(asked, sources),
            "items": self._items(asked, sources),
        }

    def _items(self, asked: Asked, sources: Sources) -> QuerySet[Item]:
        values = self.form.cleaned_data
        items = sold_items() if values["show"] == ALL else special_items(asked, sources)
        if text := values["search"]:
            items = items.filter(Q(number__istartswith=text) | Q(description__icontains=text))
        return items


class ContactPrices(_BuyerPrices[BuyerPricesForm]):
    """What a contact pays now, item by item, a tab of its card."""

    form_class = BuyerPricesForm

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        context = self.context()
        page = Paginator(context["items"], ITEMS_PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "prices": prices_of(context["asked"], list(page)) if "asked" in context else []}
        buyer, query = context["buyer"].number, context["query"]
        context["sheet_url"] = reverse("pricing:price-sheet", args=[buyer], query={**query, "language": get_language()})
        context["check_url"] = reverse("pricing:check", query={"contact": number})
        return render(request, "pricing/contact_prices.html", context)


class PriceSheet(_BuyerPrices[SheetForm]):
    """The prices of a customer on paper, in its language."""

    form_class = SheetForm

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        context = self.context()
        items = list(context["items"][: MOST_PRINTED + 1])
        is_too_long = len(items) > MOST_PRINTED
        context |= {"is_too_long": is_too_long, "most": MOST_PRINTED}
        if "asked" in context:
            context["prices"] = [] if is_too_long else prices_of(context["asked"], items)
        is_known = "language" not in self.form.errors
        language = (self.form.data.get("language") if is_known else None) or get_language()
        with override(language):
            response = render(request, "pricing/price_sheet.html", context)
        response["Content-Language"] = language or ""
        return response
