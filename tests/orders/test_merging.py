import pytest

from campaigns.models import Campaign
from contacts.models import (
    Contact,
)
from orders.merging import RunInProgressError
from orders.models import ActivationRun, Order, PlanClock
from segments.merge_plan import plan_merge
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory, RunLineFactory
from tests.segments.merge_stage import LATER, MergeTestCase


class OrdersTest(MergeTestCase):
    def test_orders_go_over_at_the_prices_they_have(self) -> None:
        open_order, closed = cast.order(self.twin), cast.order(self.twin, status="closed")
        item = cast.item()
        same = cast.price(item, "80", self.twin)
        line = cast.line(open_order, item, 3, unit_price="80", sales_price=same)
        cast.line(closed, item)
        PlanClock.objects.update_or_create(pk=1, defaults={"generation": 7})
        self.merge()
        self.assertEqual(set(Order.objects.values_list("buyer__number", flat=True)), {"ALDER"})
        line.refresh_from_db()
        self.assertEqual((line.buyer, line.unit_price, line.sales_price), (self.alder, 80, same))
        # A plan from before looks at the line again.
        self.assertEqual(line.generation, 7)

    def test_what_a_private_person_ordered_becomes_its_company_s(self) -> None:
        # C-11: of a person without a company the history moves along to the new one.
        self.segment(self.alder)
        Campaign.objects.update(terms_changed_at=None)
        twin = cast.person("Ann2")
        line = cast.line(cast.order(twin), cast.item())
        run_line = RunLineFactory(order_line=line)
        (place,) = plan_merge(self.ann, twin).places
        self.assertEqual((place.buyer, place.kind), (self.alder, "stays"))
        self.merge(self.ann, twin)
        line.refresh_from_db()
        run_line.refresh_from_db()
        self.spring.refresh_from_db()
        self.assertEqual((line.order.buyer, line.buyer, run_line.buyer), (self.alder,) * 3)
        self.assertEqual(self.spring.terms_changed_at, LATER)

    def test_campaign_of_the_kept_buyer_hears_of_orders_that_come_under_it(self) -> None:
        self.segment(self.alder)
        Campaign.objects.update(terms_changed_at=None)
        cast.line(cast.order(self.twin), cast.item())
        (place,) = plan_merge(self.alder, self.twin).places
        self.assertEqual((place.campaign, place.buyer, place.kind), (self.spring, self.alder, "stays"))
        self.merge()
        self.spring.refresh_from_db()
        self.assertEqual(self.spring.terms_changed_at, LATER)

    def test_run_that_is_being_applied_is_waited_for(self) -> None:
        run = ActivationRunFactory(campaign=self.spring, state=ActivationRun.State.APPLYING)
        with pytest.raises(RunInProgressError, match=f"^Run {run.pk} of SPRING is being applied"):
            self.merge()
        self.assertTrue(Contact.objects.filter(pk=self.twin.pk).exists())
