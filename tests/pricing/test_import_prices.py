"""Sales prices and line discounts from a file: the command and ``pricing.price_import`` behind it."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.services import withdraw_row
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.pricing import (
    CustomerDiscountGroupFactory,
    CustomerPriceGroupFactory,
    ItemDiscountGroupFactory,
    UnitOfMeasureFactory,
)
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "prices.csv"


@pytest.fixture
def item():
    return cast.item("1000", price="100")


def prices(*fields: str) -> list[tuple[object, ...]]:
    return list(SalesPrice.objects.order_by("pk").values_list(*fields))


def discounts(*fields: str) -> list[tuple[object, ...]]:
    return list(SalesLineDiscount.objects.order_by("pk").values_list(*fields))


class TestPrices:
    def test_are_for_everyone_a_group_a_buyer_or_a_campaign(self, path, item):
        cast.company("Alder")
        CustomerPriceGroupFactory(code="RETAIL")
        cast.campaign("SPRING")
        write_rows(
            path,
            "item,everyone,price_group,buyer,campaign,unit_price",
            "1000,yes,,,,95",
            "1000,,retail,,,94",
            "1000,,,alder,,93",
            "1000,no,,,spring,92.12345",
        )
        assert run("import_prices", path) == [
            "Prices and discounts: read 4 = 4 added + 0 changed + 0 unchanged + 0 rejected."
        ]
        assert prices("price_group__code", "buyer__number", "campaign__number", "unit_price") == [
            (None, None, None, Decimal(95)),
            ("RETAIL", None, None, Decimal(94)),
            (None, "ALDER", None, Decimal(93)),
            (None, None, "SPRING", Decimal("92.12345")),
        ]
        assert run("import_prices", path)[-1] == (
            "Prices and discounts: read 4 = 0 added + 0 changed + 4 unchanged + 0 rejected."
        )

    def test_have_variant_unit_currency_quantity_and_dates(self, path, item):
        cast.variant(item, "BLUE")
        cast.unit(item, "BOX", 5)
        write_rows(
            path,
            "item,everyone,variant,unit,currency,minimum_quantity,starting_date,ending_date,unit_price,"
            "allow_line_discount,free_of_charge",
            "1000,yes,blue,box,usd,12.5,2026-03-01,2026-03-31,95,no,",
            "1000,yes,,,eur,,,,0,,yes",
        )
        run("import_prices", path)
        fields = ("variant__code", "unit__code", "currency_code", "minimum_quantity", "starting_on", "ending_on")
        assert prices(*fields) == [
            ("BLUE", "BOX", "USD", Decimal("12.5"), dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
            (None, None, "", Decimal(0), None, None),
        ]
        assert prices("unit_price", "allows_line_discount", "is_free_of_charge") == [
            (Decimal(95), False, False),
            (Decimal(0), True, True),
        ]

    def test_of_the_same_key_are_changed(self, path, item):
        cast.price(item, "95", minimum_quantity=5, allows_line_discount=False, ending_on=dt.date(2026, 3, 31))
        write_rows(path, "item,everyone,minimum_quantity,unit_price", "1000,yes,5.00,90", "1000,yes,6,80")
        assert run("import_prices", path) == [
            "Prices and discounts: read 2 = 1 added + 1 changed + 0 unchanged + 0 rejected."
        ]
        assert prices("minimum_quantity", "unit_price", "allows_line_discount", "ending_on") == [
            (Decimal(5), Decimal(90), False, dt.date(2026, 3, 31)),
            (Decimal(6), Decimal(80), True, None),
        ]

    def test_with_another_ending_date_are_changed(self, path, item):
        cast.price(item, "95", ending_on=dt.date(2026, 3, 31))
        write_rows(path, "item,everyone,ending_date,unit_price", "1000,yes,,95")
        assert "1 changed" in run("import_prices", path)[-1]
        assert prices("unit_price", "ending_on") == [(Decimal(95), None)]

    def test_that_were_withdrawn_are_added_anew(self, path, item):
        withdraw_row(row=cast.price(item, "95"), at=NOW, by=None)
        write_rows(path, "item,everyone,unit_price", "1000,yes,90")
        assert "1 added" in run("import_prices", path)[-1]
        assert prices("unit_price", "withdrawn_at") == [(Decimal(95), NOW), (Decimal(90), None)]

    def test_have_history(self, path, item):
        write_rows(path, "item,everyone,unit_price", "1000,yes,95")
        run("import_prices", path)
        write_rows(path, "item,everyone,unit_price", "1000,yes,90")
        run("import_prices", path)
        versions = SalesPrice.history.order_by("history_id").values_list("history_type", "unit_price")
        assert list(versions) == [("+", Decimal(95)), ("~", Decimal(90))]


class TestDiscounts:
    def test_are_on_an_item_a_group_or_all_items(self, path, item):
        ItemDiscountGroupFactory(code="RESALE")
        CustomerDiscountGroupFactory(code="LARGE")
        cast.variant(item, "BLUE")
        write_rows(
            path,
            "item,item_discount_group,all_items,everyone,discount_group,variant,line_discount",
            "1000,,,yes,,blue,5",
            ",resale,,yes,,,7.5",
            ",,yes,,large,,12 %",
        )
        assert run("import_prices", path)[-1] == (
            "Prices and discounts: read 3 = 3 added + 0 changed + 0 unchanged + 0 rejected."
        )
        fields = ("item__number", "item_discount_group__code", "discount_group__code", "variant__code")
        assert discounts(*fields, "line_discount_percent") == [
            ("1000", None, None, "BLUE", Decimal(5)),
            (None, "RESALE", None, None, Decimal("7.5")),
            (None, None, "LARGE", None, Decimal(12)),
        ]
        assert "3 unchanged" in run("import_prices", path)[-1]

    def test_of_the_same_key_are_changed(self, path, item):
        cast.discount(item, "5", cast.company("Alder"))
        write_rows(path, "item,buyer,line_discount", "1000,ALDER,6")
        assert "1 changed" in run("import_prices", path)[-1]
        assert discounts("line_discount_percent") == [(Decimal(6),)]

    def test_stand_in_one_file_with_prices(self, path, item):
        write_rows(path, "item,everyone,unit_price,line_discount", "1000,yes,95,", "1000,yes,,5")
        run("import_prices", path)
        assert (prices("unit_price"), discounts("line_discount_percent")) == ([(Decimal(95),)], [(Decimal(5),)])


class TestCampaignRows:
    DATES = {"starting_on": dt.date(2026, 3, 1), "ending_on": dt.date(2026, 3, 31)}

    def test_have_the_campaign_s_dates_and_none_of_their_own(self, path, item):
        cast.campaign("SPRING", **self.DATES)
        write_rows(path, "item,campaign,starting_date,ending_date,unit_price", "1000,SPRING,2026-03-01,2026-03-31,90")
        run("import_prices", path)
        assert prices("starting_on", "ending_on") == [(None, None)]
        assert "1 unchanged" in run("import_prices", path)[-1]

    @pytest.mark.parametrize(
        ("dates", "reason"),
        [
            ("2026-03-02,", "starting_date: a row of campaign SPRING has the campaign's date (1 March 2026)."),
            (",2026-04-01", "ending_date: a row of campaign SPRING has the campaign's date (31 March 2026)."),
        ],
    )
    def test_with_other_dates_are_rejected(self, path, item, dates, reason):
        cast.campaign("SPRING", **self.DATES)
        write_rows(path, "item,campaign,unit_price,starting_date,ending_date", f"1000,SPRING,90,{dates}")
        assert refused("import_prices", path)[2][0] == f"Row 2: {reason} Leave it empty."

    def test_note_on_the_active_campaign_that_prices_may_differ(self, path, item):
        for number in ("ADDED", "CHANGED", "SAME", "PLANNED"):
            cast.campaign(number, is_active=number != "PLANNED")
        for number in ("CHANGED", "SAME"):
            cast.price(item, "90", Campaign.objects.get(number=number))
        write_rows(
            path,
            "item,campaign,unit_price,line_discount",
            "1000,ADDED,,5", "1000,CHANGED,80,", "1000,SAME,90,", "1000,PLANNED,90,",
        )  # fmt: skip
        with time_machine.travel(NOW, tick=False):
            run("import_prices", path)
        assert dict(Campaign.objects.values_list("number", "terms_changed_at")) == {
            "ADDED": NOW, "CHANGED": NOW, "SAME": None, "PLANNED": None,
        }  # fmt: skip


class TestRejectedRows:
    VAGUE_SOURCE = "Say for whom the row is: a campaign, a buyer, a group, or yes under everyone."
    VAGUE_SCOPE = "Say on what the discount is: an item, an item discount group, or yes under all_items."

    NO_PRICE_GROUP = "A line discount is not for a customer price group; name a customer discount group."
    AMBIGUOUS = "line_discount: “0.15” could mean 0.15% or 15%: say whether percentages are fractions."

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("1000,,,yes,,,,,,,,", "A row has either a unit price or a line discount."),
            ("1000,,,yes,,,,,,,90,5", "A row has either a unit price or a line discount."),
            ("1000,,,,,,,,,,90,", VAGUE_SOURCE),
            ("1000,,,yes,,ALDER,,,,,90,", VAGUE_SOURCE),
            ("1000,,,,SPRING,ALDER,,,,,90,", VAGUE_SOURCE),
            (",,,yes,,,,,,,90,", "A sales price needs an item."),
            ("1000,RESALE,,yes,,,,,,,90,", "A sales price is for one item, and for no discount group."),
            ("1000,,yes,yes,,,,,,,90,", "A sales price is for one item, and for no discount group."),
            ("1000,,,,,,,LARGE,,,90,", "A sales price is for one item, and for no discount group."),
            (",,,yes,,,,,,,,5", VAGUE_SCOPE),
            ("1000,,yes,yes,,,,,,,,5", VAGUE_SCOPE),
            ("1000,,,,,,RETAIL,,,,,5", NO_PRICE_GROUP),
            ("2000,,,yes,,,,,,,90,", "There is no item 2000."),
            ("1000,,,,,NOBODY,,,,,90,", "There is no contact NOBODY."),
            ("1000,,,,SUMMER,,,,,,90,", "There is no campaign SUMMER."),
            ("1000,,,,,ANN,,,,,90,", "Ann buys through Alder. Choose the company."),
            ("1000,,,yes,,,,,RED,,90,", "RED is not a variant of item 1000."),
            (",RESALE,,yes,,,,,RED,,,5", "RED is not a variant of item –."),
            ("1000,,,yes,,,,,,BAG,90,", "Item 1000 is not sold by the BAG."),
            ("1000,,,yes,,,,,,,0,", "A price of 0 gives item 1000 away. Tick “free of charge” if that is meant."),
            ("1000,,,yes,,,,,,,-1,", "unit_price: “-1” is negative."),
            ("1000,,,yes,,,,,,,,101", "line_discount: “101” is not between 0 and 100%."),
            ("1000,,,yes,,,,,,,,0.15", AMBIGUOUS),
        ],
    )  # fmt: skip
    def test_have_a_reason_and_save_nothing(self, path, item, row, reason):
        cast.person("Ann", cast.company("Alder"))
        cast.campaign("SPRING")
        CustomerPriceGroupFactory(code="RETAIL")
        CustomerDiscountGroupFactory(code="LARGE")
        ItemDiscountGroupFactory(code="RESALE")
        UnitOfMeasureFactory(code="BAG")
        headings = (
            "item,item_discount_group,all_items,everyone,campaign,buyer,price_group,discount_group,"
            "variant,unit,unit_price,line_discount"
        )
        write_rows(path, headings, "1000,,,,SPRING,,,,,,99,", row)
        code, _, reasons = refused("import_prices", path)
        assert (code, reasons[0]) == (1, f"Row 3: {reason}")
        assert (SalesPrice.objects.count(), SalesLineDiscount.objects.count()) == (0, 0)

    def test_ending_before_they_start(self, path, item):
        write_rows(path, "item,everyone,starting_date,ending_date,unit_price", "1000,yes,2026-03-02,2026-03-01,90")
        assert "before the starting date" in refused("import_prices", path)[2][0]

    def test_twice_about_the_same(self, path, item):
        write_rows(
            path, "item,everyone,minimum_quantity,unit_price,line_discount",
            "1000,yes,5,90,", "1000,yes,5,,10", "1000,yes,5.0,80,",
        )  # fmt: skip
        assert refused("import_prices", path)[2][0] == "Row 4: Row 2 of the file is about the same."

    def test_price_of_zero_stays_allowed_where_it_was_meant(self, path, item):
        cast.price(item, "0", is_free_of_charge=True)
        write_rows(path, "item,everyone,unit_price", "1000,yes,0")
        assert "1 unchanged" in run("import_prices", path)[-1]


class TestQueries:
    def test_depend_on_chunks_only(self, path, item):
        cast.campaign("SPRING")

        def query_count(row_count: int) -> int:
            rows = [f"1000,SPRING,{row_count}.{number:03}" for number in range(row_count)]
            with CaptureQueriesContext(connection) as queries:
                for price in (90, 80):
                    write_rows(path, "item,campaign,minimum_quantity,unit_price", *(f"{row},{price}" for row in rows))
                    run("import_prices", path)
            return len(queries)

        assert query_count(5) == query_count(30)
