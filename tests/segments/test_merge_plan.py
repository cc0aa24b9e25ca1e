from segments.merge_plan import PlaceKind, RecordCount, plan_merge
from tests.factories import cast
from tests.segments.merge_stage import MergeTestCase


class PlanMergeTest(MergeTestCase):
    def kinds(self) -> list[tuple[str, str, str]]:
        places = plan_merge(self.alder, self.twin).places
        return [(place.campaign.number, place.buyer.number, place.kind) for place in places]

    def test_counts_what_goes_over(self) -> None:
        cast.person("Carl", self.twin)
        self.segment(self.twin)
        cast.order(self.twin), cast.order(self.twin, status="closed")
        counts = plan_merge(self.alder, self.twin).counts
        self.assertEqual(counts, RecordCount(persons=1, comments=0, consents=0, lines=1, orders=2, open_orders=1))

    def test_place_of_the_twin_comes_to_the_kept_one(self) -> None:
        self.segment(self.twin)
        self.assertEqual(self.kinds(), [("SPRING", "ALDER", PlaceKind.COMES)])

    def test_two_places_are_one(self) -> None:
        self.segment(self.alder, self.twin)
        self.assertEqual(self.kinds(), [("SPRING", "ALDER", PlaceKind.TOGETHER)])

    def test_place_of_the_kept_one_matters_only_with_orders_that_come_under_it(self) -> None:
        self.segment(self.alder)
        self.assertEqual(self.kinds(), [])
        cast.order(self.twin)
        self.assertEqual(self.kinds(), [("SPRING", "ALDER", PlaceKind.STAYS)])

    def test_places_of_active_campaigns_matter(self) -> None:
        self.segment(self.twin)
        self.segment(self.twin, campaign=self.summer)
        plan = plan_merge(self.alder, self.twin)
        self.assertEqual([place.campaign for place in plan.places], [self.spring, self.summer])
        self.assertEqual([place.campaign for place in plan.places_that_matter], [self.spring])

    def test_costs_the_same_however_much_there_is(self) -> None:
        def grow(number: str) -> None:
            item = cast.item(number)
            cast.price(item, "80", self.twin)
            cast.line(cast.order(self.twin), item)
            self.segment(self.alder, self.twin)

        grow("1000")
        with self.assertNumQueries(16):
            plan_merge(self.alder, self.twin)
        grow("2000"), grow("3000")
        with self.assertNumQueries(16):
            plan_merge(self.alder, self.twin)

    def test_digest_is_another_when_anything_shown_is(self) -> None:
        digests = {plan_merge(self.alder, self.twin).digest}
        item = cast.item()
        price = cast.price(item, "80", self.twin)
        digests.add(plan_merge(self.alder, self.twin).digest)
        type(price).objects.update(unit_price=70)
        digests.add(plan_merge(self.alder, self.twin).digest)
        cast.line(cast.order(self.twin), item)
        digests.add(plan_merge(self.alder, self.twin).digest)
        self.segment(self.twin)
        digests.add(plan_merge(self.alder, self.twin).digest)
        type(self.spring).objects.update(is_active=False, activated_at=None)
        digests.add(plan_merge(self.alder, self.twin).digest)
        self.assertEqual(len(digests), 6)
