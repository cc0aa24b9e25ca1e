"""What is measured of an audience: looking at a step, taking it, undoing it, refreshing, and the floor beneath that."""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from benchmarks.audience_world import CRITERIA, REDUCING, REFINING, build_audience, new_segment
from benchmarks.world import NOW, settle
from segments.criteria import Criteria
from segments.criteria_form import query_of
from segments.models import Segment, SegmentStep
from segments.refreshing import follow_rules, plan_refresh, refresh_segment
from segments.step_preview import preview_step
from segments.step_services import AskedStep, redo_undone_step, take_criteria_step, undo_taken_step
from segments.steps import StepOptions

Action = SegmentStep.Action
COUNT_TARGET_S = 1.0
APPLY_TARGET_S = 3.0
_TARGETS_S = {
    "builder page": COUNT_TARGET_S,
    "count": COUNT_TARGET_S,
    "add": APPLY_TARGET_S,
    "undo": APPLY_TARGET_S,
    "redo": APPLY_TARGET_S,
    "count of reduce": COUNT_TARGET_S,
    "reduce": APPLY_TARGET_S,
    "count of refine": COUNT_TARGET_S,
    "refine": APPLY_TARGET_S,
    "plan of refresh": APPLY_TARGET_S,
    "refresh": APPLY_TARGET_S,
    "add, into a target group": None,
    "undo, out of a target group": None,
}
_DATABASE_EXPLAINS = """
    LOAD 'auto_explain'; SET auto_explain.log_min_duration = '100ms'; SET auto_explain.log_analyze = on;
    SET auto_explain.log_buffers = on; SET client_min_messages = log
"""

# What the database must do anyway: read every order line once, and write as many mentions and lines as a step does.
_READ_FLOOR = """
    SELECT COUNT(*) FROM (
      SELECT line.buyer_id, SUM(line.line_amount) AS amount
      FROM orders_orderline AS line
      JOIN orders_order ON orders_order.id = line.order_id
      GROUP BY line.buyer_id
    ) AS bought
"""
_WRITE_FLOOR = (
    """
    INSERT INTO segments_stepcontact (step_id, contact_id, is_addition)
    SELECT %(floor_step)s, contact_id, TRUE FROM segments_stepcontact WHERE step_id = %(step)s
    """,
    """
    INSERT INTO segments_segmentline
      (segment_id, line_number, contact_id, buyer_id, is_campaign_target, is_campaign_response, is_cancelled)
    SELECT %(floor_segment)s, line_number, contact_id, buyer_id, FALSE, FALSE, FALSE
    FROM segments_segmentline WHERE segment_id = %(segment)s
    """,
)


class WrongResultError(Exception):
    """A step did something else than it said before, so how long it took means nothing."""


@dataclass(slots=True)
class Costs:
    """Seconds by the clock and of the client's processor, of each round of each measure, and what it was about."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Measure what is done meanwhile."""
        started, processor = time.perf_counter(), time.process_time()
        yield
        self.seconds.setdefault(name, []).append(time.perf_counter() - started)
        self.processor.setdefault(name, []).append(time.process_time() - processor)


def measure(line_count: int, *, repeat: int, explains: bool) -> dict[str, Any]:
    """Build the world, take the steps round after round, and return what they cost."""
    _say(f"Building {line_count:,} order lines …")
    build_audience(line_count)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("benchmark"))
    _round(Costs(), "WARM", client)
    costs = Costs()
    with _explained(explains):
        for number in range(1, repeat + 1):
            _round(costs, f"ROUND{number}", client)
    rows = list(_rows(costs))
    for row in rows:
        target = f"{row['target_s']:6.1f}" if row["target_s"] else "     –"
        _say(
            f"  {row['measure']:<28}{row['median_s']:8.3f} s{row['processor_s']:8.3f} s of the client's processor"
            f"{row['ratio']:7.2f} × {row['floor']}   target {target} s   {row['contacts']} contacts"
        )
    return {"lines": line_count, "measures": rows}


def _rows(costs: Costs) -> Iterator[dict[str, Any]]:
    medians = {name: statistics.median(seconds) for name, seconds in costs.seconds.items()}
    for name, median in medians.items():
        floor = "reading" if "count" in name or "page" in name or "plan" in name else "writing"
        yield {
            "measure": name,
            "contacts": costs.contacts.get(name, 0),
            "median_s": round(median, 3),
            "most_s": round(max(costs.seconds[name]), 3),
            "processor_s": round(statistics.median(costs.processor[name]), 3),
            "floor": floor,
            "ratio": round(median / medians[f"floor, {floor}"], 2),
            "target_s": _TARGETS_S.get(name),
        }


