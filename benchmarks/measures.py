"""What is measured: the work of a run step by step, the floor beneath it, and what others feel meanwhile."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction

from benchmarks.world import CAMPAIGN_ITEM_COUNT, NARROW, NOW, WIDE, World, settle
from campaigns.models import Campaign
from orders.activation import (
    CHUNK_SIZE,
    Kind,
    State,
    apply_chunk,
    discard_run,
    drive_run,
    plan_run,
    run_campaign,
    start_run,
)
from orders.entry import enter_line
from orders.line_pricing import LineDetails
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.planning import drifting_lines
from orders.selectors import sale_of
from orders.services import write_terms
from pricing.models import Item
from pricing.selectors import OfferBook
from pricing.terms import Sale

# A key that no run has: the floor writes its ledger rows under it.
_FLOOR_RUN = -1

# No rule and no statement per chunk: the changed lines take constant values, and as many ledger rows are written.
_FLOOR_UPDATE = """
UPDATE orders_orderline
SET unit_price = 12.34567, line_discount_percent = 5, line_amount = 1234.56, sales_price_id = 1, line_discount_id = 1
WHERE id IN (SELECT order_line_id FROM orders_runline WHERE run_id = %(run)s)"""
_FLOOR_INSERT = """
INSERT INTO orders_runline (
    run_id, order_line_id, buyer_id, old_sales_price_id, new_sales_price_id, old_line_discount_id,
    new_line_discount_id, quantity, old_unit_price, new_unit_price, old_discount_percent, new_discount_percent,
    old_line_amount, new_line_amount, item_id, currency_factor, is_skipped)
SELECT %(floor_run)s, order_line_id, buyer_id, old_sales_price_id, new_sales_price_id, old_line_discount_id,
    new_line_discount_id, quantity, old_unit_price, new_unit_price, old_discount_percent, new_discount_percent,
    old_line_amount, new_line_amount, item_id, currency_factor, is_skipped
FROM orders_runline WHERE run_id = %(run)s"""
_RESTORE = """
UPDATE orders_orderline
SET unit_price = normal_unit_price, line_discount_percent = normal_discount_percent,
    line_amount = pricing_line_amount(quantity, normal_unit_price, normal_discount_percent),
    sales_price_id = normal_sales_price_id, line_discount_id = normal_line_discount_id
WHERE id IN (SELECT order_line_id FROM orders_runline WHERE run_id = %(run)s)"""


class WrongResultError(Exception):
    """What was applied is not what was planned."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Seconds of one round: the campaign is activated, planned again for nothing, and deactivated."""

    changed: int
    plan: float
    apply: float
    replan_nothing: float
    deactivate: float
    floor: float


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds ``work`` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure_round() -> Steps:
    """Activate and deactivate the wide campaign once, and write its floor.

    :raises WrongResultError: the lines applied are not the lines planned.
    """
    settle()
    run, plan_seconds = _plan(WIDE, Kind.ACTIVATE)
    apply_seconds = timed(lambda: _apply(run))
    settle()
    again, replan_seconds = _plan(WIDE, Kind.RESYNC)
    if again.line_count:
        raise WrongResultError(f"A re-sync after the activation would change {again.line_count} lines.")
    discard_run(again)
    settle()
    back, back_plan_seconds = _plan(WIDE, Kind.DEACTIVATE)
    back_seconds = back_plan_seconds + timed(lambda: _apply(back))
    settle()
    floor_seconds = _measure_floor(run)
    _forget_ledgers()
    return Steps(run.line_count, plan_seconds, apply_seconds, replan_seconds, back_seconds, floor_seconds)


def measure_narrow() -> tuple[int, float]:
    """Return how many lines the campaign for one item changes, and the seconds in which it is activated."""
    settle()
    campaign = Campaign.objects.get(pk=NARROW)
    started = time.perf_counter()
    run = run_campaign(campaign, kind=Kind.ACTIVATE, at=NOW, by=None)
    seconds = time.perf_counter() - started
    run_campaign(campaign, kind=Kind.DEACTIVATE, at=NOW, by=None)
    _forget_ledgers()
    return run.applied_count, seconds


