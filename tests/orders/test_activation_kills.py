"""A run that is killed at any statement and resumed ends as one that was not (I6)."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

from campaigns.models import Campaign, CampaignEntry
from orders.activation import Kind, NothingToSwitchError, State, finish_runs, run_campaign
from orders.models import ActivationRun, OrderLine, PlanClock, RunLine
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.orders.expectations import carried_by_line, wrong_lines
from tests.orders.interruptions import KillBefore, KilledError, Pause

ROOT = Path(__file__).resolve().parent.parent.parent


class KillCase(TransactionTestCase):
    """Campaign Spring puts five lines from 100 to 90 and leaves two; Summer, active before, has two of them at 95."""

    def setUp(self) -> None:
        PlanClock.objects.get_or_create(pk=1)
        alder, birch = cast.company("Alder"), cast.company("Birch")
        item, other = cast.item("1000", price=100), cast.item("2000", price=50)
        self.spring = cast.campaign("SPRING", alder, birch, is_active=False)
        cast.price(item, 90, self.spring)
        summer = cast.campaign("SUMMER", birch, is_active=False)
        cast.price(item, 95, summer)
        for buyer in (alder, birch):
            order = cast.order(buyer)
            for quantity in (1, 2):
                cast.line(order, item, quantity)
            cast.line(order, other)
        cast.line(order, item, 5)
        run_campaign(summer, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.lines = {line.pk: line for line in OrderLine.objects.all()}

    def run_it(self, kind: Kind) -> None:
        run_campaign(self.spring, kind=kind, at=NOW, by=None, chunk_size=2)

    def resume(self, kind: Kind) -> None:
        """Do what the same command does: finish what is under way, and run unless that was it."""
        finish_runs(at=NOW, chunk_size=2)
        try:
            self.run_it(kind)
        except NothingToSwitchError:
            return

    def end_state(self) -> dict[str, object]:
        """Return all that a run leaves behind, keys and durations apart."""
        runs = ActivationRun.objects.filter(campaign=self.spring).exclude(state=State.PLANNED)
        run_fields = ("kind", "state", "line_count", "applied_count", "skipped_count", "total_before", "total_after")
        ledger = RunLine.objects.filter(run__in=runs).exclude(run__state=State.PLANNED)
        return {
            "lines": carried_by_line(),
            "is_active": Campaign.objects.get(pk=self.spring.pk).is_active,
            "runs": [*runs.order_by("pk").values(*run_fields)],
            "ledger": [*ledger.order_by("order_line").values_list("order_line", "new_unit_price", "is_skipped")],
            "entries": [*CampaignEntry.objects.filter(campaign=self.spring).values_list("kind", "description")],
        }

    def committed_state(self) -> dict[str, object]:
        """Return all that is there when a process dies, the plan included."""
        plans = ActivationRun.objects.filter(state=State.PLANNED).values("line_count")
        return self.end_state() | {"plans": [*plans], "row_count": RunLine.objects.count()}

    def put_back(self, *, is_active: bool) -> None:
        """Let the world be as it was, with Spring active or not."""
        ActivationRun.objects.filter(campaign=self.spring).delete()
        RunLine.objects.exclude(run__in=ActivationRun.objects.all()).delete()
        CampaignEntry.objects.filter(campaign=self.spring).delete()
        Campaign.objects.filter(pk=self.spring.pk).update(is_active=is_active, activated_at=NOW if is_active else None)
        OrderLine.objects.bulk_update(
            self.lines.values(), ["unit_price", "line_discount_percent", "line_amount", "sales_price", "generation"]
        )


class AnyStatementTest(KillCase):
    """Every statement of a small run, one after the other: before it the process is killed."""

    def test_activation_killed_anywhere_ends_as_one_that_was_not(self) -> None:
        self.kill_everywhere(Kind.ACTIVATE)

    def test_deactivation_killed_anywhere_ends_as_one_that_was_not(self) -> None:
        self.run_it(Kind.ACTIVATE)
        self.lines = {line.pk: line for line in OrderLine.objects.all()}
        self.put_back(is_active=True)
        self.kill_everywhere(Kind.DEACTIVATE)

    def kill_everywhere(self, kind: Kind) -> None:
        """Kill before each statement, and resume wherever another state was committed: it decides all that follows."""
        untouched = self.committed_state()
        counter = KillBefore(-1)
        with connection.execute_wrapper(counter):
            self.run_it(kind)
        expected = self.end_state()
        self.assertEqual(len(expected["ledger"]), 5)
        self.assertEqual(wrong_lines(), set())
        state, seen = expected, []
        for number in range(counter.count):
            if state != untouched:
                self.put_back(is_active=kind == Kind.DEACTIVATE)
            with self.assertRaises(KilledError), connection.execute_wrapper(KillBefore(number)):
                self.run_it(kind)
            state = self.committed_state()
            if state not in seen:
                seen.append(state)
                self.resume(kind)
                self.assertEqual(self.end_state(), expected, f"killed before statement {number}")
                state = expected
        # Nothing, the plan, the start, and each of three chunks; finishing is the end itself.
        self.assertEqual(len(seen), 6)


@pytest.mark.postgresql
class ProcessKilledTest(KillCase):
    """The command in a process of its own, killed for good while it waits in the middle of a chunk."""

    def test_resume_runs_finishes_what_a_killed_process_began(self) -> None:
        self.run_it(Kind.ACTIVATE)
        expected = self.end_state()
        self.put_back(is_active=False)
        with transaction.atomic():
            # The third line of the run, so the first of its second chunk.
            OrderLine.objects.select_for_update().get(pk=expected["ledger"][2][0])
            with self.command("activate_campaign", "SPRING", "--chunk-size", "2") as process:
                wait_for_blocked_session(seconds=30)
                process.send_signal(signal.SIGKILL)
                self.assertEqual(process.wait(), -signal.SIGKILL)
            run = ActivationRun.objects.get(campaign=self.spring)
            self.assertEqual((run.state, run.applied_count), (State.APPLYING, 2))
        call_command("resume_runs", "--chunk-size", "2", stdout=StringIO(), stderr=StringIO())
        self.assertEqual(self.end_state(), expected)

    def command(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a management command on the database of this test."""
        name = connection.settings_dict["NAME"]
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "TESTING": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.mark.postgresql
class DatabaseGoneTest(KillCase):
    """The server ends the session in the middle of a chunk."""

    def test_command_says_so_and_resume_runs_finishes(self) -> None:
        self.run_it(Kind.ACTIVATE)
        expected = self.end_state()
        self.put_back(is_active=False)
        before, pause, said = carried_by_line(), Pause("UPDATE orders_orderline"), []

        def activate() -> None:
            with connection.execute_wrapper(pause):
                try:
                    call_command("activate_campaign", "SPRING", "--chunk-size", "2", stderr=StringIO())
                except CommandError as error:
                    said.append(str(error))

        def end_session() -> None:
            pause.wait()
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND state = 'idle in transaction'"
                )
                self.assertEqual(cursor.fetchall(), [(True,)])
            pause.go_on()

        run_together(activate, end_session)
        [sentence] = said
        self.assertRegex(sentence, r"^The database went away \(.+\)\. No order line is half changed\. Run resume_runs")
        self.assertEqual(carried_by_line(), before)
        call_command("resume_runs", stdout=StringIO(), stderr=StringIO())
        self.assertEqual(self.end_state(), expected)
