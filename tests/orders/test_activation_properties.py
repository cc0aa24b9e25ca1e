"""The invariants of activation, I1 to I4, in random worlds (docs/activation.md)."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from campaigns.models import Campaign
from orders.activation import Kind, run_campaign
from orders.models import RunLine
from orders.planning import drifting_lines
from tests.factories.campaigns import NOW
from tests.orders.expectations import (
    carried_by_line,
    open_lines,
    right_after,
    total_of_orders,
    wrong_lines,
)
from tests.orders.run_machine import RunMachine
from tests.worlds.building import Stage, build, build_stage
from tests.worlds.drawing import CAMPAIGNS, World, worlds

# An example is many runs here, so fewer of them do, in any profile; PostgreSQL makes the tables of a plan slowly.
USUAL_COUNT = settings.default.max_examples // (2 if connection.vendor == "postgresql" else 1)

TestRuns = pytest.mark.django_db(RunMachine.TestCase)
TestRuns.settings = settings(
    max_examples=USUAL_COUNT // 5, stateful_step_count=20, suppress_health_check=list(HealthCheck)
)


class AnyWorldTest(HypothesisTestCase):
    stage: Stage

    @classmethod
    def setUpTestData(cls) -> None:
        cls.stage = build_stage()

    @settings(max_examples=USUAL_COUNT // 3)
    @given(world=worlds(), order=st.permutations(range(CAMPAIGNS)))
    def test_any_order_of_runs_gives_the_rule_and_undoing_the_last_one_gives_what_was(
        self, world: World, order: list[int]
    ) -> None:
        campaigns = build(world, self.stage).campaigns
        Campaign.objects.update(is_active=False, activated_at=None)
        settled = carried_by_line().keys() - {line.pk for line in open_lines()}
        for place in order:
            before, total = carried_by_line(), total_of_orders()
            right = right_after(campaigns[place], is_switched_on=True)
            run = run_campaign(campaigns[place], kind=Kind.ACTIVATE, at=NOW, by=None, chunk_size=2)
            after = carried_by_line()
            self.assertEqual(after, before | right)
            self.assertEqual(total_of_orders() - total, run.total_after - run.total_before)
            self.assertEqual(run.applied_count, sum(after[key] != before[key] for key in after))
        run_campaign(campaigns[order[-1]], kind=Kind.DEACTIVATE, at=NOW, by=None, chunk_size=2)
        self.assertEqual(carried_by_line(), before)
        run_campaign(campaigns[order[0]], kind=Kind.DEACTIVATE, at=NOW, by=None)
        self.assertEqual(wrong_lines(), set())
        self.assertFalse(RunLine.objects.filter(order_line__in=settled).exists())

    @settings(max_examples=USUAL_COUNT // 2)
    @given(world=worlds())
    def test_drift_panels_list_the_lines_that_are_not_right(self, world: World) -> None:
        build(world, self.stage)
        wrong, listed = wrong_lines(), [set(drifting_lines(campaign)) for campaign in Campaign.objects.all()]
        self.assertEqual(set().union(*listed), wrong)
