import datetime as dt
import re

from django.contrib.auth.models import Group
from django.test import TestCase

from contacts.models import Contact
from segments.services import SegmentDetails, add_contacts, create_segment
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import ConsentFactory, NumberSeriesFactory
from tests.factories.users import UserFactory


class ContactFiguresTest(TestCase):
    """Alder with Ann: two open orders, one in dollars; SPRING active, SUMMER not; a price and a discount of its own."""

    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="SEGMENT", prefix="SM")
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        cls.item = cast.item("1000")
        cast.price(cls.item, "90", cls.alder)
        cast.discount(None, "5", cls.alder)
        cls.spring, cls.summer = cast.campaign("SPRING"), cast.campaign("SUMMER", is_active=False)
        for campaign in (cls.spring, cls.summer):
            details = SegmentDetails(
                description="Spring", dated_on=WORK_DATE, campaign=campaign, is_campaign_target=True
            )
            add_contacts(create_segment(details=details, by=None), contacts=Contact.objects.all(), at=NOW)
        cast.line(cast.order(cls.alder), cls.item, 3)
        dollars = cast.order(cls.alder, currency_code="USD", currency_factor="2")
        cast.line(dollars, cls.item, 1, unit_price="200")
        cast.line(cast.order(cls.alder, status="closed"), cls.item)
        cls.viewer = UserFactory(group="Viewer")

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def figures(self, contact: str) -> dict[str, tuple[str, str]]:
        """Return by label where a figure leads and what it says."""
        page = self.client.get(f"/contacts/{contact}/").text
        panel = page[page.index('id="going-on"') : page.index("</dl>", page.index('id="going-on"'))]
        rows = re.findall(r'<dt>([^<]+)</dt>\s*<dd>\s*<a href="([^"]+)">([^<]+)</a>', panel)
        return {label: (url.replace("&amp;", "&"), text) for label, url, text in rows}

    def test_company_shows_all_that_the_firm_has_going_on_with_it(self) -> None:
        self.assertEqual(
            self.figures("ALDER"),
            {
                "Open orders": ("/orders/?buyer=ALDER&status=open", "2 · €400.00"),
                "Campaigns it is a target of": ("/contacts/ALDER/campaigns/", "2, activated: 1"),
                "On segments": ("/contacts/ALDER/segments/", "4 lines, open: 4"),
                "Prices and discounts of its own": ("/pricing/?buyer=ALDER", "2"),
                "Messages may go by": ("/contacts/ALDER/consent/", "None"),
            },
        )

    def test_person_shows_what_its_company_buys_and_what_is_its_own(self) -> None:
        ConsentFactory(contact=self.ann)
        ConsentFactory(contact=self.ann, channel="letter")
        ConsentFactory(contact=self.ann, channel="phone", state="withdrawn", stated_on=dt.date(2026, 5, 3))
        figures = self.figures("ANN")
        self.assertEqual(figures["Open orders"], ("/orders/?buyer=ALDER&status=open", "2 · €400.00"))
        self.assertEqual(figures["On segments"], ("/contacts/ANN/segments/", "2 lines, open: 2"))
        self.assertEqual(figures["Messages may go by"][1], "E-mail, Letter")
        Contact.objects.filter(pk=self.ann.pk).update(is_privacy_blocked=True)
        self.assertEqual(self.figures("ANN")["Messages may go by"][1], "None: privacy blocked")

    def test_each_leads_to_the_rows_that_it_counts(self) -> None:
        figures = self.figures("ALDER")
        self.assertContains(self.client.get(figures["Open orders"][0]), "2 of 3 orders")
        self.assertContains(self.client.get(figures["Prices and discounts of its own"][0]), "2 of 2 prices")
        for label in ("Campaigns it is a target of", "On segments"):
            self.assertContains(self.client.get(figures[label][0]), "SPRING")

    def test_nothing_going_on_is_nothing_to_count(self) -> None:
        cast.company("Birch")
        self.assertEqual([text for _url, text in self.figures("BIRCH").values()], ["0", "0", "0", "0", "None"])

    def test_shows_what_the_person_may_see(self) -> None:
        Group.objects.get(name="Viewer").permissions.remove(
            *self.viewer.groups.get().permissions.filter(codename="view_order")
        )
        self.client.force_login(type(self.viewer).objects.get(pk=self.viewer.pk))
        self.assertNotIn("Open orders", self.figures("ALDER"))

    def test_costs_the_same_however_much_there_is(self) -> None:
        with self.assertNumQueries(35):
            self.client.get("/contacts/ALDER/")
        for quantity in (2, 3, 4):
            cast.line(cast.order(self.alder), self.item)
            cast.price(self.item, "80", self.alder, minimum_quantity=quantity)
        with self.assertNumQueries(35):
            self.client.get("/contacts/ALDER/")
