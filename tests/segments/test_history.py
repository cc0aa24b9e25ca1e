from django.test import TestCase

from segments.history import bulk_writes, segment_writes, tell_bulk_writes, tell_segment_writes
from segments.models import BulkChange, Segment
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory


class SegmentHistoryTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring, cls.summer = cast.campaign("SPRING"), cast.campaign("SUMMER")
        cls.segment = SegmentFactory(number="FAIR", description="Visitors")

    def save(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self.segment, name, value)
        self.segment.save()

    def titles(self) -> list[str]:
        events = list(segment_writes(self.spring).order_by("event").values_list("event", flat=True))
        told = tell_segment_writes(self.spring, events)
        return [told[event].title for event in events]

    def test_tells_links_changes_and_leaving(self) -> None:
        self.save(description="All visitors")
        self.save(campaign=self.spring)
        self.save(is_campaign_target=True)
        self.save(campaign=self.summer)
        self.save(description="Visitors of summer")
        self.assertEqual(
            self.titles(),
            [
                "Segment linked: FAIR All visitors",
                "Segment changed: FAIR All visitors",
                "Segment taken away: FAIR All visitors",
            ],
        )

    def test_segment_that_was_made_for_it_and_deleted(self) -> None:
        SegmentFactory(number="MAIL", description="Letter", campaign=self.spring).delete()
        self.assertEqual(self.titles(), ["Segment made: MAIL Letter", "Segment deleted: MAIL Letter"])

    def test_tells_changes_of_many_lines(self) -> None:
        anna = UserFactory(first_name="Anna")
        Segment.objects.update(campaign=self.spring)
        values = {"segment": self.segment, "made_at": NOW, "made_by": anna}
        marked = BulkChange.objects.create(verb=BulkChange.Verb.MARK_TARGETS, line_count=1200, **values)
        undone = BulkChange.objects.create(
            verb=BulkChange.Verb.REMOVE_LINES,
            line_count=1,
            undone_at=NOW,
            restored_count=1,
            left_alone_count=0,
            **values,
        )
        rows = bulk_writes(self.spring).order_by("event").values_list("happened_at", "happened_by", "event")
        self.assertEqual(list(rows), [(NOW, anna.pk, marked.pk), (NOW, anna.pk, undone.pk)])
        told = tell_bulk_writes(self.spring, [marked.pk, undone.pk])
        self.assertEqual(
            [told[marked.pk].title, told[undone.pk].title],
            ["FAIR: Marked as campaign target, 1,200 lines", "FAIR: Lines removed, 1 line; undone since"],
        )
        self.assertEqual((told[marked.pk].person, told[marked.pk].url), ("Anna", "/segments/FAIR/"))
