import datetime as dt

from django.test import TestCase
from django.utils import translation

from campaigns.models import CampaignStatus
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.overlaps import campaigns_with_overlaps, overlap_warning, overlapping, overlaps_of
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE, CampaignStatusFactory
from tests.factories.pricing import ItemDiscountGroupFactory


def day(number: int) -> dt.date:
    return WORK_DATE + dt.timedelta(days=number)


class OverlapCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.item = cast.item("1000")
        cls.spring = cast.campaign("SPRING", starting_on=day(0), ending_on=day(10))
        cls.summer = cast.campaign("SUMMER", is_active=False, starting_on=day(10), ending_on=day(20))

    def assert_overlap(self, one: SalesPrice | SalesLineDiscount, other: SalesPrice | SalesLineDiscount) -> None:
        for row, met in ((one, other), (other, one)):
            with self.subTest(row=row.campaign.number):
                rows = type(row)._default_manager.all()
                self.assertIn(row, overlapping(rows, on=WORK_DATE))
                self.assertEqual(overlaps_of([one, other], on=WORK_DATE)[row.pk], (met.campaign,))

    def assert_no_overlap(self, *rows: SalesPrice | SalesLineDiscount) -> None:
        self.assertEqual(list(overlapping(type(rows[0])._default_manager.all(), on=WORK_DATE)), [])
        self.assertEqual(overlaps_of(rows, on=WORK_DATE), {})


class PeriodTest(OverlapCase):
    def test_one_day_in_common_is_an_overlap(self) -> None:
        self.assert_overlap(cast.price(self.item, 90, self.spring), cast.price(self.item, 80, self.summer))

    def test_no_day_in_common_is_none(self) -> None:
        autumn = cast.campaign("AUTUMN", starting_on=day(11))
        self.assert_no_overlap(cast.price(self.item, 90, self.spring), cast.price(self.item, 80, autumn))

    def test_blank_dates_are_unbounded(self) -> None:
        always = cast.campaign("ALWAYS")
        self.assert_overlap(cast.price(self.item, 90, always), cast.price(self.item, 80, self.summer))

    def test_what_is_over_does_not_count(self) -> None:
        over = cast.campaign("OVER", ending_on=day(-1))
        self.assert_no_overlap(cast.price(self.item, 90, over), cast.price(self.item, 80, cast.campaign("ALWAYS")))


class CampaignTest(OverlapCase):
    def test_archived_and_finished_ones_do_not_count_but_an_active_one_does(self) -> None:
        finished = CampaignStatusFactory(code="DONE", phase=CampaignStatus.Phase.FINISHED)
        mine = cast.price(self.item, 90, self.spring)
        cast.price(self.item, 80, cast.campaign("ARCHIVED", is_active=False, is_archived=True))
        cast.price(self.item, 80, cast.campaign("FINISHED", is_active=False, status=finished))
        self.assert_no_overlap(mine)
        self.assert_overlap(mine, cast.price(self.item, 80, cast.campaign("STILL", status=finished)))

    def test_rows_of_one_campaign_and_standing_rows_do_not_overlap(self) -> None:
        cast.price(self.item, 70)
        first = cast.price(self.item, 90, self.spring)
        self.assert_no_overlap(first, cast.price(self.item, 80, self.spring, minimum_quantity=5))


class SubjectTest(OverlapCase):
    def test_minimum_quantity_does_not_matter(self) -> None:
        mine = cast.price(self.item, 90, self.spring, minimum_quantity=5)
        self.assert_overlap(mine, cast.price(self.item, 80, self.summer, minimum_quantity=10))

    def test_other_item_variant_unit_or_currency_is_no_overlap(self) -> None:
        cast.price(self.item, 90, self.spring)
        for number, fields in enumerate(
            ({"variant": cast.variant(self.item)}, {"unit": cast.unit(self.item)}, {"currency_code": "USD"})
        ):
            cast.price(self.item, 80, cast.campaign(f"OTHER{number}"), **fields)
        self.assert_no_overlap(cast.price(cast.item("2000"), 80, self.summer))

    def test_withdrawn_rows_do_not_count(self) -> None:
        cast.price(self.item, 90, self.spring, withdrawn_at=NOW)
        self.assert_no_overlap(cast.price(self.item, 80, self.summer))

    def test_discounts_on_the_same_item_group_or_all_items_overlap(self) -> None:
        group = ItemDiscountGroupFactory()
        for on in (self.item, group, None):
            one, other = cast.discount(on, 5, self.spring), cast.discount(on, 6, self.summer)
            self.assert_overlap(one, other)
            SalesLineDiscount.objects.all().delete()
        cast.discount(self.item, 5, self.spring)
        cast.discount(group, 5, cast.campaign("ALWAYS"))
        self.assert_no_overlap(cast.discount(None, 5, self.summer))


class CountTest(OverlapCase):
    def test_campaigns_with_overlaps_are_named_once(self) -> None:
        cast.price(self.item, 90, self.spring)
        cast.price(self.item, 80, self.summer)
        cast.discount(None, 5, self.spring)
        cast.discount(None, 5, cast.campaign("ALWAYS"))
        cast.campaign("ALONE")
        found = campaigns_with_overlaps(on=WORK_DATE).order_by("number").values_list("number", flat=True)
        self.assertEqual(list(found), ["ALWAYS", "SPRING", "SUMMER"])

    def test_warning_counts_rows_and_names_campaigns(self) -> None:
        cast.price(self.item, 90, self.spring)
        self.assertEqual(overlap_warning(SalesPrice, "SPRING", on=WORK_DATE), "")
        cast.price(self.item, 80, self.summer)
        self.assertEqual(overlap_warning(SalesPrice, "SPRING", on=WORK_DATE), "1 row overlaps SUMMER.")
        self.assertEqual(overlap_warning(SalesLineDiscount, "SPRING", on=WORK_DATE), "")
        for number in ("A", "B", "C"):
            cast.price(self.item, 80, cast.campaign(number))
        cast.price(self.item, 85, self.spring, minimum_quantity=5)
        with translation.override("nl"):
            warning = overlap_warning(SalesPrice, "SPRING", on=WORK_DATE)
        self.assertEqual(warning, "2 regels overlappen met A, B, C, ….")

    def test_queries_do_not_grow_with_rows(self) -> None:
        rows = [cast.price(self.item, 90, self.spring)]
        cast.price(self.item, 80, self.summer)
        with self.assertNumQueries(2):
            overlaps_of(rows, on=WORK_DATE)
        for number in range(30):
            item = cast.item(f"2{number:03}")
            rows.append(cast.price(item, 90, self.spring))
            cast.price(item, 80, self.summer)
        with self.assertNumQueries(2):
            self.assertEqual(len(overlaps_of(rows, on=WORK_DATE)), 31)
