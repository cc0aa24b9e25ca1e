import datetime as dt

from django.test import TestCase

from pricing.history import discount_writes, price_writes, tell_discount_writes, tell_price_writes
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.services import add_row, change_row, restore_row, withdraw_row
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory


class RowHistoryTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(first_name="Anna")
        cls.spring = cast.campaign("SPRING")
        cls.chair = cast.item("CHAIR", description="Chair")
        cls.box = cast.unit(cls.chair)

    def test_tells_what_became_of_a_price(self) -> None:
        row = SalesPrice(campaign=self.spring, item=self.chair, unit=self.box, unit_price=90, currency_code="USD")
        for hours, write in enumerate((add_row, change_row, withdraw_row, restore_row)):
            row.unit_price = 90 - 5 * (hours == 1)
            row = write(row=row, at=NOW + dt.timedelta(hours=hours), by=self.anna)
            row.refresh_from_db()
        cast.price(self.chair, 70)
        rows = list(price_writes(self.spring).order_by("happened_at").values_list("happened_by", "event"))
        told = tell_price_writes(self.spring, [event for _by, event in rows])
        self.assertEqual([by for by, _event in rows], [self.anna.pk] * 4)
        self.assertEqual(
            [told[event].title for _by, event in rows],
            [
                "Added: CHAIR Chair, BOX: US$90.00",
                "Changed: CHAIR Chair, BOX: US$85.00",
                "Withdrawn: CHAIR Chair, BOX: US$85.00",
                "Restored: CHAIR Chair, BOX: US$85.00",
            ],
        )
        changed = told[rows[1][1]]
        self.assertEqual(
            [(field.label, field.old, field.new) for field in changed.fields], [("Unit price", "90", "85")]
        )
        self.assertEqual((changed.person, changed.url), ("Anna", "/campaigns/SPRING/prices/"))

    def test_tells_what_a_discount_is_on(self) -> None:
        for on, minimum in ((self.chair, 0), (None, 3)):
            add_row(
                row=SalesLineDiscount(campaign=self.spring, item=on, line_discount_percent=5, minimum_quantity=minimum),
                at=NOW,
                by=None,
            )
        events = list(discount_writes(self.spring).order_by("event").values_list("event", flat=True))
        told = tell_discount_writes(self.spring, events)
        self.assertEqual(
            [told[event].title for event in events],
            ["Added: CHAIR Chair: 5\N{NO-BREAK SPACE}%", "Added: all items, from 3: 5\N{NO-BREAK SPACE}%"],
        )
