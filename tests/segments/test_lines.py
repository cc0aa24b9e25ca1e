"""Lines are written in chunks and in few statements, and follow a person who changes company meanwhile."""

import threading
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import TestCase, TransactionTestCase

from campaigns.models import Campaign
from contacts.models import Contact
from segments import lines as line_writing
from segments.lines import LineChange, add_lines, change_lines, delete_lines, last_line_number
from segments.models import Segment, SegmentLine
from segments.services import add_contacts, change_company
from segments.targeting import TargetChange
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.segments.counting import counted_targets, stored_targets, targets_of


class WriteLinesTest(TestCase):
    spring: Campaign
    segment: Segment
    companies: list[Contact]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING")
        cls.segment = SegmentFactory(campaign=cls.spring, is_campaign_target=True)
        cls.companies = [cast.company(f"Company {number}") for number in range(5)]

    def new_lines(self) -> list[SegmentLine]:
        first = last_line_number(self.segment) + 1
        return [
            SegmentLine(
                segment=self.segment,
                line_number=number,
                contact=company,
                buyer=company,
                campaign=self.spring,
                is_campaign_target=True,
            )
            for number, company in enumerate(self.companies, start=first)
        ]

    def tearDown(self) -> None:
        self.assertEqual(stored_targets(), counted_targets())

    def test_lines_are_added_in_chunks_after_the_last_one(self) -> None:
        self.assertEqual(last_line_number(self.segment), 0)
        with patch.object(line_writing, "_CHUNK_SIZE", 2):
            added = add_lines(iter(self.new_lines()), segment=self.segment, at=NOW)
        self.assertEqual(added, LineChange(line_count=5, targets=TargetChange(added_count=5)))
        self.assertEqual(last_line_number(self.segment), 5)
        add_lines(self.new_lines(), segment=self.segment, at=NOW)
        self.assertEqual(last_line_number(self.segment), 10)

    def test_no_lines_are_no_change(self) -> None:
        none = LineChange(line_count=0, targets=TargetChange())
        self.assertEqual(add_lines([], segment=self.segment, at=NOW), none)
        self.assertEqual(change_lines(SegmentLine.objects.all(), at=NOW, is_cancelled=True), none)
        self.assertEqual(delete_lines(SegmentLine.objects.all(), at=NOW), none)

    def test_more_buyers_than_are_listed_are_counted_by_campaign(self) -> None:
        with patch.object(line_writing, "_MOST_LISTED_BUYERS", 2):
            add_lines(self.new_lines(), segment=self.segment, at=NOW)
            changed = change_lines(self.segment.lines.filter(line_number__gt=1), at=NOW, is_campaign_target=False)
            self.assertEqual(changed, LineChange(line_count=4, targets=TargetChange(removed_count=4)))
            deleted = delete_lines(self.segment.lines.all(), at=NOW)
        self.assertEqual(deleted, LineChange(line_count=5, targets=TargetChange(removed_count=1)))

    def test_only_lines_that_differ_are_written(self) -> None:
        add_lines(self.new_lines(), segment=self.segment, at=NOW)
        change_lines(self.segment.lines.filter(line_number=1), at=NOW, is_campaign_target=False)
        changed = change_lines(self.segment.lines.all(), at=NOW, is_campaign_target=False)
        self.assertEqual(changed.line_count, 4)

    def test_line_that_differs_in_one_of_two_values_is_written(self) -> None:
        add_lines(self.new_lines(), segment=self.segment, at=NOW)
        summer = cast.campaign("SUMMER")
        changed = change_lines(self.segment.lines.all(), at=NOW, campaign=summer, is_campaign_target=True)
        self.assertEqual(changed.line_count, 5)
        self.assertEqual((len(targets_of(self.spring)), len(targets_of(summer))), (0, 5))


@pytest.mark.postgresql
class CompanyChangedMeanwhileTest(TransactionTestCase):
    """Whichever comes second knows of the first: the line ends with the buyer that its contact has."""

    def setUp(self) -> None:
        self.spring = cast.campaign("SPRING")
        self.ann = cast.person("Ann", cast.company("Alder"))
        self.birch = cast.company("Birch")
        self.segment = SegmentFactory(campaign=self.spring, is_campaign_target=True)
        self.first_is_done = threading.Event()

    def add(self) -> None:
        add_contacts(self.segment, contacts=Contact.objects.filter(pk=self.ann.pk), at=NOW)

    def move(self) -> None:
        change_company(self.ann, company=self.birch, at=NOW)

    def test_line_added_while_the_person_moves_has_the_new_buyer(self) -> None:
        def move_first() -> None:
            with transaction.atomic():
                self.move()
                self.first_is_done.set()
                wait_for_blocked_session()

        def add_second() -> None:
            self.first_is_done.wait(timeout=10)
            self.add()

        run_together(move_first, add_second)
        self.assertEqual(targets_of(self.spring), {"BIRCH": 1})

    def test_person_who_moves_while_the_line_is_added_takes_it_along(self) -> None:
        def add_first() -> None:
            with transaction.atomic():
                self.add()
                self.first_is_done.set()
                wait_for_blocked_session()

        def move_second() -> None:
            self.first_is_done.wait(timeout=10)
            self.move()

        run_together(add_first, move_second)
        self.assertEqual(targets_of(self.spring), {"BIRCH": 1})

    def test_moving_and_flagging_at_once_end_one_after_the_other(self) -> None:
        SegmentLineFactory(segment=self.segment, contact=self.ann, is_campaign_target=False)
        other = SegmentFactory(campaign=self.spring, is_campaign_target=True)
        SegmentLineFactory(segment=other, contact=self.ann, is_campaign_target=False)

        def flag() -> None:
            for segment in (self.segment, other):
                change_lines(segment.lines.all(), at=NOW, is_campaign_target=True)

        run_together(self.move, flag)
        self.assertEqual(targets_of(self.spring), {"BIRCH": 1})
