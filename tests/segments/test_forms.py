import datetime as dt

from django.test import TestCase

from contacts.numbering import NumberError
from segments.forms import LinkForm, NewSegmentForm, SegmentForm
from segments.services import FlagNeedsCampaignError, SegmentDetails, SegmentError
from tests.factories.campaigns import CampaignFactory
from tests.factories.segments import SegmentFactory

FILLED_IN = {"description": "West", "dated_on": "2030-01-15"}


class SegmentFormTest(TestCase):
    def test_turns_into_details(self) -> None:
        campaign = CampaignFactory(number="SPRING")
        form = SegmentForm({**FILLED_IN, "campaign": "spring", "is_campaign_target": "on"})
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(
            form.details(),
            SegmentDetails(
                description="West", dated_on=dt.date(2030, 1, 15), campaign=campaign, is_campaign_target=True
            ),
        )

    def test_refusal_stands_at_its_field(self) -> None:
        for error, field in [
            (NumberError("No."), "number"),
            (FlagNeedsCampaignError("No."), "campaign"),
            (SegmentError("No."), "__all__"),
        ]:
            form = NewSegmentForm(FILLED_IN)
            form.is_valid()
            form.refuse(error)
            self.assertEqual(form.errors, {field: ["No."]})


class LinkFormTest(TestCase):
    def errors(self, number: str) -> list[str]:
        return LinkForm({"segment": number}, campaign=CampaignFactory()).errors.get("segment", [])

    def test_finds_by_number_in_any_case(self) -> None:
        SegmentFactory(number="WEST")
        self.assertEqual(self.errors("west"), [])
        self.assertEqual(self.errors("EAST"), ["There is no segment EAST."])

    def test_segment_of_another_campaign_keeps_its_targets(self) -> None:
        SegmentFactory(number="WEST", campaign=CampaignFactory(number="SUMMER"))
        self.assertEqual(self.errors("WEST"), ["WEST is linked to campaign SUMMER. Change that on the segment itself."])
