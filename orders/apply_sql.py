"""Bringing ledger rows to order lines, as SQL: one statement for each chunk, the same text on both databases."""

from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from orders.models import ActivationRun, RunLine

# A chunk is a small part of both tables, to be read by their keys. PostgreSQL knows no figures of a ledger that was
# written a moment ago, and would read all of it, and all order lines, for every chunk.
_READ_BY_KEYS = "SELECT set_config('enable_seqscan', 'off', TRUE), set_config('enable_bitmapscan', 'off', TRUE)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Rows of a ledger behind those that were applied: up to which order line they go, and how many they are."""

    last: int
    row_count: int


_NEXT_CHUNK = """
SELECT MAX(order_line_id), COUNT(*)
FROM (
    SELECT order_line_id
    FROM orders_runline
    WHERE run_id = %(run)s AND order_line_id > %(after)s
    ORDER BY order_line_id
    LIMIT %(chunk_size)s
) chunk"""

# Compare and set: the line must still be what the plan saw, and still be one that a run may change. The range stands
# there for the lines too: no database concludes it from that of the ledger.
_APPLY = """
UPDATE orders_orderline
SET unit_price = row.new_unit_price,
    line_discount_percent = row.new_discount_percent,
    line_amount = row.new_line_amount,
    sales_price_id = row.new_sales_price_id,
    line_discount_id = row.new_line_discount_id
FROM orders_runline row, orders_order
WHERE row.run_id = %(run)s AND row.order_line_id > %(after)s AND row.order_line_id <= %(last)s
  AND orders_orderline.id = row.order_line_id
  AND orders_orderline.id > %(after)s AND orders_orderline.id <= %(last)s
  AND orders_order.id = orders_orderline.order_id
  AND orders_order.status = 'open'
  AND orders_orderline.generation < %(generation)s
  AND orders_orderline.shipped_quantity = 0 AND orders_orderline.invoiced_quantity = 0
  AND NOT orders_orderline.is_priced_by_hand
  AND orders_orderline.quantity = row.quantity
  AND orders_orderline.unit_price = row.old_unit_price
  AND orders_orderline.line_discount_percent = row.old_discount_percent
  AND COALESCE(orders_orderline.sales_price_id, 0) = COALESCE(row.old_sales_price_id, 0)
  AND COALESCE(orders_orderline.line_discount_id, 0) = COALESCE(row.old_line_discount_id, 0)"""

# After the update: the lines of the chunk that do not carry the new values were skipped.
_MARK_SKIPPED = """
UPDATE orders_runline
SET is_skipped = %(is_skipped)s
WHERE run_id = %(run)s AND order_line_id > %(after)s AND order_line_id <= %(last)s
  AND NOT EXISTS (
      SELECT 1
      FROM orders_orderline
      JOIN orders_order ON orders_order.id = orders_orderline.order_id
      WHERE orders_orderline.id = orders_runline.order_line_id
        AND orders_order.status = 'open'
        AND orders_orderline.generation < %(generation)s
        AND orders_orderline.shipped_quantity = 0 AND orders_orderline.invoiced_quantity = 0
        AND NOT orders_orderline.is_priced_by_hand
        AND orders_orderline.quantity = orders_runline.quantity
        AND orders_orderline.unit_price = orders_runline.new_unit_price
        AND orders_orderline.line_discount_percent = orders_runline.new_discount_percent
        AND COALESCE(orders_orderline.sales_price_id, 0) = COALESCE(orders_runline.new_sales_price_id, 0)
        AND COALESCE(orders_orderline.line_discount_id, 0) = COALESCE(orders_runline.new_line_discount_id, 0))"""

# Why, as it is now: a line that is shipped tomorrow was not skipped for that.
_SAY_WHY = """
UPDATE orders_runline
SET skip_reason = COALESCE((
    SELECT CASE
        WHEN orders_order.status <> 'open' THEN %(not_open)s
        WHEN orders_orderline.shipped_quantity > 0 OR orders_orderline.invoiced_quantity > 0 THEN %(shipped)s
        WHEN orders_orderline.is_priced_by_hand THEN %(by_hand)s
        ELSE %(changed)s
    END
    FROM orders_orderline
    JOIN orders_order ON orders_order.id = orders_orderline.order_id
    WHERE orders_orderline.id = orders_runline.order_line_id), %(removed)s)
WHERE run_id = %(run)s AND order_line_id > %(after)s AND order_line_id <= %(last)s AND is_skipped"""

_FORGET_TOUCHED = """
DELETE FROM orders_runline
WHERE run_id = %(run)s AND order_line_id IN (SELECT id FROM orders_orderline WHERE generation >= %(generation)s)"""


def read_by_keys(cursor: CursorWrapper) -> None:
    """Let the database read by keys until the end of the transaction."""
    if connection.vendor == "postgresql":
        cursor.execute(_READ_BY_KEYS)


def next_chunk(cursor: CursorWrapper, run: ActivationRun, chunk_size: int) -> Chunk | None:
    """Return the next ``chunk_size`` rows of the ledger, or fewer at its end; None where it is at its end."""
    cursor.execute(_NEXT_CHUNK, {"run": run.pk, "after": run.last_order_line, "chunk_size": chunk_size})
    last, row_count = cursor.fetchone()
    return Chunk(last=last, row_count=row_count) if row_count else None


def apply_rows(cursor: CursorWrapper, run: ActivationRun, chunk: Chunk) -> tuple[int, int]:
    """Apply the ledger rows of ``chunk``; return how many lines were changed and how many were skipped."""
    values = {"run": run.pk, "after": run.last_order_line, "last": chunk.last, "generation": run.generation}
    cursor.execute(_APPLY, values)
    applied = cursor.rowcount
    if applied < chunk.row_count:
        cursor.execute(_MARK_SKIPPED, values | {"is_skipped": True})
        cursor.execute(_SAY_WHY, values | {reason.name.lower(): reason.value for reason in RunLine.SkipReason})
    return applied, chunk.row_count - applied


def forget_touched(cursor: CursorWrapper, run: ActivationRun) -> None:
    """Take the rows out of the ledger whose lines were touched since the plan."""
    cursor.execute(_FORGET_TOUCHED, {"run": run.pk, "generation": run.generation})
