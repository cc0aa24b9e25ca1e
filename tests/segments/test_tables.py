from django.template import Context
from django.test import RequestFactory, TestCase

from segments.models import Segment
from segments.selectors import lines_of
from segments.tables import ContactLineTable, LineTable
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory


class LineTableTest(TestCase):
    def row(self, segment: Segment, *, may_flag: bool) -> dict[str, str]:
        table = LineTable(lines_of(segment), segment=segment, may_flag=may_flag, may_remove=False)
        table.context = Context({"table": table, "request": RequestFactory().get("/")})
        [row] = table.rows
        return {column.name: str(value) for column, value in row.items()}

    def test_flags_are_switches_for_who_may_change_them(self) -> None:
        segment = SegmentFactory(number="WEST", campaign=CampaignFactory(), is_campaign_target=True)
        line = SegmentLineFactory(segment=segment, contact=cast.company("Alder"), line_number=7)
        row = self.row(segment, may_flag=True)
        self.assertIn(f'value="{line.pk}" data-tick aria-label="Alder"', row["tick"])
        self.assertIn('aria-checked="true"', row["is_campaign_target"])
        self.assertIn('formaction="/segments/WEST/lines/7/target/?"', row["is_campaign_target"])
        self.assertIn('aria-checked="false"', row["is_campaign_response"])
        self.assertIn('formaction="/segments/WEST/lines/7/response/?"', row["is_campaign_response"])

    def test_flags_are_words_for_others_and_without_a_campaign(self) -> None:
        segment = SegmentFactory(campaign=CampaignFactory(), is_campaign_target=True)
        SegmentLineFactory(segment=segment)
        row = self.row(segment, may_flag=False)
        self.assertNotIn("tick", row)
        self.assertEqual((row["is_campaign_target"].strip(), row["is_campaign_response"].strip()), ("Yes", "No"))
        loose = SegmentFactory()
        SegmentLineFactory(segment=loose)
        self.assertEqual(self.row(loose, may_flag=True)["is_campaign_target"].strip(), "No")


class ContactLineTableTest(TestCase):
    def test_cancelled_line_is_no_target(self) -> None:
        segment = SegmentFactory(number="WEST", campaign=CampaignFactory(), is_campaign_target=True)
        line = SegmentLineFactory(segment=segment, contact=cast.company("Alder"), is_campaign_response=True)
        for is_cancelled, expected in [(False, "Yes"), (True, "No")]:
            line.is_cancelled = is_cancelled
            [row] = ContactLineTable([line]).rows
            shown = [str(row.get_cell(name)) for name in ("segment", "contact", "dated_on", "is_campaign_target")]
            self.assertEqual(shown, ['<a href="/segments/WEST/">WEST</a>', "Alder", "15 Jan 2030", expected])
            self.assertEqual(str(row.get_cell("is_campaign_response")), "Yes")
