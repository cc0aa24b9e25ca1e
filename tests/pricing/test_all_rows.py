import datetime as dt

from django.db.models import Q
from django.test import TestCase

from pricing.all_rows import AllRows
from tests.factories import cast
from tests.factories.campaigns import NOW

MAY, JUNE = dt.date(2030, 5, 1), dt.date(2030, 6, 1)


class AllRowsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.chair, cls.desk = cast.item("1000"), cast.item("2000")
        cls.spring = cast.campaign("SPRING", starting_on=MAY, ending_on=JUNE)
        cls.of_spring = cast.price(cls.chair, "90", cls.spring)
        cls.standing = cast.price(cls.desk, "50", starting_on=JUNE)
        cls.off = cast.discount(cls.desk, "5", cast.company("Alder"))
        cls.on_all = cast.discount(None, "2", withdrawn_at=NOW)

    def order(self, *names: str) -> list[object]:
        return list(AllRows.everything().in_order(names))

    def test_both_kinds_stand_together_by_item_and_what_is_on_no_item_last(self) -> None:
        self.assertEqual(self.order(), [self.of_spring, self.standing, self.off, self.on_all])

    def test_what_a_column_leaves_empty_stands_last_in_both_directions(self) -> None:
        self.assertEqual(self.order("price"), [self.standing, self.of_spring, self.off, self.on_all])
        self.assertEqual(self.order("-price"), [self.of_spring, self.standing, self.off, self.on_all])
        self.assertEqual(self.order("-discount")[:2], [self.off, self.on_all])
        self.assertEqual(self.order("source"), [self.off, self.of_spring, self.standing, self.on_all])

    def test_row_of_a_campaign_has_its_dates_from_there(self) -> None:
        self.assertEqual(self.order("starts")[:2], [self.of_spring, self.standing])
        self.assertEqual(self.order("ends")[0], self.of_spring)

    def test_page_is_read_in_order(self) -> None:
        rows = AllRows.everything()
        with self.assertNumQueries(3):
            page = rows.rows(list(rows.keys(["item"], first=3)[1:3]))
            self.assertEqual([str(row.item) for row in page], [str(self.desk)] * 2)
        self.assertEqual(page, [self.standing, self.off])

    def test_any_page_is_the_same_part_of_the_whole(self) -> None:
        rows = AllRows.everything()
        for order in ([], ["-price"], ["discount"], ["-starts", "source"], ["-minimum_quantity"]):
            whole = list(rows.in_order(order))
            pages = [rows.rows(list(rows.keys(order, first=stop)[stop - 1 : stop])) for stop in range(1, 5)]
            self.assertEqual([row for page in pages for row in page], whole, order)

    def test_is_narrowed_together_or_each_kind_by_its_own(self) -> None:
        rows = AllRows.everything()
        self.assertEqual(rows.narrow(Q(withdrawn_at=None)).count(), 3)
        self.assertEqual(rows.narrow(Q(unit_price=90), Q(line_discount_percent=5)).count(), 2)
        self.assertEqual((rows.count(), rows.none().count(), rows.all().count()), (4, 0, 4))
