"""Which lines a run leaves as they are and why, as SQL: the same text on both databases."""

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
    COALESCE(q.settled, CASE
        WHEN q.weighed <> 'already_right' AND NOT {_HAS_ROW.format(matches=_MATCHES)} THEN 'nothing_for_item'
        WHEN q.weighed <> 'already_right' AND NOT {_HAS_ROW.format(matches=_MATCHES + _REACHES)} THEN 'below_minimum'
        ELSE q.weighed
    END)"""

# Lines that ask the same are counted together before their rows are looked up.
COUNTS = f"""
WITH fact AS (
    SELECT {_SETTLED} AS settled, {_WEIGHED} AS weighed, l.item_id, l.variant_id, l.unit_id, l.quantity,
        l.quantity_per_unit, o.currency_code
    {_LINES}
),
q AS (
    SELECT settled, weighed, item_id, variant_id, unit_id, quantity, quantity_per_unit, currency_code,
        COUNT(*) AS line_count
    FROM (
        SELECT settled, weighed,
            CASE WHEN settled IS NULL THEN item_id END AS item_id,
            CASE WHEN settled IS NULL THEN variant_id END AS variant_id,
            CASE WHEN settled IS NULL THEN unit_id END AS unit_id,
            CASE WHEN settled IS NULL THEN quantity END AS quantity,
            CASE WHEN settled IS NULL THEN quantity_per_unit END AS quantity_per_unit,
            CASE WHEN settled IS NULL THEN currency_code END AS currency_code
        FROM fact
    ) asked
    GROUP BY settled, weighed, item_id, variant_id, unit_id, quantity, quantity_per_unit, currency_code
)
SELECT reason, SUM(line_count)
FROM (SELECT q.line_count, {_REASON} AS reason FROM q) counted
GROUP BY reason"""

# The lines are found first: their rows would otherwise be looked up for lines that are in the ledger, too.
KEYS = f"""
WITH q AS MATERIALIZED (
    SELECT l.id AS line_id, {_SETTLED} AS settled, {_WEIGHED} AS weighed, l.item_id, l.variant_id, l.unit_id,
        l.quantity, l.quantity_per_unit, o.currency_code
    {_LINES}
)
SELECT line_id
FROM (SELECT q.line_id, {_REASON} AS reason FROM q) explained
WHERE reason = %(reason)s
ORDER BY line_id
LIMIT %(limit)s OFFSET %(offset)s"""
