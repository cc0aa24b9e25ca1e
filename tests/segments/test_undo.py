import datetime as dt
import threading

import pytest
from django.db import transaction
from django.test import TransactionTestCase

from campaigns.models import Campaign
from contacts.models import Contact
from segments.bulk import change_many, mark_whole_segment
from segments.header import change_segment
from segments.models import BulkChange, Segment, SegmentLine
from segments.price_effect import ConfirmationNeededError, PriceEffect
from segments.services import SegmentDetails, SegmentStateError, add_contacts, change_company
from segments.undo import AlreadyUndoneError, TooLateError, UndoneChange, is_flag_change, undo_change
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import counted_targets, line_for, stored_targets, targets_of
from tests.segments.stage import SegmentTestCase

Verb = BulkChange.Verb


class UndoTestCase(SegmentTestCase):
    def done(self, segment: Segment, verb: str, *contacts: Contact) -> BulkChange:
        change = BulkChange(segment=segment, verb=verb, made_at=NOW)
        return change_many(change, lines=self.lines(segment, *contacts)).change

    def undo(self, change: BulkChange, **options: object) -> UndoneChange:
        return undo_change(change, **{"by": None, "at": NOW, **options})


class UndoFlagsTest(UndoTestCase):
    def test_lines_get_their_flag_back(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        change = self.done(segment, Verb.CLEAR_TARGETS, self.ann, self.zoe)
        anna = UserFactory()
        undone = self.undo(change, by=anna)
        self.assertEqual((undone.lines.line_count, undone.left_alone_count), (2, 0))
        self.assertEqual(targets_of(self.spring), {"ALDER": 1, "ZOE": 1})
        kept = BulkChange.objects.get()
        self.assertEqual((kept.undone_at, kept.undone_by, kept.restored_count), (NOW, anna, 2))

    def test_lines_that_were_so_before_stay_so(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        self.done(segment, Verb.CLEAR_TARGETS, self.zoe)
        self.undo(self.done(segment, Verb.MARK_TARGETS, self.ann, self.zoe))
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_lines_changed_or_removed_since_are_left_alone(self) -> None:
        segment = self.segment(self.ann, self.ben, self.zoe, is_campaign_target=False)
        change = self.done(segment, Verb.MARK_TARGETS, self.ann, self.ben, self.zoe)
        self.done(segment, Verb.CLEAR_TARGETS, self.ann)
        self.done(segment, Verb.REMOVE_LINES, self.zoe)
        undone = self.undo(change)
        self.assertEqual((undone.lines.line_count, undone.left_alone_count), (1, 2))
        self.assertEqual(targets_of(self.spring), {})

    def test_flag_is_not_put_back_for_another_campaign(self) -> None:
        segment = self.segment(self.ann)
        change = self.done(segment, Verb.CLEAR_TARGETS, self.ann)
        change_segment(segment, details=self.details(campaign=self.summer), at=NOW)
        undone = self.undo(change)
        self.assertEqual((undone.lines.line_count, undone.left_alone_count), (0, 1))
        self.assertEqual((targets_of(self.spring), targets_of(self.summer)), ({}, {}))

    def test_response_is_put_back_whatever_the_target_flag_is_by_now(self) -> None:
        segment = self.segment(self.ann)
        change = self.done(segment, Verb.MARK_RESPONSES, self.ann)
        self.done(segment, Verb.CLEAR_TARGETS, self.ann)
        self.assertEqual(self.undo(change).lines.line_count, 1)
        line = line_for(segment, self.ann)
        self.assertEqual((line.is_campaign_target, line.is_campaign_response), (False, False))

    def test_is_possible_for_24_hours_and_once(self) -> None:
        segment = self.segment(self.ann)
        change = self.done(segment, Verb.CLEAR_TARGETS, self.ann)
        with self.assertRaisesMessage(TooLateError, "could be undone for 24 hours. Nothing was changed"):
            self.undo(change, at=NOW + dt.timedelta(hours=24, microseconds=1))
        self.assertEqual(targets_of(self.spring), {})
        anna = UserFactory(first_name="Anna", last_name="Bos")
        self.undo(change, at=NOW + dt.timedelta(hours=24), by=anna)
        with self.assertRaisesMessage(AlreadyUndoneError, "Anna Bos undid this at"):
            self.undo(change)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_logged_segment_allows_it_and_a_cancelled_one_does_not(self) -> None:
        segment = self.segment(self.ann)
        change = self.done(segment, Verb.CLEAR_TARGETS, self.ann)
        removal = self.done(segment, Verb.REMOVE_LINES, self.ann)
        Segment.objects.update(state=Segment.State.CANCELLED)
        with self.assertRaises(SegmentStateError):
            self.undo(change)
        Segment.objects.update(state=Segment.State.LOGGED)
        with self.assertRaises(SegmentStateError):
            self.undo(removal)
        self.undo(change)
        self.assertEqual(segment.lines.count(), 0)

    def test_what_it_does_to_prices_is_to_be_agreed_to(self) -> None:
        segment = self.segment(self.ann)
        change = self.done(segment, Verb.CLEAR_TARGETS, self.ann)
        with self.assertRaises(ConfirmationNeededError) as caught:
            self.undo(change, confirmed=())
        effects = (PriceEffect(campaign_number="SPRING", gained_count=1, lost_count=0),)
        self.assertEqual(caught.exception.effects, effects)
        self.assertEqual(targets_of(self.spring), {})
        self.undo(change, confirmed=effects)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_only_flags_are_a_flag_change(self) -> None:
        changes = {verb: is_flag_change(BulkChange(verb=verb)) for verb in Verb}
        self.assertEqual([verb for verb, is_flag in changes.items() if not is_flag], ["remove-lines", "change-segment"])


class UndoRemovalTest(UndoTestCase):
    def test_lines_come_back_as_they_were(self) -> None:
        segment = self.segment(self.ann, self.ben, self.zoe)
        self.done(segment, Verb.CLEAR_TARGETS, self.ben)
        self.done(segment, Verb.MARK_RESPONSES, self.ann)
        before = list(segment.lines.order_by("pk").values())
        change = self.done(segment, Verb.REMOVE_LINES, self.ann, self.ben)
        self.assertEqual(targets_of(self.spring), {"ZOE": 1})
        undone = self.undo(change)
        self.assertEqual((undone.lines.line_count, undone.left_alone_count), (2, 0))
        self.assertEqual(list(segment.lines.order_by("pk").values()), before)

    def test_earlier_changes_can_still_be_undone_after_it(self) -> None:
        segment = self.segment(self.ann)
        first = self.done(segment, Verb.CLEAR_TARGETS, self.ann)
        self.undo(self.done(segment, Verb.REMOVE_LINES, self.ann))
        self.assertEqual(self.undo(first).lines.line_count, 1)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_number_that_another_line_got_is_replaced(self) -> None:
        segment = self.segment(self.alder, self.ann, self.ben)
        change = self.done(segment, Verb.REMOVE_LINES, self.ann, self.ben)
        self.add(segment, self.zoe)
        self.assertEqual(line_for(segment, self.zoe).line_number, 2)
        self.undo(change)
        numbers = {line.contact.number: line.line_number for line in segment.lines.select_related("contact")}
        self.assertEqual(numbers, {"ALDER": 1, "ZOE": 2, "BEN": 3, "ANN": 4})

    def test_contact_that_was_added_again_gets_no_second_line(self) -> None:
        segment = self.segment(self.ann, self.ben)
        change = self.done(segment, Verb.REMOVE_LINES, self.ann, self.ben)
        self.add(segment, self.ann)
        undone = self.undo(change)
        self.assertEqual((undone.lines.line_count, undone.left_alone_count), (1, 1))
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_line_counts_for_the_buyer_that_the_person_has_by_now(self) -> None:
        segment = self.segment(self.ann)
        change = self.done(segment, Verb.REMOVE_LINES, self.ann)
        change_company(self.ann, company=cast.company("Birch"), at=NOW)
        self.undo(change)
        self.assertEqual(targets_of(self.spring), {"BIRCH": 1})

    def test_what_no_longer_exists_does_not_come_back(self) -> None:
        segment = self.segment(self.ann, self.zoe, campaign=self.summer)
        change = self.done(segment, Verb.REMOVE_LINES, self.ann, self.zoe)
        self.zoe.delete()
        self.assertEqual(self.undo(change).lines.line_count, 1)
        change = self.done(segment, Verb.REMOVE_LINES, self.ann)
        Segment.objects.update(campaign=None, is_campaign_target=False)
        Campaign.objects.filter(pk=self.summer.pk).delete()
        self.assertEqual((self.undo(change).left_alone_count, segment.lines.get().campaign), (0, None))


class UndoHeaderTest(UndoTestCase):
    def changed(self, segment: Segment, **fields: object) -> BulkChange:
        segment.refresh_from_db()
        details = SegmentDetails.of(segment)
        change = change_segment(segment, details=SegmentDetails(**{**vars(details), **fields}), at=NOW).bulk_change
        assert change is not None
        return change

    def test_segment_and_lines_get_campaign_and_flags_back(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        self.done(segment, Verb.CLEAR_TARGETS, self.zoe)
        self.done(segment, Verb.MARK_RESPONSES, self.zoe)
        change = self.changed(segment, campaign=None)
        self.assertEqual(targets_of(self.spring), {})
        undone = self.undo(change)
        self.assertTrue(undone.is_header_put_back)
        segment.refresh_from_db()
        self.assertEqual((segment.campaign, segment.is_campaign_target), (self.spring, True))
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})
        zoe = line_for(segment, self.zoe)
        self.assertEqual((zoe.campaign, zoe.is_campaign_target, zoe.is_campaign_response), (self.spring, False, True))

    def test_line_marked_for_the_new_campaign_is_not_marked_for_the_old_one(self) -> None:
        segment = self.segment(self.ann, self.zoe, is_campaign_target=False)
        change = self.changed(segment, campaign=self.summer)
        self.done(segment, Verb.MARK_TARGETS, self.ann)
        undone = self.undo(change)
        self.assertEqual((undone.lines.line_count, undone.left_alone_count), (1, 1))
        self.assertEqual((targets_of(self.spring), targets_of(self.summer)), ({}, {"ALDER": 1}))

    def test_segment_that_says_something_else_by_now_keeps_it(self) -> None:
        segment = self.segment(self.ann, campaign=None, is_campaign_target=False)
        change = self.changed(segment, campaign=self.spring)
        self.changed(segment, is_campaign_target=True)
        undone = self.undo(change)
        self.assertFalse(undone.is_header_put_back)
        self.assertEqual(Segment.objects.get().campaign, self.spring)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_whole_segment_as_target_is_undone_with_its_header(self) -> None:
        segment = self.segment(self.ann, is_campaign_target=False)
        change = mark_whole_segment(BulkChange(segment=segment, verb=Verb.MARK_TARGETS, made_at=NOW)).change
        self.undo(change)
        self.assertFalse(Segment.objects.get().is_campaign_target)
        self.assertEqual(targets_of(self.spring), {})


@pytest.mark.postgresql
class TwoPeopleAtOnceTest(TransactionTestCase):
    """They take turns by the lock of the segment, or of the campaign; the target group counts what both did."""

    def setUp(self) -> None:
        self.spring = cast.campaign("SPRING", is_active=False)
        alder = cast.company("Alder")
        self.segments = [SegmentFactory(campaign=self.spring) for _ in range(2)]
        for segment, name in zip(self.segments, ("Ann", "Ben"), strict=True):
            SegmentLineFactory(segment=segment, contact=cast.person(name, alder))
        self.first_is_done = threading.Event()

    def mark(self, segment: Segment, verb: str = Verb.MARK_TARGETS) -> BulkChange:
        change = BulkChange(segment=segment, verb=verb, made_at=NOW)
        return change_many(change, lines=SegmentLine.objects.filter(segment=segment)).change

    def first(self, segment: Segment, verb: str = Verb.MARK_TARGETS) -> None:
        with transaction.atomic():
            self.mark(segment, verb)
            self.first_is_done.set()
            wait_for_blocked_session()

    def test_two_bulk_changes_of_one_campaign(self) -> None:
        def second() -> None:
            self.first_is_done.wait(timeout=10)
            self.mark(self.segments[1])

        run_together(lambda: self.first(self.segments[0]), second)
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})
        self.assertEqual(BulkChange.objects.count(), 2)

    def test_undo_waits_for_a_bulk_change_of_its_segment_and_sees_what_it_did(self) -> None:
        change = self.mark(self.segments[0])

        def second() -> None:
            self.first_is_done.wait(timeout=10)
            undo_change(change, by=None, at=NOW)

        run_together(lambda: self.first(self.segments[0], Verb.REMOVE_LINES), second)
        change.refresh_from_db()
        self.assertEqual((change.restored_count, change.left_alone_count), (0, 1))
        self.assertEqual(stored_targets(), counted_targets())

    def test_undone_twice_at_once_is_undone_once(self) -> None:
        change = self.mark(self.segments[0])
        outcomes = []

        def first() -> None:
            with transaction.atomic():
                undo_change(change, by=None, at=NOW)
                self.first_is_done.set()
                wait_for_blocked_session()

        def second() -> None:
            self.first_is_done.wait(timeout=10)
            try:
                undo_change(change, by=None, at=NOW)
            except AlreadyUndoneError:
                outcomes.append("refused")

        run_together(first, second)
        self.assertEqual(outcomes, ["refused"])
        self.assertEqual(targets_of(self.spring), {})

    def test_line_put_back_while_its_person_moves_has_the_new_buyer(self) -> None:
        ann = Contact.objects.get(name="Ann")
        birch = cast.company("Birch")
        self.mark(self.segments[0])
        change = self.mark(self.segments[0], Verb.REMOVE_LINES)

        def first() -> None:
            with transaction.atomic():
                change_company(ann, company=birch, at=NOW)
                self.first_is_done.set()
                wait_for_blocked_session()

        def second() -> None:
            self.first_is_done.wait(timeout=10)
            undo_change(change, by=None, at=NOW)

        run_together(first, second)
        self.assertEqual(targets_of(self.spring), {"BIRCH": 1})

    def test_new_contacts_and_an_undone_removal_get_numbers_of_their_own(self) -> None:
        change = self.mark(self.segments[0], Verb.REMOVE_LINES)
        cedar = cast.company("Cedar")

        def first() -> None:
            with transaction.atomic():
                add_contacts(self.segments[0], contacts=Contact.objects.filter(pk=cedar.pk), at=NOW)
                self.first_is_done.set()
                wait_for_blocked_session()

        def second() -> None:
            self.first_is_done.wait(timeout=10)
            undo_change(change, by=None, at=NOW)

        run_together(first, second)
        self.assertEqual(self.segments[0].lines.values("line_number").distinct().count(), 2)
