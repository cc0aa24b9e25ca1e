"""Why an order line stays as it is, with the figures that decide."""

import datetime as dt
from decimal import Decimal

from orders.kept import KeptReason
from orders.kept_words import kept_sentences
from orders.models import Order, OrderLine
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.orders.test_kept import KeptCase


class KeptWordsTest(KeptCase):
    def sentence(self, reason: KeptReason, line: OrderLine) -> str:
        run = self.planned()
        self.assertEqual(run.kept_counts, {reason.value: 1})
        return kept_sentences(run, reason, [OrderLine.objects.get(pk=line.pk)])[line.pk]

    def test_normal_price_and_the_price_it_beats(self) -> None:
        found = self.sentence(KeptReason.NORMAL_BETTER, self.line(normal_unit_price=85))
        self.assertEqual(found, "normal price €85.00 already better than €90.00")

    def test_discount_of_the_campaign_and_why_it_does_not_count(self) -> None:
        other = cast.item("2000")
        cast.discount(other, 5, self.spring)
        line = self.line(item=other, normal_discount_percent=12)
        found = self.sentence(KeptReason.NORMAL_BETTER, line)
        self.assertEqual(found, "line discount 5\N{NO-BREAK SPACE}%: normal discount already as high")
        OrderLine.objects.update(normal_allows_line_discount=False, normal_discount_percent=0, line_discount_percent=0)
        found = self.sentence(KeptReason.NORMAL_BETTER, line)
        self.assertEqual(found, "line discount 5\N{NO-BREAK SPACE}%: the price allows no line discount")

    def test_prices_are_in_the_currency_of_the_order(self) -> None:
        order = cast.order(self.alder, currency_code="USD", currency_factor=Decimal(2))
        found = self.sentence(KeptReason.NORMAL_BETTER, self.line(order=order, normal_unit_price=85))
        self.assertEqual(found, "normal price US$85.00 already better than US$180.00")

    def test_minimum_and_quantity(self) -> None:
        self.assertEqual(self.sentence(KeptReason.BELOW_MINIMUM, self.line(4)), "from 5 on, ordered 4")

    def test_other_campaign_that_is_better(self) -> None:
        row = cast.price(self.item, 88, cast.campaign("SUMMER", self.alder))
        line = self.line(unit_price=88, sales_price=row, normal_unit_price=100)
        found = self.sentence(KeptReason.OTHER_CAMPAIGN_BETTER, line)
        self.assertEqual(found, "€88.00 of campaign SUMMER is better than €90.00")

    def test_campaign_that_the_order_names(self) -> None:
        line = self.line(order=cast.order(self.alder, campaign=cast.campaign("SUMMER")))
        self.assertEqual(self.sentence(KeptReason.OTHER_CAMPAIGN_NAMED, line), "order names campaign SUMMER")

    def test_day_and_dates(self) -> None:
        line = self.line(order=cast.order(self.alder, ordered_on=WORK_DATE - dt.timedelta(days=1)))
        found = self.sentence(KeptReason.OUTSIDE_DATES, line)
        self.assertEqual(found, "ordered on 14 Jan 2030; the campaign runs from 15 Jan 2030 until …")

    def test_status_and_what_was_shipped(self) -> None:
        released = self.line(order=cast.order(self.alder, status=Order.Status.RELEASED))
        self.assertEqual(self.sentence(KeptReason.NOT_OPEN, released), "order is released")
        released.delete()
        found = self.sentence(KeptReason.SHIPPED, self.line(5, shipped_quantity=2, invoiced_quantity=1))
        self.assertEqual(found, "shipped 2, invoiced 1 of 5")

    def test_who_priced_it_by_hand(self) -> None:
        line = self.line(by_hand=True, hand_price_reason="Scratched")
        found = self.sentence(KeptReason.BY_HAND, line)
        self.assertEqual(found, "priced by hand on 15 Jan 2030 10:30: Scratched")

    def test_what_no_longer_shows_falls_back_on_the_reason(self) -> None:
        lines = [self.line(by_hand=True), self.line(normal_unit_price=85)]
        run = self.planned()
        OrderLine.objects.update(is_priced_by_hand=False, hand_priced_at=None)
        SalesPrice.objects.update(withdrawn_at=NOW)
        for line, reason in zip(lines, (KeptReason.BY_HAND, KeptReason.NORMAL_BETTER), strict=True):
            line.refresh_from_db()
            self.assertEqual(kept_sentences(run, reason, [line]), {line.pk: str(reason.label)})

    def test_more_lines_take_no_more_queries(self) -> None:
        lines = [self.line(4) for _number in range(2)]
        run = self.planned()
        some = OrderLine.objects.select_related("order__campaign", "sales_price__campaign")
        with self.assertNumQueries(7):
            kept_sentences(run, KeptReason.BELOW_MINIMUM, list(some.all()))
        lines += [self.line(4, order=cast.order(cast.company(f"Buyer {number}"))) for number in range(5)]
        with self.assertNumQueries(7):
            kept_sentences(run, KeptReason.BELOW_MINIMUM, list(some.all()))
