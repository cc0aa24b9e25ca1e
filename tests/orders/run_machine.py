"""A player of random sequences of runs and edits, for the invariants I1 to I4 (docs/activation.md).

It plans, starts, applies in small chunks, leaves runs lying and resumes them, and in between edits lines, orders, price
rows, target groups and campaigns, all by the functions that pages call. It keeps account of the lines that may differ
from what the price rule gives, and why: after every step no other line does.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from campaigns.models import Campaign, CampaignTarget
from campaigns.services import CampaignDetails, change_campaign, note_terms_changed
from orders.activation import (
    ActivationError,
    Kind,
    NoTargetsError,
    NothingToSwitchError,
    State,
    apply_chunk,
    finish_runs,
    plan_run,
    run_campaign,
    start_run,
)
from orders.entry import HandPrice, change_line, enter_line, hand_back, remove_line, set_by_hand
from orders.heads import NEXT_STATUSES, OrderHead, change_order, change_status
from orders.line_pricing import LineDetails
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.planning import drifting_lines
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.services import PriceRowError, change_row, restore_row, withdraw_row
from tests.factories.campaigns import NOW, WORK_DATE
from tests.orders.expectations import (
    before_and_after,
    carried_by_line,
    ledger_by_line,
    right_after,
    total_of_orders,
    wrong_lines,
)
from tests.worlds.building import build, build_stage
from tests.worlds.drawing import BOX, BUYERS, CAMPAIGNS, ITEMS, PCS, World, one_of_each, worlds

T = TypeVar("T")

PLACES = st.integers(0, 23)
CAMPAIGN_PLACES = st.integers(0, CAMPAIGNS - 1)
KINDS = st.sampled_from([Kind.ACTIVATE, Kind.ACTIVATE, Kind.DEACTIVATE, Kind.RESYNC])
CHUNK_SIZES = st.integers(1, 3)
DAYS = [WORK_DATE + dt.timedelta(days=days) for days in (0, -1, 1)]
LINE_EDITS = one_of_each(
    edit=["enter", "change", "remove", "by hand", "hand back", "ship"],
    item=range(ITEMS),
    variant=[None, None, 0, 1],
    unit=[PCS, PCS, BOX],
    quantity=[*map(Decimal, ("5", "1", "0", "0.00001", "3", "25"))],
)
ORDER_EDITS = one_of_each(
    status=[None, None, *Order.Status],
    day=DAYS,
    currency=[("", Decimal(1)), ("USD", Decimal("1.3")), ("USD", Decimal("0.857142857"))],
    campaign=[None, None, *range(CAMPAIGNS)],
)
ROW_EDITS = one_of_each(
    model=[SalesPrice, SalesLineDiscount],
    is_withdrawal=[False, False, True],
    value=[*map(Decimal, ("80", "90", "15", "0.00001"))],
    allows_line_discount=[True, False],
)
CAMPAIGN_EDITS = one_of_each(
    flips_target_of=[None, *range(BUYERS)],
    dates=[(start, end) for start in (None, *DAYS) for end in (None, *DAYS) if not (start and end and end < start)],
    applies_even_if_dearer=[False, True],
)


class RunMachine(RuleBasedStateMachine):
    """See the head of this module."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.stage = build_stage()
        # Lines that may differ from what the rule gives until the next re-sync, and whether every line may.
        self.excused: set[int] = set()
        self.is_every_line_excused = False
        # By run that is planned: the lines entered or changed since.
        self.touched_since: dict[int, set[int]] = {}

    @initialize(world=worlds(is_lived_in=True))
    def begin(self, world: World) -> None:
        self.built = build(world, self.stage)
        Campaign.objects.update(is_active=False, activated_at=None)

    def teardown(self) -> None:
        try:
            if hasattr(self, "built") and not connection.needs_rollback:
                self.settle()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # Runs -------------------------------------------------------------------------------------

    @rule(place=CAMPAIGN_PLACES, kind=KINDS)
    def plan(self, place: int, kind: Kind) -> None:
        """The ledger has just the lines that would change, value for value (I3), and no settled one (I4)."""
        campaign = self.campaign(place)
        is_switched_on = campaign.is_active if kind == Kind.RESYNC else kind == Kind.ACTIVATE
        before, wrong_before = carried_by_line(), wrong_lines()
        right = right_after(campaign, is_switched_on=is_switched_on)
        try:
            run = plan_run(campaign, kind=kind, at=NOW, by=None, counts_kept=True)
        except (NothingToSwitchError, NoTargetsError):
            return
        assert carried_by_line() == before
        ledger = ledger_by_line(run)
        changing = {key for key in right if right[key] != before[key]}
        assert ledger.keys() <= changing
        assert ledger == {key: (before[key], right[key]) for key in ledger}
        # What it does not change although it is not right, was not right before: another run's matter.
        assert changing - ledger.keys() <= wrong_before
        assert run.line_count == len(ledger)
        assert run.total_before == sum(old.amount for old, _new in ledger.values())
        assert run.total_after == sum(new.amount for _old, new in ledger.values())
        self.touched_since[run.pk] = set()

    @precondition(lambda self: self.touched_since)
    @rule(place=PLACES, takes_latecomers=st.booleans())
    def start(self, place: int, takes_latecomers: bool) -> None:
        """A plan that is out of date is refused, and stays a plan."""
        key = _pick(sorted(self.touched_since), place)
        touched = self.touched_since.pop(key)
        run = ActivationRun.objects.filter(pk=key).first()
        if run is None:
            return
        before = carried_by_line()
        is_one_under_way = self.run_under_way() is not None
        try:
            start_run(run, at=NOW, by=None, takes_latecomers=takes_latecomers)
        except ActivationError:
            assert is_one_under_way or carried_by_line() == before
            assert ActivationRun.objects.get(pk=key).state == State.PLANNED
        else:
            self.excused |= set() if takes_latecomers else touched

    @precondition(lambda self: self.run_under_way() is not None)
    @rule(chunk_size=CHUNK_SIZES)
    def apply_chunk(self, chunk_size: int) -> None:
        """A chunk changes lines to what the ledger says, and no others."""
        run = self.run_under_way()
        before = carried_by_line()
        apply_chunk(run.pk, at=NOW, chunk_size=chunk_size)
        rows = RunLine.objects.filter(run=run, order_line__gt=run.last_order_line).order_by("order_line")
        ledger = {row.order_line_id: before_and_after(row) for row in rows[:chunk_size] if not row.is_skipped}
        after = carried_by_line()
        assert {key: (before[key], after[key]) for key in after if after[key] != before[key]} == ledger

    @precondition(lambda self: self.run_under_way() is not None)
    @rule(chunk_size=CHUNK_SIZES)
    def resume(self, chunk_size: int) -> None:
        """A run that was left lying is finished, with each row of its ledger applied or skipped."""
        [run] = finish_runs(at=NOW, chunk_size=chunk_size)
        skipped_count = RunLine.objects.filter(run=run, is_skipped=True).count()
        assert (run.applied_count, run.skipped_count) == (len(ledger_by_line(run)), skipped_count)

    @rule(place=CAMPAIGN_PLACES, kind=KINDS, chunk_size=CHUNK_SIZES)
    def run_at_once(self, place: int, kind: Kind, chunk_size: int) -> None:
        """The lines change as the ledger says, and the totals with them (I3)."""
        finish_runs(at=NOW)
        before, total_before = carried_by_line(), total_of_orders()
        try:
            run = run_campaign(self.campaign(place), kind=kind, at=NOW, by=None, chunk_size=chunk_size)
        except (NothingToSwitchError, NoTargetsError):
            assert carried_by_line() == before
            return
        after, ledger = carried_by_line(), ledger_by_line(run)
        assert {key: (before[key], after[key]) for key in after if before[key] != after[key]} == ledger
        assert total_of_orders() - total_before == run.total_after - run.total_before
        assert (run.applied_count, run.skipped_count) == (len(ledger), 0)

    @rule(place=CAMPAIGN_PLACES)
    def activate_and_deactivate(self, place: int) -> None:
        """Every line that was right is as it was, value for value (I2)."""
        finish_runs(at=NOW)
        campaign = self.campaign(place)
        if campaign.is_active or not campaign.targets.exists():
            return
        before, wrong_before = carried_by_line(), wrong_lines()
        run_campaign(campaign, kind=Kind.ACTIVATE, at=NOW, by=None)
        run_campaign(campaign, kind=Kind.DEACTIVATE, at=NOW, by=None)
        after = carried_by_line()
        assert {key for key in before if after[key] != before[key]} <= wrong_before

    @rule()
    def look_at_drift(self) -> None:
        """The drift panels list the lines that are not right, and no others."""
        listed = [drifting_lines(campaign) for campaign in Campaign.objects.all()]
        assert set().union(*listed) == wrong_lines()

    @rule()
    def settle(self) -> None:
        """After what is under way is finished and every campaign re-synced, every line is right (I1)."""
        finish_runs(at=NOW)
        for campaign in Campaign.objects.order_by("pk"):
            run_campaign(campaign, kind=Kind.RESYNC, at=NOW, by=None)
        assert wrong_lines() == set()
        self.excused, self.is_every_line_excused = set(), False

    @invariant()
    def no_line_is_wrong_without_an_excuse(self) -> None:
        if hasattr(self, "built") and not self.is_every_line_excused:
            run = self.run_under_way()
            pending = RunLine.objects.filter(run=run, order_line__gt=run.last_order_line) if run else ()
            assert wrong_lines() <= self.excused | {row.order_line_id for row in pending}

    # Edits ------------------------------------------------------------------------------------

    @rule(place=PLACES, values=LINE_EDITS)
    def edit_line(self, place: int, values: dict[str, Any]) -> None:
        """A line is right at once; a plan made before does not know it."""
        details = LineDetails(
            item=self.stage.items[values["item"]],
            variant=None if values["variant"] is None else self.stage.variants[values["item"]][values["variant"]],
            unit=self.stage.units[values["unit"]],
            quantity=values["quantity"],
        )
        order = _pick(Order.objects.filter(status=Order.Status.OPEN).order_by("pk"), place)
        line = _pick(OrderLine.objects.filter(order__status=Order.Status.OPEN).order_by("pk"), place)
        if order is not None and values["edit"] == "enter":
            self.touch([enter_line(order, details=details)])
        elif line is not None and line.shipped_quantity == 0:
            self.touch(_EDITS[values["edit"]](line, details))

    @rule(place=PLACES, values=ORDER_EDITS)
    def edit_order(self, place: int, values: dict[str, Any]) -> None:
        """A new head prices the lines again; a new status leaves them, whatever runs have passed them by (D6)."""
        order = _pick(Order.objects.order_by("pk"), place)
        if values["status"] in NEXT_STATUSES[order.status]:
            lines = change_status(order, status=values["status"]).lines.all()
            self.excused |= {line.pk for line in lines}
            self.touch(lines)
        elif values["status"] is None and order.status == Order.Status.OPEN:
            head = OrderHead(
                ordered_on=values["day"],
                currency_code=values["currency"][0],
                currency_factor=values["currency"][1],
                campaign=None if values["campaign"] is None else self.campaign(values["campaign"]),
            )
            self.touch(change_order(order, head=head).lines.all())

    @rule(place=PLACES, values=ROW_EDITS)
    def edit_row(self, place: int, values: dict[str, Any]) -> None:
        row = _pick(values["model"].objects.order_by("pk"), place)
        if row is None:
            return
        self.is_every_line_excused = True
        if row.withdrawn_at is not None:
            _restore(row)
        elif values["is_withdrawal"]:
            withdraw_row(row=row, at=NOW, by=None)
        else:
            field = "unit_price" if isinstance(row, SalesPrice) else "line_discount_percent"
            setattr(row, field, values["value"])
            row.allows_line_discount = values["allows_line_discount"]
            change_row(row=row, at=NOW, by=None)

    @rule(place=CAMPAIGN_PLACES, values=CAMPAIGN_EDITS)
    def edit_campaign(self, place: int, values: dict[str, Any]) -> None:
        campaign = self.campaign(place)
        self.is_every_line_excused = True
        if values["flips_target_of"] is None:
            start, end = values["dates"]
            flag = values["applies_even_if_dearer"]
            details = CampaignDetails(
                description="Changed", starting_on=start, ending_on=end, applies_even_if_dearer=flag
            )
            change_campaign(campaign, details=details, at=NOW)
            return
        buyer = self.stage.buyers[values["flips_target_of"]]
        if not campaign.targets.filter(buyer=buyer).delete()[0]:
            CampaignTarget.objects.create(campaign=campaign, buyer=buyer, contact_count=1)
        note_terms_changed(campaign_ids=[campaign.pk], at=NOW)

    # Words ------------------------------------------------------------------------------------

    def campaign(self, place: int) -> Campaign:
        return Campaign.objects.get(pk=self.built.campaigns[place].pk)

    def run_under_way(self) -> ActivationRun | None:
        return ActivationRun.objects.filter(state=State.APPLYING).first()

    def touch(self, lines: Iterable[OrderLine]) -> None:
        keys = {line.pk for line in lines}
        for touched in self.touched_since.values():
            touched |= keys


