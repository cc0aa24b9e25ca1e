"""What the order lines ought to be, read plainly, one line at a time: what the set-based runs are held to."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from campaigns.models import Campaign
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.selectors import is_eligible, normal_terms_of, sale_of
from pricing.arithmetic import line_amount
from pricing.selectors import OfferBook
from pricing.terms import PriceTerms


@dataclass(frozen=True)
class Carried:
    """What a line carries: its terms with the rows they came from, and its amount."""

    terms: PriceTerms
    amount: Decimal


def carried(line: OrderLine) -> Carried:
    """Return what the line carries."""
    terms = PriceTerms(line.unit_price, line.line_discount_percent, line.sales_price_id, line.line_discount_id)
    return Carried(terms, line.line_amount)


def carried_by_line() -> dict[int, Carried]:
    """Return what every order line carries."""
    return {line.pk: carried(line) for line in OrderLine.objects.all()}


def open_lines() -> list[OrderLine]:
    """Return the lines that a run may change (D10, D11)."""
    lines = OrderLine.objects.filter(order__status=Order.Status.OPEN).select_related("order")
    return [line for line in lines if is_eligible(line)]


def right_by_line(active_campaign_ids: Collection[int] | None = None) -> dict[int, Carried]:
    """Return what the price rule gives for every line that a run may change, under these or the active campaigns."""
    lines = open_lines()
    book = OfferBook.load(
        item_ids={line.item_id for line in lines},
        buyer_ids={line.buyer_id for line in lines},
        active_campaign_ids=active_campaign_ids,
    )
    right = {}
    for line in lines:
        terms = book.judge(sale_of(line.order, line), agreed=normal_terms_of(line)).terms
        right[line.pk] = Carried(terms, line_amount(line.quantity, terms.unit_price, terms.line_discount_percent))
    return right


def right_after(campaign: Campaign, *, is_switched_on: bool) -> dict[int, Carried]:
    """Return what the price rule will give once the campaign is switched so."""
    others = set(Campaign.objects.active().exclude(pk=campaign.pk).values_list("pk", flat=True))
    return right_by_line(others | {campaign.pk} if is_switched_on else others)


def wrong_lines() -> set[int]:
    """Return the keys of the lines that a run may change and that differ from what the rule gives now."""
    now = carried_by_line()
    return {key for key, right in right_by_line().items() if now[key] != right}


def ledger_by_line(run: ActivationRun) -> dict[int, tuple[Carried, Carried]]:
    """Return what the ledger of the run says of each line, before and after, skipped rows left out."""
    return {row.order_line_id: before_and_after(row) for row in RunLine.objects.filter(run=run, is_skipped=False)}


def before_and_after(row: RunLine) -> tuple[Carried, Carried]:
    """Return what a ledger row says its line carried and is to carry."""
    old = PriceTerms(row.old_unit_price, row.old_discount_percent, row.old_sales_price_id, row.old_line_discount_id)
    new = PriceTerms(row.new_unit_price, row.new_discount_percent, row.new_sales_price_id, row.new_line_discount_id)
    return Carried(old, row.old_line_amount), Carried(new, row.new_line_amount)


def total_of_orders() -> Decimal:
    """Return the sum of all line amounts."""
    return sum(OrderLine.objects.values_list("line_amount", flat=True), Decimal(0))
