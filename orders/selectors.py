"""Reads about orders, order lines and runs."""

from django.db.models import Count, F, QuerySet, Sum

from campaigns.models import Campaign
from orders.entry import sale_of
from orders.kept import KeptReason, kept_line_keys
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.planning import is_on_after
from orders.services import normal_terms_of
from pricing.selectors import OfferBook
from pricing.terms import Judgement


def explain_line(line: OrderLine) -> Judgement:
    """Return what the price rule says of ``line`` now, with every offer that lost and why.

    Its normal terms are those stored on the line. Cost: six queries.
    """
    order = line.order
    book = OfferBook.load(item_ids={line.item_id}, buyer_ids={order.buyer_id}, shows_every_campaign=True)
    return book.judge(sale_of(order, line), agreed=normal_terms_of(line))


def orders_for_list() -> QuerySet[Order]:
    """Return the orders with what a list shows of them, the newest first."""
    return (
        Order.objects.select_related("buyer", "campaign")
        .annotate(line_count=Count("lines"), total_amount=Sum("lines__line_amount"))
        .order_by("-ordered_on", "-number")
    )


def lines_of(order: Order) -> QuerySet[OrderLine]:
    """Return the lines of an order with the rows and campaigns that their price and discount came from."""
    return _with_rows(OrderLine.objects.filter(order=order)).order_by("line_number")


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


def kept_lines_of(run: ActivationRun, reason: KeptReason, *, limit: int, offset: int = 0) -> list[OrderLine]:
    """Return a page of the lines that the plan leaves as they are for one reason, by key."""
    keys = kept_line_keys(run, reason, is_switched_on=is_on_after(run), limit=limit, offset=offset)
    return list(
        _with_rows(OrderLine.objects.filter(pk__in=keys)).select_related("order__buyer").order_by("pk")
    )


def runs_for_list(campaign: Campaign | None = None) -> QuerySet[ActivationRun]:
    """Return the runs, of one campaign if given, the newest first."""
    runs = ActivationRun.objects.select_related("campaign", "planned_by", "started_by").order_by("-pk")
    return runs if campaign is None else runs.filter(campaign=campaign)


def planned_run_of(campaign: Campaign) -> ActivationRun | None:
    """Return the plan of the campaign that waits to be started, if there is one."""
    return runs_for_list(campaign).filter(state=ActivationRun.State.PLANNED).first()


def _with_rows(lines: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
    return lines.select_related(
        "order", "item", "variant", "unit", "sales_price__campaign", "line_discount__campaign", "hand_priced_by"
    )
