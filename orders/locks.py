"""The locks of order lines and runs: one home, one order.

Whoever takes several takes them in the order in which they stand here:

1. the *lane*: entering or changing lines shares it; planning and starting a run own it for a moment
2. a run
3. campaigns, by key (``campaigns.locks``)
4. an order
5. order lines, by key

The lane is what makes "which campaigns are active" and "this line was priced" one decision: nobody prices a line
while a run switches its campaign on or off. Applying a chunk does not take it, so entry goes on meanwhile.
"""

from django.db import connection

from orders.models import ActivationRun, Order, OrderLine, PlanClock

_LANE = 7_201_417


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
    """
    if connection.vendor == "postgresql":
        _lock("SELECT pg_advisory_xact_lock(%s)")
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


def lock_lines(order: Order) -> list[OrderLine]:
    """Lock all lines of an order, by key."""
    return list(order.lines.select_for_update().order_by("pk"))


def _lock(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LANE])