def _round(costs: Costs, number: str, client: Client) -> None:
    """Take the steps on segments of their own, and leave no segment behind."""
    segment = new_segment(number)
    _look(costs, segment, client)
    step = _take(costs, "add", segment, action=Action.ADD, criteria=CRITERIA)
    _floors(costs, segment, step)
    with costs.of("undo"):
        undone = undo_taken_step(step, at=NOW, by=None)
    _agree(undone.removed.line_count, step.added_count)
    with costs.of("redo"):
        redo_undone_step(step, at=NOW)
    _refresh(costs, segment)
    for name, action, criteria in (("reduce", Action.REDUCE, REDUCING), ("refine", Action.REFINE, REFINING)):
        with costs.of(f"count of {name}"):
            preview = preview_step(segment, action=action, criteria=criteria, options=StepOptions())
        taken = _take(costs, name, segment, action=action, criteria=criteria)
        _agree(taken.removed_count, preview.changed_count)
    flagged = new_segment(f"{number}T", is_campaign_target=True)
    step = _take(costs, "add, into a target group", flagged, action=Action.ADD, criteria=CRITERIA)
    with costs.of("undo, out of a target group"):
        undo_taken_step(step, at=NOW, by=None)
    Segment.objects.filter(number__startswith=number).delete()
    settle()


def _look(costs: Costs, segment: Segment, client: Client) -> None:
    with costs.of("count"):
        preview = preview_step(segment, action=Action.ADD, criteria=CRITERIA, options=StepOptions())
    costs.contacts["count"] = preview.matched_count
    path = f"/segments/{segment.number}/criteria/?{query_of(CRITERIA, action=Action.ADD, options=StepOptions())}"
    with costs.of("builder page"):
        response = client.get(path)
    if response.status_code != HTTPStatus.OK:
        raise WrongResultError(f"{path} answered {response.status_code}.")


def _take(costs: Costs, name: str, segment: Segment, *, action: str, criteria: Criteria) -> SegmentStep:
    with costs.of(name):
        taken = take_criteria_step(segment, AskedStep(action=action, criteria=criteria), at=NOW, by=None)
    costs.contacts[name] = taken.step.added_count + taken.step.removed_count
    return taken.step


def _refresh(costs: Costs, segment: Segment) -> None:
    """Let every seventh contact move to another country, look what a refresh would do, and do it."""
    follow_rules(segment, follows=True)
    segment.refresh_from_db()
    with _moved_contacts(), transaction.atomic():
        with costs.of("plan of refresh"):
            plan = plan_refresh(segment)
        with costs.of("refresh"):
            done = refresh_segment(segment, at=NOW, by=None, expected=plan)
    costs.contacts["refresh"] = done.coming_count + done.leaving_count
    _agree(done.coming_count > 0 and done.leaving_count > 0, expected=True)


@contextmanager
def _moved_contacts() -> Iterator[None]:
    move = "UPDATE contacts_contact SET country_code = CASE country_code WHEN 'NL' THEN 'FR' ELSE 'NL' END "
    move += "WHERE id % 7 = 0 AND country_code IN ('NL', 'FR')"
    for _there_and_back in range(2):
        with connection.cursor() as cursor:
            cursor.execute(move)
        settle()
        if not _there_and_back:
            yield


def _floors(costs: Costs, segment: Segment, step: SegmentStep) -> None:
    other = new_segment(f"{segment.number}F")
    floor_step = SegmentStep.objects.create(segment=other, sequence=1, action=Action.ADD, source="hand", taken_at=NOW)
    values = {"step": step.pk, "floor_step": floor_step.pk, "segment": segment.pk, "floor_segment": other.pk}
    with costs.of("floor, reading"), connection.cursor() as cursor:
        cursor.execute(_READ_FLOOR)
    with costs.of("floor, writing"), transaction.atomic(), connection.cursor() as cursor:
        for statement in _WRITE_FLOOR:
            cursor.execute(statement, values)


@contextmanager
def _explained(is_wanted: bool) -> Iterator[None]:  # noqa: FBT001 - whether anything is to be done is all it asks
    """Let PostgreSQL say how it carries out what takes longer than a tenth of a second."""
    if not is_wanted or connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_DATABASE_EXPLAINS)
    connection.connection.notices = notices = []  # Its own list forgets all but the last fifty.
    yield
    for notice in notices:
        _say(notice)


def _agree(found: object, expected: object) -> None:
    if found != expected:
        raise WrongResultError(f"{found} is not {expected}.")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
