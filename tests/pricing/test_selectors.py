import datetime as dt
from decimal import Decimal

from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from pricing.models import Item
from pricing.selectors import OfferBook, discount_rows_of, has_rows, price_rows_of, quantities_per_unit
from pricing.terms import EVERYONE, NormalTerms, PriceTerms, Reason, Sale, Source, SourceKind
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.pricing import (
    CustomerDiscountGroupFactory,
    CustomerPriceGroupFactory,
    ItemDiscountGroupFactory,
)


class OfferBookCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")
        cls.item = cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder)

    def book(self, **options: object) -> OfferBook:
        return OfferBook.load(item_ids=[self.item.pk], buyer_ids=[self.alder.pk, self.birch.pk], **options)

    def price_rows(self, buyer: object, **options: object) -> list[int]:
        offers = self.book(**options).offers_for(item_id=self.item.pk, buyer_id=buyer.pk)
        return sorted(offer.row_id for offer in offers.prices)

    def discount_rows(self, buyer: object, **options: object) -> list[int]:
        offers = self.book(**options).offers_for(item_id=self.item.pk, buyer_id=buyer.pk)
        return sorted(offer.row_id for offer in offers.discounts)

    def sale(self, **fields: object) -> Sale:
        values = {"item_id": self.item.pk, "buyer_id": self.alder.pk, "ordered_on": WORK_DATE, "quantity": Decimal(1)}
        return Sale(**{**values, **fields})


