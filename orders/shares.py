"""What a run changes, added up by buyer or by item: which share of it each of them has."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.db import connection

from orders import plan_sql
from orders.models import ActivationRun
from pricing.rule_sql import Vendor

By = Literal["buyer", "item"]

# Rises stand first, the biggest at the top; then what falls most.
_DEFAULT_ORDER = "CASE WHEN after_cents > before_cents THEN 0 ELSE 1 END, ABS(after_cents - before_cents) DESC"
_ORDERS: Mapping[str, str] = {
    "name": "name",
    "-name": "name DESC",
    "lines": "line_count",
    "-lines": "line_count DESC",
    "difference": "after_cents - before_cents",
    "-difference": "after_cents - before_cents DESC",
}
_NAMED = {"buyer": ("contacts_contact", "name"), "item": ("pricing_item", "description")}

_SHARES = """
SELECT named.number, named.{name} AS name, share.line_count, share.before_cents, share.after_cents
FROM (
    SELECT {by}_id AS named_id, COUNT(*) AS line_count, {before} AS before_cents, {after} AS after_cents
    FROM orders_runline
    WHERE run_id = %(run)s AND NOT is_skipped
    GROUP BY {by}_id
) share
JOIN {table} named ON named.id = share.named_id
ORDER BY {order}, named.number
LIMIT %(limit)s OFFSET %(offset)s"""

_COUNT = """
SELECT COUNT(DISTINCT {by}_id)
FROM orders_runline
WHERE run_id = %(run)s AND NOT is_skipped"""


@dataclass(frozen=True, slots=True)
class Share:
    """The lines of one buyer or item. Amounts are in local currency."""

    number: str
    name: str
    line_count: int
    before: Decimal
    after: Decimal


def shares_of(run: ActivationRun, by: By, *, limit: int, offset: int = 0, order: str = "") -> list[Share]:
    """Return a page of the buyers or items of a run. Cost: one pass over its ledger.

    :param order: ``name``, ``lines`` or ``difference``, with a minus for the other way round; blank: rises first, the
        biggest at the top.
    """
    vendor: Vendor = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    table, name = _NAMED[by]
    statement = _SHARES.format(
        by=by,
        table=table,
        name=name,
        before=plan_sql.cents(vendor, plan_sql.LOCAL_BEFORE),
        after=plan_sql.cents(vendor, plan_sql.LOCAL_AFTER),
        order=_ORDERS.get(order, _DEFAULT_ORDER),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": run.pk, "limit": limit, "offset": offset})
        rows = cursor.fetchall()
    return [Share(key, label, count, _amount(before), _amount(after)) for key, label, count, before, after in rows]


def share_count(run: ActivationRun, by: By) -> int:
    """Return how many buyers or items a run touches."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(by=by), {"run": run.pk})
        return int(cursor.fetchone()[0])


def _amount(cents: int | Decimal) -> Decimal:
    return Decimal(cents).scaleb(-2).quantize(Decimal("0.01"))
