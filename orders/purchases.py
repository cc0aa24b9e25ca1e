"""Who bought what: buyers by their order lines, for those who choose an audience. Cancelled orders do not count."""

import datetime as dt
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, BigIntegerField, Case, Count, DecimalField, F, Func, Q, QuerySet, When
from django.db.models.sql.compiler import SQLCompiler

from contacts.models import Contact
from orders.models import Order, OrderLine

_CENTS = 100
_AMOUNT = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What a buyer is asked to have bought; None asks for nothing, and so does an empty collection of keys.

    A line counts when its item is one of ``item_ids`` or of ``discount_group_ids``. Order dates and amounts are
    inclusive; amounts are sums of line amounts in local currency. Of ``order_statuses`` only such orders count.
    """

    item_ids: Collection[int] = ()
    discount_group_ids: Collection[int] = ()
    ordered_from: dt.date | None = None
    ordered_until: dt.date | None = None
    amount_at_least: Decimal | None = None
    amount_at_most: Decimal | None = None
    order_count_at_least: int | None = None
    order_count_at_most: int | None = None
    order_statuses: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrders:
    """How many orders of a buyer are open, and what their lines come to in local currency."""

    count: int
    amount: Decimal


def open_orders_of(buyer: Contact) -> OpenOrders:
    """Return what is open of ``buyer``. Cost: two queries."""
    orders = Order.objects.filter(buyer=buyer, status=Order.Status.OPEN)
    cents = OrderLine.objects.filter(order__in=orders).aggregate(cents=SumOfCents(_local_amount()))["cents"] or 0
    return OpenOrders(count=orders.count(), amount=Decimal(cents) / _CENTS)


def buyers_who_bought(purchases: Purchases) -> QuerySet[OrderLine, Any]:
    """Return the keys of the buyers, as ``buyer_id``, for use within a query: ``filter(pk__in=…)``.

    Cost: reads the lines of the items, or all of them where no item is named.
    """
    lines = OrderLine.objects.exclude(order__status=Order.Status.CANCELLED)
    for condition in _of_lines(purchases):
        lines = lines.filter(condition)
    found = lines.order_by().values("buyer_id")
    # What is not asked is not computed: counting orders sorts the lines.
    for sum_of_lines, conditions in (
        ({"cents": SumOfCents(_local_amount())}, dict(_of_amounts(purchases))),
        ({"order_count": Count("order", distinct=True)}, dict(_of_counts(purchases))),
    ):
        if conditions:
            found = found.annotate(**sum_of_lines).filter(**conditions)
    return found.values("buyer_id")


def _of_lines(purchases: Purchases) -> Iterator[Q]:
    if purchases.item_ids or purchases.discount_group_ids:
        yield Q(item__in=purchases.item_ids) | Q(item__discount_group__in=purchases.discount_group_ids)
    if purchases.ordered_from is not None:
        yield Q(order__ordered_on__gte=purchases.ordered_from)
    if purchases.ordered_until is not None:
        yield Q(order__ordered_on__lte=purchases.ordered_until)
    if purchases.order_statuses:
        yield Q(order__status__in=purchases.order_statuses)


def _of_amounts(purchases: Purchases) -> Iterator[tuple[str, int]]:
    if purchases.amount_at_least is not None:
        yield "cents__gte", math.ceil(purchases.amount_at_least * _CENTS)
    if purchases.amount_at_most is not None:
        yield "cents__lte", math.floor(purchases.amount_at_most * _CENTS)


def _of_counts(purchases: Purchases) -> Iterator[tuple[str, int]]:
    at_least = purchases.order_count_at_least
    if at_least is not None and at_least > 1:  # Whoever has a line has an order.
        yield "order_count__gte", at_least
    if purchases.order_count_at_most is not None:
        yield "order_count__lte", purchases.order_count_at_most


def _local_amount() -> Case:
    """Return a line's amount in local currency."""
    converted = Func(
        F("line_amount"), F("order__currency_factor"), function="pricing_local_amount", output_field=_AMOUNT
    )
    return Case(When(order__currency_factor=1, then=F("line_amount")), default=converted, output_field=_AMOUNT)


class SumOfCents(Aggregate):
    """A sum of amounts with two decimals as whole cents, so that it is exact on SQLite too."""

    function = "SUM"
    template = "(SUM(%(expressions)s) * 100)"
    output_field = BigIntegerField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Add the whole numbers next to the binary fractions that SQLite keeps."""
        template = "SUM(CAST(ROUND(%(expressions)s * 100) AS INTEGER))"
        sql, parameters = self.as_sql(compiler, connection, template=template, **context)
        return sql, tuple(parameters)
