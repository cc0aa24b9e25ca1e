"""Stage 2 of the price rule as SQL: the terms of many lines at once, the same text on both databases.

It works in two steps. ``answer_questions`` finds the distinct questions that the lines ask and answers each one
once, into temporary tables. ``terms`` is a chain of common table expressions that reads these tables and gives
the terms of every line. Both need two relations from the caller, as the text of two common table expressions:

``sale``
    one row per order: order_id, buyer_id, ordered_on, currency_code, currency_factor, named_campaign_id
``line``
    one row per line: order_id, item_id, variant_id, unit_id, quantity, quantity_per_unit and the stored normal
    terms (normal_unit_price, normal_discount_percent, normal_allows_line_discount, normal_is_card_price,
    normal_sales_price_id, normal_line_discount_id), and whatever else the caller wants back

``terms`` has all columns of ``line`` and new_unit_price, new_discount_percent, new_sales_price_id and
new_line_discount_id. Values are bound, never pasted: ``switched_campaign`` counts as active exactly if
``is_switched_on``, all other campaigns as they are.

Many lines ask the same question, which is what makes it fast. Orders with the same campaigns, currency and factor
are of one ``sale_kind``; quantities that reach the same minimums are of one ``quantity_kind``; what remains to be
asked is item, variant, unit and normal discount. See docs/pricing.md.
"""

from collections.abc import Mapping
from typing import Literal

from django.db.backends.utils import CursorWrapper

Vendor = Literal["postgresql", "sqlite"]

# Which campaigns count for an order, as one text; and what keeps a database from working an expression out again
# wherever its name is used; and the type of what ``pricing_net_price`` gives. The only words the two do not share.
_CAMPAIGN_SET = {
    "postgresql": "string_agg(campaign_id::text, ',' ORDER BY campaign_id)",
    "sqlite": "group_concat(campaign_id, ',')",
}
_WORKED_OUT_ONCE = {"postgresql": "OFFSET 0", "sqlite": "LIMIT -1"}
_NET_PRICE_TYPE = {"postgresql": "numeric", "sqlite": "text"}

# What a row must match; r is the row, q the question. The dates are the campaign's, they are matched per order.
_MATCHES = """
    (r.variant_id IS NULL OR r.variant_id = q.variant_id)
    AND (r.unit_id IS NULL OR r.unit_id = q.unit_id)
    AND (r.currency_code = '' OR r.currency_code = q.currency_code)
    AND r.withdrawn_at IS NULL"""
_REACHES_MINIMUM = """
    r.minimum_quantity <= CASE WHEN r.unit_id IS NULL THEN q.base_minimum ELSE q.unit_minimum END"""
_SPECIFICITY = """
    (CASE WHEN r.currency_code <> '' THEN 1 ELSE 0 END + CASE WHEN r.variant_id IS NOT NULL THEN 1 ELSE 0 END)"""
_VALUE = """
    pricing_offered_price(
        r.unit_price,
        CASE WHEN r.unit_id IS NULL THEN q.quantity_per_unit ELSE 1 END,
        CASE WHEN r.currency_code = '' THEN q.currency_factor ELSE 1 END)"""

_TABLES = """
CREATE TEMPORARY TABLE rule_counting (
    order_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    currency_code varchar(3) NOT NULL,
    currency_factor numeric NOT NULL,
    PRIMARY KEY (order_id, campaign_id)
);
CREATE TEMPORARY TABLE rule_sale (
    order_id bigint PRIMARY KEY,
    sale_kind bigint NOT NULL,
    currency_code varchar(3) NOT NULL,
    currency_factor numeric NOT NULL
);
CREATE TEMPORARY TABLE rule_answer (
    sale_kind bigint NOT NULL,
    item_id bigint NOT NULL,
    variant_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    quantity numeric NOT NULL,
    quantity_per_unit numeric NOT NULL,
    normal_discount_percent numeric NOT NULL,
    best_percent numeric NOT NULL,
    campaign_discount_id bigint,
    campaign_price_id bigint,
    campaign_price numeric,
    campaign_net_price {net_price_type},
    campaign_price_allows_discount boolean,
    replaces_card_price boolean,
    PRIMARY KEY (item_id, sale_kind, quantity, unit_id, variant_id, normal_discount_percent, quantity_per_unit)
)"""

