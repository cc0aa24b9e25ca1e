"""Orders and runs to look at. They are changed on their own pages, where the price rule and the ledger see to it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.shared_admin import LookOnly
from orders.models import ActivationRun, Order, OrderLine


class OrderLineInline(LookOnly, admin.TabularInline):
    """The lines of an order, in words that need no query for each of them."""

    model = OrderLine
    ordering = ["line_number"]
    fields = ["line_number", "item", "quantity", "unit", "unit_price", "line_discount_percent", "line_amount", "why"]
    readonly_fields = ["why"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        return super().get_queryset(request).select_related("order", "item", "unit")

    @admin.display(description=gettext_lazy("price"))
    def why(self, line: OrderLine) -> str:
        """Return a link to the page that says why the line costs what it costs."""
        return _link(reverse("orders:explain", args=[line.pk]), _("Why this price?"))


@admin.register(Order)
class OrderAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["number", "buyer", "status", "ordered_on", "campaign"]
    list_filter = ["status"]
    list_select_related = ["buyer", "campaign"]
    search_fields = ["number", "buyer__number", "buyer__name"]
    ordering = ["-ordered_on", "-number"]
    inlines = [OrderLineInline]

    def view_on_site(self, order: Order) -> str:
        """Return the page on which the order is changed."""
        return reverse("orders:card", kwargs={"number": order.number})


@admin.register(ActivationRun)
class ActivationRunAdmin(LookOnly, admin.ModelAdmin):
    """Runs, each with a link to the page that shows its ledger."""

    list_display = [
        "pk",
        "campaign",
        "kind",
        "state",
        "started_at",
        "started_by",
        "line_count",
        "applied_count",
        "skipped_count",
        "ledger",
    ]
    list_filter = ["kind", "state", "started_at"]
    list_select_related = ["campaign", "started_by"]
    search_fields = ["campaign__number", "campaign__description"]
    ordering = ["-pk"]
    exclude = ["fingerprint", "generation", "last_order_line"]

    @admin.display(description=gettext_lazy("ledger"))
    def ledger(self, run: ActivationRun) -> str:
        """Return a link to what the run changed, line by line."""
        return _link(self.view_on_site(run), _("What it changed"))

    def view_on_site(self, run: ActivationRun) -> str:
        """Return the page that shows the ledger of the run."""
        return reverse("orders:run", args=[run.pk])


def _link(url: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', url, words)
