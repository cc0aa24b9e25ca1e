from django.test import TestCase

from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

LABELS, ADDRESSES = "/segments/WEST/print/labels/", "/segments/WEST/print/addresses/"
HOME = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent"}


class SegmentPrintTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        west = SegmentFactory(number="WEST", description="The west")
        alder, birch = cast.company("Alder", **HOME), cast.company("Birch")
        blocked = cast.company("Elm", **HOME, is_privacy_blocked=True)
        gone = cast.company("Fir", **HOME)
        for number, contact in enumerate([alder, alder, birch, blocked], start=1):
            SegmentLineFactory(segment=west, contact=contact, line_number=number)
        SegmentLineFactory(segment=west, contact=gone, line_number=9, is_cancelled=True)
        SegmentLineFactory(contact=cast.company("Gum", **HOME))

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def test_one_label_for_each_contact_however_many_lines_it_has(self) -> None:
        page = self.client.get(LABELS)
        labels = [lines[0] for places in page.context["sheets"] for lines in places if lines]
        self.assertEqual(labels, ["Alder"])
        self.assertEqual(page.context["counts"].total_count, 3)
        for text in ("1 contact is privacy blocked", "BIRCH", "The west"):
            self.assertContains(page, text)

    def test_address_list(self) -> None:
        rows = self.client.get(ADDRESSES).context["rows"]
        self.assertEqual([contact.number for contact, _place in rows], ["ALDER", "BIRCH"])

    def test_filters_of_the_lines_narrow(self) -> None:
        self.assertEqual(self.client.get(f"{ADDRESSES}?city=Breda").context["rows"], [])
        self.assertContains(self.client.get(f"{LABELS}?town=Gent"), "no filter “town”")

    def test_card_offers_both(self) -> None:
        page = self.client.get("/segments/WEST/?city=Gent")
        self.assertContains(page, f"{LABELS}?city=Gent&amp;page=1")
        self.assertContains(page, f"{ADDRESSES}?city=Gent&amp;page=1")

    def test_unknown_segment(self) -> None:
        self.assertEqual(self.client.get("/segments/NONE/print/labels/").status_code, 404)

    def test_needs_both_permissions(self) -> None:
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(LABELS).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(LABELS), f"/sign-in/?next={LABELS}", fetch_redirect_response=False)
