"""Items from a file: the command and ``pricing.item_import`` behind it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pricing.models import Item, ItemDiscountGroup, UnitOfMeasure
from tests.factories import cast
from tests.factories.pricing import ItemDiscountGroupFactory, UnitOfMeasureFactory
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db

AMBIGUOUS = "unit_price: “1,5” could mean 1.5 or 15: write a decimal point, or say that the file has decimal commas."
OTHER_UNIT = (
    "The base unit of 1000 is PCS; an import does not change that, because prices and order lines are counted in it."
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "items.csv"


def item(number: str) -> tuple[object, ...]:
    fields = ("description", "base_unit__code", "unit_price", "discount_group__code", "is_blocked")
    return Item.objects.values_list(*fields).get(number=number)


class TestImportItems:
    def test_adds_items(self, path):
        UnitOfMeasureFactory(code="PCS")
        ItemDiscountGroupFactory(code="RESALE")
        write_rows(
            path,
            "number,description,base_unit,unit_price,discount_group,blocked",
            "85123a,WHITE  HOLDER,pcs,2.55,resale,no",
            "2,,PCS,,,yes",
        )
        assert run("import_items", path) == ["Items: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected."]
        assert item("85123A") == ("WHITE  HOLDER", "PCS", Decimal("2.55"), "RESALE", False)
        assert item("2") == ("", "PCS", Decimal(0), None, True)

    def test_second_run_leaves_everything(self, path):
        UnitOfMeasureFactory(code="PCS")
        write_rows(path, "number,description,base_unit,unit_price", "1,Chair,PCS,2.50", "2,Table,PCS,0.12345")
        run("import_items", path)
        assert run("import_items", path) == ["Items: read 2 = 0 added + 0 changed + 2 unchanged + 0 rejected."]

    def test_changes_what_the_file_says_and_no_more(self, path):
        cast.item("1000", price="100", description="Chair")
        write_rows(path, "number,unit_price", "1000,95.5")
        assert run("import_items", path) == ["Items: read 1 = 0 added + 1 changed + 0 unchanged + 0 rejected."]
        assert item("1000") == ("Chair", "PCS", Decimal("95.5"), None, False)

    def test_blank_discount_group_takes_the_item_out_of_it(self, path):
        cast.item("1000", discount_group=ItemDiscountGroupFactory(code="RESALE"))
        write_rows(path, "number,discount_group", "1000,")
        run("import_items", path)
        assert item("1000")[3] is None

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("NEW,,,", "A new item needs a base unit."),
            ("NEW,BOX,,", "There is no unit of measure BOX."),
            ("NEW,PCS,,BEST", "There is no item discount group BEST."),
            ("NEW,PCS,-1,", "unit_price: “-1” is negative."),
            ('NEW,PCS,"1,5",', AMBIGUOUS),
            ("NEW,PCS,1.123456,", "unit_price: “1.123456” has 6 decimals; at most 5 fit."),
            ("NEW,PCS,1E3,", "unit_price: “1E3” is not a number."),
            ("1000,KG,,", OTHER_UNIT),
        ],
    )
    def test_rejects_with_the_reason_and_saves_nothing(self, path, row, reason):
        cast.item("1000", price="100")
        UnitOfMeasureFactory(code="KG")
        write_rows(path, "number,base_unit,unit_price,discount_group", "FIRST,PCS,1,", row)
        code, _, reasons = refused("import_items", path)
        assert (code, reasons[0]) == (1, f"Row 3: {reason}")
        assert [found.number for found in Item.objects.all()] == ["1000"]

    def test_unknown_codes_are_added_when_told(self, path):
        write_rows(path, "number,base_unit,discount_group", "1,BOX,BEST", "2,BOX,", "3,PCS,BEST")
        run("import_items", path, "--add-codes")
        assert sorted(UnitOfMeasure.objects.values_list("code", flat=True)) == ["BOX", "PCS"]
        assert [group.code for group in ItemDiscountGroup.objects.all()] == ["BEST"]
        assert item("3")[1:4:2] == ("PCS", "BEST")

    def test_codes_of_rejected_files_are_not_added(self, path):
        write_rows(path, "number,base_unit,unit_price", "1,BOX,1", "2,BOX,x")
        refused("import_items", path, "--add-codes")
        assert UnitOfMeasure.objects.count() == 0

    def test_item_that_stands_on_every_invoice_line_is_taken_once(self, path):
        write_rows(path, "stock_code,unit_price", "1,2.55", "2,1", "1,2.10", "1,2.55")
        assert run(
            "import_items", path, "--map", "number=stock_code", "--set", "base_unit=PCS", "--add-codes",
            "--repeated", "first",
        ) == ["Items: read 4 = 2 added + 0 changed + 2 unchanged + 0 rejected."]  # fmt: skip
        assert item("1")[2] == Decimal("2.55")

    def test_queries_depend_on_chunks_only(self, path):
        UnitOfMeasureFactory(code="PCS")

        def query_count(row_count: int) -> int:
            write_rows(path, "number,base_unit", *(f"{row_count}-{number},PCS" for number in range(row_count)))
            with CaptureQueriesContext(connection) as queries:
                run("import_items", path)
            return len(queries)

        assert query_count(10) == query_count(100)
