"""A sheet of a campaign's rows comes back edited."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.test import TestCase
from django.utils import translation
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.models import Campaign
from config.uploads.kinds import KINDS
from config.uploads.titles import TITLES
from contacts.models import Upload
from contacts.upload_checking import check_upload, save_upload
from contacts.upload_files import keep_upload
from contacts.upload_reading import Reading, look_at, with_columns
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.row_sheet import write_row_sheet
from pricing.services import change_row, withdraw_row
from tests.factories.campaigns import CampaignFactory
from tests.factories.pricing import ItemFactory, SalesLineDiscountFactory, SalesPriceFactory
from tests.factories.users import UserFactory

NOW = dt.datetime(2027, 3, 2, 9, tzinfo=dt.UTC)
ITEM, QUANTITY, PRICE = 3, 7, 8


class RowSheetTestCase(TestCase):
    anna: User
    campaign: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(username="anna")
        cls.campaign = CampaignFactory(number="CP1")
        cls.chair, cls.desk, cls.lamp = (ItemFactory(number=number) for number in ("CHAIR", "DESK", "LAMP"))
        cls.of_chair = SalesPriceFactory(campaign=cls.campaign, item=cls.chair, unit_price=Decimal(90))
        cls.of_desk = SalesPriceFactory(campaign=cls.campaign, item=cls.desk, unit_price=Decimal(200))

    def sheet(self, model: Any = SalesPrice, language: str = "en-gb") -> Worksheet:
        file = io.BytesIO()
        with translation.override(language):
            write_row_sheet(self.campaign, model, titles=TITLES, most_rows=100, file=file)
        return load_workbook(file).worksheets[0]

    def upload(self, sheet: Worksheet, *, kind: str = "campaign-prices", extras: tuple[str, ...] = ()) -> Upload:
        file = io.BytesIO()
        sheet.parent.save(file)
        upload = keep_upload([file.getvalue()], name="p.xlsx", kind=kind, about="CP1", at=NOW, by=self.anna)
        reading = Reading(percent_as="percent", extras=extras)
        table = look_at(upload, kind=KINDS[kind], reading=reading, by=self.anna)
        self.assertTrue(table.is_certain(KINDS[kind]))
        upload.reading = with_columns(reading, table).stored()
        upload.save()
        check_upload(upload, kind=KINDS[kind], at=NOW, by=self.anna)
        upload.refresh_from_db()
        return upload

    def save(self, upload: Upload, *, skips_bad: bool = False) -> bool:
        kind = KINDS[upload.kind]
        result = save_upload(upload, kind=kind, digest=upload.digest, skips_bad=skips_bad, at=NOW, by=self.anna)
        return result.is_saved

    def counts(self, upload: Upload) -> tuple[int, int, int, int]:
        return upload.added_count, upload.changed_count, upload.unchanged_count, upload.rejected_count

    def reason(self, upload: Upload) -> str:
        return upload.rows.get(outcome="rejected").reason

    def prices(self) -> dict[str, Decimal]:
        rows = SalesPrice.objects.in_force().filter(campaign=self.campaign)
        return {
            f"{row.item.number} {row.minimum_quantity.normalize():f}": row.unit_price
            for row in rows.select_related("item")
        }


class TestRowSheet(RowSheetTestCase):
    def test_that_comes_back_as_it_went_changes_nothing(self) -> None:
        for language in ("en-gb", "nl"):
            upload = self.upload(self.sheet(language=language))
            self.assertEqual((self.counts(upload), upload.remarks), ((0, 0, 2, 0), []))

    def test_changes_and_adds_rows(self) -> None:
        sheet = self.sheet()
        sheet.cell(2, PRICE).value = 85.5
        sheet.cell(4, ITEM).value, sheet.cell(4, QUANTITY).value, sheet.cell(4, PRICE).value = "LAMP", 10, 5
        upload = self.upload(sheet)
        self.assertEqual(self.counts(upload), (1, 1, 1, 0))
        self.assertEqual(
            upload.rows.get(outcome="changed").differences, [["unit price", ["number", "90"], ["number", "85.5"]]]
        )
        self.assertTrue(self.save(upload))
        self.assertEqual(self.prices(), {"CHAIR 0": Decimal("85.5"), "DESK 0": 200, "LAMP 10": 5})
        changed = SalesPrice.objects.get(item=self.chair)
        self.assertEqual((changed.pk, changed.history.first().history_user), (self.of_chair.pk, self.anna))

    def test_may_move_a_row_to_another_quantity_but_not_onto_another_row(self) -> None:
        SalesPriceFactory(campaign=self.campaign, item=self.chair, minimum_quantity=10, unit_price=Decimal(80))
        sheet = self.sheet()
        sheet.cell(2, QUANTITY).value = 5
        sheet.cell(3, QUANTITY).value = 5
        upload = self.upload(sheet)
        self.assertEqual(self.counts(upload), (0, 1, 1, 1))
        self.assertIn("There is a row for this already", self.reason(upload))

    def test_row_that_somebody_changed_since_is_not_overwritten(self) -> None:
        sheet = self.sheet()
        bert = UserFactory(username="bert", first_name="", last_name="")
        self.of_chair.unit_price = Decimal(88)
        change_row(row=self.of_chair, at=NOW, by=bert)
        sheet.cell(2, PRICE).value = 85
        upload = self.upload(sheet)
        self.assertEqual(
            self.reason(upload),
            "bert changed this row since the download, so it is not overwritten. Download the rows again.",
        )
        self.assertEqual(self.prices()["CHAIR 0"], 88)

    def test_row_that_was_not_edited_keeps_what_somebody_changed_since(self) -> None:
        sheet = self.sheet()
        self.of_chair.unit_price = Decimal(88)
        change_row(row=self.of_chair, at=NOW, by=None)
        sheet.cell(3, PRICE).value = 190
        upload = self.upload(sheet)
        self.assertEqual(self.counts(upload), (0, 1, 1, 0))
        self.save(upload)
        self.assertEqual(self.prices(), {"CHAIR 0": 88, "DESK 0": 190})

    def test_row_that_was_deleted_since_is_refused(self) -> None:
        sheet = self.sheet()
        withdraw_row(row=self.of_chair, at=NOW, by=None)
        sheet.cell(2, PRICE).value = 85
        self.assertEqual(
            self.reason(self.upload(sheet)), "The row was deleted since the download, or is not of this campaign."
        )

    def test_row_of_another_campaign_is_refused(self) -> None:
        other = SalesPriceFactory(campaign=CampaignFactory(), item=self.lamp, unit_price=Decimal(9))
        sheet = self.sheet()
        sheet.cell(2, 1).value = other.pk
        self.assertIn("not of this campaign", self.reason(self.upload(sheet)))

    def test_item_of_a_row_stays(self) -> None:
        sheet = self.sheet()
        sheet.cell(2, ITEM).value = "LAMP"
        self.assertIn("The item of a row stays", self.reason(self.upload(sheet)))

    def test_price_of_zero_has_to_be_meant(self) -> None:
        sheet = self.sheet()
        sheet.cell(2, PRICE).value = 0
        self.assertIn("A price of 0 gives item CHAIR away", self.reason(self.upload(sheet)))

    def test_new_row_for_what_a_row_is_there_for_is_refused(self) -> None:
        sheet = self.sheet()
        sheet.cell(4, ITEM).value, sheet.cell(4, PRICE).value = "CHAIR", 5
        self.assertIn("There is a row for this already", self.reason(self.upload(sheet)))

    def test_blank_whether_discounts_are_allowed_leaves_it(self) -> None:
        self.of_chair.allows_line_discount = False
        change_row(row=self.of_chair, at=NOW, by=None)
        sheet = self.sheet()
        sheet.cell(2, PRICE).value, sheet.cell(2, 9).value = 85, None
        self.save(self.upload(sheet))
        self.of_chair.refresh_from_db()
        self.assertEqual((self.of_chair.unit_price, self.of_chair.allows_line_discount), (85, False))


class TestMissingRows(RowSheetTestCase):
    def emptied(self) -> Worksheet:
        sheet = self.sheet()
        for place in range(ITEM, 11):
            sheet.cell(2, place).value = None
        return sheet

    def test_stay_and_that_is_said(self) -> None:
        upload = self.upload(self.emptied())
        self.assertEqual(upload.remarks, ["1 row of the campaign is not in the file: it stays."])
        self.assertEqual((self.counts(upload), upload.may_be_saved), ((0, 0, 1, 0), False))

    def test_are_withdrawn_when_that_is_ticked(self) -> None:
        upload = self.upload(self.emptied(), extras=("withdraw_missing",))
        self.assertEqual(upload.remarks, ["1 row of the campaign is not in the file: it is deleted."])
        self.assertEqual((upload.write_count, upload.may_be_saved), (1, True))
        self.assertEqual(len(self.prices()), 2)
        self.assertTrue(self.save(upload))
        self.assertEqual(self.prices(), {"DESK 0": 200})
        self.of_chair.refresh_from_db()
        self.assertEqual(self.of_chair.withdrawn_at, NOW)

    def test_are_not_withdrawn_where_a_row_is_wrong(self) -> None:
        sheet = self.emptied()
        sheet.cell(3, PRICE).value = "abc"
        upload = self.upload(sheet, extras=("withdraw_missing",))
        self.assertEqual(upload.remarks, ["1 row of the campaign is not in the file: it is deleted."])
        with self.assertRaisesMessage(Exception, "Rows are wrong, so nothing was saved."):
            self.save(upload, skips_bad=True)
        self.assertEqual(len(self.prices()), 2)

    def test_of_an_empty_file_are_all(self) -> None:
        sheet = self.sheet()
        sheet.delete_rows(2, 2)
        upload = self.upload(sheet)
        self.assertEqual(upload.remarks, ["2 rows of the campaign are not in the file: they stay."])


class TestDiscounts(RowSheetTestCase):
    def test_of_less_than_one_percent_are_percentages(self) -> None:
        SalesLineDiscountFactory(campaign=self.campaign, item=self.chair, line_discount_percent=Decimal(5))
        sheet = self.sheet(SalesLineDiscount)
        sheet.cell(2, 10).value = 0.5
        upload = self.upload(sheet, kind="campaign-discounts")
        self.assertEqual(self.counts(upload), (0, 1, 0, 0))
        self.save(upload)
        self.assertEqual(SalesLineDiscount.objects.get().line_discount_percent, Decimal("0.5"))

    def test_on_all_items_come_back_as_they_went(self) -> None:
        SalesLineDiscountFactory(campaign=self.campaign, item=None, line_discount_percent=Decimal(5))
        self.assertEqual(
            self.counts(self.upload(self.sheet(SalesLineDiscount), kind="campaign-discounts")), (0, 0, 1, 0)
        )
