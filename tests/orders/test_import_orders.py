"""The command that imports orders and their lines, from one file or from two."""

import threading
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from orders import locks
from orders.models import Order, OrderLine
from pricing.models import Item
from tests.concurrency import run_together
from tests.factories import cast
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def alder():
    cast.item("1000", price="100")
    cast.item("2000", price="50")
    return cast.company("Alder")


def lines() -> list[tuple[object, ...]]:
    fields = ("order__number", "line_number", "item__number", "quantity", "unit_price")
    return list(OrderLine.objects.order_by("order__number", "line_number").values_list(*fields))


class TestOneFile:
    HEADINGS = "invoice,customer_id,invoice_ts,stock_code,quantity,unit_price,country"
    MAP = (
        "--map", "order_number=invoice", "--map", "buyer=customer_id",
        "--map", "order_date=invoice_ts", "--map", "item=stock_code",
    )  # fmt: skip

    def test_gives_orders_and_numbered_lines(self, folder, alder):
        path = folder / "retail.csv"
        write_rows(
            path,
            self.HEADINGS,
            "A,ALDER,2030-01-15 08:26:00,1000,6,2.55,x",
            "A,ALDER,2030-01-15 08:27:00,2000,1,3.39,x",
            "B,ALDER,2030-01-16 08:26:00,1000,2,2.10,x",
            "A,ALDER,2030-01-15 08:26:00,1000,1,2.55,x",
        )
        assert run("import_orders", path, *self.MAP) == [
            "Order lines: columns not used: country.",
            "Order lines: read 4 = 4 added + 0 changed + 0 unchanged + 0 rejected.",
        ]
        assert [(order.number, str(order.ordered_on), order.status) for order in Order.objects.order_by("number")] == [
            ("A", "2030-01-15", "open"),
            ("B", "2030-01-16", "open"),
        ]
        assert lines() == [
            ("A", 1, "1000", 6, Decimal("2.55")),
            ("A", 2, "2000", 1, Decimal("3.39")),
            ("A", 3, "1000", 1, Decimal("2.55")),
            ("B", 1, "1000", 2, Decimal("2.10")),
        ]
        assert run("import_orders", path, *self.MAP)[-1] == (
            "Order lines: read 4 = 0 added + 0 changed + 4 unchanged + 0 rejected."
        )

    def test_rejected_row_keeps_its_number_when_it_is_mended(self, folder, alder):
        path = folder / "retail.csv"
        write_rows(
            path,
            self.HEADINGS,
            "A,ALDER,2030-01-15,1000,-6,2.55,x",
            "A,ALDER,2030-01-15,2000,1,3.39,x",
        )
        run("import_orders", path, *self.MAP, "--skip-bad")
        assert lines() == [("A", 2, "2000", 1, Decimal("3.39"))]
        bad = folder / "retail.rejected.csv"
        assert bad.read_text(encoding="utf-8-sig").splitlines() == [
            f"{self.HEADINGS},line_number,rejected row,reason",
            "A,ALDER,2030-01-15,1000,-6,2.55,x,1,2,quantity: “-6” is negative.",
        ]
        bad.write_text(bad.read_text(encoding="utf-8-sig").replace("-6", "6"), encoding="utf-8")
        run("import_orders", bad, *self.MAP)
        assert lines() == [("A", 1, "1000", 6, Decimal("2.55")), ("A", 2, "2000", 1, Decimal("3.39"))]

    def test_blank_buyers_can_be_one_contact(self, folder, alder):
        cast.company("Counter")
        write_rows(folder / "retail.csv", self.HEADINGS, "A,,2030-01-15,1000,1,,x", "B,ALDER,2030-01-15,1000,1,,x")
        run("import_orders", folder / "retail.csv", *self.MAP, "--set", "buyer=COUNTER")
        assert dict(Order.objects.values_list("number", "buyer__number")) == {"A": "COUNTER", "B": "ALDER"}

    def test_head_may_stand_in_the_first_row_of_an_order_only(self, folder, alder):
        write_rows(
            folder / "a.csv", "order_number,buyer,order_date,item,quantity", "A,ALDER,2030-01-15,1000,1", "A,,,2000,1"
        )
        run("import_orders", folder / "a.csv")
        assert [line[1] for line in lines()] == [1, 2]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (
                "A,BIRCH,2030-01-15,open,2000,1",
                "Order A has another buyer; change it on the order, because it prices the lines.",
            ),
            ("A,ALDER,2030-01-15,closed,2000,1", "Above in the file order A is open."),
        ],
    )
    def test_rows_of_an_order_have_to_agree(self, folder, alder, row, reason):
        cast.company("Birch")
        write_rows(
            folder / "a.csv",
            "order_number,buyer,order_date,status,item,quantity",
            "A,ALDER,2030-01-15,open,1000,1",
            row,
        )
        assert refused("import_orders", folder / "a.csv")[2][0] == f"Row 3: {reason}"
        assert Order.objects.count() == 0

    def test_rows_of_an_order_have_to_agree_across_chunks(self, folder, alder):
        rows = [f"A,{number},ALDER,2030-01-15,open,1000,1" for number in range(1, 2002)]
        write_rows(
            folder / "a.csv",
            "order_number,line_number,buyer,order_date,status,item,quantity",
            *rows,
            "A,3000,ALDER,2030-01-15,closed,1000,1",
        )
        assert refused("import_orders", folder / "a.csv")[2][0] == "Row 2003: Above in the file order A is open."

    def test_status_of_a_known_order_changes_with_its_first_row(self, folder, alder):
        cast.order(alder, number="A")
        write_rows(folder / "a.csv", "order_number,status,item,quantity", "A,closed,1000,1", "A,closed,2000,1")
        run("import_orders", folder / "a.csv")
        assert Order.objects.get().status == "closed"

    def test_status_counts_as_a_change_where_the_line_is_the_same(self, folder, alder):
        cast.line(cast.order(alder, number="A"), Item.objects.get(number="1000"), 1,
                  line_number=1)  # fmt: skip
        write_rows(folder / "a.csv", "order_number,status,item,quantity", "A,closed,1000,1")
        assert run("import_orders", folder / "a.csv") == [
            "Order lines: read 1 = 0 added + 1 changed + 0 unchanged + 0 rejected."
        ]


