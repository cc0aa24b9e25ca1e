"""``resume_runs``."""

from decimal import Decimal
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import TestCase

from orders.activation import Kind, apply_chunk, plan_run, start_run
from orders.models import ActivationRun, OrderLine
from tests.factories import cast
from tests.factories.campaigns import NOW


def resume() -> str:
    """Call the command and return what it says."""
    out = StringIO()
    call_command("resume_runs", stdout=out, stderr=StringIO())
    return out.getvalue()


class ResumeRunsTests(TestCase):
    def test_finishes_a_run_that_was_left(self) -> None:
        alder, item = cast.company("Alder"), cast.item(price="100")
        spring = cast.campaign("SPRING", alder, is_active=False)
        cast.price(item, "90", spring)
        order = cast.order(alder)
        for number in (1, 2, 3):
            cast.line(order, item, line_number=number)
        run = plan_run(spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        start_run(run, at=NOW, by=None)
        apply_chunk(run.pk, at=NOW, chunk_size=1)
        self.assertIn(f"Run {run.pk} (SPRING, activate) is finished: 3 order lines changed, 0 skipped.", resume())
        self.assertEqual(set(OrderLine.objects.values_list("unit_price", flat=True)), {Decimal(90)})
        self.assertEqual(ActivationRun.objects.get().state, ActivationRun.State.FINISHED)

    def test_says_when_there_is_none(self) -> None:
        self.assertEqual(resume(), "No run was interrupted.\n")

    def test_database_that_goes_away_gets_a_sentence(self) -> None:
        with (
            mock.patch("orders.management.commands.resume_runs.finish_runs", side_effect=OperationalError("gone")),
            pytest.raises(CommandError, match=r"The database went away \(gone\)\. No order line is half changed\."),
        ):
            resume()
