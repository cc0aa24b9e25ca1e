"""The acceptance scenarios about the header of a segment, each named after its id (docs/scenarios.md)."""

import datetime as dt
from dataclasses import replace

from campaigns.models import Campaign
from contacts.models import Contact
from segments.header import SegmentChange, change_only_segment, change_segment
from segments.models import Segment, SegmentLine
from segments.services import SegmentDetails, set_target_flag
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory
from tests.segments.counting import line_for, targets_of
from tests.segments.stage import SegmentTestCase

FEBRUARY = dt.date(2026, 2, 2)


class HeaderCase(SegmentTestCase):
    """Alder, Birch and Cedar; campaign CP1."""

    birch: Contact
    cedar: Contact
    cp1: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.birch, cls.cedar = cast.company("Birch"), cast.company("Cedar")
        cls.cp1 = cast.campaign("CP1", is_active=False)

    def change(self, segment: Segment, **fields: object) -> SegmentChange:
        done = change_segment(segment, details=replace(SegmentDetails.of(segment), **fields), at=NOW)
        segment.refresh_from_db()
        return done

    def line(self, segment: Segment, contact: Contact) -> SegmentLine:
        return SegmentLine.objects.select_related("segment__salesperson", "contact__salesperson").get(
            pk=line_for(segment, contact).pk
        )

    def marked(self, segment: Segment) -> list[str]:
        lines = segment.lines.filter(is_campaign_target=True).order_by("line_number")
        return list(lines.values_list("contact__name", flat=True))


class HeaderScenarioTest(HeaderCase):
    def test_b01_description_of_the_segment_is_that_of_its_lines(self) -> None:
        segment = self.segment(self.alder, campaign=None, is_campaign_target=False)
        self.change(segment, description="Fair 2026")
        self.assertEqual(self.line(segment, self.alder).segment.description, "Fair 2026")

    def test_b05_target_of_the_segment_overwrites_single_ticks_both_ways(self) -> None:
        segment = self.segment(self.alder, self.birch, self.cedar, campaign=self.cp1)
        set_target_flag(segment, lines=self.lines(segment, self.birch), is_target=False, at=NOW)
        self.assertEqual(self.marked(segment), ["Alder", "Cedar"])
        self.change(segment, is_campaign_target=False)
        self.assertEqual((self.marked(segment), targets_of(self.cp1)), ([], {}))
        self.change(segment, is_campaign_target=True)
        self.assertEqual(self.marked(segment), ["Alder", "Birch", "Cedar"])
        self.assertEqual(targets_of(self.cp1), {"ALDER": 1, "BIRCH": 1, "CEDAR": 1})

    def test_b07_campaign_is_taken_off_the_segment_and_its_line_keeps_campaign_and_flags(self) -> None:
        segment = self.segment(self.alder, campaign=self.cp1, is_campaign_response=True)
        done = change_only_segment(segment, details=replace(SegmentDetails.of(segment), campaign=None))
        segment.refresh_from_db()
        self.assertEqual(
            (segment.campaign, segment.is_campaign_target, segment.is_campaign_response), (None, False, False)
        )
        line = self.line(segment, self.alder)
        self.assertEqual((line.campaign, line.is_campaign_target, line.is_campaign_response), (self.cp1, True, True))
        self.assertEqual((done.lines.line_count, done.bulk_change, targets_of(self.cp1)), (0, None, {"ALDER": 1}))
        self.add(segment, self.birch)
        new = self.line(segment, self.birch)
        self.assertEqual((new.campaign, new.is_campaign_target, new.is_campaign_response), (None, False, False))

    def test_b23_date_of_the_segment_is_that_of_its_lines(self) -> None:
        segment = self.segment(self.alder, dated_on=dt.date(2026, 1, 15))
        self.change(segment, dated_on=FEBRUARY)
        self.assertEqual(self.line(segment, self.alder).segment.dated_on, FEBRUARY)

    def test_salesperson_of_a_line_is_the_segments_otherwise_the_contacts_own(self) -> None:
        """SL-1."""
        tom, meera = SalespersonFactory(name="Tom"), SalespersonFactory(name="Meera")
        Contact.objects.filter(pk=self.birch.pk).update(salesperson=meera)
        segment = self.segment(self.alder, self.birch)
        self.assertEqual([self.line(segment, each).salesperson for each in (self.alder, self.birch)], [None, meera])
        self.change(segment, salesperson=tom)
        self.assertEqual([self.line(segment, each).salesperson for each in (self.alder, self.birch)], [tom, tom])


class HeaderPagesTest(HeaderCase):
    """The same asked on the page: the lines follow unless the person says otherwise (SH-1)."""

    def setUp(self) -> None:
        self.client.force_login(UserFactory(group="Marketer"))
        self.west = self.segment(self.alder, campaign=self.cp1)
        self.url = f"/segments/{self.west.number}/edit/"

    def save(self, **fields: str) -> str:
        seen_at = self.client.get(self.url).context["form"]["seen_at"].value()
        typed = {"description": "Letters", "dated_on": "2030-01-15", "seen_at": seen_at, **fields}
        return self.client.post(self.url, typed, follow=True).content.decode()

    def test_lines_are_left_as_they_are_if_asked(self) -> None:
        self.assertIn("was saved. No line changed.", self.save(campaign="CP1", keeps_lines="on"))
        self.west.refresh_from_db()
        self.assertEqual((self.west.is_campaign_target, self.marked(self.west)), (False, ["Alder"]))

    def test_lines_follow_unless_asked(self) -> None:
        self.assertIn("was saved. 1 line follows.", self.save(campaign="CP1"))
        self.assertEqual(self.marked(self.west), [])

    def test_segment_without_lines_is_not_asked(self) -> None:
        self.assertContains(self.client.get(self.url), "Leave the lines as they are")
        empty = self.segment()
        page = self.client.get(f"/segments/{empty.number}/edit/")
        self.assertNotContains(page, "Leave the lines as they are")

    def test_description_date_and_salesperson_are_columns_of_the_lines(self) -> None:
        tom = SalespersonFactory(name="Tom")
        Contact.objects.filter(pk=self.alder.pk).update(salesperson=tom)
        query = "?columns=contact&columns=salesperson&columns=contact_salesperson&columns=dated_on&columns=description"
        page = self.client.get(f"/segments/{self.west.number}/{query}")
        [row] = page.context["table"].rows
        names = ("salesperson", "contact_salesperson", "dated_on", "description")
        self.assertEqual([str(row.get_cell(name)) for name in names], ["Tom", "Tom", "15 Jan 2030", "Letters"])
        file = self.client.get(f"/segments/{self.west.number}/{query}&export=csv")
        self.assertIn("Tom", b"".join(file.streaming_content).decode())
