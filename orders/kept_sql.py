"""Which lines a run leaves as they are and why, as SQL: the same text on both databases."""

from pricing.rule_sql import Vendor

# In scope are the lines of buyers in the target group, and those that carry the campaign; a run that switches it off
# is only about lines that carry it or were priced by hand since.
_LINES = """
    FROM orders_orderline l
    JOIN orders_order o ON o.id = l.order_id
    JOIN campaigns_campaign c ON c.id = %(campaign)s
    LEFT JOIN campaigns_campaigntarget t ON t.campaign_id = c.id AND t.buyer_id = l.buyer_id
    LEFT JOIN pricing_salesprice p ON p.id = l.sales_price_id
    LEFT JOIN pricing_saleslinediscount d ON d.id = l.line_discount_id
    LEFT JOIN orders_runline r ON r.run_id = %(run)s AND r.order_line_id = l.id
    WHERE r.order_line_id IS NULL
      AND (t.id IS NOT NULL OR p.campaign_id = c.id OR d.campaign_id = c.id)
      AND (%(is_switched_on)s OR p.campaign_id = c.id OR d.campaign_id = c.id OR l.is_priced_by_hand)"""

_SETTLED = """
    CASE
        WHEN o.status <> 'open' THEN 'not_open'
        WHEN l.shipped_quantity > 0 OR l.invoiced_quantity > 0 THEN 'shipped'
        WHEN l.is_priced_by_hand THEN 'by_hand'
        WHEN o.campaign_id IS NOT NULL AND o.campaign_id <> c.id THEN 'other_campaign_named'
        WHEN (c.starting_on IS NOT NULL AND o.ordered_on < c.starting_on)
          OR (c.ending_on IS NOT NULL AND o.ordered_on > c.ending_on) THEN 'outside_dates'
    END"""

_WEIGHED = """
    CASE
        WHEN p.campaign_id = c.id OR d.campaign_id = c.id THEN 'already_right'
        WHEN p.campaign_id IS NOT NULL OR d.campaign_id IS NOT NULL THEN 'other_campaign_better'
        ELSE 'normal_better'
    END"""

_HAS_ROW = """
    (EXISTS (
        SELECT 1 FROM pricing_salesprice r
        WHERE r.campaign_id = %(campaign)s AND r.item_id = q.item_id AND {matches})
     OR EXISTS (
        SELECT 1 FROM pricing_saleslinediscount r
        WHERE r.campaign_id = %(campaign)s AND {matches} AND r.line_discount_percent > 0
          AND (r.item_id = q.item_id
               OR r.item_discount_group_id = (SELECT discount_group_id FROM pricing_item i WHERE i.id = q.item_id)
               OR (r.item_id IS NULL AND r.item_discount_group_id IS NULL))))"""

_MATCHES = """
    (r.variant_id IS NULL OR r.variant_id = q.variant_id)
    AND (r.unit_id IS NULL OR r.unit_id = q.unit_id)
    AND (r.currency_code = '' OR r.currency_code = q.currency_code)
    AND r.withdrawn_at IS NULL"""

_REACHES = """
    AND pricing_reaches(
        r.minimum_quantity, q.quantity, CASE WHEN r.unit_id IS NULL THEN q.quantity_per_unit ELSE 1 END)"""

_REASON = f"""
    CASE
        WHEN q.weighed <> 'already_right' AND NOT {_HAS_ROW.format(matches=_MATCHES)} THEN 'nothing_for_item'
        WHEN q.weighed <> 'already_right' AND NOT {_HAS_ROW.format(matches=_MATCHES + _REACHES)} THEN 'below_minimum'
        ELSE q.weighed
    END"""

# The keys of many lines as one text; the order of keys within it does not matter.
_KEYS = {"postgresql": "string_agg(line_id::text, ',')", "sqlite": "group_concat(line_id, ',')"}

# Lines that ask the same are answered together before their rows are looked up.
_BLOCKS = f"""
INSERT INTO orders_keptblock (run_id, reason, number, line_count, keys)
WITH fact AS MATERIALIZED (
    SELECT l.id AS line_id, {_SETTLED} AS settled, {_WEIGHED} AS weighed, l.item_id,
        COALESCE(l.variant_id, 0) AS variant_id, l.unit_id, l.quantity, l.quantity_per_unit, o.currency_code
    {_LINES}
),
q AS (
    SELECT DISTINCT weighed, item_id, variant_id, unit_id, quantity, quantity_per_unit, currency_code
    FROM fact
    WHERE settled IS NULL
),
answer AS MATERIALIZED (
    SELECT q.*, {_REASON} AS reason
    FROM q
),
explained AS (
    SELECT fact.line_id, COALESCE(fact.settled, answer.reason) AS reason
    FROM fact
    LEFT JOIN answer
      ON fact.settled IS NULL
     AND answer.item_id = fact.item_id
     AND answer.quantity = fact.quantity
     AND answer.weighed = fact.weighed
     AND answer.variant_id = fact.variant_id
     AND answer.unit_id = fact.unit_id
     AND answer.quantity_per_unit = fact.quantity_per_unit
     AND answer.currency_code = fact.currency_code
),
numbered AS (
    SELECT reason, line_id, (ROW_NUMBER() OVER (PARTITION BY reason ORDER BY line_id) - 1) / %(block_size)s AS number
    FROM explained
)
SELECT %(run)s, reason, number, COUNT(*), {{keys}}
FROM numbered
GROUP BY reason, number"""

COUNTS = """
SELECT reason, SUM(line_count)
FROM orders_keptblock
WHERE run_id = %(run)s
GROUP BY reason"""


def blocks(vendor: Vendor) -> str:
    """Return the statement that writes down the lines in scope that are not in the ledger, by reason."""
    return _BLOCKS.format(keys=_KEYS[vendor])
