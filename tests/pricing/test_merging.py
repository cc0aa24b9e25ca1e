import datetime as dt

from pricing.models import CustomerTerms, SalesPrice
from segments.merge_plan import plan_merge
from segments.merge_words import row_words
from tests.factories import cast
from tests.factories.pricing import CustomerPriceGroupFactory
from tests.segments.merge_stage import LATER, MergeTestCase


class PriceTest(MergeTestCase):
    def setUp(self) -> None:
        self.item, self.other = cast.item("1000"), cast.item("2000")
        self.own = cast.price(self.item, "95", self.alder)
        self.same = cast.price(self.item, "80", self.twin)
        self.more = cast.price(self.other, "70", self.twin)

    def test_own_price_stays_and_the_other_for_the_same_is_withdrawn(self) -> None:
        fates = plan_merge(self.alder, self.twin).rows
        self.assertEqual([(fate.row, fate.against) for fate in fates], [(self.same, self.own), (self.more, None)])
        self.merge()
        rows = SalesPrice.objects.in_force().filter(buyer=self.alder).order_by("pk")
        self.assertEqual([(row.item, row.unit_price) for row in rows], [(self.item, 95), (self.other, 70)])
        self.same.refresh_from_db()
        self.assertEqual((self.same.buyer, self.same.withdrawn_at), (self.alder, LATER))
        self.assertEqual(self.same.history.latest().buyer, self.alder)

    def test_prices_may_be_withdrawn_altogether(self) -> None:
        self.merge(keeps_prices=False)
        self.assertEqual([row.unit_price for row in SalesPrice.objects.in_force()], [95])
        self.assertEqual(SalesPrice.objects.filter(buyer=self.alder).count(), 3)

    def test_terms_are_those_of_the_kept_one_or_the_chosen(self) -> None:
        cast.terms(self.twin, price_group=CustomerPriceGroupFactory(code="GOLD"), allows_line_discount=False)
        (choice,) = [choice for choice in plan_merge(self.alder, self.twin).choices if choice.name == "terms"]
        self.assertEqual((choice.kept, choice.gone), ("", "price group GOLD, no line discounts"))
        self.merge(taken=("terms",))
        terms = CustomerTerms.objects.get()
        self.assertEqual((terms.buyer, terms.price_group.code, terms.allows_line_discount), (self.alder, "GOLD", False))

    def test_prices_of_a_private_person_become_its_company_s_whose_terms_stay(self) -> None:
        twin = cast.person("Ann2")
        same, more = cast.price(self.item, "60", twin), cast.price(self.other, "50", twin)
        cast.terms(self.alder, price_group=CustomerPriceGroupFactory(code="GOLD"))
        cast.terms(twin, allows_line_discount=False)
        plan = plan_merge(self.ann, twin)
        self.assertEqual([(fate.row, fate.against) for fate in plan.rows], [(same, self.own), (more, None)])
        self.assertEqual([row.fate for row in row_words(plan)][1], "Holds for ALDER from then on")
        self.assertNotIn("terms", [choice.name for choice in plan.choices])
        self.merge(self.ann, twin, taken=("terms",))
        rows = SalesPrice.objects.in_force().filter(buyer=self.alder).order_by("pk")
        self.assertEqual([row.unit_price for row in rows], [95, 50])
        self.assertEqual(CustomerTerms.objects.get(buyer=self.alder).price_group.code, "GOLD")
        self.assertFalse(CustomerTerms.objects.exclude(buyer=self.alder).exists())

    def test_own_price_that_is_over_gives_way(self) -> None:
        self.own.ending_on = dt.date(2020, 1, 1)
        self.own.save()
        self.assertEqual([fate.against for fate in plan_merge(self.alder, self.twin).rows], [None, None])
        self.merge()
        rows = SalesPrice.objects.in_force().filter(buyer=self.alder).order_by("pk")
        self.assertEqual([row.unit_price for row in rows], [80, 70])
        self.own.refresh_from_db()
        self.assertEqual(self.own.withdrawn_at, LATER)
