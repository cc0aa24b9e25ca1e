"""The acceptance scenarios that the price rule alone decides, each named after its id (docs/scenarios.md)."""

import datetime as dt
from decimal import Decimal

from django.test import SimpleTestCase

from pricing.arithmetic import line_amount
from pricing.terms import Reason
from tests.pricing.offers import (
    BLUE,
    BOX,
    BUYER,
    GROUP,
    SPRING,
    SPRING_EVEN_IF_DEARER,
    SPRING_NOT_ACTIVE,
    SPRING_WITHOUT_BUYER,
    SUMMER,
    WORK_DATE,
    discount,
    exactly,
    judged,
    price,
    priced,
    verdict_on,
)

ONE_DAY = dt.timedelta(days=1)
X = {"currency_code": "X", "currency_factor": "1.3"}


class CampaignTest(SimpleTestCase):
    def test_a11_removed_contact_gives_no_discount(self) -> None:
        offer = discount("37.5", SPRING_WITHOUT_BUYER, minimum_quantity="12")
        self.assertEqual(priced(offer, quantity="12"), exactly(100, 0))

    def test_b14_three_quantities_of_a_campaign_that_applies_even_if_dearer(self) -> None:
        one_day = {"starting_on": WORK_DATE, "ending_on": WORK_DATE}
        offers = (
            price(10450, SPRING_EVEN_IF_DEARER, minimum_quantity="6", unit_id=10, **one_day),
            discount(17, SPRING_EVEN_IF_DEARER, minimum_quantity="9", unit_id=10, **one_day),
        )
        for quantity, expected in {"5": ("612.50", 0), "6": (10450, 0), "9": (10450, 17)}.items():
            with self.subTest(quantity=quantity):
                self.assertEqual(priced(*offers, quantity=quantity, card_price="612.50"), exactly(*expected))

    def test_b14_without_that_flag_only_the_discount_counts(self) -> None:
        offers = price(10450, SPRING, minimum_quantity="6"), discount(17, SPRING, minimum_quantity="9")
        for quantity, expected in {"5": ("612.50", 0), "6": ("612.50", 0), "9": ("612.50", 17)}.items():
            with self.subTest(quantity=quantity):
                self.assertEqual(priced(*offers, quantity=quantity, card_price="612.50"), exactly(*expected))

    def test_b15_b24_campaign_that_is_not_active_changes_nothing(self) -> None:
        offers = price(500, SPRING_NOT_ACTIVE, minimum_quantity="6"), discount(17, SPRING_NOT_ACTIVE)
        for quantity in ("5", "6", "9"):
            with self.subTest(quantity=quantity):
                self.assertEqual(priced(*offers, quantity=quantity, card_price="612.50"), exactly("612.50", 0))

    def test_b23_price_and_discount_of_an_active_campaign(self) -> None:
        years = {"starting_on": WORK_DATE, "ending_on": WORK_DATE.replace(year=2033)}
        offers = (
            price(10450, SPRING_EVEN_IF_DEARER, minimum_quantity="6", **years),
            discount(17, SPRING_EVEN_IF_DEARER, minimum_quantity="9", **years),
        )
        self.assertEqual(priced(*offers, quantity="9", card_price="612.50"), exactly(10450, 17))

    def test_c01_named_campaign_is_the_only_one_and_grants_nothing_by_itself(self) -> None:
        named = price(80, SPRING_WITHOUT_BUYER)
        other = price(90, SUMMER)
        judgement = judged(named, other, campaign_id=SPRING.key)
        self.assertEqual(judgement.terms.unit_price, Decimal(100))
        self.assertEqual(verdict_on(named, judgement).reason, Reason.NOT_A_TARGET)
        self.assertEqual(verdict_on(other, judgement).reason, Reason.OTHER_CAMPAIGN_NAMED)

    def test_c03_every_campaign_of_the_buyer_is_weighed(self) -> None:
        offers = price(90, SPRING), price(88, SUMMER)
        self.assertEqual([verdict.net for verdict in judged(*offers).prices], [Decimal(90), Decimal(88)])

    def test_c06_naming_the_other_campaign_gives_its_dearer_price(self) -> None:
        offers = price(150, SPRING), price(350, SUMMER)
        self.assertEqual(priced(*offers, card_price="400", campaign_id=SPRING.key), exactly(150))
        self.assertEqual(priced(*offers, card_price="400", campaign_id=SUMMER.key), exactly(350))

    def test_e04_last_day_counts_and_the_day_after_does_not(self) -> None:
        offer = price("72.35", SPRING, ending_on=WORK_DATE - ONE_DAY)
        self.assertEqual(priced(offer, ordered_on=WORK_DATE), exactly(100))
        self.assertEqual(priced(offer, ordered_on=WORK_DATE - ONE_DAY), exactly("72.35"))

    def test_e05_price_counts_once_its_campaign_is_active(self) -> None:
        self.assertEqual(priced(price("72.35", SPRING_NOT_ACTIVE)), exactly(100))
        self.assertEqual(priced(price("72.35", SPRING)), exactly("72.35"))

    def test_e06_best_of_two_campaigns_or_the_named_one(self) -> None:
        offers = price(90, SPRING), price(88, SUMMER)
        self.assertEqual(priced(*offers), exactly(88))
        self.assertEqual(priced(*offers, campaign_id=SPRING.key), exactly(90))

    def test_e07_price_and_discount_of_two_campaigns_combine(self) -> None:
        self.assertEqual(priced(price(90, SPRING), discount(5, SUMMER), quantity="10"), exactly(90, 5))
        self.assertEqual(line_amount(Decimal(10), Decimal(90), Decimal(5)), Decimal("855.00"))

    def test_e08_standing_terms_that_are_better_stay(self) -> None:
        self.assertEqual(priced(price(90, SPRING), price(85, BUYER)), exactly(85))
        self.assertEqual(priced(discount(10, SPRING), discount(12, GROUP)), exactly(100, 12))

    def test_e09_prices_are_compared_net(self) -> None:
        offers = price(100, SPRING), discount(10)
        self.assertEqual(priced(*offers, price(92, BUYER, allows_line_discount=False)), exactly(100, 10))
        self.assertEqual(priced(*offers, price(89, BUYER, allows_line_discount=False)), exactly(89, 0))

    def test_e16_base_units_reach_the_minimum_of_a_row_without_unit(self) -> None:
        offer = price(10, SPRING, minimum_quantity="20")
        box = {"unit_id": BOX, "quantity_per_unit": "5"}
        self.assertEqual(priced(offer, quantity="3", **box), exactly(500))
        self.assertEqual(priced(offer, quantity="4", **box), exactly(50))

    def test_e18_discount_without_price_leaves_the_card_price(self) -> None:
        self.assertEqual(priced(discount(20, SPRING)), exactly(100, 20))

    def test_e19_of_equal_prices_the_first_created_is_the_origin(self) -> None:
        first, second = price(90, SPRING), price(90, SUMMER)
        for offers in ((first, second), (second, first)):
            self.assertEqual(judged(*offers).terms.sales_price_id, first.row_id)

    def test_e20_below_the_minimum_the_discount_of_the_buyer_is_back(self) -> None:
        offers = price(90, SPRING, minimum_quantity="10", allows_line_discount=False), discount(5, BUYER)
        self.assertEqual(priced(*offers, quantity="10"), exactly(90, 0))
        self.assertEqual(priced(*offers, quantity="9"), exactly(100, 5))

    def test_e21_campaign_without_ending_date_is_open_ended(self) -> None:
        offer = price(90, SPRING, starting_on=WORK_DATE)
        self.assertEqual(priced(offer, ordered_on=WORK_DATE.replace(year=2099)), exactly(90))


