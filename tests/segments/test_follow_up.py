"""A follow-up of who responded to a segment, or did not."""

from contacts.models import Contact
from segments.follow_up import (
    AskedFollowUp,
    FollowUpPlan,
    NobodyToFollowUpError,
    Whom,
    contacts_to_follow_up,
    create_follow_up,
    plan_follow_up,
)
from segments.models import Segment, SegmentStep
from segments.services import SegmentLinesChangedError, SegmentStateError
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import SalespersonFactory
from tests.factories.segments import SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of
from tests.segments.stage import SegmentTestCase


class FollowUpTest(SegmentTestCase):
    """Ann responded, Alder and Zoe did not; all are marked as targets of SPRING. The segment is logged."""

    def setUp(self) -> None:
        self.letters = self.segment(self.alder, self.ann, self.zoe)
        self.lines(self.letters, self.ann).update(is_campaign_response=True)
        Segment.objects.filter(pk=self.letters.pk).update(state=Segment.State.LOGGED)

    def follow_up(self, whom: Whom = Whom.EVERYBODY, **given: object) -> Segment:
        usual = {"description": f"Follow-up on segment {self.letters.number}", "dated_on": WORK_DATE}
        return create_follow_up(self.letters, AskedFollowUp(whom=whom, **usual | given), at=NOW, by=None)

    def names(self, segment: Segment) -> list[str]:
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def refuses(self, error: type[Exception], **given: object) -> None:
        before = Segment.objects.count()
        with self.assertRaises(error):
            self.follow_up(**given)
        self.assertEqual(Segment.objects.count(), before)

    def test_d01_of_everybody_with_the_same_campaign(self) -> None:
        follow_up = self.follow_up()
        self.assertEqual(
            (follow_up.description, follow_up.campaign, follow_up.dated_on, follow_up.state),
            (f"Follow-up on segment {self.letters.number}", self.spring, WORK_DATE, Segment.State.OPEN),
        )
        self.assertEqual(self.names(follow_up), ["Alder", "Ann", "Zoe"])
        step = follow_up.steps.get()
        self.assertEqual(
            (step.action, step.source, step.origin, step.added_count), ("add", "follow-up", self.letters.number, 3)
        )

    def test_d02_target_and_response_are_not_carried(self) -> None:
        before = targets_of(self.spring)
        follow_up = self.follow_up()
        self.assertEqual((follow_up.is_campaign_target, follow_up.is_campaign_response), (False, False))
        self.assertFalse(follow_up.lines.filter(is_campaign_target=True).exists())
        self.assertFalse(follow_up.lines.filter(is_campaign_response=True).exists())
        self.assertEqual(set(follow_up.lines.values_list("campaign", flat=True)), {self.spring.pk})
        self.assertEqual(targets_of(self.spring), before)

    def test_of_those_who_responded_and_those_who_did_not(self) -> None:
        self.assertEqual(self.names(self.follow_up(Whom.RESPONDED)), ["Ann"])
        self.assertEqual(self.names(self.follow_up(Whom.SILENT)), ["Alder", "Zoe"])

    def test_contact_with_several_lines_responded_when_one_says_so(self) -> None:
        SegmentLineFactory(segment=self.letters, contact=self.ann, line_number=9, is_campaign_target=False)
        self.assertEqual(self.names(self.follow_up(Whom.RESPONDED)), ["Ann"])
        self.assertNotIn(self.ann, contacts_to_follow_up(self.letters, Whom.SILENT))

    def test_line_that_is_cancelled_counts_for_nobody(self) -> None:
        self.lines(self.letters, self.zoe).update(is_cancelled=True)
        self.assertEqual(self.names(self.follow_up(Whom.SILENT)), ["Alder"])

    def test_who_may_not_be_addressed_is_left_out_and_counted(self) -> None:
        Contact.objects.filter(pk=self.alder.pk).update(is_privacy_blocked=True, is_excluded_from_segments=True)
        Contact.objects.filter(pk=self.ann.pk).update(is_excluded_from_segments=True)
        self.assertEqual(
            plan_follow_up(self.letters, Whom.EVERYBODY),
            FollowUpPlan(coming_count=1, privacy_blocked_count=1, excluded_count=1),
        )
        follow_up = self.follow_up()
        step = follow_up.steps.get()
        self.assertEqual((self.names(follow_up), step.privacy_blocked_count, step.excluded_count), (["Zoe"], 1, 1))
        self.refuses(NobodyToFollowUpError, whom=Whom.RESPONDED)

    def test_salesperson_is_that_of_who_makes_it(self) -> None:
        jo = UserFactory()
        salesperson = SalespersonFactory(user=jo)
        asked = AskedFollowUp(whom=Whom.SILENT, description="Calls", dated_on=WORK_DATE)
        self.assertEqual(create_follow_up(self.letters, asked, at=NOW, by=jo).salesperson, salesperson)

    def test_other_number_than_a_person_saw_and_cancelled_segment_are_refused(self) -> None:
        self.refuses(SegmentLinesChangedError, expected_count=2)
        self.follow_up(expected_count=3)
        self.letters.lines.update(is_cancelled=True, is_campaign_target=False)
        Segment.objects.filter(pk=self.letters.pk).update(state=Segment.State.CANCELLED)
        self.refuses(SegmentStateError)
        self.assertEqual(SegmentStep.objects.filter(source="follow-up").count(), 1)

    def tearDown(self) -> None:
        """Leave out the comparison of target groups: lines were cancelled past the services."""
