"""The locks of order lines and runs: one home, one order.

Whoever takes several takes them in the order in which they stand here:

1. the *lane*: entering or changing lines shares it; planning and starting a run own it for a moment
2. a run
3. campaigns, by key (``campaigns.locks``)
4. an order
5. order lines, by key

The lane is what makes "which campaigns are active" and "this line was priced" one decision: nobody prices a line
while a run switches its campaign on or off. Applying a chunk does not take it, so entry goes on meanwhile. Whoever
wants to own it asks again and again, a moment at a time, because everybody who prices a line queues up behind.
"""

import time
from collections.abc import Collection

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from contacts.models import Contact
from orders.models import ActivationRun, Order, OrderLine, PlanClock

_LANE = 7_201_417
_LOCK_NOT_AVAILABLE = "55P03"
_PATIENCE_SECONDS = 60
_BREATH_SECONDS = 0.2


class LaneBusyError(Exception):
    """Somebody has been pricing order lines for very long, for example an import of orders."""


def share_lane() -> int:
    """Hold off plans and starts until this transaction ends, and return the reading of the plan clock."""
    if connection.vendor == "postgresql":
        _lock("SELECT pg_advisory_xact_lock_shared(%s)")
    clock, _is_new = PlanClock.objects.get_or_create(pk=1)
    return clock.generation


def own_lane() -> int:
    """Wait for everybody who is pricing a line, hold off others until this transaction ends, turn the plan clock.

    Return the new reading: every line touched before has an earlier one, every line touched later has this or a
    later one.

    :raises LaneBusyError: somebody is still pricing lines after a minute.
    """
    if connection.vendor == "postgresql":
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _own_at_once():
            if time.monotonic() > deadline:
                raise LaneBusyError(
                    _(
                        "Order lines are being entered or imported without a break. Nothing was changed. "
                        "Try again later."
                    )
                )
            time.sleep(_BREATH_SECONDS)
    clock, _is_new = PlanClock.objects.select_for_update().get_or_create(pk=1)
    clock.generation += 1
    clock.save(update_fields=["generation"])
    return clock.generation


def lock_run(run_pk: int) -> ActivationRun:
    """Lock a run; whoever applies a chunk holds it, so two drivers of one run take turns."""
    return ActivationRun.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=run_pk)


def lock_applying_run() -> None:
    """Hold off the next chunk until this transaction ends, where a run is being applied.

    Whoever locks several lines takes this first: a chunk takes its lines in an order of its own.
    """
    list(ActivationRun.objects.select_for_update().filter(state=ActivationRun.State.APPLYING))


def lock_order(order_pk: int) -> Order:
    """Lock an order; whoever changes it or one of its lines holds it."""
    return Order.objects.select_for_update().get(pk=order_pk)


def lock_orders(numbers: Collection[str]) -> list[Order]:
    """Lock the orders of these numbers that exist, by key."""
    return list(Order.objects.select_for_update().filter(number__in=numbers).order_by("pk"))


def lock_orders_of(buyer: Contact) -> list[Order]:
    """Lock all orders of a buyer, by key."""
    return list(Order.objects.select_for_update().filter(buyer=buyer).order_by("pk"))


def lock_lines(order: Order) -> list[OrderLine]:
    """Lock all lines of an order, by key."""
    return list(order.lines.select_for_update().order_by("pk"))


def lock_numbered_lines(order_pks: Collection[int], line_numbers: Collection[int]) -> list[OrderLine]:
    """Lock the lines of the orders that have one of the numbers, by key."""
    lines = OrderLine.objects.filter(order__in=order_pks, line_number__in=line_numbers)
    return list(lines.select_for_update().order_by("pk"))


def _own_at_once() -> bool:
    """Try for a moment to own the lane, and tell whether that worked."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {int(_BREATH_SECONDS * 1000)}")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LANE])
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _lock(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LANE])
