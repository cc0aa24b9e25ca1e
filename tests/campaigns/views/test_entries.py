import datetime as dt

from django.test import TestCase

from campaigns.models import CampaignEntry
from tests.factories.campaigns import CampaignEntryFactory, CampaignFactory
from tests.factories.users import UserFactory


class CampaignEntriesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.campaign = CampaignFactory(number="SPRING")
        cls.first = CampaignEntryFactory(campaign=cls.campaign, description="First")
        cls.second = CampaignEntryFactory(campaign=cls.campaign, description="Second", is_cancelled=True)
        cls.elsewhere = CampaignEntryFactory(description="Elsewhere")

    def send(self, verb: str, *entries: CampaignEntry, group: str = "Campaign manager") -> str:
        self.client.force_login(UserFactory(group=group))
        answer = self.client.post(
            f"/campaigns/SPRING/entries/{verb}/", {"entry": [entry.pk for entry in entries]}, follow=True
        )
        return answer.content.decode()

    def cancelled(self) -> dict[str, bool]:
        return dict(CampaignEntry.objects.values_list("description", "is_cancelled"))

    def test_lists_what_happened(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        page = self.client.get("/campaigns/SPRING/entries/")
        self.assertContains(page, "First")
        self.assertContains(page, "Second")
        self.assertNotContains(page, "Elsewhere")
        self.assertNotContains(page, 'name="entry"')

    def shown(self, query: str) -> list[str]:
        self.client.force_login(UserFactory(group="Viewer"))
        rows = self.client.get(f"/campaigns/SPRING/entries/{query}").context["table"].rows
        return [row.record.description for row in rows]

    def test_narrows_by_kind_state_and_day(self) -> None:
        kind = CampaignEntry.Kind.INTERACTIONS
        CampaignEntryFactory(campaign=self.campaign, description="Third", kind=kind, entered_on=dt.date(2030, 2, 1))
        self.assertEqual(self.shown("?kind=interactions"), ["Third"])
        self.assertEqual(self.shown("?state=cancelled"), ["Second"])
        self.assertEqual(self.shown("?state=stands"), ["Third", "First"])
        self.assertEqual(self.shown("?from_day=2030-02-01"), ["Third"])
        self.assertEqual(self.shown("?until_day=2030-01-31"), ["Second", "First"])
        for query in ("?kind=weather", "?from_day=soon", "?no_such=1"):
            self.assertEqual(self.shown(query), [])

    def test_document_leads_to_the_run_or_the_segment(self) -> None:
        kind = CampaignEntry.Kind.INTERACTIONS
        CampaignEntryFactory(campaign=self.campaign, document_number="7")
        CampaignEntryFactory(campaign=self.campaign, document_number="SM0001", kind=kind)
        CampaignEntryFactory(campaign=self.campaign, document_number="lost")
        self.client.force_login(UserFactory(group="Viewer"))
        page = self.client.get("/campaigns/SPRING/entries/")
        self.assertContains(page, '<a href="/runs/7/">7</a>')
        self.assertContains(page, '<a href="/segments/SM0001/">SM0001</a>')
        self.assertNotContains(page, ">lost</a>")

    def test_cancels_and_lets_stand_again(self) -> None:
        self.assertIn("1 entry is cancelled.", self.send("cancel", self.first, self.second))
        self.assertEqual(self.cancelled(), {"First": True, "Second": True, "Elsewhere": False})
        self.assertIn("2 entries stand again.", self.send("uncancel", self.first, self.second))
        self.assertEqual(self.cancelled(), {"First": False, "Second": False, "Elsewhere": False})

    def test_entries_of_other_campaigns_are_left_alone(self) -> None:
        self.assertIn("0 entries are cancelled.", self.send("cancel", self.elsewhere))
        self.assertFalse(self.cancelled()["Elsewhere"])

    def test_deletes_only_cancelled_ones(self) -> None:
        self.assertIn("1 entry is not cancelled.", self.send("delete", self.first, self.second))
        self.assertEqual(CampaignEntry.objects.count(), 3)
        self.assertIn("1 entry was deleted.", self.send("delete", self.second))
        self.assertEqual(set(self.cancelled()), {"First", "Elsewhere"})

    def test_nothing_ticked_changes_nothing(self) -> None:
        self.assertIn("No entry was ticked. Nothing was changed.", self.send("cancel"))

    def test_who_may_do_what(self) -> None:
        self.assertIn(
            "You can look at campaign entries but not change them.", self.send("cancel", self.first, group="Viewer")
        )
        self.assertIn("You may not delete campaign entries.", self.send("delete", self.second, group="Marketer"))
        self.assertEqual(self.cancelled(), {"First": False, "Second": True, "Elsewhere": False})
        self.assertIn("1 entry is cancelled.", self.send("cancel", self.first, group="Marketer"))
        self.assertEqual(self.client.get("/campaigns/SPRING/entries/cancel/").status_code, 405)