class BestPriceTest(SimpleTestCase):
    def test_c18_best_of_those_that_count(self) -> None:
        for source in (SPRING, SUMMER):
            offers = price(15, source), price(10, source), price(9, SPRING_NOT_ACTIVE)
            self.assertEqual(priced(*offers), exactly(10))

    def test_c19_named_currency_goes_first_though_worse(self) -> None:
        self.assertEqual(priced(price(10), price(15, currency_code="X"), **X), exactly(15))
        self.assertEqual(priced(price(10, SPRING), price(15, SPRING, currency_code="X"), **X), exactly(15))

    def test_c21_currency_only_and_variant_only_are_compared_by_net(self) -> None:
        offers = price(10), price(15, currency_code="X"), price(16, variant_id=BLUE)
        self.assertEqual(priced(*offers, variant_id=BLUE, **X), exactly(15))
        cheaper_variant = price(11, variant_id=BLUE)
        self.assertEqual(priced(*offers, cheaper_variant, variant_id=BLUE, **X), exactly("14.3"))

    def test_c21_row_that_names_both_goes_before_rows_that_name_one(self) -> None:
        offers = price(15, currency_code="X"), price(16, variant_id=BLUE), price(99, variant_id=BLUE, currency_code="X")
        self.assertEqual(priced(*offers, variant_id=BLUE, **X), exactly(99))


