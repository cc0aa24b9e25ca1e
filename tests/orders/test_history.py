from django.test import TestCase

from orders.history import run_starts, tell_runs
from orders.models import ActivationRun
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory
from tests.factories.users import UserFactory


class RunHistoryTest(TestCase):
    def test_tells_runs_that_were_started(self) -> None:
        spring, anna = cast.campaign("SPRING"), UserFactory(first_name="Anna")
        run = ActivationRunFactory(
            campaign=spring, kind=ActivationRun.Kind.RESYNC, started_at=NOW, started_by=anna, applied_count=1
        )
        ActivationRunFactory(campaign=spring)
        ActivationRunFactory(started_at=NOW)
        self.assertEqual(
            list(run_starts(spring).values_list("happened_at", "happened_by", "event")), [(NOW, anna.pk, run.pk)]
        )
        happening = tell_runs(spring, [run.pk])[run.pk]
        self.assertEqual(
            (happening.at, happening.person, happening.title, happening.url),
            (NOW, "Anna", "Re-sync: 1 order line changed", f"/runs/{run.pk}/"),
        )