class TestTwoFiles:
    def written(self, folder) -> tuple[object, ...]:
        """Write two files such as Northwind's and return the arguments that import them."""
        write_rows(folder / "orders.csv", "order_id,customer_id,order_date", "A,ALDER,2030-01-15", "B,ALDER,2030-01-16")
        write_rows(
            folder / "order_lines.csv",
            "order_id,product_id,unit_price,quantity,discount",
            "A,1000,14,12,0",
            "A,2000,9.8,10,0.15",
            "B,1000,34.8,5,0.05",
        )
        return (
            "--orders", folder / "orders.csv", "--lines", folder / "order_lines.csv",
            "--map", "order_number=order_id", "--map", "buyer=customer_id", "--map", "item=product_id",
            "--map", "line_discount=discount", "--percent-as", "fraction",
        )  # fmt: skip

    def test_give_orders_then_lines(self, folder, alder):
        assert run("import_orders", *self.written(folder)) == [
            "Orders: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected.",
            "Order lines: read 3 = 3 added + 0 changed + 0 unchanged + 0 rejected.",
        ]
        fields = ("order__number", "line_number", "unit_price", "line_discount_percent", "line_amount")
        assert list(OrderLine.objects.order_by("pk").values_list(*fields)) == [
            ("A", 1, Decimal(14), Decimal(0), Decimal(168)),
            ("A", 2, Decimal("9.8"), Decimal(15), Decimal("83.30")),
            ("B", 1, Decimal("34.8"), Decimal(5), Decimal("165.30")),
        ]

    def test_are_all_or_nothing_together(self, folder, alder):
        arguments = self.written(folder)
        with (folder / "order_lines.csv").open("a", encoding="utf-8") as file:
            file.write("C,1000,1,1,0\n")
        code, _, reasons = refused("import_orders", *arguments)
        assert (code, reasons) == (
            1,
            [
                "Row 5: There is no order C, and a new one needs a buyer.",
                "The rejected rows and the reasons are in order_lines.rejected.csv.",
            ],
        )
        assert (Order.objects.count(), OrderLine.objects.count()) == (0, 0)


class TestCall:
    @pytest.mark.parametrize("arguments", [[], ["a.csv", "--lines", "b.csv"]], ids=["nothing", "three"])
    def test_needs_one_file_or_two(self, folder, arguments):
        assert refused("import_orders", *arguments)[:2] == (2, "Name one file, or --orders, --lines or both.")

    def test_two_files_have_no_common_rejects(self, folder):
        arguments = ("--orders", "a.csv", "--lines", "b.csv", "--rejects", "c.csv")
        assert refused("import_orders", *arguments)[:2] == (
            2,
            "Two files have two files of rejects: leave --rejects out.",
        )

    def test_lines_alone_know_no_heads(self, folder, alder):
        write_rows(folder / "a.csv", "order_number,buyer,order_date,item,quantity", "A,ALDER,2030-01-15,1000,1")
        assert refused("import_orders", "--lines", folder / "a.csv")[2][0] == (
            "Row 2: There is no order A, and a new one needs a buyer."
        )


class TestQueries:
    def test_depend_on_chunks_only(self, folder, alder):
        spring = cast.campaign("SPRING", alder)
        cast.price(Item.objects.get(number="1000"), "70", spring)

        def query_count(order_count: int) -> int:
            write_rows(
                folder / "a.csv",
                "order_number,buyer,order_date,item,quantity",
                *(f"{order_count}-{number},ALDER,2030-01-15,1000,1" for number in range(order_count)),
            )
            with CaptureQueriesContext(connection) as queries:
                run("import_orders", folder / "a.csv")
            return len(queries)

        assert query_count(5) == query_count(30)


@pytest.mark.postgresql
class LaneTest(TransactionTestCase):
    def test_no_plan_is_made_while_an_import_runs(self) -> None:
        cast.company("Alder")
        cast.item("1000")
        folder = Path(self.enterContext(TemporaryDirectory()))
        path = write_rows(folder / "a.csv", "order_number,buyer,order_date,item,quantity", "A,ALDER,2030-01-15,1000,1")
        has_imported, has_been_refused = threading.Event(), threading.Event()

        def import_orders() -> None:
            with transaction.atomic():
                run("import_orders", path)
                has_imported.set()
                has_been_refused.wait(timeout=10)

        def plan() -> None:
            has_imported.wait(timeout=10)
            with pytest.MonkeyPatch.context() as patch, transaction.atomic(), pytest.raises(locks.LaneBusyError):
                patch.setattr(locks, "_PATIENCE_SECONDS", 0)
                locks.own_lane()
            has_been_refused.set()

        run_together(import_orders, plan)
        with transaction.atomic():
            self.assertEqual(locks.own_lane(), OrderLine.objects.get().generation + 1)
