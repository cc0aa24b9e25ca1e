"""What stands in the way of a run, what has to be confirmed, and what is worth a look."""

import datetime as dt

from django.test import TestCase

from orders.checks import Finding, Kind, Subject, notices, plan_warnings, refusals, warnings
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.orders import ActivationRunFactory

TOMORROW = WORK_DATE + dt.timedelta(days=1)


class ChecksCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder", is_customer=True), cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cast.price(cls.item, 90, cls.spring)

    def found(self, findings: list[Finding]) -> list[tuple[str, str]]:
        return [(finding.subject.value, finding.sentence) for finding in findings]


class RefusalsTest(ChecksCase):
    def test_says_what_to_do_about_each(self) -> None:
        self.assertEqual(refusals(self.spring, Kind.ACTIVATE), [])
        [finding] = refusals(self.spring, Kind.DEACTIVATE)
        self.assertEqual(finding, Finding(Subject.NOT_ACTIVE, "SPRING is not activated."))
        self.spring.targets.all().delete()
        [finding] = refusals(self.spring, Kind.ACTIVATE)
        self.assertEqual(finding.subject, Subject.TARGETS)
        self.assertIn("tick “Campaign target”", str(finding))
        self.spring.is_active = True
        self.assertEqual(self.found(refusals(self.spring, Kind.ACTIVATE)), [("active", "SPRING is already activated.")])
        self.spring.is_archived = True
        [finding] = refusals(self.spring, Kind.ACTIVATE)
        self.assertEqual(finding.sentence, "SPRING is archived. Restore it first.")


class WarningsTest(ChecksCase):
    def test_nothing_to_say_of_a_campaign_with_prices_that_has_not_ended(self) -> None:
        self.spring.ending_on = WORK_DATE
        self.assertEqual(warnings(self.spring, Kind.ACTIVATE, today=WORK_DATE), [])

    def test_campaign_without_rows_changes_nothing_for_customers(self) -> None:
        SalesPrice.objects.update(withdrawn_at=NOW)
        sentence = "SPRING has no prices or discounts. Activating it changes nothing for customers."
        self.assertEqual(self.found(warnings(self.spring, Kind.ACTIVATE, today=WORK_DATE)), [("rows", sentence)])
        cast.discount(self.item, 5, self.spring)
        self.assertEqual(warnings(self.spring, Kind.ACTIVATE, today=WORK_DATE), [])

    def test_campaign_that_has_ended(self) -> None:
        self.spring.ending_on = WORK_DATE
        sentence = "SPRING ended on 15 January 2030. Only orders dated until then get its prices."
        self.assertEqual(self.found(warnings(self.spring, Kind.ACTIVATE, today=TOMORROW)), [("period", sentence)])

    def test_only_activation_warns(self) -> None:
        SalesPrice.objects.update(withdrawn_at=NOW)
        for kind in (Kind.DEACTIVATE, Kind.RESYNC):
            self.assertEqual(warnings(self.spring, kind, today=TOMORROW), [])

    def test_lines_that_become_dearer_by_activating_are_counted(self) -> None:
        run = ActivationRunFactory(reach_counts={"dearer": 1234})
        [finding] = plan_warnings(run)
        self.assertEqual(str(finding), "1,234 order lines become dearer than they are today.")
        run.kind = Kind.DEACTIVATE
        for harmless in (run, ActivationRunFactory(reach_counts={"dearer": 0}), ActivationRunFactory(), None):
            self.assertEqual(plan_warnings(harmless), [])


class NoticesTest(ChecksCase):
    def test_buyers_who_are_no_customers_are_counted_and_need_no_tick(self) -> None:
        self.assertEqual(notices(self.spring, Kind.ACTIVATE), [])
        cast.target(self.spring, cast.company("Birch", is_customer=False))
        [finding] = notices(self.spring, Kind.ACTIVATE)
        self.assertEqual(finding.subject, Subject.PROSPECTS)
        self.assertIn("1 buyer in the target group is no customer yet", finding.sentence)
        self.assertEqual(notices(self.spring, Kind.RESYNC), [])
