"""The list of orders."""

from django.db.models import QuerySet
from django.utils.translation import ngettext_lazy, pgettext_lazy

from contacts.saved_views import BuiltInView
from contacts.tables import LongList
from contacts.views.lists import ListPage
from orders.filters import OrderFilter
from orders.models import Order
from orders.selectors import orders_for_list
from orders.tables import OrderTable


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
