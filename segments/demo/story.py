"""What the demo shows of order lines: some of them with the reason for their price, and whether others came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaigns.models import Campaign
from orders.explanation import Explanation, explanation_of
from orders.labels import discount_origin, price_origin
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.selectors import normal_terms_of, sale_of, with_rows
from pricing.explanation import OfferRow
from pricing.selectors import OfferBook
from pricing.terms import PriceTerms
from segments.demo.campaigns import TO_ACTIVATE

SHOWN_ORDERS = ("SO00001", "SO00002", "SO00003", "SO00004")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An order line with its price, and in words where that comes from."""

    line: OrderLine
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the order lines that a run changed, now that its campaign is switched off.

    Each is counted once: it has exactly what it had before the run; or a row of another active campaign; or somebody
    touched it since; or, which must not be, it has something else.
    """

    run: ActivationRun
    as_before_count: int
    other_campaign_count: int
    touched_count: int
    different: Sequence[OrderLine]


def shown_lines() -> list[ShownLine]:
    """Return the lines that the demo shows, by order. Cost: ten queries for each."""
    campaign = Campaign.objects.filter(number=TO_ACTIVATE).first()
    lines = with_rows(OrderLine.objects.filter(order__number__in=SHOWN_ORDERS)).order_by("order__number", "line_number")
    return [ShownLine(line, _why(line, campaign)) for line in lines]


def compare_with_ledger(run: ActivationRun) -> Comparison:
    """Compare the lines that ``run`` changed with the old values in its ledger, value for value."""
    rows = RunLine.objects.filter(run=run, is_skipped=False).select_related(
        "order_line__order", "order_line__sales_price", "order_line__line_discount"
    )
    as_before_count = touched_count = 0
    others = []
    for row in rows.order_by("order_line"):
        if _terms_of(row.order_line) == _old_terms_of(row):
            as_before_count += 1
        elif row.order_line.generation >= run.generation:
            touched_count += 1
        else:
            others.append(row.order_line)
    different = _differing(others, run.campaign_id)
    return Comparison(run, as_before_count, len(others) - len(different), touched_count, different)


def _why(line: OrderLine, campaign: Campaign | None) -> str:
    origins = [price_origin(line)]
    if line.line_discount is not None:
        origins.append(f"discount: {discount_origin(line)}")
    fact = _settled(line)
    if not fact and campaign is not None:
        fact = _lost(explanation_of(line), campaign)
    return "; ".join([", ".join(origins), *([fact] if fact else [])])


def _settled(line: OrderLine) -> str:
    """Return why no run may change the line, blank where one may. Who priced it by hand is said by its origin."""
    if line.order.status != Order.Status.OPEN:
        return f"the order is {line.order.get_status_display().lower()}"
    return "already shipped" if line.shipped_quantity else "no run changes it" if line.is_priced_by_hand else ""


def _lost(explanation: Explanation, campaign: Campaign) -> str:
    """Return why the campaign does not decide, blank where it does."""
    offers = [offer for offer in _offers(explanation) if offer.label.campaign_id == campaign.pk]
    if not offers:
        return f"{campaign.number} has nothing for this item"
    is_deciding = any(not offer.reason for offer in offers)
    return "" if is_deciding else f"{campaign.number}: {offers[0].reason}"


def _offers(explanation: Explanation) -> list[OfferRow]:
    return [*explanation.offers.prices, *explanation.offers.discounts]


_Terms = tuple[Decimal, Decimal, Decimal, int | None, int | None]


def _terms_of(line: OrderLine) -> _Terms:
    return (
        line.unit_price,
        line.line_discount_percent,
        line.line_amount,
        line.sales_price_id,
        line.line_discount_id,
    )


def _old_terms_of(row: RunLine) -> _Terms:
    return (
        row.old_unit_price,
        row.old_discount_percent,
        row.old_line_amount,
        row.old_sales_price_id,
        row.old_line_discount_id,
    )


def _differing(lines: Sequence[OrderLine], campaign_id: int) -> list[OrderLine]:
    """Return the lines that do not carry another campaign, or not as the price rule gives it."""
    book = OfferBook.load(item_ids={line.item_id for line in lines}, buyer_ids={line.order.buyer_id for line in lines})
    return [line for line in lines if not _carries_another(line, campaign_id) or not _is_by_the_rule(line, book)]


def _carries_another(line: OrderLine, campaign_id: int) -> bool:
    rows = (line.sales_price, line.line_discount)
    return any(row is not None and row.campaign_id not in (None, campaign_id) for row in rows)


def _is_by_the_rule(line: OrderLine, book: OfferBook) -> bool:
    terms = book.judge(sale_of(line.order, line), agreed=normal_terms_of(line)).terms
    return terms == PriceTerms(line.unit_price, line.line_discount_percent, line.sales_price_id, line.line_discount_id)