def _change(line: OrderLine, details: LineDetails) -> list[OrderLine]:
    return [change_line(line, details=details)]


def _remove(line: OrderLine, _details: LineDetails) -> list[OrderLine]:
    remove_line(line)
    return []


def _set_by_hand(line: OrderLine, details: LineDetails) -> list[OrderLine]:
    terms = {"unit_price": details.quantity, "line_discount_percent": Decimal(3)}
    return [set_by_hand(line, price=HandPrice(**terms, reason="Agreed"), at=NOW, by=None)]


def _hand_back(line: OrderLine, _details: LineDetails) -> list[OrderLine]:
    return [hand_back(line)]


def _ship(line: OrderLine, _details: LineDetails) -> list[OrderLine]:
    OrderLine.objects.filter(pk=line.pk).update(shipped_quantity=1)
    return []


_EDITS = {"change": _change, "remove": _remove, "by hand": _set_by_hand, "hand back": _hand_back, "ship": _ship}


def _restore(row: SalesPrice | SalesLineDiscount) -> None:
    try:
        restore_row(row=row, at=NOW, by=None)
    except PriceRowError:
        # Another row took its place, or it could not be added today.
        row.refresh_from_db()


def _pick(choices: Iterable[T], place: int) -> T | None:
    listed: Sequence[T] = list(choices)
    return listed[place % len(listed)] if listed else None
