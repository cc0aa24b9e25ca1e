"""Reads about orders, order lines and runs."""

import datetime as dt
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from campaigns.models import Campaign
from orders.models import ActivationRun, Order, OrderLine, RunLine
from pricing.arithmetic import line_amount, local_amount
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.rule import normal_as_terms
from pricing.selectors import OfferBook
from pricing.terms import Judgement, NormalTerms, PriceTerms, Sale


def normal_terms_of(line: OrderLine) -> NormalTerms:
    """Return what ``line`` costs without campaigns, as it was stored when the line was priced."""
    return NormalTerms(
        unit_price=line.normal_unit_price,
        allows_line_discount=line.normal_allows_line_discount,
        discount_percent=line.normal_discount_percent,
        is_card_price=line.normal_is_card_price,
        sales_price_id=line.normal_sales_price_id,
        line_discount_id=line.normal_line_discount_id,
    )


def terms_of(line: OrderLine) -> PriceTerms:
    """Return what ``line`` costs, with the rows that say so."""
    return PriceTerms(line.unit_price, line.line_discount_percent, line.sales_price_id, line.line_discount_id)


def has_agreed_price(line: OrderLine) -> bool:
    """Tell whether the normal price of ``line`` was agreed with the buyer: it came neither from a row nor the card."""
    return not line.normal_is_card_price and line.normal_sales_price_id is None


def is_eligible(line: OrderLine) -> bool:
    """Tell whether the price rule may set the price of ``line``: not settled, not by hand (D10, D11)."""
    return line.shipped_quantity == 0 and line.invoiced_quantity == 0 and not line.is_priced_by_hand


def sale_of(order: Order, line: OrderLine) -> Sale:
    """Return what ``line`` asks the price rule."""
    return Sale(
        buyer_id=order.buyer_id,
        item_id=line.item_id,
        variant_id=line.variant_id,
        unit_id=line.unit_id,
        quantity=line.quantity,
        quantity_per_unit=line.quantity_per_unit,
        ordered_on=order.ordered_on,
        currency_code=order.currency_code,
        currency_factor=order.currency_factor,
        campaign_id=order.campaign_id,
    )


def explain_line(line: OrderLine) -> Judgement:
    """Return what the price rule says of ``line`` now, with every offer that lost and why.

    Its normal terms are those stored on the line. Cost: six queries.
    """
    order = line.order
    book = OfferBook.load(item_ids={line.item_id}, buyer_ids={order.buyer_id}, shows_every_campaign=True)
    return book.judge(sale_of(order, line), agreed=normal_terms_of(line))


def saved_by_campaigns(order: Order) -> Decimal:
    """Return how much less the lines of ``order`` come to than by their normal terms, as far as campaigns did that.

    Lines priced by hand are left out: a person set their price. Below 0 where a campaign applies even if dearer.
    """
    from_campaign = Q(sales_price__campaign__isnull=False) | Q(line_discount__campaign__isnull=False)
    lines = OrderLine.objects.filter(from_campaign, order=order, is_priced_by_hand=False)
    return sum((normal_amount_of(line) - line.line_amount for line in lines), Decimal(0))


def normal_amount_of(line: OrderLine) -> Decimal:
    """Return what ``line`` would come to by its normal terms."""
    terms = normal_as_terms(normal_terms_of(line))
    return line_amount(line.quantity, terms.unit_price, terms.line_discount_percent)


def last_factor_of(currency_code: str) -> Decimal | None:
    """Return the factor of the newest order in this currency, None while there is none."""
    orders = Order.objects.filter(currency_code=currency_code).order_by("-pk")
    return orders.values_list("currency_factor", flat=True).first()


def neighbours_of(line: OrderLine) -> tuple[OrderLine | None, OrderLine | None]:
    """Return the lines before and after ``line`` on its order, where there are any."""
    others = OrderLine.objects.filter(order=line.order_id).select_related("item")
    return (
        others.filter(line_number__lt=line.line_number).order_by("-line_number").first(),
        others.filter(line_number__gt=line.line_number).order_by("line_number").first(),
    )


