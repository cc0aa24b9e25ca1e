"""The fingerprint of a plan: each part changes with what it stands for, and with nothing else."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.test import TestCase

from campaigns.models import Campaign, CampaignTarget
from orders.activation import Kind, apply_chunk, drive_run, plan_run, run_campaign, start_run
from orders.entry import enter_line
from orders.fingerprint import fingerprint, what_changed
from orders.line_pricing import LineDetails
from orders.models import OrderLine
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.pricing import ItemDiscountGroupFactory

CAMPAIGNS = "the dates or flags of campaigns, or which of them are activated"
PRICES, DISCOUNTS, TARGETS, RUNS = "sales prices", "line discounts", "the target group", "order lines, by another run"


class FingerprintTest(TestCase):
    """Spring is to be activated; Summer is active, Autumn is not."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")
        cls.item = cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False, ending_on=WORK_DATE)
        cls.summer, cls.autumn = cast.campaign("SUMMER", cls.alder), cast.campaign("AUTUMN", is_active=False)
        cls.price = cast.price(cls.item, 90, cls.spring)
        cls.discount = cast.discount(cls.item, 10, cls.spring)

    def assert_changed(self, change: Callable[[], object], *parts: str) -> None:
        before = fingerprint(self.spring)
        change()
        self.assertEqual(what_changed(before, fingerprint(Campaign.objects.get(pk=self.spring.pk))), [*parts])

    def update(self, row: object, **values: object) -> Callable[[], int]:
        return lambda: type(row).objects.filter(pk=row.pk).update(**values)

    def test_is_the_same_twice(self) -> None:
        self.assert_changed(lambda: None)

    def test_campaigns_their_dates_and_flags_and_which_are_active(self) -> None:
        later = WORK_DATE + dt.timedelta(days=1)
        for change in (
            self.update(self.spring, ending_on=later),
            self.update(self.spring, starting_on=WORK_DATE),
            self.update(self.spring, applies_even_if_dearer=True),
            self.update(self.summer, starting_on=WORK_DATE),
            self.update(self.spring, is_active=True, activated_at=NOW),
            self.update(self.autumn, is_active=True, activated_at=NOW),
            self.update(self.autumn, is_active=False, activated_at=None),
        ):
            self.assert_changed(change, CAMPAIGNS)

    def test_prices_of_the_campaign_and_of_active_ones(self) -> None:
        red = cast.variant(self.item, "RED")
        box = cast.unit(self.item, "BOX")
        for change in (
            self.update(self.price, unit_price=91),
            self.update(self.price, allows_line_discount=False),
            self.update(self.price, minimum_quantity=Decimal("0.00001")),
            self.update(self.price, variant=red),
            self.update(self.price, unit=box),
            self.update(self.price, currency_code="USD"),
            self.update(self.price, item=cast.item("2000")),
            self.update(self.price, withdrawn_at=NOW),
            lambda: cast.price(self.item, 80, self.spring),
            lambda: cast.price(self.item, 80, self.summer),
        ):
            self.assert_changed(change, PRICES)

    def test_discounts_of_the_campaign_and_of_active_ones(self) -> None:
        resale = ItemDiscountGroupFactory()
        for change in (
            self.update(self.discount, line_discount_percent=11),
            self.update(self.discount, minimum_quantity=2),
            self.update(self.discount, item=None),
            self.update(self.discount, item_discount_group=resale),
            self.update(self.discount, withdrawn_at=NOW),
            lambda: cast.discount(None, 5, self.spring),
            lambda: cast.discount(resale, 5, self.summer),
        ):
            self.assert_changed(change, DISCOUNTS)

    def test_target_groups_of_the_campaign_and_of_active_ones(self) -> None:
        for change in (
            lambda: cast.target(self.spring, self.birch),
            lambda: cast.target(self.summer, self.birch),
            lambda: self.spring.targets.filter(buyer=self.alder).delete(),
        ):
            self.assert_changed(change, TARGETS)

    def test_targets_that_are_swapped_for_as_many_with_the_same_sum_of_keys(self) -> None:
        outer, inner, other_inner, other_outer = (cast.company(name) for name in ("Elm", "Fir", "Gum", "Hazel"))
        self.assertEqual(outer.pk + other_outer.pk, inner.pk + other_inner.pk)
        targets = [
            CampaignTarget.objects.create(campaign=self.spring, buyer=buyer, contact_count=1)
            for buyer in (outer, other_outer)
        ]
        swap = {targets[0]: inner, targets[1]: other_inner}
        self.assert_changed(lambda: [self.update(target, buyer=buyer)() for target, buyer in swap.items()], TARGETS)

    def test_runs_made_meanwhile(self) -> None:
        """Another run changes lines without touching what the rule depends on, if it is a re-sync."""
        resync = {"kind": Kind.RESYNC, "at": NOW, "by": None}
        self.assert_changed(lambda: run_campaign(self.summer, **resync), RUNS)
        self.assert_changed(lambda: plan_run(self.summer, **resync))
        run = start_run(plan_run(self.summer, **resync), at=NOW, by=None)
        self.assert_changed(lambda: drive_run(run.pk, at=NOW), RUNS)

    def test_what_does_not_matter_changes_nothing(self) -> None:
        order = cast.order(self.alder)
        for change in (
            lambda: enter_line(order, details=LineDetails(item=self.item, quantity=Decimal(1))),
            lambda: cast.price(self.item, 70),
            lambda: cast.price(self.item, 70, self.alder),
            lambda: cast.discount(self.item, 7, self.autumn),
            lambda: cast.target(self.autumn, self.birch),
            lambda: self.spring.targets.update(contact_count=2),
            self.update(self.spring, description="Spring sale", budget_amount=5),
        ):
            self.assert_changed(change)

    def test_all_parts_at_once_are_named_in_order(self) -> None:
        def change() -> None:
            run_campaign(self.summer, kind=Kind.DEACTIVATE, at=NOW, by=None)
            self.update(self.price, unit_price=91)()
            self.update(self.discount, line_discount_percent=11)()
            cast.target(self.spring, self.birch)

        self.assert_changed(change, CAMPAIGNS, PRICES, DISCOUNTS, TARGETS, RUNS)

    def test_number_of_queries_does_not_grow(self) -> None:
        for number in range(20):
            cast.price(cast.item(f"3{number:03}"), 5, self.spring)
            cast.target(self.spring, cast.company(f"Buyer {number}"))
        with self.assertNumQueries(5):
            fingerprint(self.spring)


class PreviewDuringARunTest(TestCase):
    """A plan that is made while a run is being applied sees some lines before it and some after it."""

    def test_is_stale_once_that_run_is_finished(self) -> None:
        alder, item = cast.company("Alder"), cast.item(price=100)
        spring, summer = (cast.campaign(number, alder, is_active=False) for number in ("SPRING", "SUMMER"))
        cast.price(item, 90, spring)
        cast.price(item, 80, summer)
        order = cast.order(alder)
        for quantity in (1, 2, 3):
            cast.line(order, item, quantity)
        run = start_run(plan_run(spring, kind=Kind.ACTIVATE, at=NOW, by=None), at=NOW, by=None)
        apply_chunk(run.pk, at=NOW, chunk_size=1)
        preview = plan_run(summer, kind=Kind.ACTIVATE, at=NOW, by=None)
        prices = OrderLine.objects.order_by("pk").values_list("unit_price", flat=True)
        self.assertEqual([*prices], [90, 100, 100])
        drive_run(run.pk, at=NOW)
        self.assertEqual(what_changed(preview.fingerprint, fingerprint(summer)), [RUNS])
