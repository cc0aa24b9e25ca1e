"""The acceptance scenarios that rows, campaigns and targets decide with the rule, each named after its id."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from campaigns.services import CampaignDetails, change_campaign
from pricing.selectors import OfferBook
from pricing.services import withdraw_row
from pricing.terms import Offer, PriceTerms, Sale
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE

LAST_DAY = dt.date(2030, 1, 20)


class ScenarioTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item("I1", price=100)
        cls.campaign = cast.campaign("CP1", cls.alder, starting_on=WORK_DATE, ending_on=LAST_DAY)
        cls.price = cast.price(cls.item, "72.35", cls.campaign, minimum_quantity=12)
        cls.discount = cast.discount(cls.item, "37.5", cls.campaign, minimum_quantity=24)

    def book(self, buyer_id: int | None = None) -> OfferBook:
        return OfferBook.load(item_ids=[self.item.pk], buyer_ids=[buyer_id or self.alder.pk])

    def terms(self, quantity: int = 12, **fields: object) -> PriceTerms:
        values = {"buyer_id": self.alder.pk, "ordered_on": WORK_DATE, "quantity": Decimal(quantity)}
        sale = Sale(**{"item_id": self.item.pk, **values, **fields})
        return self.book(sale.buyer_id).judge(sale).terms

    def offers(self) -> list[Offer]:
        offers = self.book().offers_for(item_id=self.item.pk, buyer_id=self.alder.pk)
        return [*offers.prices, *offers.discounts]

    def test_a03_rows_follow_the_dates_of_their_campaign(self) -> None:
        details = CampaignDetails(description="", starting_on=dt.date(2030, 1, 12), ending_on=LAST_DAY)
        change_campaign(self.campaign, details=details, at=NOW)
        dates = {(offer.starting_on, offer.ending_on) for offer in self.offers()}
        self.assertEqual(dates, {(dt.date(2030, 1, 12), LAST_DAY)})
        self.assertEqual(self.terms(ordered_on=dt.date(2030, 1, 12)).unit_price, Decimal("72.35"))

    def test_a07_a14_line_of_a_target_gets_the_campaign_price(self) -> None:
        self.assertEqual(self.terms(), PriceTerms(Decimal("72.35"), Decimal(0), self.price.pk))
        self.assertEqual(self.terms(campaign_id=self.campaign.pk).unit_price, Decimal("72.35"))

    def test_a16_prices_of_a_buyer_name_the_campaign(self) -> None:
        [offer] = self.book().offers_for(item_id=self.item.pk, buyer_id=self.alder.pk).prices
        self.assertEqual((offer.row_id, offer.source.key), (self.price.pk, self.campaign.pk))
        self.assertEqual((offer.minimum_quantity, offer.unit_price), (Decimal(12), Decimal("72.35")))

    def test_d02_d09_rows_of_a_campaign_have_its_dates_from_the_first(self) -> None:
        self.assertEqual({(offer.starting_on, offer.ending_on) for offer in self.offers()}, {(WORK_DATE, LAST_DAY)})

    def test_d08_renamed_campaign_keeps_its_rows(self) -> None:
        self.campaign.number = "CP9"
        self.campaign.save()
        self.assertEqual(self.terms().sales_price_id, self.price.pk)

    def test_d25_campaign_that_is_not_active_is_not_among_the_prices_of_a_buyer(self) -> None:
        self.campaign.is_active, self.campaign.activated_at = False, None
        self.campaign.save()
        self.assertEqual(self.offers(), [])

    def test_e05_withdrawn_price_counts_no_more(self) -> None:
        withdraw_row(row=self.price, at=NOW, by=None)
        self.assertEqual(self.terms().unit_price, Decimal(100))

    def test_e11_contact_that_is_no_customer_gets_the_price_and_keeps_it_as_one(self) -> None:
        birch = cast.company("Birch", is_customer=False)
        cast.target(self.campaign, birch)
        self.assertEqual(self.terms(buyer_id=birch.pk).unit_price, Decimal("72.35"))
        birch.is_customer = True
        birch.save()
        self.assertEqual(self.terms(buyer_id=birch.pk).unit_price, Decimal("72.35"))

    def test_e15_person_without_company_is_a_buyer_of_its_own(self) -> None:
        ann, ben = cast.person("Ann"), cast.person("Ben")
        cast.target(self.campaign, ann)
        self.assertEqual(self.terms(buyer_id=ann.pk).unit_price, Decimal("72.35"))
        self.assertEqual(self.terms(buyer_id=ben.pk).unit_price, Decimal(100))
