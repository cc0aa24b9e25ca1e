"""Planning: which lines a run would change and to what, written to the ledger and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Q

from campaigns.models import Campaign
from orders import plan_sql
from orders.models import ActivationRun
from orders.selectors import is_on_after
from pricing.models import Item, SalesLineDiscount, SalesPrice
from pricing.rule_sql import Vendor, answer_questions, drop_answers

# PostgreSQL plans and runs the statements of a run with room for a million lines in memory. Merge joins are off because
# they would sort the lines, and its compiler because it takes longer than it saves.
_POSTGRESQL_SETTINGS = ("work_mem = '96MB'", "enable_mergejoin = off", "jit = off")

# With this share of all items in the campaign, four of five orders of five lines have one of them.
_WIDE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Totals:
    """How many lines a ledger changes, and the sum of their amounts before and after: as they stand, and local."""

    line_count: int
    before: Decimal
    after: Decimal
    local_before: Decimal
    local_after: Decimal


def write_ledger(run: ActivationRun, *, touched_since: int = 0) -> None:
    """Write the ledger rows of ``run``: every line in scope whose terms differ from what it has.

    :param touched_since: only lines entered or changed at this reading of the plan clock or later.
    """
    is_switched_on = is_on_after(run)
    scope = _scope(run.campaign, run.kind)
    with _answers(run.campaign, scope, is_switched_on=is_switched_on, touched_since=touched_since) as (cursor, values):
        cursor.execute(plan_sql.ledger(scope, _vendor()), values | {"run": run.pk, "is_skipped": False})


def drifting_lines(campaign: Campaign) -> list[int]:
    """Return the keys of the open order lines that differ from what the rule gives, as far as this campaign goes.

    These are the lines that a re-sync of the campaign would change. Cost: that of a plan.
    """
    with _answers(campaign, "both", is_switched_on=campaign.is_active, touched_since=0) as (cursor, values):
        cursor.execute(plan_sql.differences("both", _vendor()), values)
        return [key for (key,) in cursor.fetchall()]


def ledger_totals(run: ActivationRun) -> Totals:
    """Return count and sums of the ledger rows that are not skipped."""
    with connection.cursor() as cursor:
        cursor.execute(plan_sql.totals(_vendor()), {"run": run.pk})
        count, *sums = cursor.fetchone()
    return Totals(count, *(_amount(cents) for cents in sums))


def _scope(campaign: Campaign, kind: str) -> plan_sql.Scope:
    """Return which lines may change.

    Switching a campaign on can only change lines that it reaches. Switching it off changes lines that carry it, and
    where its rows go before others, lines that it reaches.
    """
    if kind == ActivationRun.Kind.ACTIVATE:
        return "reached"
    return "both" if kind == ActivationRun.Kind.RESYNC or _goes_before_others(campaign) else "carried"


def _goes_before_others(campaign: Campaign) -> bool:
    """Tell whether the campaign may decide about lines that do not carry it.

    A row that names a currency or variant shuts out the rows of other campaigns, even where the normal terms are better
    than it. One of a campaign that applies even if dearer shuts out a card price for another campaign.
    """
    naming = ~Q(currency_code="") | Q(variant__isnull=False)
    rows = (SalesPrice.objects.of_campaign(campaign), SalesLineDiscount.objects.of_campaign(campaign))
    return campaign.applies_even_if_dearer or any(of_kind.filter(naming).exists() for of_kind in rows)


@contextmanager
def _answers(
    campaign: Campaign, scope: plan_sql.Scope, *, is_switched_on: bool, touched_since: int
) -> Iterator[tuple[CursorWrapper, dict[str, int | bool]]]:
    """Answer the price questions of all lines in scope; inside a transaction. Yield a cursor and the bound values."""
    vendor = _vendor()
    values: dict[str, int | bool] = {
        "switched_campaign": campaign.pk,
        "is_switched_on": is_switched_on,
        "touched_since": touched_since,
    }
    with connection.cursor() as cursor:
        _make_room(cursor, vendor)
        _drop_tables(cursor)
        for statement in plan_sql.TABLES.split(";"):
            cursor.execute(statement)
        cursor.execute(plan_sql.ITEMS, values)
        _analyse(cursor, "plan_item")
        cursor.execute(plan_sql.sales(scope, most_have_items=_most_orders_have_items(cursor)), values)
        _analyse(cursor, "plan_sale")
        answer_questions(cursor, vendor, sale=plan_sql.SALE, line=plan_sql.line(scope), parameters=values)
        yield cursor, values
        drop_answers(cursor)
        _drop_tables(cursor)


def _most_orders_have_items(cursor: CursorWrapper) -> bool:
    """Tell whether orders without any item of the campaign are likely to be few. Being wrong costs time only."""
    cursor.execute("SELECT COUNT(*) FROM plan_item")
    (planned_count,) = cursor.fetchone()
    return bool(planned_count >= Item.objects.count() * _WIDE_SHARE)


def _analyse(cursor: CursorWrapper, table: str) -> None:
    if _vendor() == "postgresql":
        cursor.execute(f"ANALYZE {table}")


def _vendor() -> Vendor:
    return "postgresql" if connection.vendor == "postgresql" else "sqlite"


def _make_room(cursor: CursorWrapper, vendor: Vendor) -> None:
    if vendor == "postgresql":
        for setting in _POSTGRESQL_SETTINGS:
            cursor.execute(f"SET LOCAL {setting}")


def _drop_tables(cursor: CursorWrapper) -> None:
    for table in ("plan_item", "plan_sale"):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _amount(cents: int | Decimal) -> Decimal:
    return Decimal(cents).scaleb(-2).quantize(Decimal("0.01"))