def changes_by_runs(line: OrderLine) -> list[RunLine]:
    """Return the ledger rows about ``line`` of the runs that were started, the newest first.

    The ledger knows only its primary key (run, order line), so the runs are named: one look-up in it for each.
    """
    started = ActivationRun.objects.exclude(state=ActivationRun.State.PLANNED).values_list("pk", flat=True)
    rows = RunLine.objects.filter(run__in=list(started), order_line=line)
    return list(rows.select_related("run__campaign", "run__started_by").order_by("-run"))


def orders_for_list() -> QuerySet[Order]:
    """Return the orders with what a list shows of them, the newest first."""
    return (
        Order.objects.select_related("buyer", "campaign")
        .annotate(line_count=Count("lines"), total_amount=Sum("lines__line_amount"))
        .order_by("-ordered_on", "-number")
    )


def orders_carrying(**rows: object) -> QuerySet[OrderLine, int]:
    """Return the keys of the orders with a line whose price or discount came from such ``rows``.

    One pass over the lines: what a run writes on them carries no index.
    """
    prices, discounts = SalesPrice.objects.filter(**rows), SalesLineDiscount.objects.filter(**rows)
    carrying = Q(sales_price__in=prices.values("pk")) | Q(line_discount__in=discounts.values("pk"))
    return OrderLine.objects.filter(carrying).values_list("order", flat=True)


def lines_of(order: Order) -> QuerySet[OrderLine]:
    """Return the lines of an order with the rows and campaigns that their price and discount came from."""
    return with_rows(OrderLine.objects.filter(order=order)).order_by("line_number")


def ledger_of(run: ActivationRun) -> QuerySet[RunLine]:
    """Return the ledger of ``run`` with order, buyer and item of each line, by order line.

    A line that was removed since is not among them; it stays in the counts of the run.
    """
    return (
        RunLine.objects.filter(run=run)
        .select_related(
            "order_line__order__buyer",
            "order_line__item",
            "order_line__unit",
            "new_sales_price__campaign",
            "new_line_discount__campaign",
        )
        .annotate(difference=F("new_line_amount") - F("old_line_amount"))
        .order_by("order_line_id")
    )


def local_difference(row: RunLine) -> Decimal:
    """Return by how much a ledger row changes its line, in local currency, as the totals of the run count it."""
    after, before = (local_amount(amount, row.currency_factor) for amount in (row.new_line_amount, row.old_line_amount))
    return after - before


def runs_for_list(campaign: Campaign | None = None) -> QuerySet[ActivationRun]:
    """Return the runs, of one campaign if given, the newest first."""
    runs = ActivationRun.objects.select_related("campaign", "planned_by", "started_by").order_by("-pk")
    return runs if campaign is None else runs.filter(campaign=campaign)


def due_campaigns(*, on: dt.date) -> list[tuple[Campaign, ActivationRun.Kind]]:
    """Return the campaigns that are set to stop or start by themselves and should have by ``on``, with what is due."""
    campaigns = Campaign.objects.filter(is_archived=False).order_by("number")
    stop = [(campaign, ActivationRun.Kind.DEACTIVATE) for campaign in campaigns.due_to_stop(on)]
    return stop + [(campaign, ActivationRun.Kind.ACTIVATE) for campaign in campaigns.due_to_start(on)]


def planned_run_of(campaign: Campaign, kind: str = "") -> ActivationRun | None:
    """Return the plan of the campaign that waits to be started, of one kind if given, if there is one."""
    run = runs_for_list(campaign).filter(state=ActivationRun.State.PLANNED).first()
    return run if run is not None and kind in ("", run.kind) else None


def is_on_after(run: ActivationRun) -> bool:
    """Tell whether the campaign is active once the run has been started."""
    if run.kind == ActivationRun.Kind.RESYNC:
        return run.campaign.is_active
    return run.kind == ActivationRun.Kind.ACTIVATE


def with_rows(lines: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
    """Return the lines with item, unit and the rows and campaigns that their terms came from."""
    return lines.select_related(
        "order", "item", "variant", "unit", "sales_price__campaign", "line_discount__campaign", "hand_priced_by"
    )
