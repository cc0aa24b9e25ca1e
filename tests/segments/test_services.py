"""Segments and their lines: what is written, what is refused, and that the target group follows at once."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from contacts.models import Contact, NumberSeries
from contacts.numbering import NumberTakenError
from segments.lines import LineChange
from segments.logging import cancel_segment, log_segment
from segments.models import Segment, SegmentLine, SegmentStep
from segments.services import (
    AddedContacts,
    FlagChange,
    FlagNeedsCampaignError,
    SegmentDetails,
    SegmentLinesChangedError,
    SegmentStateError,
    add_contacts,
    change_line_campaign,
    create_segment,
    remove_lines,
    set_response_flag,
    set_target_flag,
)
from segments.targeting import TargetChange
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import MailingGroupFactory, SalespersonFactory
from tests.factories.users import UserFactory
from tests.segments.counting import line_for, targets_of
from tests.segments.stage import NOBODY, SegmentTestCase


class CreateSegmentTest(SegmentTestCase):
    def test_segment_is_open_and_has_the_next_number(self) -> None:
        segment = Segment.objects.get(pk=self.segment().pk)
        self.assertEqual((segment.number, segment.state), ("SM0001", Segment.State.OPEN))
        self.assertEqual(SegmentDetails.of(segment), self.details())

    def test_own_salesperson_of_the_user_is_the_default(self) -> None:
        user = UserFactory()
        own, other = SalespersonFactory(user=user), SalespersonFactory()
        self.assertEqual(create_segment(details=self.details(), by=user).salesperson, own)
        self.assertEqual(create_segment(details=self.details(salesperson=other), by=user).salesperson, other)

    def test_refusals_write_nothing_and_take_no_number(self) -> None:
        self.segment()
        with self.assertRaisesMessage(
            FlagNeedsCampaignError, "Choose a campaign before ticking campaign target or campaign response."
        ):
            create_segment(details=self.details(campaign=None), by=None)
        with self.assertRaises(FlagNeedsCampaignError):
            details = self.details(campaign=None, is_campaign_target=False, is_campaign_response=True)
            create_segment(details=details, by=None)
        with self.assertRaisesMessage(NumberTakenError, "SM0001 already exists."):
            create_segment(number="sm0001", details=self.details(), by=None)
        self.assertEqual(Segment.objects.count(), 1)
        self.assertEqual(NumberSeries.objects.get(code="SEGMENT").next_value, 2)


class AddContactsTest(SegmentTestCase):
    def test_lines_take_campaign_and_flags_of_the_segment(self) -> None:
        segment = self.segment(is_campaign_response=True)
        added = self.add(segment, self.ann, self.zoe)
        self.assertEqual(
            added,
            AddedContacts(
                privacy_blocked_count=0,
                excluded_count=0,
                already_count=0,
                added=LineChange(line_count=2, targets=TargetChange(added_count=2)),
                step=segment.steps.get(),
            ),
        )
        self.assertEqual(
            list(
                segment.lines.order_by("line_number").values_list(
                    "line_number", "contact__name", "buyer__name", "campaign__number", "is_campaign_target",
                    "is_campaign_response", "is_cancelled",
                )
            ),
            [
                (1, "Ann", "Alder", "SPRING", True, True, False),
                (2, "Zoe", "Zoe", "SPRING", True, True, False),
            ],
        )  # fmt: skip

    def test_b03_one_contact_gives_one_line(self) -> None:
        segment = self.segment()
        self.assertEqual(self.add(segment, self.alder).added.line_count, 1)
        self.assertEqual([line.contact for line in segment.lines.all()], [self.alder])

    def test_lines_stand_by_company_and_name_with_the_company_first(self) -> None:
        cast.person("Abe", cast.company("Birch"))
        segment = self.segment()
        add_contacts(segment, contacts=Contact.objects.order_by("-number"), at=NOW)
        names = segment.lines.order_by("line_number").values_list("contact__name", flat=True)
        self.assertEqual(list(names), ["Alder", "Ann", "Ben", "Birch", "Abe", "Zoe"])

    def test_privacy_blocked_and_excluded_contacts_are_counted_and_left_out(self) -> None:
        blocked = cast.person("Cid", is_privacy_blocked=True, is_excluded_from_segments=True)
        excluded = cast.person("Dot", is_excluded_from_segments=True)
        segment = self.segment(self.ann)
        added = self.add(segment, self.ann, self.ben, blocked, excluded)
        self.assertEqual((added.privacy_blocked_count, added.excluded_count, added.already_count), (1, 1, 1))
        self.assertEqual(added.added, LineChange(line_count=1, targets=TargetChange(recounted_count=1)))

    def test_contact_that_is_there_does_not_come_twice(self) -> None:
        segment = self.segment(self.ann)
        again = self.add(segment, self.ann)
        self.assertEqual((again.added.line_count, again.already_count), (0, 1))
        self.assertEqual((again.step.sequence, again.step.source), (2, SegmentStep.Source.HAND))

    def test_contacts_found_twice_by_a_filter_come_once(self) -> None:
        found = Contact.objects.filter(persons__name__in=["Ann", "Ben"])
        self.assertEqual(found.count(), 2)
        self.assertEqual(add_contacts(self.segment(), contacts=found, at=NOW).added.line_count, 1)

    def test_segment_without_a_campaign_targets_nobody(self) -> None:
        segment = self.segment(campaign=None, is_campaign_target=False)
        self.assertEqual(self.add(segment, self.ann).added, LineChange(line_count=1, targets=NOBODY))

    def test_as_many_statements_for_many_contacts_as_for_one(self) -> None:
        others = Contact.objects.bulk_create(Contact(number=f"M{n}", name=f"Many {n}") for n in range(60))
        one, many = self.segment(), self.segment()
        with CaptureQueriesContext(connection) as statements:
            self.add(one, self.ann)
        with self.assertNumQueries(len(statements)):
            self.assertEqual(self.add(many, *others).added.line_count, 60)

    def test_closed_segment_is_refused(self) -> None:
        segment = self.segment(self.ann)
        log_segment(segment, by=None)
        with self.assertRaisesMessage(SegmentStateError, "SM0001 is no longer open (Logged)"):
            self.add(segment, self.ben)
        self.assertEqual(segment.lines.count(), 1)


class TargetFlagTest(SegmentTestCase):
    def flag(self, segment: Segment, *contacts: Contact, is_target: bool = True, **options: int) -> FlagChange:
        lines = self.lines(segment, *contacts) if contacts else segment.lines.all()
        return set_target_flag(segment, lines=lines, is_target=is_target, at=NOW, **options)

    def test_says_how_many_changed_and_how_many_were_so_already(self) -> None:
        segment = self.segment(self.ann, self.ben, self.zoe)
        self.assertEqual(
            self.flag(segment, self.ann, self.zoe, is_target=False),
            FlagChange(
                changed=LineChange(line_count=2, targets=TargetChange(removed_count=1, recounted_count=1)),
                already_count=0,
            ),
        )
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})
        again = self.flag(segment)
        self.assertEqual((again.changed.line_count, again.already_count), (2, 1))
        self.assertEqual(targets_of(self.spring), {"ALDER": 2, "ZOE": 1})

    def test_second_time_writes_nothing(self) -> None:
        segment = self.segment(self.ann)
        self.assertEqual(self.flag(segment).changed, LineChange(line_count=0, targets=NOBODY))

    def test_lines_may_be_chosen_by_what_is_about_to_change_and_through_codes_of_their_contacts(self) -> None:
        segment = self.segment(self.ann, self.ben, self.zoe, is_campaign_target=False)
        self.ann.mailing_groups.set([MailingGroupFactory(), MailingGroupFactory()])
        unflagged = segment.lines.filter(is_campaign_target=False, contact__mailing_groups__isnull=False)
        self.assertEqual(unflagged.count(), 2)
        changed = set_target_flag(segment, lines=unflagged, is_target=True, expected_count=1, at=NOW)
        self.assertEqual((changed.changed.line_count, changed.already_count), (1, 0))
        removed = remove_lines(segment, lines=segment.lines.filter(contact__mailing_groups__isnull=False), at=NOW)
        self.assertEqual(removed, LineChange(line_count=1, targets=TargetChange(removed_count=1)))
        self.assertEqual(segment.lines.count(), 2)

    def test_e12_company_stays_until_its_last_person_is_cleared(self) -> None:
        segment = self.segment(self.ann, self.ben)
        self.flag(segment, self.ann, is_target=False)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})
        self.flag(segment, self.ben, is_target=False)
        self.assertEqual(targets_of(self.spring), {})

    def test_lines_of_another_segment_are_left_alone(self) -> None:
        other = self.segment(self.zoe)
        segment = self.segment(self.ann)
        changed = set_target_flag(segment, lines=SegmentLine.objects.all(), is_target=False, at=NOW)
        self.assertEqual(changed.changed.line_count, 1)
        self.assertTrue(line_for(other, self.zoe).is_campaign_target)

    def test_line_without_a_campaign_is_refused_and_none_is_flagged(self) -> None:
        segment = self.segment(self.ann, self.ben, is_campaign_target=False)
        change_line_campaign(segment, lines=self.lines(segment, self.ben), campaign=None, at=NOW)
        with self.assertRaisesMessage(
            FlagNeedsCampaignError, "1 of the lines has no campaign. Choose one for it before ticking."
        ):
            self.flag(segment)
        self.assertEqual(segment.lines.filter(is_campaign_target=True).count(), 0)
        self.assertEqual(self.flag(segment, is_target=False).already_count, 2)

    def test_other_number_of_lines_than_the_person_saw_is_refused(self) -> None:
        segment = self.segment(self.ann, self.ben)
        with self.assertRaisesMessage(
            SegmentLinesChangedError,
            "The list now has 2 lines instead of 3. Nothing was changed. Check the list and try again.",
        ):
            self.flag(segment, is_target=False, expected_count=3)
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})
        self.assertEqual(self.flag(segment, is_target=False, expected_count=2).changed.line_count, 2)

    def test_logged_segment_may_still_be_flagged_and_a_cancelled_one_not(self) -> None:
        segment = self.segment(self.ann)
        log_segment(segment, by=None)
        self.assertEqual(self.flag(segment, is_target=False).changed.line_count, 1)
        self.flag(segment)
        cancel_segment(segment, at=NOW)
        with self.assertRaisesMessage(SegmentStateError, "SM0001 is cancelled: its lines no longer count."):
            self.flag(segment, is_target=False)
        self.assertTrue(line_for(segment, self.ann).is_campaign_target)

    def test_active_campaign_learns_of_it_and_another_does_not_need_to(self) -> None:
        self.flag(self.segment(self.ann), is_target=False)
        self.flag(self.segment(self.ben, campaign=self.summer), is_target=False)
        noted = dict(Campaign.objects.values_list("number", "terms_changed_at"))
        self.assertEqual(noted, {"SPRING": NOW, "SUMMER": None})

    def test_as_many_statements_for_many_lines_as_for_one(self) -> None:
        others = Contact.objects.bulk_create(Contact(number=f"M{n}", name=f"Many {n}") for n in range(60))
        one, many = self.segment(self.ann), self.segment(*others)
        with CaptureQueriesContext(connection) as statements:
            self.flag(one, is_target=False)
        with self.assertNumQueries(len(statements)):
            self.assertEqual(self.flag(many, is_target=False).changed.line_count, 60)


class ResponseFlagTest(SegmentTestCase):
    def test_response_is_noted_and_the_target_group_stays(self) -> None:
        segment = self.segment(self.ann, self.ben)
        changed = set_response_flag(segment, lines=self.lines(segment, self.ann), is_response=True, at=NOW)
        self.assertEqual(changed, FlagChange(changed=LineChange(line_count=1, targets=NOBODY), already_count=0))
        again = set_response_flag(segment, lines=segment.lines.all(), is_response=True, at=NOW)
        self.assertEqual((again.changed.line_count, again.already_count), (1, 1))
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_line_without_a_campaign_is_refused(self) -> None:
        segment = self.segment(self.ann, campaign=None, is_campaign_target=False)
        with self.assertRaises(FlagNeedsCampaignError):
            set_response_flag(segment, lines=segment.lines.all(), is_response=True, at=NOW)
        self.assertFalse(line_for(segment, self.ann).is_campaign_response)


class LeakTest(SegmentTestCase):
    def test_e15_private_person_is_targeted_alone(self) -> None:
        cast.person("Yan")
        self.segment(self.zoe)
        self.assertEqual(targets_of(self.spring), {"ZOE": 1})