class OffersTest(OfferBookCase):
    def test_price_carries_all_that_the_rule_asks_of_its_row(self) -> None:
        blue, box = cast.variant(self.item), cast.unit(self.item, "BOX")
        row = cast.price(
            self.item,
            "90.12345",
            variant=blue,
            unit=box,
            currency_code="USD",
            minimum_quantity="2.5",
            starting_on=dt.date(2030, 1, 1),
            ending_on=dt.date(2030, 1, 31),
            allows_line_discount=False,
        )
        [offer] = self.book().offers_for(item_id=self.item.pk, buyer_id=self.birch.pk).prices
        self.assertEqual((offer.row_id, offer.source), (row.pk, EVERYONE))
        self.assertEqual((offer.unit_price, offer.allows_line_discount), (Decimal("90.12345"), False))
        self.assertEqual((offer.variant_id, offer.unit_id, offer.currency_code), (blue.pk, box.pk, "USD"))
        self.assertEqual(offer.minimum_quantity, Decimal("2.5"))
        self.assertEqual((offer.starting_on, offer.ending_on), (dt.date(2030, 1, 1), dt.date(2030, 1, 31)))

    def test_discount_carries_all_that_the_rule_asks_of_its_row(self) -> None:
        blue, box = cast.variant(self.item), cast.unit(self.item, "BOX")
        row = cast.discount(
            self.item,
            "12.34567",
            variant=blue,
            unit=box,
            currency_code="USD",
            minimum_quantity="2.5",
            starting_on=dt.date(2030, 1, 1),
            ending_on=dt.date(2030, 1, 31),
        )
        [offer] = self.book().offers_for(item_id=self.item.pk, buyer_id=self.birch.pk).discounts
        self.assertEqual((offer.row_id, offer.source, offer.item_id), (row.pk, EVERYONE, self.item.pk))
        self.assertEqual((offer.percent, offer.item_discount_group_id), (Decimal("12.34567"), None))
        self.assertEqual((offer.variant_id, offer.unit_id, offer.currency_code), (blue.pk, box.pk, "USD"))
        self.assertEqual(offer.minimum_quantity, Decimal("2.5"))
        self.assertEqual((offer.starting_on, offer.ending_on), (dt.date(2030, 1, 1), dt.date(2030, 1, 31)))

    def test_campaign_row_has_dates_and_flag_of_its_campaign(self) -> None:
        dates = {"starting_on": dt.date(2030, 3, 1), "ending_on": dt.date(2030, 3, 31)}
        march = cast.campaign("MARCH", self.alder, applies_even_if_dearer=True, **dates)
        cast.price(self.item, 90, march)
        [offer] = self.book().offers_for(item_id=self.item.pk, buyer_id=self.alder.pk).prices
        self.assertEqual(offer.source, Source(SourceKind.CAMPAIGN, march.pk, applies_even_if_dearer=True))
        self.assertEqual((offer.starting_on, offer.ending_on), (dates["starting_on"], dates["ending_on"]))

    def test_buyer_gets_rows_of_everyone_itself_its_groups_and_its_campaigns(self) -> None:
        wholesale, retail = CustomerPriceGroupFactory(code="WHOLESALE"), CustomerPriceGroupFactory(code="RETAIL")
        large, small = CustomerDiscountGroupFactory(code="LARGE"), CustomerDiscountGroupFactory(code="SMALL")
        cast.terms(self.alder, price_group=wholesale, discount_group=large)
        cast.terms(self.birch, price_group=retail, discount_group=small)
        prices = [cast.price(self.item, 90, source) for source in (None, self.alder, wholesale, self.spring)]
        discounts = [cast.discount(self.item, 9, source) for source in (None, self.alder, large, self.spring)]
        others = [cast.price(self.item, 90, source).pk for source in (self.birch, retail)]
        other_discounts = [cast.discount(self.item, 9, source).pk for source in (self.birch, small)]
        self.assertEqual(self.price_rows(self.alder), [row.pk for row in prices])
        self.assertEqual(self.discount_rows(self.alder), [row.pk for row in discounts])
        self.assertEqual(self.price_rows(self.birch), [prices[0].pk, *others])
        self.assertEqual(self.discount_rows(self.birch), [discounts[0].pk, *other_discounts])
        book = OfferBook.load(item_ids={self.item.pk}, buyer_ids={self.alder.pk}, shows_every_campaign=True)
        standing = book.offers_for(item_id=self.item.pk, buyer_id=self.alder.pk, with_campaigns=False)
        self.assertCountEqual([offer.row_id for offer in standing.prices], [row.pk for row in prices[:3]])
        self.assertCountEqual([offer.row_id for offer in standing.discounts], [row.pk for row in discounts[:3]])

    def test_price_group_and_discount_group_of_one_key_are_two_things(self) -> None:
        wholesale = CustomerPriceGroupFactory(code="WHOLESALE")
        large = CustomerDiscountGroupFactory(code="LARGE", pk=wholesale.pk)
        cast.terms(self.alder, price_group=wholesale)
        row = cast.price(self.item, 90, wholesale)
        cast.discount(self.item, 10, large)
        self.assertEqual((self.price_rows(self.alder), self.discount_rows(self.alder)), ([row.pk], []))

    def test_discounts_are_those_on_item_its_group_or_all_items(self) -> None:
        resale, parts = ItemDiscountGroupFactory(code="RESALE"), ItemDiscountGroupFactory(code="PARTS")
        self.item.discount_group = resale
        self.item.save()
        rows = [cast.discount(on, 5) for on in (self.item, resale, None)]
        cast.discount(parts, 5)
        cast.discount(cast.item("2000"), 5)
        self.assertEqual(self.discount_rows(self.alder), [row.pk for row in rows])

    def test_withdrawn_rows_are_left_out(self) -> None:
        cast.price(self.item, 90, withdrawn_at=NOW)
        cast.price(self.item, 90, self.spring, withdrawn_at=NOW)
        cast.discount(self.item, 10, withdrawn_at=NOW)
        self.assertEqual((self.price_rows(self.alder), self.discount_rows(self.alder)), ([], []))

    def test_book_of_many_gives_what_books_of_one_give(self) -> None:
        other = cast.item("2000")
        cast.campaign("SUMMER", self.alder, self.birch)
        for item in (self.item, other):
            for source in (None, self.alder, self.birch, *Campaign.objects.all()):
                cast.price(item, 90, source)
                cast.discount(item, 10, source)
        buyers, items = [self.alder.pk, self.birch.pk], [self.item.pk, other.pk]
        for shows_every in (False, True):
            many = OfferBook.load(item_ids=items, buyer_ids=buyers, shows_every_campaign=shows_every)
            for item_id in items:
                for buyer_id in buyers:
                    one = OfferBook.load(item_ids=[item_id], buyer_ids=[buyer_id], shows_every_campaign=shows_every)
                    key = {"item_id": item_id, "buyer_id": buyer_id}
                    self.assertEqual(set(many.offers_for(**key).prices), set(one.offers_for(**key).prices))
                    self.assertEqual(set(many.offers_for(**key).discounts), set(one.offers_for(**key).discounts))


