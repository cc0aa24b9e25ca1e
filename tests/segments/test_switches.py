from django.test import TestCase
from django.utils.translation import override

from segments.models import SegmentLine
from segments.switches import flag_switch, yes_or_no
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory


class FlagSwitchTest(TestCase):
    def setUp(self) -> None:
        segment = SegmentFactory(number="WEST", campaign=CampaignFactory())
        contact = cast.company('Alder <& "Sons"')
        self.line: SegmentLine = SegmentLineFactory(segment=segment, contact=contact, line_number=7)

    def switch(self, flag: str, *, is_on: bool) -> str:
        return flag_switch(self.line, flag, is_on=is_on, segment_number="WEST", query="city=Gent&page=2")

    def test_switch_that_is_off_offers_yes_and_names_the_contact(self) -> None:
        self.assertHTMLEqual(
            self.switch("target", is_on=False),
            """
            <button type="submit" id="target-7" class="switch-button" role="switch" aria-checked="false"
                    aria-label="Alder &lt;&amp; &quot;Sons&quot;: campaign target" form="flags" name="value" value="yes"
                    formaction="/segments/WEST/lines/7/target/?city=Gent&amp;page=2"
                    hx-post="/segments/WEST/lines/7/target/?city=Gent&amp;page=2" hx-vals='{"value": "yes"}'
                    hx-target="#line-7" hx-select="#line-7" hx-select-oob="#messages,#segment-figures"
                    hx-swap="outerHTML">
              <span class="switch" aria-hidden="true"></span><span class="switch-word">No</span>
            </button>
            """,
        )

    def test_switch_that_is_on_offers_no(self) -> None:
        switch = self.switch("response", is_on=True)
        self.assertIn('id="response-7"', switch)
        self.assertIn('aria-checked="true"', switch)
        self.assertIn(": campaign response", switch)
        self.assertIn('name="value" value="no"', switch)
        self.assertIn("""hx-vals='{"value": "no"}'""", switch)
        self.assertIn('<span class="switch-word">Yes</span>', switch)

    def test_words_are_translated(self) -> None:
        with override("nl"):
            self.assertEqual([yes_or_no(value=True), yes_or_no(value=False)], ["Ja", "Nee"])
            self.assertIn(": campagnedoel", self.switch("target", is_on=True))
