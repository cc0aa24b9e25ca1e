"""Heads of orders from a file: ``import_orders --orders``."""

import datetime as dt
from decimal import Decimal

import pytest

from orders.models import Order, OrderLine, PlanClock
from tests.factories import cast
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "orders.csv"


def order(number: str, *fields: str) -> tuple[object, ...]:
    return Order.objects.values_list(*fields).get(number=number)


class TestOrderImporter:
    def test_adds_orders(self, path):
        alder = cast.company("Alder")
        cast.person("Ann", alder)
        cast.campaign("SPRING")
        write_rows(
            path,
            "order_number,buyer,order_date,status,currency,currency_factor,campaign",
            "a1,alder,2026-03-02,,,,spring",
            "a2,ANN,2026-03-02 10:15:00,released,USD,1.25,",
            "a3,ANN,2026-03-02,CLOSED,eur,1,",
        )
        assert run("import_orders", "--orders", path) == [
            "Orders: read 3 = 3 added + 0 changed + 0 unchanged + 0 rejected."
        ]
        fields = ("buyer__number", "ordered_on", "status", "currency_code", "currency_factor", "campaign__number")
        assert order("A1", *fields) == ("ALDER", dt.date(2026, 3, 2), "open", "", Decimal(1), "SPRING")
        assert order("A2", *fields) == ("ALDER", dt.date(2026, 3, 2), "released", "USD", Decimal("1.25"), None)
        assert order("A3", *fields) == ("ALDER", dt.date(2026, 3, 2), "closed", "", Decimal(1), None)

    def test_second_run_leaves_everything(self, path):
        cast.company("Alder")
        write_rows(path, "order_number,buyer,order_date,currency,currency_factor", "A1,ALDER,2026-03-02,USD,1.25")
        run("import_orders", "--orders", path)
        assert run("import_orders", "--orders", path) == [
            "Orders: read 1 = 0 added + 0 changed + 1 unchanged + 0 rejected."
        ]

    def test_changes_the_status_and_tells_the_lines(self, path):
        changed, left = cast.order(cast.company("Alder"), number="A1"), cast.order(cast.company("Birch"), number="A2")
        for found in (changed, left):
            cast.line(found, cast.item(found.number))
        PlanClock.objects.update(generation=7)
        write_rows(path, "order_number,status", "A1,closed", "A2,open")
        assert run("import_orders", "--orders", path) == [
            "Orders: read 2 = 0 added + 1 changed + 1 unchanged + 0 rejected."
        ]
        assert (order("A1", "status"), order("A2", "status")) == (("closed",), ("open",))
        assert dict(OrderLine.objects.values_list("order__number", "generation")) == {"A1": 7, "A2": 0}

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("NEW,,2026-03-02,,,,", "There is no order NEW, and a new one needs a buyer."),
            ("NEW,ALDER,,,,,", "There is no order NEW, and a new one needs an order date."),
            ("NEW,NOBODY,2026-03-02,,,,", "There is no contact NOBODY."),
            ("NEW,ALDER,2026-03-02,done,,,", "status: “done” is none of open, released, closed, cancelled."),
            ("NEW,ALDER,2026-03-02,,$,,", "currency: “$” is no currency: write its three letters, as in USD."),
            ("NEW,ALDER,2026-03-02,,USD,,", "An order in USD needs its currency factor."),
            ("NEW,ALDER,2026-03-02,,USD,0,", "currency_factor: “0” is not more than 0."),
            ("NEW,ALDER,2026-03-02,,,1.25,", "The currency factor of the local currency is 1."),
            ("NEW,ALDER,2026-03-02,,,,SUMMER", "There is no campaign SUMMER."),
            ("A1,BIRCH,,,,,", "Order A1 has another buyer; change it on the order, because it prices the lines."),
            (
                "A1,,2026-03-02,,,,",
                "Order A1 has another order date; change it on the order, because it prices the lines.",
            ),
            ("A1,,,,USD,,", "Order A1 has another currency; change it on the order, because it prices the lines."),
            ("A1,,,,,,SPRING", "Order A1 has another campaign; change it on the order, because it prices the lines."),
        ],
    )
    def test_rejects_with_the_reason_and_saves_nothing(self, path, row, reason):
        cast.order(cast.company("Alder"), number="A1")
        cast.company("Birch")
        cast.campaign("SPRING")
        before = list(Order.objects.values())
        write_rows(
            path,
            "order_number,buyer,order_date,status,currency,currency_factor,campaign",
            "FIRST,ALDER,2026-03-02,,,,",
            row,
        )
        code, _, reasons = refused("import_orders", "--orders", path)
        assert (code, reasons[0]) == (1, f"Row 3: {reason}")
        assert list(Order.objects.values()) == before

    def test_local_currency_for_an_order_in_another_is_rejected(self, path):
        cast.order(cast.company("Alder"), number="A1", currency_code="USD", currency_factor="1.25")
        write_rows(path, "order_number,currency", "A1,EUR")
        assert refused("import_orders", "--orders", path)[2][0] == (
            "Row 2: Order A1 has another currency; change it on the order, because it prices the lines."
        )
