import threading

import pytest
from django.db import transaction
from django.test import TestCase, TransactionTestCase

from contacts.models import Contact
from segments.locks import lock_segment
from segments.models import Segment
from segments.services import add_contacts
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory


class LockSegmentTest(TestCase):
    def test_segment_comes_freshly_read(self) -> None:
        segment = SegmentFactory()
        Segment.objects.update(description="Later")
        self.assertEqual(lock_segment(segment).description, "Later")


@pytest.mark.postgresql
class TwoPeopleAtOnceTest(TransactionTestCase):
    def test_contacts_added_by_two_at_once_have_lines_of_their_own(self) -> None:
        segment = SegmentFactory()
        cast.company("Alder"), cast.company("Birch")
        first_has_added = threading.Event()

        def add(name: str) -> None:
            add_contacts(segment, contacts=Contact.objects.filter(name__in=["Alder", name]), at=NOW)

        def add_first() -> None:
            with transaction.atomic():
                add("Alder")
                first_has_added.set()
                wait_for_blocked_session()

        def add_second() -> None:
            first_has_added.wait(timeout=10)
            add("Birch")

        run_together(add_first, add_second)
        lines = segment.lines.order_by("line_number").values_list("line_number", "contact__name")
        self.assertEqual(list(lines), [(1, "Alder"), (2, "Birch")])