class DiscountTest(SimpleTestCase):
    def test_c32_c33_discount_is_found_though_the_price_forbids_it(self) -> None:
        judgement = judged(price(90, allows_line_discount=False), discount(15, BUYER))
        self.assertEqual(judgement.normal.discount_percent, Decimal(15))
        self.assertEqual(judgement.terms.line_discount_percent, Decimal(0))

    def test_c35_buyer_who_gets_no_discount_gets_none_on_the_card_price(self) -> None:
        judgement = judged(discount("22.5"), allows_line_discount=False)
        self.assertEqual(judgement.terms.line_discount_percent, Decimal(0))
        self.assertFalse(judgement.normal.allows_line_discount)

    def test_c37_price_and_buyer_forbid_the_discount(self) -> None:
        offers = price(90, allows_line_discount=False), discount("22.5")
        self.assertEqual(priced(*offers, allows_line_discount=False), exactly(90, 0))

    def test_c38_price_forbids_what_the_buyer_allows(self) -> None:
        offers = price(90, allows_line_discount=False), discount("22.5")
        self.assertEqual(priced(*offers, allows_line_discount=True), exactly(90, 0))

    def test_price_allows_what_the_buyer_forbids(self) -> None:
        self.assertEqual(priced(price(90), discount("22.5"), allows_line_discount=False), exactly(90, "22.5"))

    def test_c42_zero_percent_for_the_variant_leaves_the_general_discount(self) -> None:
        offers = discount(10, GROUP), price("62.40", variant_id=BLUE), discount(0, variant_id=BLUE)
        self.assertEqual(priced(*offers, variant_id=BLUE), exactly("62.40", 10))

    def test_c44_discount_for_the_variant_goes_first_but_zero_percent_does_not(self) -> None:
        offers = (
            discount(15, GROUP),
            discount(6, GROUP, variant_id=BLUE),
            price("62.40", variant_id=BLUE),
            discount(0, variant_id=BLUE),
        )
        self.assertEqual(priced(*offers), exactly(100, 15))
        self.assertEqual(priced(*offers, variant_id=BLUE), exactly("62.40", 6))


class PickedByHandTest(SimpleTestCase):
    """BC refuses what is picked by hand and does not fit. Here nobody picks: the offer loses and says why."""

    def test_c50_discount_that_the_line_has_stays(self) -> None:
        self.assertEqual(priced(discount("22.5", BUYER)), exactly(100, "22.5"))

    def test_c51_price_below_its_minimum(self) -> None:
        offer = price(90, BUYER, minimum_quantity="10")
        self.assertEqual(verdict_on(offer, judged(offer, quantity="1")).reason, Reason.BELOW_MINIMUM)

    def test_c52_price_added_later_that_forbids_discounts(self) -> None:
        self.assertEqual(priced(discount("22.5")), exactly(100, "22.5"))
        self.assertEqual(priced(discount("22.5"), price(70, BUYER, allows_line_discount=False)), exactly(70, 0))

    def test_c53_discount_that_the_price_forbids(self) -> None:
        offer = discount("22.5")
        judgement = judged(price(70, BUYER, allows_line_discount=False), offer)
        self.assertEqual(verdict_on(offer, judgement).reason, Reason.NOT_ALLOWED)

    def test_c55_price_that_starts_tomorrow(self) -> None:
        offer = price(90, BUYER, starting_on=WORK_DATE + ONE_DAY)
        self.assertEqual(verdict_on(offer, judged(offer)).reason, Reason.NOT_STARTED)

    def test_c57_price_in_another_currency(self) -> None:
        offer = price(90, BUYER, currency_code="EUR")
        judgement = judged(offer, currency_code="USD", currency_factor="1.3")
        self.assertEqual(verdict_on(offer, judgement).reason, Reason.OTHER_CURRENCY)

    def test_c59_order_date_decides_which_price_is_valid(self) -> None:
        june = price(180, BUYER, starting_on=dt.date(2030, 6, 1), ending_on=dt.date(2030, 7, 31))
        august = price(130, BUYER, starting_on=dt.date(2030, 8, 1))
        self.assertEqual(priced(june, august, ordered_on=dt.date(2030, 6, 1)), exactly(180))
        self.assertEqual(priced(june, august, ordered_on=dt.date(2030, 8, 1)), exactly(130))
