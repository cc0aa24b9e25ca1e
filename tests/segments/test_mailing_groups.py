"""Applying a mailing group to a segment."""

from contacts.mailing_groups import Assignment, AssignmentChangedError
from contacts.models import MailingGroup
from segments.mailing_groups import NobodyToAssignError, apply_mailing_group, contacts_on, plan_mailing_group
from segments.models import Segment
from segments.services import SegmentStateError
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentLineFactory
from tests.segments.stage import SegmentTestCase


class MailingGroupTest(SegmentTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.news = MailingGroup.objects.create(code="NEWS")

    def apply(self, segment: Segment, *, replaces: bool = False, **given: Assignment) -> Assignment:
        return apply_mailing_group(segment, self.news, replaces=replaces, at=NOW, by=None, **given)

    def members(self) -> list[str]:
        return list(self.news.contact_set.order_by("name").values_list("name", flat=True))

    def test_a29_contact_of_a_line_becomes_a_member(self) -> None:
        self.apply(self.segment(self.alder))
        self.assertEqual(self.members(), ["Alder"])

    def test_a30_delete_old_assignments(self) -> None:
        self.news.contact_set.add(self.zoe, self.ben)
        segment = self.segment(self.alder, self.ben)
        planned = plan_mailing_group(segment, self.news, replaces=True)
        self.assertEqual(planned, Assignment(coming_count=1, already_count=1, leaving_count=1))
        self.apply(segment)
        self.assertEqual(self.members(), ["Alder", "Ben", "Zoe"])
        self.apply(segment, replaces=True)
        self.assertEqual(self.members(), ["Alder", "Ben"])

    def test_contact_with_two_lines_counts_once(self) -> None:
        segment = self.segment(self.alder)
        SegmentLineFactory(segment=segment, contact=self.alder, line_number=7, is_campaign_target=False)
        self.assertEqual(contacts_on(segment).count(), 1)
        self.assertEqual(self.apply(segment).coming_count, 1)

    def test_logged_segment_may_still_be_used(self) -> None:
        segment = self.segment(self.alder)
        Segment.objects.update(state=Segment.State.LOGGED)
        self.assertEqual(self.apply(segment).coming_count, 1)

    def test_empty_or_cancelled_segment_is_refused_and_the_group_stays(self) -> None:
        self.news.contact_set.add(self.zoe)
        with self.assertRaises(NobodyToAssignError):
            self.apply(self.segment(), replaces=True)
        cancelled = self.segment(self.alder)
        Segment.objects.filter(pk=cancelled.pk).update(state=Segment.State.CANCELLED)
        with self.assertRaises(SegmentStateError):
            self.apply(cancelled, replaces=True)
        self.assertEqual(self.members(), ["Zoe"])

    def test_other_numbers_than_a_person_saw_are_refused(self) -> None:
        with self.assertRaises(AssignmentChangedError):
            self.apply(self.segment(self.alder), expected=Assignment(coming_count=2, already_count=0, leaving_count=0))
        self.assertEqual(self.members(), [])