class CampaignsTest(OfferBookCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.autumn = cast.campaign("AUTUMN", cls.alder, is_active=False)
        cls.old = cast.campaign("OLD", cls.alder, is_active=False, is_archived=True)
        cls.rows = {campaign: cast.price(cls.item, 90, campaign).pk for campaign in (cls.spring, cls.autumn, cls.old)}
        cls.discounts = {
            campaign: cast.discount(None, 10, campaign).pk for campaign in (cls.spring, cls.autumn, cls.old)
        }

    def test_only_active_ones_that_hold_the_buyer_count(self) -> None:
        self.assertEqual(self.price_rows(self.alder), [self.rows[self.spring]])
        self.assertEqual(self.discount_rows(self.alder), [self.discounts[self.spring]])
        self.assertEqual((self.price_rows(self.birch), self.discount_rows(self.birch)), ([], []))

    def test_every_campaign_shows_why_the_others_do_not_count(self) -> None:
        book = self.book(shows_every_campaign=True)
        for buyer, holds_buyer in ((self.alder, True), (self.birch, False)):
            offers = book.offers_for(item_id=self.item.pk, buyer_id=buyer.pk)
            for kind in (offers.prices, offers.discounts):
                self.assertEqual(
                    {offer.source for offer in kind},
                    {
                        Source(SourceKind.CAMPAIGN, self.spring.pk, is_active=True, holds_buyer=holds_buyer),
                        Source(SourceKind.CAMPAIGN, self.autumn.pk, is_active=False, holds_buyer=holds_buyer),
                    },
                )

    def test_every_campaign_decides_as_only_those_that_count(self) -> None:
        for buyer in (self.alder, self.birch):
            sale = self.sale(buyer_id=buyer.pk)
            self.assertEqual(self.book(shows_every_campaign=True).judge(sale).terms, self.book().judge(sale).terms)

    def test_others_can_be_taken_as_active(self) -> None:
        taken = {"active_campaign_ids": [self.autumn.pk]}
        self.assertEqual(self.price_rows(self.alder, **taken), [self.rows[self.autumn]])
        self.assertEqual(self.price_rows(self.alder, active_campaign_ids=[]), [])
        book = self.book(shows_every_campaign=True, **taken)
        active = {
            offer.source.key: offer.source.is_active
            for offer in book.offers_for(item_id=self.item.pk, buyer_id=self.alder.pk).prices
        }
        self.assertEqual(active, {self.spring.pk: False, self.autumn.pk: True})

    def test_archived_one_can_be_taken_as_active(self) -> None:
        taken = {"active_campaign_ids": [self.old.pk]}
        self.assertEqual(self.price_rows(self.alder, **taken), [self.rows[self.old]])
        every = self.price_rows(self.alder, shows_every_campaign=True, **taken)
        self.assertEqual(every, sorted(self.rows.values()))


class QuestionTest(OfferBookCase):
    def test_says_of_item_and_buyer_what_their_cards_say(self) -> None:
        resale = ItemDiscountGroupFactory(code="RESALE")
        self.item.discount_group = resale
        self.item.save()
        cast.terms(self.alder, allows_line_discount=False)
        question = self.book().question(self.sale())
        self.assertEqual((question.item_id, question.card_price), (self.item.pk, Decimal(100)))
        self.assertEqual((question.item_discount_group_id, question.allows_line_discount), (resale.pk, False))
        self.assertEqual((question.unit_id, question.quantity_per_unit), (self.item.base_unit_id, Decimal(1)))

    def test_says_of_the_sale_what_it_says(self) -> None:
        blue, box = cast.variant(self.item), cast.unit(self.item, "BOX")
        question = self.book().question(
            self.sale(
                variant_id=blue.pk,
                unit_id=box.pk,
                quantity=Decimal("2.5"),
                quantity_per_unit=Decimal(5),
                ordered_on=dt.date(2030, 2, 28),
                currency_code="USD",
                currency_factor=Decimal("1.3"),
                campaign_id=self.spring.pk,
            )
        )
        self.assertEqual(
            (question.variant_id, question.unit_id, question.campaign_id), (blue.pk, box.pk, self.spring.pk)
        )
        self.assertEqual((question.quantity, question.quantity_per_unit), (Decimal("2.5"), Decimal(5)))
        self.assertEqual((question.currency_code, question.currency_factor), ("USD", Decimal("1.3")))
        self.assertEqual(question.ordered_on, dt.date(2030, 2, 28))

    def test_buyer_without_terms_allows_line_discounts(self) -> None:
        self.assertTrue(self.book().question(self.sale()).allows_line_discount)

    def test_judgement_weighs_all_offers(self) -> None:
        price, discount = cast.price(self.item, 90, self.spring), cast.discount(self.item, 5)
        terms = PriceTerms(Decimal(90), Decimal(5), price.pk, discount.pk)
        self.assertEqual(self.book().judge(self.sale()).terms, terms)

    def test_judgement_keeps_normal_terms_that_are_a_fact(self) -> None:
        row = cast.price(self.item, 70)
        agreed = NormalTerms(Decimal(80), allows_line_discount=True, discount_percent=Decimal(0), is_card_price=False)
        judgement = self.book().judge(self.sale(), agreed=agreed)
        self.assertEqual(judgement.terms, PriceTerms(Decimal(80), Decimal(0)))
        [verdict] = judgement.prices
        self.assertEqual((verdict.offer.row_id, verdict.reason), (row.pk, Reason.NORMAL_TERMS_ARE_KEPT))


class QueryCountTest(OfferBookCase):
    def add(self, *names: str) -> None:
        for name in names:
            item, buyer = cast.item(name), cast.company(name)
            for source in (None, buyer, cast.campaign(name, self.alder, buyer)):
                cast.price(item, 90, source)
                cast.discount(item, 10, source)

    def assert_query_counts(self) -> None:
        keys = {
            "item_ids": list(Item.objects.values_list("pk", flat=True)),
            "buyer_ids": list(Contact.objects.values_list("pk", flat=True)),
        }
        with self.assertNumQueries(5):
            book = OfferBook.load(**keys)
        with self.assertNumQueries(6):
            OfferBook.load(**keys, shows_every_campaign=True)
        with self.assertNumQueries(0):
            for item_id in keys["item_ids"]:
                for buyer_id in keys["buyer_ids"]:
                    book.judge(self.sale(item_id=item_id, buyer_id=buyer_id))

    def test_does_not_grow_with_items_buyers_campaigns_or_rows(self) -> None:
        self.assert_query_counts()
        self.add("A", "B", "C", "D", "E")
        self.assert_query_counts()


class RowsOfCampaignTest(OfferBookCase):
    def test_prices_in_force_by_item_variant_and_quantity(self) -> None:
        second = cast.item("2000")
        blue = cast.variant(self.item, "BLUE")
        rows = [
            cast.price(second, 90, self.spring),
            cast.price(self.item, 90, self.spring, variant=blue),
            cast.price(self.item, 90, self.spring, minimum_quantity=20),
            cast.price(self.item, 90, self.spring, minimum_quantity=3),
        ]
        cast.price(self.item, 90, self.spring, withdrawn_at=NOW)
        cast.price(self.item, 90)
        with self.assertNumQueries(1):
            found = [(row, row.item.base_unit.code, row.variant, row.unit) for row in price_rows_of(self.spring)]
        self.assertEqual([row for row, *_related in found], [rows[3], rows[2], rows[1], rows[0]])

    def test_discounts_in_force_by_item_then_group_then_all_items(self) -> None:
        resale = ItemDiscountGroupFactory(code="RESALE")
        rows = [
            cast.discount(None, 5, self.spring),
            cast.discount(resale, 5, self.spring),
            cast.discount(self.item, 5, self.spring, minimum_quantity=20),
            cast.discount(self.item, 5, self.spring, minimum_quantity=3),
        ]
        cast.discount(self.item, 5, self.spring, withdrawn_at=NOW)
        with self.assertNumQueries(1):
            found = [(row, row.item, row.item_discount_group) for row in discount_rows_of(self.spring)]
        self.assertEqual([row for row, *_related in found], rows[::-1])


class QuantitiesPerUnitTest(OfferBookCase):
    def test_of_every_unit_with_base_unit(self) -> None:
        box = cast.unit(self.item, "BOX", holds="12.5")
        other = cast.item("2000")
        cast.unit(other, "BOX", holds=3)
        with self.assertNumQueries(2):
            found = quantities_per_unit([self.item.pk])
        self.assertEqual(
            found, {(self.item.pk, self.item.base_unit_id): Decimal(1), (self.item.pk, box.pk): Decimal("12.5")}
        )


class HasRowsTest(OfferBookCase):
    def test_price_or_discount_in_force_is_enough(self) -> None:
        priced, discounted, withdrawn = (cast.campaign(name) for name in ("PRICED", "DISCOUNTED", "WITHDRAWN"))
        cast.price(self.item, 90, priced)
        cast.discount(None, 5, discounted)
        cast.price(self.item, 90, withdrawn, withdrawn_at=NOW)
        cast.discount(self.item, 5, withdrawn, withdrawn_at=NOW)
        self.assertCountEqual(
            Campaign.objects.filter(has_rows(), pk__in=[priced.pk, discounted.pk, withdrawn.pk]), [priced, discounted]
        )
