import csv
import datetime as dt
import io
from decimal import Decimal
from unittest import mock

import django_tables2 as tables
from django.db.models import QuerySet
from django.test import TestCase
from django.utils.html import format_html
from openpyxl import load_workbook

from campaigns.models import Campaign
from contacts import list_export
from contacts.list_export import csv_parts, write_workbook
from contacts.tables import ListRows, TickColumn
from tests.factories.campaigns import CampaignFactory


class Campaigns(tables.Table):
    tick = TickColumn(name="x", form="x")
    number = tables.Column(verbose_name="No.")
    description = tables.Column(verbose_name="Description")
    is_active = tables.Column(verbose_name="Activated")
    starting_on = tables.Column(verbose_name="Start", default="—")
    budget_amount = tables.Column(verbose_name="Budget", default="—")
    only_in_files = (("currency", "Currency"),)

    def render_number(self, value: str) -> str:
        return format_html('<a href="/x/">{}</a>', value)

    def render_description(self, value: str) -> str:
        return format_html('<b>{}</b><br><span class="below">small</span>', value)

    def render_is_active(self, *, value: bool) -> str:
        return "Yes" if value else "No"

    def render_starting_on(self, value: dt.date) -> str:
        return "a day"

    def value_currency(self, record: Campaign) -> str:
        return f"€{record.pk and ''}"


def table(campaigns: QuerySet[Campaign], **kwargs) -> Campaigns:
    return Campaigns(data=ListRows(campaigns), **kwargs)


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class ListExportTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        CampaignFactory(number="A", description="Chairs & <desks>", starting_on=dt.date(2026, 5, 1), budget_amount=5)
        CampaignFactory(number="B", description="=1+1", active=True, starting_on=None)

    def test_csv_has_the_headings_rows_and_order_of_the_page(self) -> None:
        content = b"".join(csv_parts(table(Campaign.objects.all(), order_by="-number", exclude=["is_active"])))
        self.assertEqual(
            lines_of(content),
            [
                ["No.", "Description", "Start", "Budget", "Currency"],
                ["B", "'=1+1 small", "", "", "€"],
                ["A", "Chairs & <desks> small", "2026-05-01", "5.00", "€"],
            ],
        )

    def test_workbook_keeps_numbers_and_days_and_says_no_formula(self) -> None:
        file = io.BytesIO()
        write_workbook(table(Campaign.objects.order_by("number")), file)
        _headings, first, second = load_workbook(file).active.iter_rows()
        self.assertEqual([cell.value for cell in first][2:5], ["No", dt.datetime(2026, 5, 1), Decimal(5)])
        self.assertEqual([(cell.value, cell.data_type) for cell in second][1], ("=1+1 small", "s"))

    def test_long_file_comes_in_parts(self) -> None:
        CampaignFactory.create_batch(300, description="x" * 100)
        with mock.patch.object(list_export, "_PART_SIZE", 1000):
            parts = list(csv_parts(table(Campaign.objects.order_by("number"))))
        self.assertGreaterEqual(len(parts), 4)
        self.assertLess(max(len(part) for part in parts), 10_000)
        self.assertEqual(len(lines_of(b"".join(parts))), 303)
