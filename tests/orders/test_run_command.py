"""What the commands that run campaigns have in common."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import TestCase

from orders.models import ActivationRun, OrderLine, RunLine
from tests.factories import cast


def run(*arguments: str, **options: Any) -> tuple[str, str]:
    """Call ``activate_campaign`` and return what it says on both channels."""
    out, err = StringIO(), StringIO()
    call_command("activate_campaign", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


class RunCommandTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cast.price(cls.item, "90", cls.spring)
        cls.line = cast.line(cast.order(cls.alder, number="SO1"), cls.item, "2", line_number=1)

    def test_dry_run_shows_the_plan_and_changes_nothing(self) -> None:
        out, _err = run("SPRING", "--dry-run")
        self.assertIn("would change 1 order lines, total 200.00 → 180.00 (-20.00). Nothing was changed.", out)
        self.assertIn("SO1 line 1, item 1000: 100 −0 % → 90 −0 %", out)
        self.line.refresh_from_db()
        self.assertEqual(self.line.unit_price, Decimal(100))
        self.assertEqual((ActivationRun.objects.count(), RunLine.objects.count()), (0, 0))

    def test_dry_run_counts_the_lines_that_stay_by_reason(self) -> None:
        cast.line(self.line.order, cast.item("2000"), line_number=2)
        out, _err = run("SPRING", "--dry-run")
        self.assertIn("stays as it is: 1 × nothing for this item", out)

    def test_json_tells_the_facts(self) -> None:
        out, _err = run("SPRING", "--json")
        facts = json.loads(out)
        self.assertEqual(
            (facts["campaign"], facts["kind"], facts["applied"], facts["total_before"], facts["total_after"]),
            ("SPRING", "activate", 1, "200.00", "180.00"),
        )

    def test_progress_is_a_line_for_each_chunk(self) -> None:
        cast.line(self.line.order, self.item, line_number=2)
        _out, err = run("SPRING", "--chunk-size", "1")
        pk = ActivationRun.objects.get().pk
        self.assertEqual(err, f"run {pk}: 1 of 2 lines\nrun {pk}: 2 of 2 lines\n")

    def test_unknown_campaign_is_named_and_the_others_run(self) -> None:
        out, err = StringIO(), StringIO()
        with pytest.raises(CommandError, match=r"1 of 2 campaigns refused\."):
            call_command("activate_campaign", "WINTER", "spring", stdout=out, stderr=err)
        self.assertIn("There is no campaign WINTER.", err.getvalue())
        self.assertIn("SPRING: activate done", out.getvalue())

    def test_doubt_needs_yes_where_nobody_can_answer(self) -> None:
        empty = cast.campaign("EMPTY", self.alder, is_active=False)
        err = StringIO()
        with pytest.raises(CommandError, match="refused"):
            call_command("activate_campaign", "EMPTY", stderr=err)
        self.assertIn("EMPTY has no prices or discounts.", err.getvalue())
        self.assertIn("Add --yes to go ahead.", err.getvalue())
        empty.refresh_from_db()
        self.assertFalse(empty.is_active)
        run("EMPTY", "--yes")
        empty.refresh_from_db()
        self.assertTrue(empty.is_active)

    def test_run_is_in_the_name_of_the_user(self) -> None:
        anna = User.objects.create_user("anna")
        run("SPRING", "--user", "anna")
        self.assertEqual(ActivationRun.objects.get().started_by, anna)

    def test_unknown_user_is_a_wrong_call(self) -> None:
        with pytest.raises(CommandError, match=r"There is no user bob\.") as refusal:
            run("SPRING", "--user", "bob")
        self.assertEqual(refusal.value.returncode, 2)
        self.assertEqual(ActivationRun.objects.count(), 0)

    def test_chunk_size_is_a_whole_number(self) -> None:
        with pytest.raises(CommandError, match=r"0 is not a whole number of 1 or more\."):
            run("SPRING", "--chunk-size", "0")

    def test_database_that_goes_away_gets_a_sentence(self) -> None:
        gone = OperationalError("server closed the connection unexpectedly\nmore")
        with (
            mock.patch("orders.management.run_command.run_campaign", side_effect=gone),
            pytest.raises(CommandError, match=r"The database went away \(server closed the connection unexpectedly\)"),
        ):
            run("SPRING")
        self.assertEqual(OrderLine.objects.get().unit_price, Decimal(100))
