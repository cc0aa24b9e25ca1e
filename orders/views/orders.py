"""The list of orders, and the card of one."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet, Sum
from django.utils.translation import ngettext_lazy, pgettext_lazy
from django_tables2 import SingleTableView

from contacts.saved_views import BuiltInView
from contacts.tables import LongList
from contacts.views.lists import ListPage
from orders.filters import OrderFilter
from orders.models import Order, OrderLine
from orders.selectors import lines_of, orders_for_list, saved_by_campaigns
from orders.tables import OrderLineTable, OrderTable
from orders.views.order_forms import order_or_404


class OrderList(ListPage):
    """All orders, the newest first."""

    permission_required = "orders.view_order"
    template_name = "orders/order_list.html"
    filterset_class = OrderFilter
    table_class = OrderTable
    file_name = pgettext_lazy("menu", "Orders")
    count_words = ngettext_lazy("%(found)s of %(all)s order", "%(found)s of %(all)s orders", "total")
    built_in_views = (
        BuiltInView("open", pgettext_lazy("orders", "Open"), "status=open"),
        BuiltInView("campaign-price", pgettext_lazy("orders", "With a campaign's price"), "campaign_price=yes"),
        BuiltInView("closed", pgettext_lazy("orders", "Closed"), "status=closed"),
    )

    def get_queryset(self) -> QuerySet[Order]:
        return Order.objects.order_by("-ordered_on", "-number")

    def get_table_data(self) -> LongList:
        return LongList(self.object_list, key="pk", page=lambda keys: orders_for_list().filter(pk__in=keys))


class OrderCard(PermissionRequiredMixin, SingleTableView):
    """One order with its lines, each with where its price comes from."""

    permission_required = "orders.view_order"
    template_name = "orders/card.html"
    table_class = OrderLineTable
    table_pagination = {"per_page": 100}

    def get_queryset(self) -> QuerySet[OrderLine]:
        self.order = order_or_404(self.kwargs["number"])
        return lines_of(self.order)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        is_open, may = self.order.status == Order.Status.OPEN, self.request.user.has_perm
        return {
            **super().get_context_data(**context),
            "order": self.order,
            "total_amount": self.order.lines.aggregate(total=Sum("line_amount"))["total"] or 0,
            "saved_amount": saved_by_campaigns(self.order),
            "may_change_status": may("orders.change_order"),
            "may_change_head": is_open and may("orders.change_order"),
            "may_enter_lines": is_open and may("orders.add_orderline"),
            "may_change_lines": is_open and may("orders.change_orderline"),
        }
