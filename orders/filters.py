"""What narrows the lists of orders, runs and ledgers."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.forms import TextInput
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, FilterSet

from contacts.few_keys import few_keys
from contacts.filters import DayFilter
from contacts.models import Contact
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.selectors import orders_carrying
from pricing.models import Item

ALL = pgettext_lazy("filter", "All")
YES_NO = [("yes", pgettext_lazy("filter", "Yes")), ("no", pgettext_lazy("filter", "No"))]
SEARCH = TextInput({"data-shortcut": "/", "type": "search"})


def _buyers_called(text: str) -> "Sequence[int] | QuerySet[Contact, Any]":
    """Return the keys of the contacts whose name holds ``text``, or whose number it is."""
    return few_keys(Contact.objects.filter(Q(name__icontains=text) | Q(number__iexact=text)))


class OrderFilter(FilterSet):
    """Filters of the list of orders."""

    more = ("buyer", "currency", "carries")
    search = CharFilter(label=_("Number or buyer"), method="narrow", widget=SEARCH)
    status = ChoiceFilter(label=_("Status"), choices=Order.Status.choices, empty_label=ALL)
    campaign = CharFilter(label=_("Campaign named"), field_name="campaign__number", lookup_expr="istartswith")
    from_day = DayFilter(label=_("Ordered from"), field_name="ordered_on", lookup_expr="gte")
    until_day = DayFilter(label=_("Ordered until"), field_name="ordered_on", lookup_expr="lte")
    buyer = CharFilter(label=_("Buyer No."), field_name="buyer__number", lookup_expr="iexact")
    currency = CharFilter(label=_("Currency"), method="keep_currency")
    campaign_price = ChoiceFilter(
        label=_("Price of a campaign"), method="keep_carrying", choices=YES_NO, empty_label=ALL
    )
    carries = CharFilter(label=_("Prices of campaign No."), method="keep_carrying_of")

    class Meta:
        model = Order
        fields: list[str] = []

    def keep_currency(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Keep the orders in that currency; the local one is blank on an order."""
        code = value.upper()
        return orders.filter(currency_code="" if code == settings.LOCAL_CURRENCY else code)

    def keep_carrying(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Keep the orders with a line that has its price or discount from a campaign, or those without."""
        carrying = orders_carrying(campaign__isnull=False)
        return orders.filter(pk__in=carrying) if value == "yes" else orders.exclude(pk__in=carrying)

    def keep_carrying_of(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Keep the orders with a line that has its price or discount from the campaign of that number."""
        return orders.filter(pk__in=orders_carrying(campaign__number__iexact=value))

    def narrow(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Keep the orders whose number or buyer holds ``value``."""
        return orders.filter(Q(number__icontains=value) | Q(buyer__in=_buyers_called(value)))


class RunFilter(FilterSet):
    """Filters of the list of runs."""

    more = ("who", "from_day", "until_day")
    campaign = CharFilter(label=_("Campaign"), method="narrow", widget=SEARCH)
    kind = ChoiceFilter(label=pgettext_lazy("column", "Kind"), choices=ActivationRun.Kind.choices, empty_label=ALL)
    state = ChoiceFilter(label=pgettext_lazy("column", "State"), choices=ActivationRun.State.choices, empty_label=ALL)
    who = CharFilter(label=_("Started by"), method="keep_by")
    from_day = DayFilter(label=_("Started from"), field_name="started_at", lookup_expr="date__gte")
    until_day = DayFilter(label=_("Started until"), field_name="started_at", lookup_expr="date__lte")

    class Meta:
        model = ActivationRun
        fields: list[str] = []

    def keep_by(self, runs: QuerySet[ActivationRun], name: str, value: str) -> QuerySet[ActivationRun]:
        """Keep the runs whose planner or starter has this account or name."""
        fields = ("username__iexact", "first_name__icontains", "last_name__icontains")
        whose = [Q(**{f"{by}__{field}": value}) for by in ("started_by", "planned_by") for field in fields]
        return runs.filter(reduce(or_, whose))

    def narrow(self, runs: QuerySet[ActivationRun], name: str, value: str) -> QuerySet[ActivationRun]:
        """Keep the runs of campaigns whose number or description holds ``value``."""
        return runs.filter(Q(campaign__number__icontains=value) | Q(campaign__description__icontains=value))


class NumberLookup(CharFilter):
    """A filter for the number of one record, which the page helps to find while one types."""

    def __init__(self, *, search: str, **options: Any) -> None:
        widget = TextInput({"data-lookup": reverse_lazy(search), "autocomplete": "off"})
        super().__init__(widget=widget, **options)


class LedgerFilter(FilterSet):
    """The search in a ledger, its lines of one buyer or item, and those that become dearer or cheaper."""

    search = CharFilter(label=_("Buyer, item or order"), method="narrow")
    buyer = NumberLookup(label=_("No. of the buyer"), search="pricing:contact-search", method="of_buyer")
    item = NumberLookup(label=_("No. of the item"), search="pricing:item-search", method="of_item")
    change = ChoiceFilter(
        label=_("Becomes"),
        choices=[("rise", pgettext_lazy("order line", "dearer")), ("fall", pgettext_lazy("order line", "cheaper"))],
        empty_label=ALL,
        method="in_direction",
    )

    class Meta:
        model = RunLine
        fields: list[str] = []

    def narrow(self, rows: QuerySet[RunLine], name: str, value: str) -> QuerySet[RunLine]:
        """Keep the rows whose buyer, item or order ``value`` names.

        The ledger holds the keys of all three, so that it need not be joined with anything.
        """
        items = Item.objects.filter(Q(number__istartswith=value) | Q(description__icontains=value))
        lines = OrderLine.objects.filter(order__in=few_keys(Order.objects.filter(number__iexact=value)))
        return rows.filter(
            Q(buyer__in=_buyers_called(value)) | Q(item__in=few_keys(items)) | Q(order_line__in=few_keys(lines))
        )

    def of_buyer(self, rows: QuerySet[RunLine], name: str, value: str) -> QuerySet[RunLine]:
        """Keep the rows of the buyer with that number. Order lines lead to them: the ledger has no index for it."""
        return rows.filter(order_line__buyer__number__iexact=value)

    def of_item(self, rows: QuerySet[RunLine], name: str, value: str) -> QuerySet[RunLine]:
        """Keep the rows of the item with that number."""
        return rows.filter(item__number__iexact=value)

    def in_direction(self, rows: QuerySet[RunLine], name: str, value: str) -> QuerySet[RunLine]:
        """Keep the rows whose amount rises, or those whose amount falls."""
        is_rise = Q(new_line_amount__gt=F("old_line_amount"))
        return rows.filter(is_rise if value == "rise" else Q(new_line_amount__lt=F("old_line_amount")))


class KeptFilter(FilterSet):
    """The lines of one buyer or item among those that a run leaves as they are."""

    buyer = NumberLookup(
        label=_("No. of the buyer"), search="pricing:contact-search", field_name="buyer__number", lookup_expr="iexact"
    )
    item = NumberLookup(
        label=_("No. of the item"), search="pricing:item-search", field_name="item__number", lookup_expr="iexact"
    )

    class Meta:
        model = OrderLine
        fields: list[str] = []


class AppliedFilter(LedgerFilter):
    """The search in the ledger of a run that was started, and what became of the lines."""

    result = ChoiceFilter(
        label=pgettext_lazy("column", "Result"),
        choices=[("applied", pgettext_lazy("column", "Applied")), ("skipped", pgettext_lazy("column", "Skipped"))],
        empty_label=ALL,
        method="keep",
    )

    def keep(self, rows: QuerySet[RunLine], name: str, value: str) -> QuerySet[RunLine]:
        """Keep the rows of which that came."""
        return rows.filter(is_skipped=value == "skipped")
