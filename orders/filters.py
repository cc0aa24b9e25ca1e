"""What narrows the lists of orders, runs and ledgers."""

from django.db.models import Q, QuerySet
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from orders.models import ActivationRun, Order, RunLine

ALL = pgettext_lazy("filter", "All")


class OrderFilter(FilterSet):
    """Filters of the list of orders."""

    search = CharFilter(label=_("Number or buyer"), method="narrow")
    status = ChoiceFilter(label=_("Status"), choices=Order.Status.choices, empty_label=ALL)
    campaign = CharFilter(label=_("Campaign named"), field_name="campaign__number", lookup_expr="istartswith")
    from_day = DateFilter(
        label=_("Ordered from"), field_name="ordered_on", lookup_expr="gte", widget=DateInput({"type": "date"})
    )
    until_day = DateFilter(
        label=_("Ordered until"), field_name="ordered_on", lookup_expr="lte", widget=DateInput({"type": "date"})
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def narrow(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Keep the orders whose number or buyer holds ``value``."""
        return orders.filter(
            Q(number__icontains=value) | Q(buyer__name__icontains=value) | Q(buyer__number__iexact=value)
        )


class RunFilter(FilterSet):
    """Filters of the list of runs."""

    campaign = CharFilter(label=_("Campaign"), method="narrow")
    kind = ChoiceFilter(label=pgettext_lazy("column", "Kind"), choices=ActivationRun.Kind.choices, empty_label=ALL)
    state = ChoiceFilter(label=pgettext_lazy("column", "State"), choices=ActivationRun.State.choices, empty_label=ALL)
    from_day = DateFilter(
        label=_("Started from"), field_name="started_at", lookup_expr="date__gte", widget=DateInput({"type": "date"})
    )
    until_day = DateFilter(
        label=_("Started until"), field_name="started_at", lookup_expr="date__lte", widget=DateInput({"type": "date"})
    )

    class Meta:
        model = ActivationRun
        fields: list[str] = []

    def narrow(self, runs: QuerySet[ActivationRun], name: str, value: str) -> QuerySet[ActivationRun]:
        """Keep the runs of campaigns whose number or description holds ``value``."""
        return runs.filter(Q(campaign__number__icontains=value) | Q(campaign__description__icontains=value))


class LedgerFilter(FilterSet):
    """The search in a ledger."""

    search = CharFilter(label=_("Buyer, item or order"), method="narrow")

    class Meta:
        model = RunLine
        fields: list[str] = []

    def narrow(self, rows: QuerySet[RunLine], name: str, value: str) -> QuerySet[RunLine]:
        """Keep the rows whose buyer, item or order ``value`` names."""
        return rows.filter(
            Q(order_line__order__buyer__name__icontains=value)
            | Q(order_line__order__buyer__number__iexact=value)
            | Q(order_line__item__number__istartswith=value)
            | Q(order_line__item__description__icontains=value)
            | Q(order_line__order__number__iexact=value)
        )


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