# Which campaigns count for which order: active, the buyer in the target group, in its dates, not shut out by name (D7).
_COUNTING = """
INSERT INTO rule_counting (order_id, campaign_id, currency_code, currency_factor)
WITH {sale}
SELECT sale.order_id, campaign.id, sale.currency_code, sale.currency_factor
FROM sale
JOIN campaigns_campaigntarget target ON target.buyer_id = sale.buyer_id
JOIN campaigns_campaign campaign ON campaign.id = target.campaign_id
WHERE CASE WHEN campaign.id = %(switched_campaign)s THEN %(is_switched_on)s ELSE campaign.is_active END
  AND (sale.named_campaign_id IS NULL OR sale.named_campaign_id = campaign.id)
  AND (campaign.starting_on IS NULL OR campaign.starting_on <= sale.ordered_on)
  AND (campaign.ending_on IS NULL OR campaign.ending_on >= sale.ordered_on)"""

_SALE_KINDS = """
INSERT INTO rule_sale (order_id, sale_kind, currency_code, currency_factor)
SELECT order_id, DENSE_RANK() OVER (ORDER BY campaign_set, currency_code, currency_factor),
    currency_code, currency_factor
FROM (
    SELECT order_id, currency_code, currency_factor, {campaign_set} AS campaign_set
    FROM (SELECT * FROM rule_counting ORDER BY order_id, campaign_id) counting
    GROUP BY order_id, currency_code, currency_factor
) sale_campaigns"""

