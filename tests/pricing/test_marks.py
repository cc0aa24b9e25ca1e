from unittest import mock

from django.db.models import QuerySet
from django.test import TestCase

from pricing import marks
from pricing.marks import Mark, MarkCount, mark_counts, marked, marks_of
from pricing.models import SalesPrice
from pricing.selectors import discount_rows_of, price_rows_of
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE


class MarkCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000", 100)
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.summer = cast.campaign("SUMMER")

    def rows(self) -> QuerySet[SalesPrice]:
        return price_rows_of(self.spring)

    def marked(self, mark: Mark) -> list[SalesPrice]:
        return list(marked(self.rows(), mark, campaign=self.spring, on=WORK_DATE))

    def counts(self, *, counts_all: bool = False) -> list[MarkCount]:
        return mark_counts(self.rows(), campaign=self.spring, on=WORK_DATE, counts_all=counts_all)


class MarkTest(MarkCase):
    def test_each_mark_finds_its_rows(self) -> None:
        better = cast.price(self.item, 90, self.spring)
        dearer = cast.price(cast.item("2000", 50), 60, self.spring)
        free = cast.price(cast.item("3000"), 0, self.spring, is_free_of_charge=True)
        cast.price(self.item, 80, self.summer)
        self.assertEqual(self.marked(Mark.OVERLAP), [better])
        self.assertEqual(self.marked(Mark.NO_BETTER), [dearer])
        self.assertEqual(self.marked(Mark.FREE), [free])
        self.assertEqual(self.marked(Mark.ABOVE_CARD), [])
        counts = [MarkCount(mark, 1) for mark in (Mark.OVERLAP, Mark.NO_BETTER, Mark.FREE)]
        self.assertEqual(self.counts(), counts)
        found = marks_of(self.spring, list(self.rows()), on=WORK_DATE)
        self.assertEqual([campaign.number for campaign in found[better.pk].overlaps], ["SUMMER"])
        self.assertEqual([bool(found[row.pk].effect.no_better_count) for row in (better, dearer, free)], [0, 1, 0])

    def test_above_the_card_counts_for_a_campaign_that_applies_even_if_dearer(self) -> None:
        self.spring.applies_even_if_dearer = True
        self.spring.save()
        box = cast.unit(self.item, "BOX", 5)
        dearer = cast.price(self.item, 101, self.spring)
        dearer_box = cast.price(self.item, "500.01", self.spring, unit=box)
        cast.price(self.item, 500, self.spring, unit=box, minimum_quantity=2)
        cast.price(self.item, 400, self.spring, currency_code="USD")
        self.assertEqual(self.marked(Mark.ABOVE_CARD), [dearer, dearer_box])
        found = marks_of(self.spring, list(self.rows()), on=WORK_DATE)
        self.assertEqual({key for key, row in found.items() if row.is_above_card}, {dearer.pk, dearer_box.pk})

    def test_discounts_are_never_free_or_above_the_card(self) -> None:
        row = cast.discount(self.item, 0, self.spring)
        rows = discount_rows_of(self.spring)
        for mark in Mark:
            found = list(marked(rows, mark, campaign=self.spring, on=WORK_DATE))
            self.assertEqual(found, [row] if mark is Mark.NO_BETTER else [])

    def test_many_rows_are_only_counted_in_full_when_asked(self) -> None:
        cast.price(self.item, 110, self.spring)
        cast.price(self.item, 120, self.spring, minimum_quantity=5)
        with mock.patch.object(marks, "QUICK_ROWS", 1):
            self.assertEqual(self.counts(), [MarkCount(Mark.NO_BETTER, None)])
            self.assertEqual(self.counts(counts_all=True), [MarkCount(Mark.NO_BETTER, 2)])
        self.assertEqual(self.counts(), [MarkCount(Mark.NO_BETTER, 2)])
