"""Which order lines a run may change, as SQL; the price rule itself stands in ``pricing.rule_sql``.

A campaign *reaches* a line when its order is open, names no other campaign and is dated within the campaign, the
buyer is in the target group, and the campaign has a row for the item. A line *carries* the campaign when its price
or its discount came from one of the campaign's rows. A line is *eligible* when nothing on it was shipped or invoiced
and its price was not set by hand (D10, D11).
"""

from typing import Literal

from pricing.rule_sql import Vendor, terms

Scope = Literal["reached", "carried", "both"]

TABLES = """
CREATE TEMPORARY TABLE plan_item (
    item_id bigint PRIMARY KEY
);
CREATE TEMPORARY TABLE plan_sale (
    order_id bigint PRIMARY KEY,
    buyer_id bigint NOT NULL,
    ordered_on date NOT NULL,
    currency_code varchar(3) NOT NULL,
    currency_factor numeric NOT NULL,
    named_campaign_id bigint,
    is_reached boolean NOT NULL
)"""

ITEMS = """
INSERT INTO plan_item (item_id)
SELECT item_id FROM pricing_salesprice WHERE campaign_id = %(switched_campaign)s AND withdrawn_at IS NULL
UNION
SELECT item.id
FROM pricing_item item
JOIN pricing_saleslinediscount discount
  ON discount.item_id = item.id
  OR discount.item_discount_group_id = item.discount_group_id
  OR (discount.item_id IS NULL AND discount.item_discount_group_id IS NULL)
WHERE discount.campaign_id = %(switched_campaign)s AND discount.withdrawn_at IS NULL"""

_IS_REACHED = """
    EXISTS (
        SELECT 1
        FROM campaigns_campaigntarget target
        JOIN campaigns_campaign campaign ON campaign.id = target.campaign_id
        WHERE target.buyer_id = orders_order.buyer_id
          AND campaign.id = %(switched_campaign)s
          AND (orders_order.campaign_id IS NULL OR orders_order.campaign_id = campaign.id)
          AND (campaign.starting_on IS NULL OR campaign.starting_on <= orders_order.ordered_on)
          AND (campaign.ending_on IS NULL OR campaign.ending_on >= orders_order.ordered_on))"""

_IS_ELIGIBLE = """
    orders_orderline.shipped_quantity = 0 AND orders_orderline.invoiced_quantity = 0
    AND NOT orders_orderline.is_priced_by_hand
    AND orders_orderline.generation >= %(touched_since)s"""

_IS_CARRYING = """
    (orders_orderline.sales_price_id IN (
        SELECT id FROM pricing_salesprice WHERE campaign_id = %(switched_campaign)s)
     OR orders_orderline.line_discount_id IN (
        SELECT id FROM pricing_saleslinediscount WHERE campaign_id = %(switched_campaign)s))"""

_HAS_PLANNED_ITEM = "orders_orderline.item_id IN (SELECT item_id FROM plan_item)"

_SALES = """
INSERT INTO plan_sale (
    order_id, buyer_id, ordered_on, currency_code, currency_factor, named_campaign_id, is_reached)
WITH with_item AS MATERIALIZED (
    SELECT DISTINCT orders_orderline.order_id FROM orders_orderline WHERE {has_planned_item} AND {is_eligible}
),
carrying AS MATERIALIZED (
    SELECT DISTINCT orders_orderline.order_id FROM orders_orderline WHERE {is_carrying} AND {is_eligible}
)
SELECT orders_order.id, buyer_id, ordered_on, currency_code, currency_factor, campaign_id, {is_reached}
FROM orders_order
WHERE orders_order.status = 'open' AND {in_scope}"""

SALE = "sale AS (SELECT * FROM plan_sale)"

_LINE = """
line AS NOT MATERIALIZED (
    SELECT orders_orderline.id AS line_id, orders_orderline.order_id, orders_orderline.buyer_id,
        orders_orderline.item_id, orders_orderline.variant_id, orders_orderline.unit_id,
        orders_orderline.quantity, orders_orderline.quantity_per_unit,
        orders_orderline.unit_price, orders_orderline.line_discount_percent, orders_orderline.line_amount,
        orders_orderline.sales_price_id, orders_orderline.line_discount_id,
        orders_orderline.normal_unit_price, orders_orderline.normal_discount_percent,
        orders_orderline.normal_allows_line_discount, orders_orderline.normal_is_card_price,
        orders_orderline.normal_sales_price_id, orders_orderline.normal_line_discount_id,
        plan_sale.currency_factor AS order_factor
    FROM orders_orderline
    JOIN plan_sale ON plan_sale.order_id = orders_orderline.order_id
    WHERE {is_eligible} AND {in_scope}
)"""