_ANSWERS = """
INSERT INTO rule_answer (
    sale_kind, item_id, variant_id, unit_id, quantity, quantity_per_unit, normal_discount_percent,
    best_percent, campaign_discount_id, campaign_price_id, campaign_price, campaign_net_price,
    campaign_price_allows_discount, replaces_card_price)
WITH {sale}, {line},
sale_kind AS (
    SELECT sale_kind, currency_code, currency_factor, MIN(order_id) AS example_order_id
    FROM rule_sale
    GROUP BY sale_kind, currency_code, currency_factor
),
source AS (
    SELECT sale_kind.sale_kind, campaign.id AS campaign_id, campaign.applies_even_if_dearer
    FROM sale_kind
    JOIN rule_counting ON rule_counting.order_id = sale_kind.example_order_id
    JOIN campaigns_campaign campaign ON campaign.id = rule_counting.campaign_id
),
minimum AS (
    SELECT minimum_quantity, unit_id FROM pricing_salesprice
    WHERE campaign_id IN (SELECT campaign_id FROM source)
    UNION
    SELECT minimum_quantity, unit_id FROM pricing_saleslinediscount
    WHERE campaign_id IN (SELECT campaign_id FROM source)
),
unit_minimum AS (SELECT DISTINCT minimum_quantity FROM minimum WHERE unit_id IS NOT NULL),
base_minimum AS (SELECT DISTINCT minimum_quantity FROM minimum WHERE unit_id IS NULL),
asked AS (
    SELECT rule_sale.sale_kind, line.item_id, COALESCE(line.variant_id, 0) AS variant_id, line.unit_id,
        line.quantity, line.quantity_per_unit, line.normal_discount_percent
    FROM line
    JOIN rule_sale ON rule_sale.order_id = line.order_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7
),
reached AS (
    SELECT quantity, quantity_per_unit,
        (SELECT MAX(minimum_quantity) FROM unit_minimum WHERE minimum_quantity <= quantity) AS unit_minimum,
        (SELECT MAX(minimum_quantity) FROM base_minimum
         WHERE pricing_reaches(minimum_quantity, quantity, quantity_per_unit)) AS base_minimum
    FROM (SELECT DISTINCT quantity, quantity_per_unit FROM asked) quantity_asked
),
quantity_kind AS (
    SELECT reached.*, DENSE_RANK() OVER (ORDER BY quantity_per_unit, unit_minimum, base_minimum) AS quantity_kind
    FROM reached
),
question AS (
    SELECT asked.sale_kind, quantity_kind.quantity_kind, asked.item_id, asked.variant_id, asked.unit_id,
        asked.normal_discount_percent, quantity_kind.quantity_per_unit, quantity_kind.unit_minimum,
        quantity_kind.base_minimum, sale_kind.currency_code, sale_kind.currency_factor,
        item.discount_group_id AS item_discount_group_id
    FROM asked
    JOIN quantity_kind ON quantity_kind.quantity = asked.quantity
        AND quantity_kind.quantity_per_unit = asked.quantity_per_unit
    JOIN sale_kind ON sale_kind.sale_kind = asked.sale_kind
    JOIN pricing_item item ON item.id = asked.item_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
),
discounted AS (
    SELECT q.*, (
        SELECT r.id
        FROM source
        JOIN pricing_saleslinediscount r ON r.campaign_id = source.campaign_id
        WHERE source.sale_kind = q.sale_kind
          AND r.line_discount_percent > 0
          AND (r.item_id = q.item_id
               OR r.item_discount_group_id = q.item_discount_group_id
               OR (r.item_id IS NULL AND r.item_discount_group_id IS NULL AND NOT EXISTS (
                   SELECT 1 FROM pricing_saleslinediscount narrower
                   WHERE narrower.campaign_id = r.campaign_id
                     AND narrower.line_discount_percent > 0
                     AND (narrower.item_id = q.item_id
                          OR narrower.item_discount_group_id = q.item_discount_group_id)
                     AND {narrower_matches})))
          AND {matches}
          AND {reaches_minimum}
        ORDER BY {specificity} DESC, r.line_discount_percent DESC, r.id
        LIMIT 1) AS best_discount_id
    FROM question q
),
with_percent AS (
    SELECT discounted.*,
        CASE WHEN best.line_discount_percent > normal_discount_percent THEN best.id END AS campaign_discount_id,
        CASE WHEN best.line_discount_percent > normal_discount_percent
             THEN best.line_discount_percent ELSE normal_discount_percent END AS best_percent
    FROM discounted
    LEFT JOIN pricing_saleslinediscount best ON best.id = discounted.best_discount_id
),
priced AS (
    SELECT q.*, (
        -- SQLite resolves names of the question in a column, but not in ORDER BY.
        SELECT candidate.id
        FROM (
            SELECT r.id, {specificity} AS specificity,
                pricing_net_price(
                    {value}, CASE WHEN r.allows_line_discount THEN q.best_percent ELSE 0 END) AS net_price
            FROM source
            JOIN pricing_salesprice r ON r.campaign_id = source.campaign_id
            WHERE source.sale_kind = q.sale_kind AND r.item_id = q.item_id AND {matches} AND {reaches_minimum}
        ) candidate
        ORDER BY candidate.specificity DESC, candidate.net_price, candidate.id
        LIMIT 1) AS campaign_price_id
    FROM with_percent q
),
answer AS (
    SELECT q.*, {value} AS campaign_price, r.allows_line_discount AS campaign_price_allows_discount,
        EXISTS (
            SELECT 1
            FROM source
            JOIN pricing_salesprice f ON f.campaign_id = source.campaign_id
            WHERE source.sale_kind = q.sale_kind AND source.applies_even_if_dearer
              AND f.item_id = q.item_id AND {finalist_matches} AND {finalist_reaches_minimum}
              AND {finalist_specificity} = {specificity}) AS replaces_card_price
    FROM priced q
    LEFT JOIN pricing_salesprice r ON r.id = q.campaign_price_id
)
SELECT asked.sale_kind, asked.item_id, asked.variant_id, asked.unit_id, asked.quantity, asked.quantity_per_unit,
    asked.normal_discount_percent, answer.best_percent, answer.campaign_discount_id, answer.campaign_price_id,
    answer.campaign_price,
    pricing_net_price(
        answer.campaign_price, CASE WHEN answer.campaign_price_allows_discount THEN answer.best_percent ELSE 0 END),
    answer.campaign_price_allows_discount, answer.replaces_card_price
FROM asked
JOIN quantity_kind ON quantity_kind.quantity = asked.quantity
    AND quantity_kind.quantity_per_unit = asked.quantity_per_unit
JOIN answer
  ON answer.sale_kind = asked.sale_kind
 AND answer.quantity_kind = quantity_kind.quantity_kind
 AND answer.item_id = asked.item_id
 AND answer.variant_id = asked.variant_id
 AND answer.unit_id = asked.unit_id
 AND answer.normal_discount_percent = asked.normal_discount_percent"""

