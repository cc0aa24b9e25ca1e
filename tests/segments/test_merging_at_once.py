"""Merging while others write: nobody is met halfway, and no price, place or order is lost."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import TransactionTestCase

from contacts.models import Contact, MergedNumber
from orders.entry import enter_line
from orders.heads import BuyerGoneError, OrderHead, create_order
from orders.line_pricing import LineDetails
from orders.locks import lock_order, share_lane
from orders.models import Order, OrderLine
from segments.merging import ContactGoneError, MergeWish, merge_contacts
from segments.models import Segment, SegmentLine, StepContact
from segments.services import SegmentDetails, add_contacts, create_segment, set_target_flag
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import NumberSeriesFactory
from tests.segments.counting import counted_lines, counted_targets, stored_targets


@pytest.mark.postgresql
class MergingAtOnceTest(TransactionTestCase):
    def setUp(self) -> None:
        NumberSeriesFactory(code="SEGMENT", prefix="SM")
        self.alder, self.twin = cast.company("Alder"), cast.company("Alder2")
        self.spring = cast.campaign("SPRING")

    def tearDown(self) -> None:
        self.assertEqual(stored_targets(), counted_targets())
        for segment in Segment.objects.all():
            has = {line.contact_id: 1 for line in segment.lines.all()}
            self.assertEqual(has, counted_lines(segment))

    def segment(self, **fields: Any) -> Segment:
        given = {"description": "Spring", "dated_on": WORK_DATE, "campaign": self.spring, "is_campaign_target": True}
        return create_segment(details=SegmentDetails(**given | fields), by=None)

    def merge(self) -> None:
        merge_contacts(kept=self.alder, gone=self.twin, wish=MergeWish(), at=NOW, by=None)

    def while_merging(self, other: Any) -> None:
        """Do ``other`` in a session of its own, after the merge was done and before it is committed."""
        merged = threading.Event()

        def first() -> None:
            with transaction.atomic():
                self.merge()
                merged.set()
                wait_for_blocked_session()

        def second() -> None:
            merged.wait(timeout=10)
            other()

        run_together(first, second)

    def while_open(self, other: Any) -> None:
        """Merge in a session of its own, after ``other`` was done and before it is committed."""
        done = threading.Event()

        def first() -> None:
            with transaction.atomic():
                other()
                done.set()
                wait_for_blocked_session()

        def second() -> None:
            done.wait(timeout=10)
            self.merge()

        run_together(first, second)

    def test_step_that_is_being_taken_for_the_one_that_goes_counts_for_the_kept_one(self) -> None:
        segment = self.segment()
        twins = Contact.objects.filter(pk=self.twin.pk)
        self.while_open(lambda: add_contacts(segment, contacts=twins, at=NOW))
        self.assertEqual([line.contact for line in SegmentLine.objects.all()], [self.alder])
        self.assertEqual(set(StepContact.objects.values_list("contact", flat=True)), {self.alder.pk})

    def test_step_that_waits_for_the_merge_finds_the_kept_one_alone(self) -> None:
        segment = self.segment()
        companies = Contact.objects.filter(type="company")
        self.while_merging(lambda: add_contacts(segment, contacts=companies, at=NOW))
        self.assertEqual([line.contact for line in SegmentLine.objects.all()], [self.alder])

    def test_flag_that_waits_for_the_merge_counts_for_the_kept_buyer(self) -> None:
        segment = self.segment(is_campaign_target=False)
        add_contacts(segment, contacts=Contact.objects.filter(pk=self.twin.pk), at=NOW)
        lines = SegmentLine.objects.filter(segment=segment)
        self.while_merging(lambda: set_target_flag(segment, lines=lines, is_target=True, at=NOW))
        self.assertEqual([target.buyer for target in self.spring.targets.all()], [self.alder])

    def test_line_that_is_being_entered_goes_over(self) -> None:
        order, details = cast.order(self.twin), LineDetails(item=cast.item(), quantity=Decimal(2))
        self.while_open(lambda: enter_line(order, details=details))
        self.assertEqual((Order.objects.get().buyer, OrderLine.objects.get().buyer), (self.alder, self.alder))

    def test_line_of_an_order_that_is_locked_already_is_entered_first(self) -> None:
        order, details = cast.order(self.twin), LineDetails(item=cast.item(), quantity=Decimal(2))
        is_locked = threading.Event()
        share_lane()  # So that the plan clock is there already.

        def enter() -> None:
            with transaction.atomic():
                share_lane()
                lock_order(order.pk)
                is_locked.set()
                wait_for_blocked_session()
                enter_line(order, details=details)

        def merge() -> None:
            is_locked.wait(timeout=10)
            self.merge()

        run_together(enter, merge)
        self.assertEqual((Order.objects.get().buyer, OrderLine.objects.get().buyer), (self.alder, self.alder))

    def test_line_that_waits_for_the_merge_is_one_of_the_kept_buyer_at_its_price(self) -> None:
        item = cast.item()
        cast.price(item, "80", self.alder)
        order, details = cast.order(self.twin), LineDetails(item=item, quantity=Decimal(2))
        self.while_merging(lambda: enter_line(order, details=details))
        line = OrderLine.objects.get()
        self.assertEqual((line.buyer, line.unit_price), (self.alder, 80))

    def test_order_that_waits_for_the_merge_says_that_the_buyer_is_gone(self) -> None:
        NumberSeriesFactory(code="ORDER", prefix="SO")
        refused = []

        def order() -> None:
            try:
                create_order(buyer=self.twin, head=OrderHead(ordered_on=WORK_DATE))
            except BuyerGoneError as error:
                refused.append(str(error))

        self.while_merging(order)
        self.assertEqual(refused, ["ALDER2 Alder2 was deleted or merged meanwhile. Choose who buys again."])
        self.assertFalse(Order.objects.exists())

    def test_of_two_merges_that_cross_one_is_done(self) -> None:
        outcomes = []

        def cross(kept: Contact, gone: Contact) -> None:
            try:
                merge_contacts(kept=kept, gone=gone, wish=MergeWish(), at=NOW, by=None)
                outcomes.append("merged")
            except ContactGoneError:
                outcomes.append("refused")

        run_together(lambda: cross(self.alder, self.twin), lambda: cross(self.twin, self.alder))
        self.assertEqual(sorted(outcomes), ["merged", "refused"])
        self.assertEqual((Contact.objects.count(), MergedNumber.objects.count()), (1, 1))
