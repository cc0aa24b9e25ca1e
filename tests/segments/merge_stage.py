"""A company that is there twice: what the tests of merging begin with."""

import datetime as dt
from typing import Any

from contacts.models import Contact
from segments.merging import MergeWish, merge_contacts
from segments.models import Segment
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.segments.counting import counted_lines
from tests.segments.stage import SegmentTestCase

LATER = NOW + dt.timedelta(hours=1)


class MergeTestCase(SegmentTestCase):
    """Alder is there a second time, as ALDER2."""

    twin: Contact

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.twin = cast.company("Alder2")

    def merge(self, kept: Contact | None = None, gone: Contact | None = None, **wish: Any) -> Contact:
        chosen = MergeWish(**wish)
        return merge_contacts(kept=kept or self.alder, gone=gone or self.twin, wish=chosen, at=LATER, by=None)

    def on(self, segment: Segment) -> list[tuple[str, str, bool]]:
        lines = segment.lines.order_by("line_number").select_related("contact", "buyer")
        return [(line.contact.number, line.buyer.number, line.is_campaign_target) for line in lines]

    def tearDown(self) -> None:
        super().tearDown()
        for segment in Segment.objects.all():
            has = {
                pk: count
                for pk in Contact.objects.values_list("pk", flat=True)
                if (count := segment.lines.filter(contact=pk).count())
            }
            self.assertEqual(has, counted_lines(segment))