_TERMS = """
weighed AS (
    SELECT line.*, answer.campaign_price, answer.campaign_price_allows_discount, answer.campaign_price_id,
        answer.campaign_discount_id,
        COALESCE(answer.best_percent, line.normal_discount_percent) AS best_percent,
        answer.campaign_price_id IS NOT NULL AND (
            (answer.replaces_card_price AND line.normal_is_card_price)
            OR answer.campaign_net_price < pricing_net_price(
                line.normal_unit_price,
                CASE WHEN line.normal_allows_line_discount THEN answer.best_percent ELSE 0 END)
        ) AS is_campaign_price
    FROM line
    LEFT JOIN rule_sale ON rule_sale.order_id = line.order_id
    LEFT JOIN rule_answer answer
      ON answer.sale_kind = rule_sale.sale_kind
     AND answer.item_id = line.item_id
     AND answer.variant_id = COALESCE(line.variant_id, 0)
     AND answer.unit_id = line.unit_id
     AND answer.quantity = line.quantity
     AND answer.quantity_per_unit = line.quantity_per_unit
     AND answer.normal_discount_percent = line.normal_discount_percent
    {worked_out_once}
),
with_allowance AS (
    SELECT weighed.*,
        CASE WHEN is_campaign_price THEN campaign_price_allows_discount ELSE normal_allows_line_discount END
            AND best_percent > 0 AS is_discounted
    FROM weighed
),
terms AS (
    SELECT with_allowance.*,
        CASE WHEN is_campaign_price THEN campaign_price ELSE normal_unit_price END AS new_unit_price,
        CASE WHEN is_campaign_price THEN campaign_price_id ELSE normal_sales_price_id END AS new_sales_price_id,
        CASE WHEN is_discounted THEN best_percent ELSE 0 END AS new_discount_percent,
        CASE WHEN is_discounted THEN COALESCE(campaign_discount_id, normal_line_discount_id) END
            AS new_line_discount_id
    FROM with_allowance
)"""


def terms(vendor: Vendor) -> str:
    """Return the common table expressions that end in ``terms``; see the head of this module."""
    return _TERMS.format(worked_out_once=_WORKED_OUT_ONCE[vendor])


def answer_questions(
    cursor: CursorWrapper, vendor: Vendor, *, sale: str, line: str, parameters: Mapping[str, int | bool]
) -> None:
    """Fill the temporary tables that ``terms`` reads, from the lines of the relation ``line``.

    Inside a transaction. Cost: two passes over ``line`` at most, and one index look-up per distinct question.
    """
    pieces = _pieces(vendor) | {"sale": sale, "line": line}
    drop_answers(cursor)
    for statement in _TABLES.format(net_price_type=_NET_PRICE_TYPE[vendor]).split(";"):
        cursor.execute(statement)
    for statement, table in ((_COUNTING, "rule_counting"), (_SALE_KINDS, "rule_sale"), (_ANSWERS, "rule_answer")):
        cursor.execute(statement.format(**pieces), parameters)
        if vendor == "postgresql":
            # Without figures about a table that is this new, its planner sorts a million lines to join a hundred.
            cursor.execute(f"ANALYZE {table}")


def drop_answers(cursor: CursorWrapper) -> None:
    """Remove the temporary tables of ``answer_questions``."""
    for table in ("rule_counting", "rule_sale", "rule_answer"):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _pieces(vendor: Vendor) -> dict[str, str]:
    return {
        "campaign_set": _CAMPAIGN_SET[vendor],
        "matches": _MATCHES,
        "narrower_matches": _MATCHES.replace("r.", "narrower."),
        "reaches_minimum": _REACHES_MINIMUM,
        "specificity": _SPECIFICITY,
        "value": _VALUE,
        "finalist_matches": _MATCHES.replace("r.", "f."),
        "finalist_reaches_minimum": _REACHES_MINIMUM.replace("r.", "f."),
        "finalist_specificity": _SPECIFICITY.replace("r.", "f."),
    }
