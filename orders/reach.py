"""What the lines that a run changes stand for, each thing counted once: orders, buyers, the contacts behind them."""

from django.db import connection

from orders.models import ActivationRun

# Behind a buyer stand his flagged contacts; one who is no longer in the target group stands for himself.
_REACH = """
WITH line AS MATERIALIZED (
    SELECT buyer_id, COUNT(*) AS line_count,
        SUM(CASE WHEN new_line_amount > old_line_amount THEN 1 ELSE 0 END) AS dearer_count
    FROM orders_runline
    WHERE run_id = %(run)s AND NOT is_skipped
    GROUP BY buyer_id
)
SELECT COUNT(*), COALESCE(SUM(CASE WHEN buyer.is_customer THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(COALESCE(target.contact_count, 1)), 0), COALESCE(SUM(line.dearer_count), 0)
FROM line
JOIN contacts_contact buyer ON buyer.id = line.buyer_id
LEFT JOIN campaigns_campaigntarget target
  ON target.buyer_id = line.buyer_id AND target.campaign_id = %(campaign)s"""

_ORDERS = """
SELECT COUNT(*)
FROM (
    SELECT DISTINCT orders_orderline.order_id
    FROM orders_runline
    JOIN orders_orderline ON orders_orderline.id = orders_runline.order_line_id
    WHERE orders_runline.run_id = %(run)s AND NOT orders_runline.is_skipped
) touched"""


def reach_counts(run: ActivationRun) -> dict[str, int]:
    """Return how many ``orders``, ``buyers``, ``customers``, ``prospects`` and ``contacts`` the ledger touches.

    Each is counted once. ``dearer`` are the lines whose amount rises. Cost: two passes over the ledger.
    """
    values = {"run": run.pk, "campaign": run.campaign_id}
    with connection.cursor() as cursor:
        cursor.execute(_REACH, values)
        buyers, customers, contacts, dearer = (int(count) for count in cursor.fetchone())
        cursor.execute(_ORDERS, values)
        (orders,) = cursor.fetchone()
    return {
        "orders": int(orders),
        "buyers": buyers,
        "customers": customers,
        "prospects": buyers - customers,
        "contacts": contacts,
        "dearer": dearer,
    }
