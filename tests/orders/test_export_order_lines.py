"""Order lines to a file: the command and ``orders.line_export`` behind it."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contacts.sheets import open_sheet
from orders.line_export import HEADINGS
from orders.models import OrderLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "lines.csv"


def exported(path: Path, *arguments: object) -> list[dict[str, str]]:
    run("export_order_lines", path, *arguments)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class TestExportOrderLines:
    def test_says_what_was_ordered_and_what_it_costs_and_why(self, path):
        alder = cast.company("Alder")
        item = cast.item(price="100", description="=Chair")
        spring = cast.campaign("SPRING", alder)
        order = cast.order(alder, number="A", campaign=spring, currency_code="USD", currency_factor="1.25")
        cast.line(
            order, item, "2.5", line_number=1, shipped_quantity="1", unit_price="90",
            sales_price=cast.price(item, "90", spring), line_discount_percent="5",
            line_discount=cast.discount(item, "5", spring),
        )  # fmt: skip
        assert run("export_order_lines", path) == [f"1 order lines written to {path}."]
        assert exported(path) == [
            {
                "order_number": "A", "line_number": "1", "buyer": "ALDER", "buyer_name": "Alder",
                "order_date": "2030-01-15", "status": "open", "currency": "USD", "currency_factor": "1.250000000",
                "campaign": "SPRING", "item": "1000", "item_description": "'=Chair", "variant": "", "unit": "PCS",
                "quantity": "2.50000", "shipped_quantity": "1.00000", "invoiced_quantity": "0.00000",
                "present_unit_price": "90.00000", "present_line_discount": "5.00000", "line_amount": "213.75",
                "price_origin": "campaign SPRING", "discount_origin": "campaign SPRING",
                "normal_unit_price": "125.00000", "normal_line_discount": "0.00000",
            }
        ]  # fmt: skip

    def test_is_a_workbook_with_numbers_and_days(self, path):
        cast.line(cast.order(cast.company("Alder"), number="A"), cast.item(price="100"), "2.5")
        path = path.with_suffix(".xlsx")
        run("export_order_lines", path)
        with path.open("rb") as file, open_sheet(file, name=path.name) as sheet:
            assert tuple(sheet.headings) == HEADINGS
            [row] = sheet.rows
        cells = dict(zip(HEADINGS, row.cells, strict=False))
        assert (cells["quantity"], cells["line_amount"], cells["order_date"]) == (2.5, 250, dt.datetime(2030, 1, 15))

    def test_narrows_to_orders_status_and_campaign(self, path):
        alder, item = cast.company("Alder"), cast.item()
        spring = cast.campaign("SPRING", alder)
        price, discount = cast.price(item, "90", spring), cast.discount(item, "5", spring)
        for number, status, fields in (
            ("A", "open", {"sales_price": price}), ("B", "closed", {"line_discount": discount}), ("C", "open", {}),
        ):  # fmt: skip
            cast.line(cast.order(alder, number=number, status=status), item, **fields)

        def orders(*arguments: str) -> str:
            return "".join(line["order_number"] for line in exported(path, *arguments))

        assert orders() == "ABC"
        assert orders("--order", "c", "A") == "AC"
        assert orders("--status", "open") == "AC"
        assert orders("--campaign", "spring") == "AB"
        assert orders("--campaign", "spring", "--status", "open", "--order", "A", "B") == "A"

    def test_of_nothing_has_headings(self, path):
        assert exported(path) == []
        assert path.read_text(encoding="utf-8-sig").strip() == ",".join(HEADINGS)

    def test_queries_do_not_grow_with_lines(self, path):
        order, item = cast.order(cast.company("Alder")), cast.item()

        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                run("export_order_lines", path)
            return len(queries)

        cast.line(order, item)
        before = query_count()
        for _ in range(20):
            cast.line(order, item)
        assert query_count() == before

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--order", "nope", "A"], "There is no order NOPE."),
            (["--campaign", "nope"], "There is no campaign NOPE."),
        ],
    )
    def test_refuses_what_it_does_not_know(self, path, arguments, message):
        cast.order(cast.company("Alder"), number="A")
        path.write_text("kept", encoding="utf-8")
        assert refused("export_order_lines", path, *arguments)[:2] == (1, message)
        assert path.read_text(encoding="utf-8") == "kept"
        assert [found.name for found in path.parent.iterdir()] == ["lines.csv"]

    def test_refuses_other_formats(self, path):
        assert refused("export_order_lines", path.with_suffix(".pdf"))[:2] == (
            1, "lines.pdf is not a file that can be written: name it .csv, .csv.gz or .xlsx."
        )  # fmt: skip

    def test_place_that_cannot_be_written_is_a_wrong_call(self, path):
        missing = path.parent / "missing" / "lines.csv"
        assert refused("export_order_lines", missing)[:2] == (
            2, f"{missing} cannot be written: No such file or directory."
        )  # fmt: skip


class TestImportedAgain:
    def test_changes_nothing(self, path):
        alder = cast.company("Alder")
        item = cast.item(price="100")
        cast.price(item, "90", cast.campaign("SPRING", alder))
        cast.unit(item, "BOX", 5)
        write_rows(
            path,
            "order_number,buyer,order_date,item,unit,quantity,unit_price",
            "A,ALDER,2030-01-15,1000,BOX,2,", "A,ALDER,2030-01-15,1000,PCS,1,80", "B,ALDER,2030-01-16,1000,,2,95",
        )  # fmt: skip
        run("import_orders", path)
        OrderLine.objects.filter(line_number=1, order__number="B").update(
            is_priced_by_hand=True, hand_priced_at=NOW, unit_price=Decimal(42)
        )
        before = list(OrderLine.objects.order_by("pk").values())
        run("export_order_lines", path)
        assert run("import_orders", path)[-1] == "Order lines: read 3 = 0 added + 0 changed + 3 unchanged + 0 rejected."
        assert list(OrderLine.objects.order_by("pk").values()) == before


class TestAnyLine(TestCase):
    @given(
        quantity=st.decimals(0, 1000, places=5),
        description=st.text(st.characters(exclude_categories=["C"]), max_size=20),
        discount=st.decimals(0, 100, places=5),
    )
    def test_is_the_same_when_imported_again(self, quantity, description, discount):
        folder = Path(self.enterContext(TemporaryDirectory()))
        order = cast.order(cast.company("Alder"), number="A")
        item = cast.item(price="100", description=description)
        cast.line(order, item, quantity, line_number=1, line_discount_percent=discount)
        before = list(OrderLine.objects.values())
        run("export_order_lines", folder / "lines.csv")
        assert "1 unchanged" in run("import_orders", folder / "lines.csv")[-1]
        assert list(OrderLine.objects.values()) == before