DIFFERS = """
    (new_unit_price <> unit_price
     OR new_discount_percent <> line_discount_percent
     OR COALESCE(new_sales_price_id, 0) <> COALESCE(sales_price_id, 0)
     OR COALESCE(new_line_discount_id, 0) <> COALESCE(line_discount_id, 0))"""

_LEDGER = """
INSERT INTO orders_runline (
    run_id, order_line_id, buyer_id, item_id, old_sales_price_id, new_sales_price_id, old_line_discount_id,
    new_line_discount_id, quantity, old_unit_price, new_unit_price, old_discount_percent, new_discount_percent,
    old_line_amount, new_line_amount, currency_factor, is_skipped)
WITH {line}, {terms}
SELECT %(run)s, line_id, buyer_id, item_id, sales_price_id, new_sales_price_id, line_discount_id,
    new_line_discount_id, quantity, unit_price, new_unit_price, line_discount_percent, new_discount_percent,
    line_amount, pricing_line_amount(quantity, new_unit_price, new_discount_percent), order_factor, %(is_skipped)s
FROM terms
WHERE {differs}"""

_DIFFERENCES = """
WITH {line}, {terms}
SELECT line_id
FROM terms
WHERE {differs}
ORDER BY line_id"""

# Cents are added up, because SQLite would add binary fractions.
_CENTS = {
    "postgresql": "COALESCE(SUM({amount}) * 100, 0)",
    "sqlite": "COALESCE(SUM(CAST(ROUND({amount} * 100) AS integer)), 0)",
}
_TOTALS = """
SELECT COUNT(*), {before}, {after}, {local_before}, {local_after}
FROM orders_runline
WHERE run_id = %(run)s AND NOT is_skipped"""

# The amounts of a ledger row in local currency. Most orders are in it: for them no function is called.
_LOCAL = "CASE WHEN currency_factor = 1 THEN {amount} ELSE pricing_local_amount({amount}, currency_factor) END"
LOCAL_BEFORE = _LOCAL.format(amount="old_line_amount")
LOCAL_AFTER = _LOCAL.format(amount="new_line_amount")


def totals(vendor: Vendor) -> str:
    """Return the query for count and sums, in cents, of the rows of a ledger that are not skipped."""
    return _TOTALS.format(
        before=cents(vendor, "old_line_amount"),
        after=cents(vendor, "new_line_amount"),
        local_before=cents(vendor, LOCAL_BEFORE),
        local_after=cents(vendor, LOCAL_AFTER),
    )


def cents(vendor: Vendor, amount: str) -> str:
    """Return the sum of an expression for amounts, in cents; 0 where there is none."""
    return _CENTS[vendor].format(amount=amount)


def sales(scope: Scope, *, most_have_items: bool) -> str:
    """Return the statement that fills ``plan_sale`` with the orders that may have lines in scope.

    :param most_have_items: most orders have a line with an item of the campaign, so that reading all lines to find
        those that have none would cost more than it saves.
    """
    has_item = "true" if most_have_items else "orders_order.id IN (SELECT order_id FROM with_item)"
    reached = f"{has_item} AND {_IS_REACHED}"
    carrying = "orders_order.id IN (SELECT order_id FROM carrying)"
    return _SALES.format(
        has_planned_item=_HAS_PLANNED_ITEM,
        is_carrying=_IS_CARRYING,
        is_eligible=_IS_ELIGIBLE,
        is_reached={"reached": "true", "carried": "false", "both": _IS_REACHED}[scope],
        in_scope={"reached": reached, "carried": carrying, "both": f"({carrying} OR ({reached}))"}[scope],
    )


def line(scope: Scope) -> str:
    """Return the relation of the eligible lines in scope, with what they carry now and their normal terms."""
    conditions = {
        "reached": _HAS_PLANNED_ITEM,
        "carried": _IS_CARRYING,
        "both": f"((plan_sale.is_reached AND {_HAS_PLANNED_ITEM}) OR {_IS_CARRYING})",
    }
    return _LINE.format(is_eligible=_IS_ELIGIBLE, in_scope=conditions[scope])


def ledger(scope: Scope, vendor: Vendor) -> str:
    """Return the statement that writes one ledger row for every line whose terms differ from what it has."""
    return _LEDGER.format(line=line(scope), terms=terms(vendor), differs=DIFFERS)


def differences(scope: Scope, vendor: Vendor) -> str:
    """Return the query for the keys of the lines whose terms differ from what they have."""
    return _DIFFERENCES.format(line=line(scope), terms=terms(vendor), differs=DIFFERS)