def measure_entry(world: World) -> tuple[list[float], int]:
    """Enter order lines from a second thread while a run is applied; return their seconds and how many failed."""
    settle()
    run = plan_run(Campaign.objects.get(pk=WIDE), kind=Kind.ACTIVATE, at=NOW, by=None)
    start_run(run, at=NOW, by=None)
    clerk = _Clerk(world)
    clerk.start()
    clerk.has_begun.wait()
    chunk_size = min(CHUNK_SIZE, world.line_count // 50)
    while apply_chunk(run.pk, at=NOW, chunk_size=chunk_size).state == State.APPLYING:
        pass
    clerk.is_done.set()
    clerk.join()
    if drifting := drifting_lines(Campaign.objects.get(pk=WIDE)):
        raise WrongResultError(f"{len(drifting)} lines differ from the rule after lines were entered meanwhile.")
    OrderLine.objects.filter(pk__in=clerk.entered).delete()
    run_campaign(Campaign.objects.get(pk=WIDE), kind=Kind.DEACTIVATE, at=NOW, by=None)
    _forget_ledgers()
    return clerk.seconds, clerk.failures


def measure_single_price(world: World, *, count: int = 500) -> list[float]:
    """Return the seconds in which the price of one line is found, for different buyers and items."""
    seconds = []
    for number in range(count):
        sale = Sale(
            buyer_id=number * 7919 % world.buyer_count + 1,
            item_id=number * 31 % CAMPAIGN_ITEM_COUNT + 1,
            ordered_on=NOW.date(),
            quantity=Decimal(number % 20 + 1),
        )
        seconds.append(
            timed(
                lambda sale=sale: OfferBook.load(item_ids=[sale.item_id], buyer_ids=[sale.buyer_id]).judge(sale)  # type: ignore[misc]
            )
        )
    return seconds


def measure_save_loop(*, count: int = 1_000) -> float:
    """Return how many lines a second a loop prices that looks at one line at a time and saves it."""
    keys = list(OrderLine.objects.order_by("pk").values_list("pk", flat=True)[:count])

    def loop() -> None:
        for key in keys:
            line = OrderLine.objects.select_related("order").get(pk=key)
            book = OfferBook.load(item_ids=[line.item_id], buyer_ids=[line.buyer_id])
            write_terms(line, book.judge(sale_of(line.order, line)).terms)
            line.save()

    seconds = 0.0
    with transaction.atomic():
        seconds = timed(loop)
        transaction.set_rollback(True)
    return len(keys) / seconds


def percentile(seconds: list[float], percent: int) -> float:
    """Return a percentile of two or more measured seconds, in milliseconds."""
    return 1000 * statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


class _Clerk(threading.Thread):
    """Enters order lines one after the other until told to stop."""

    def __init__(self, world: World) -> None:
        super().__init__(daemon=True)
        self.has_begun, self.is_done = threading.Event(), threading.Event()
        self.seconds: list[float] = []
        self.entered: list[int] = []
        self.failures = 0
        self._world = world

    def run(self) -> None:
        """Enter lines on different orders."""
        number = 0
        items = list(Item.objects.select_related("base_unit").order_by("pk")[:CAMPAIGN_ITEM_COUNT])
        while not self.is_done.is_set():
            number += 1
            order = Order.objects.get(pk=number * 104_729 % self._world.order_count + 1)
            details = LineDetails(item=items[number % len(items)], quantity=Decimal(number % 20 + 1))
            started = time.perf_counter()
            try:
                self.entered.append(enter_line(order, details=details).pk)
            except Exception:  # noqa: BLE001 – whatever goes wrong here is what is counted
                self.failures += 1
            self.seconds.append(time.perf_counter() - started)
            self.has_begun.set()
        connection.close()


def _plan(campaign: int, kind: Kind) -> tuple[ActivationRun, float]:
    started = time.perf_counter()
    run = plan_run(Campaign.objects.get(pk=campaign), kind=kind, at=NOW, by=None)
    return run, time.perf_counter() - started


def _apply(run: ActivationRun) -> None:
    start_run(run, at=NOW, by=None)
    applied = drive_run(run.pk, at=NOW)
    if (applied.applied_count, applied.skipped_count) != (run.line_count, 0):
        raise WrongResultError(f"{applied.applied_count} lines applied of {run.line_count} planned.")


def _measure_floor(run: ActivationRun) -> float:
    values = {"run": run.pk, "floor_run": _FLOOR_RUN}

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FLOOR_UPDATE, values)
            cursor.execute(_FLOOR_INSERT, values)

    seconds = timed(write)
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE, values)
    return seconds


def _forget_ledgers() -> None:
    """Leave the tables as the round found them."""
    RunLine.objects.all()._raw_delete(using="default")  # type: ignore[attr-defined]
    ActivationRun.objects.all().delete()
