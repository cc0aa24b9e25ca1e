from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse

from campaigns.models import CampaignEntry, CampaignStatus
from tests.factories.campaigns import CampaignEntryFactory, CampaignStatusFactory
from tests.factories.users import UserFactory

LIST = reverse("admin:campaigns_campaignentry_changelist")


class CampaignsAdminTest(TestCase):
    boss: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.boss = UserFactory(is_staff=True, is_superuser=True)
        cls.standing = CampaignEntryFactory(description="Standing")
        cls.cancelled = CampaignEntryFactory(description="Cancelled", is_cancelled=True)

    def setUp(self) -> None:
        self.client.force_login(self.boss)

    def act(self, action: str, *entries: CampaignEntry, **data: str) -> list[str]:
        chosen = {"action": action, "_selected_action": [entry.pk for entry in entries], **data}
        response = self.client.post(LIST, chosen)
        return [str(message) for message in get_messages(response.wsgi_request)][-1:]

    def test_entries_are_cancelled_and_stand_again(self) -> None:
        self.assertEqual(self.act("cancel", self.standing, self.cancelled), ["1 entry was cancelled."])
        self.assertEqual(CampaignEntry.objects.filter(is_cancelled=True).count(), 2)
        self.assertEqual(self.act("uncancel", self.standing, self.cancelled), ["2 entries stand again."])
        self.assertEqual(CampaignEntry.objects.filter(is_cancelled=True).count(), 0)

    def test_who_may_only_look_cannot_cancel(self) -> None:
        viewer = UserFactory(is_staff=True, permissions=["campaigns.view_campaignentry"])
        self.client.force_login(viewer)
        self.act("cancel", self.standing)
        self.standing.refresh_from_db()
        self.assertFalse(self.standing.is_cancelled)

    def test_only_cancelled_entries_can_be_deleted(self) -> None:
        delete = "admin:campaigns_campaignentry_delete"
        response = self.client.post(reverse(delete, args=[self.standing.pk]), {"post": "yes"})
        self.assertEqual(response.status_code, 403)
        self.assertRedirects(self.client.post(reverse(delete, args=[self.cancelled.pk]), {"post": "yes"}), LIST)
        self.assertEqual(list(CampaignEntry.objects.all()), [self.standing])

    def test_of_chosen_entries_none_is_deleted_unless_all_are_cancelled(self) -> None:
        self.act("delete_selected", self.standing, self.cancelled, post="yes")
        self.assertEqual(CampaignEntry.objects.count(), 2)
        self.act("delete_selected", self.cancelled, post="yes")
        self.assertEqual(list(CampaignEntry.objects.all()), [self.standing])

    def test_entries_are_neither_added_nor_changed_by_hand(self) -> None:
        self.assertEqual(self.client.get(reverse("admin:campaigns_campaignentry_add")).status_code, 403)
        url = reverse("admin:campaigns_campaignentry_change", args=[self.standing.pk])
        self.client.post(url, {"description": "Other", "is_cancelled": "on"})
        self.standing.refresh_from_db()
        self.assertEqual((self.standing.description, self.standing.is_cancelled), ("Standing", False))

    def test_statuses_and_types_are_kept_here(self) -> None:
        CampaignStatusFactory(code="9-LATER", description="Later")
        response = self.client.get(reverse("admin:campaigns_campaignstatus_changelist"))
        self.assertContains(response, "9-LATER")
        status = CampaignStatus.objects.get(code="9-LATER")
        url = reverse("admin:campaigns_campaignstatus_change", args=[status.pk])
        self.client.post(url, {"code": "9-LATER", "description": "Much later", "sort_order": "90", "phase": "finished"})
        status.refresh_from_db()
        self.assertEqual((status.description, status.phase, status.sort_order), ("Much later", "finished", 90))
        self.client.post(reverse("admin:campaigns_campaigntype_add"), {"code": "FAIR"})
        self.assertContains(self.client.get(reverse("admin:campaigns_campaigntype_changelist")), "FAIR")
