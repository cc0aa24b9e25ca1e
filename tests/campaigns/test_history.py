import datetime as dt

import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from campaigns.history import History, card_writes, people_of, tell_card_writes
from campaigns.models import Campaign
from campaigns.parts import HistorySource
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.users import UserFactory


def source(key: str) -> HistorySource:
    return HistorySource(key=key, label=key.title(), permission="", writes=card_writes, tell=tell_card_writes)


class HistoryTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna, cls.ben = UserFactory(first_name="Anna"), UserFactory(first_name="Ben")
        with time_machine.travel(NOW, tick=False):
            cls.campaign = CampaignFactory(number="SPRING", description="Spring fair")
            CampaignFactory()
        cls.write(1, cls.anna, "Spring sale")
        cls.write(2, cls.ben, "Spring")

    @classmethod
    def write(cls, hours: int, by: User, description: str) -> None:
        cls.campaign.description = description
        cls.campaign._history_user = by
        cls.campaign._history_date = NOW + dt.timedelta(hours=hours)
        cls.campaign.save()

    def titles(self, history: History, part: slice = slice(None)) -> list[tuple[str, str, list[str]]]:
        return [
            (told.happening.person, told.happening.title, [f"{f.old} > {f.new}" for f in told.happening.fields])
            for told in history[part]
        ]

    def test_last_thing_stands_first_with_values_old_and_new(self) -> None:
        history = History(self.campaign, [source("card")])
        self.assertEqual(
            self.titles(history),
            [
                ("Ben", "Campaign changed", ["Spring sale > Spring"]),
                ("Anna", "Campaign changed", ["Spring fair > Spring sale"]),
                ("", "Campaign made", []),
            ],
        )
        self.assertEqual((len(history), history[0:1][0].happening.url), (3, "/campaigns/SPRING/"))

    def test_sources_are_merged_by_time_and_paged(self) -> None:
        history = History(self.campaign, [source("one"), source("two")])
        self.assertEqual(len(history), 6)
        told = [(each.kind, each.happening.person) for each in history[1:4]]
        self.assertEqual(told, [("Two", "Ben"), ("One", "Anna"), ("Two", "Anna")])

    def test_shows_what_one_person_did(self) -> None:
        history = History(self.campaign, [source("one"), source("two")], by=self.anna)
        self.assertEqual([told.happening.person for told in history[:]], ["Anna", "Anna"])
        self.assertEqual(list(people_of(self.campaign, [source("one"), source("two")])), [self.anna, self.ben])

    def test_without_sources_nothing_happened(self) -> None:
        history = History(self.campaign, [])
        self.assertEqual((len(history), history[:], list(people_of(self.campaign, []))), (0, [], []))

    def test_cost_of_a_page_does_not_grow(self) -> None:
        def read() -> int:
            with CaptureQueriesContext(connection) as queries:
                History(self.campaign, [source("card")])[:50]
            return len(queries)

        few = read()
        for hours in range(3, 40):
            self.write(hours, self.anna, f"Spring {hours}")
        self.assertEqual(read(), few)
        self.assertEqual(Campaign.objects.count(), 2)
