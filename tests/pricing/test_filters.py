import datetime as dt

from django.test import TestCase

from pricing.filters import AllRowsFilter
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.pricing import CustomerPriceGroupFactory

MAY, JUNE, JULY = dt.date(2030, 5, 1), dt.date(2030, 6, 1), dt.date(2030, 7, 1)


class AllRowsFilterTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.chair, cls.desk = cast.item("1000", description="Office chair"), cast.item("2000")
        cls.spring = cast.campaign("SPRING", starting_on=MAY, ending_on=JUNE)
        cls.of_spring = cast.price(cls.chair, "90", cls.spring)
        cls.everyone = cast.price(cls.desk, "50", starting_on=JUNE)
        cls.group = cast.price(cls.desk, "40", CustomerPriceGroupFactory(), currency_code="USD")
        cls.buyer = cast.discount(cls.desk, "5", cast.company("Alder"), ending_on=JUNE)
        cls.withdrawn = cast.discount(cls.chair, "2", withdrawn_at=NOW)

    def found(self, today: dt.date = MAY, **query: str) -> list[object]:
        chosen = AllRowsFilter(query, today=today)
        self.assertTrue(chosen.is_valid(), chosen.errors)
        return list(chosen.qs.in_order([]))

    def test_what_was_withdrawn_is_left_out_unless_asked_for(self) -> None:
        self.assertEqual(self.found(), [self.of_spring, self.everyone, self.group, self.buyer])
        self.assertEqual(self.found(withdrawn="yes"), [self.withdrawn])
        self.assertEqual(len(self.found(withdrawn="all")), 5)

    def test_each_filter_narrows(self) -> None:
        for query, rows in (
            ({"search": "chair"}, [self.of_spring]),
            ({"search": "200"}, [self.everyone, self.group, self.buyer]),
            ({"kind": "discount"}, [self.buyer]),
            ({"kind": "price"}, [self.of_spring, self.everyone, self.group]),
            ({"source": "campaign"}, [self.of_spring]),
            ({"source": "standing"}, [self.everyone, self.group, self.buyer]),
            ({"source": "everyone"}, [self.everyone]),
            ({"source": "group"}, [self.group]),
            ({"source": "buyer"}, [self.buyer]),
            ({"campaign": "spring"}, [self.of_spring]),
            ({"buyer": "alder"}, [self.buyer]),
            ({"currency": "usd"}, [self.group]),
        ):
            self.assertEqual(self.found(**query), rows, query)

    def test_in_force_on_a_day_goes_by_the_dates_of_the_row_or_its_campaign(self) -> None:
        self.assertEqual(self.found(on="2030-04-30"), [self.group, self.buyer])
        self.assertEqual(self.found(on="2030-05-01"), [self.of_spring, self.group, self.buyer])
        self.assertEqual(self.found(on="2030-06-01"), [self.of_spring, self.everyone, self.group, self.buyer])
        self.assertEqual(self.found(on="2030-06-02"), [self.everyone, self.group])

    def test_counting_leaves_out_campaigns_that_are_off_and_what_was_withdrawn(self) -> None:
        self.assertEqual(self.found(counting="yes"), [self.of_spring, self.group, self.buyer])
        cast.price(self.chair, "80", cast.campaign("OFF", is_active=False))
        self.assertEqual(self.found(counting="yes", withdrawn="all"), [self.of_spring, self.group, self.buyer])
        self.assertEqual(self.found(JULY, counting="yes"), [self.everyone, self.group])

    def test_overlapping_rows_of_other_campaigns_are_found(self) -> None:
        self.assertEqual(self.found(overlaps="yes"), [])
        other = cast.price(self.chair, "85", cast.campaign("SUMMER", starting_on=JUNE))
        self.assertEqual(self.found(overlaps="yes"), [self.of_spring, other])

    def test_wrong_choice_is_not_valid(self) -> None:
        for query in ({"kind": "gift"}, {"source": "me"}, {"on": "soon"}, {"overlaps": "no"}):
            self.assertFalse(AllRowsFilter(query, today=MAY).is_valid())
