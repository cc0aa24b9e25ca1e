"""Why open lines of an active campaign may differ from the rule: what changed, how and by whom."""

import datetime as dt

from django.test import TestCase
from django.utils import timezone

from campaigns.models import Campaign
from orders.activation import Kind, plan_run
from orders.drift import drift_of
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory


class DriftTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder, activated_target_count=1)
        cls.price = cast.price(cls.item, 90, cls.spring)
        SalesPrice.history.all().delete()
        Campaign.history.all().delete()
        cls.spring.save()
        cls.since = timezone.now()
        Campaign.objects.update(terms_changed_at=cls.since)
        cls.spring.refresh_from_db()

    def changes(self) -> list[tuple[str, str, str]]:
        drift = drift_of(Campaign.objects.get(), None)
        return [(change.words, change.url_name, change.person) for change in drift.changes]

    def test_none_where_nothing_changed_or_the_campaign_is_not_active(self) -> None:
        self.spring.terms_changed_at = None
        self.assertIsNone(drift_of(self.spring, None))
        self.spring.terms_changed_at, self.spring.is_active = NOW, False
        self.assertIsNone(drift_of(self.spring, None))

    def test_names_price_rows_with_the_last_person(self) -> None:
        self.price.unit_price = 85
        self.price._history_user = UserFactory(username="anna")
        self.price.save()
        self.assertEqual(self.changes(), [("1 sales price", "pricing:campaign-prices", "anna")])

    def test_names_dates_old_and_new(self) -> None:
        self.spring.ending_on = dt.date(2030, 2, 1)
        self.spring.save()
        self.assertEqual(self.changes(), [("Ending date: – → 1 Feb 2030", "campaigns:history", "")])

    def test_names_the_target_group_when_it_grew_or_nothing_else_changed(self) -> None:
        words = "target group: 1 buyers at activation, 1 now"
        self.assertEqual(self.changes(), [(words, "campaigns:targets", "")])
        cast.target(self.spring, cast.company("Birch"))
        cast.discount(self.item, 5, self.spring)
        self.assertEqual(
            [url_name for _words, url_name, _person in self.changes()],
            [
                "pricing:campaign-discounts",
                "campaigns:targets",
            ],
        )

    def test_changes_before_are_none_of_it(self) -> None:
        SalesPrice.history.all().delete()
        self.price.save()
        SalesPrice.history.update(history_date=self.since - dt.timedelta(minutes=1))
        self.assertEqual([url_name for _words, url_name, _person in self.changes()], ["campaigns:targets"])

    def test_resync_that_waits_counts_the_lines(self) -> None:
        run = plan_run(self.spring, kind=Kind.RESYNC, at=NOW, by=None)
        self.assertEqual(drift_of(self.spring, run).run, run)
        run.kind = Kind.DEACTIVATE
        self.assertIsNone(drift_of(self.spring, run).run)
