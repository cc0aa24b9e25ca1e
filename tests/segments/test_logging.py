from django.test import TestCase

from campaigns.models import Campaign, CampaignEntry
from contacts.models import Contact
from segments.lines import LineChange
from segments.logging import NobodyToLogError, NotLoggedError, NotOpenError, cancel_segment, log_segment
from segments.models import Segment
from segments.targeting import TargetChange
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import SalespersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import counted_targets, stored_targets, targets_of


class LoggingTest(TestCase):
    spring: Campaign
    segment: Segment
    ann: Contact

    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING", salesperson=SalespersonFactory(code="SP"))
        cls.segment = SegmentFactory(
            number="SM0001", description="Letters", campaign=cls.spring, is_campaign_target=True
        )
        alder = cast.company("Alder")
        cls.ann = cast.person("Ann", alder)
        SegmentLineFactory(segment=cls.segment, contact=cls.ann)
        cast.target(cls.spring, alder)

    def tearDown(self) -> None:
        self.assertEqual(stored_targets(), counted_targets())

    def state(self) -> str:
        return Segment.objects.get(pk=self.segment.pk).state

    def test_logged_lines_still_count(self) -> None:
        logged = log_segment(self.segment, by=None)
        self.assertEqual((logged.logged_count, logged.privacy_blocked_count, logged.excluded_count), (1, 0, 0))
        self.assertEqual(self.state(), Segment.State.LOGGED)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_each_campaign_on_the_lines_gets_one_entry(self) -> None:
        summer = cast.campaign("SUMMER")
        for contact in (cast.person("Ben"), cast.person("Cid")):
            SegmentLineFactory(segment=self.segment, contact=contact, campaign=summer, is_campaign_target=False)
        SegmentLineFactory(segment=self.segment, campaign=None, is_campaign_target=False)
        user = UserFactory()
        logged = log_segment(self.segment, by=user)
        self.assertEqual(
            [
                (entry.campaign.number, entry.kind, entry.description, entry.entered_on, entry.document_number)
                for entry in logged.entries
            ],
            [
                ("SPRING", "interactions", "Letters", WORK_DATE, "SM0001"),
                ("SUMMER", "interactions", "Letters", WORK_DATE, "SM0001"),
            ],
        )
        self.assertEqual([(entry.user, entry.salesperson) for entry in CampaignEntry.objects.order_by("pk")],
                         [(user, self.spring.salesperson), (user, None)])  # fmt: skip

    def test_contacts_who_may_not_be_addressed_are_counted_and_keep_their_price(self) -> None:
        SegmentLineFactory(segment=self.segment, contact=cast.person("Cid", is_privacy_blocked=True))
        excluded = cast.person("Dot", is_excluded_from_segments=True)
        SegmentLineFactory(segment=self.segment, contact=excluded)
        for contact in Contact.objects.filter(name__in=["Cid", "Dot"]):
            cast.target(self.spring, contact)
        logged = log_segment(self.segment, by=None)
        self.assertEqual((logged.logged_count, logged.privacy_blocked_count, logged.excluded_count), (1, 1, 1))
        self.assertEqual(targets_of(self.spring), {"ALDER": 1, "CID": 1, "DOT": 1})

    def test_second_logging_is_refused(self) -> None:
        log_segment(self.segment, by=None)
        with self.assertRaisesMessage(NotOpenError, "SM0001 was logged before."):
            log_segment(self.segment, by=None)
        self.assertEqual(CampaignEntry.objects.count(), 1)

    def test_segment_without_anybody_to_address_is_refused(self) -> None:
        Contact.objects.filter(pk=self.ann.pk).update(is_privacy_blocked=True)
        with self.assertRaisesMessage(NobodyToLogError, "SM0001 has no contact that may be addressed."):
            log_segment(self.segment, by=None)
        self.assertEqual((self.state(), CampaignEntry.objects.count()), (Segment.State.OPEN, 0))

    def test_e14_cancelled_lines_count_no_more_and_their_entries_are_cancelled(self) -> None:
        other = SegmentFactory(campaign=self.spring)
        SegmentLineFactory(segment=other, contact=self.ann)
        log_segment(other, by=None)
        log_segment(self.segment, by=None)
        cancelled = cancel_segment(self.segment, at=NOW)
        self.assertEqual(cancelled, LineChange(line_count=1, targets=TargetChange(removed_count=1)))
        self.assertEqual(self.state(), Segment.State.CANCELLED)
        self.assertEqual(targets_of(self.spring), {})
        entries = dict(CampaignEntry.objects.values_list("document_number", "is_cancelled"))
        self.assertEqual(entries, {"SM0001": True, other.number: False})
        self.spring.refresh_from_db()
        self.assertEqual((self.spring.is_active, self.spring.terms_changed_at), (True, NOW))

    def test_only_a_logged_segment_is_cancelled(self) -> None:
        with self.assertRaisesMessage(NotLoggedError, "SM0001 is not logged, so there is nothing to cancel."):
            cancel_segment(self.segment, at=NOW)
        log_segment(self.segment, by=None)
        cancel_segment(self.segment, at=NOW)
        with self.assertRaises(NotLoggedError):
            cancel_segment(self.segment, at=NOW)
        self.assertEqual(self.state(), Segment.State.CANCELLED)
