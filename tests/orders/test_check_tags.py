"""The list of checks on the page: in which order, and where each is put right."""

from types import SimpleNamespace

from django.test import TestCase

from orders.check_tags import CheckRow, check_rows
from orders.checks import Finding, Kind, Subject
from orders.preview import preview_of
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE


def card_check(subject: str, *, missing: str = "", warning: str = "") -> SimpleNamespace:
    return SimpleNamespace(
        subject=subject, url=f"/{subject}/", label="Prices", step="Enter prices", missing=missing, warning=warning
    )


class CheckRowsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING", cast.company("Alder"), is_active=False)

    def rows(self, *checks: SimpleNamespace, kind: Kind = Kind.ACTIVATE) -> list[CheckRow]:
        return check_rows(preview_of(self.spring, kind=kind, today=WORK_DATE), self.spring, checks)

    def test_warning_leads_to_the_place_that_the_card_knows_and_is_said_once(self) -> None:
        rows = self.rows(card_check("rows", missing="No prices."))
        confirm = [row for row in rows if row.must_confirm]
        self.assertEqual([(row.url, row.step, row.tone) for row in confirm], [("/rows/", "Enter prices", "warn")])
        self.assertNotIn("No prices.", " ".join(row.sentence for row in rows))

    def test_what_only_the_card_knows_is_said_with_its_place(self) -> None:
        row = CheckRow(tone="warn", sentence="Prices: 1 row overlaps.", url="//", step="Show")
        self.assertIn(row, self.rows(card_check("", warning="1 row overlaps.")))

    def test_every_subject_has_a_place(self) -> None:
        preview = preview_of(self.spring, kind=Kind.ACTIVATE, today=WORK_DATE)
        places = [card_check("targets"), card_check("rows")]
        for subject in Subject:
            found = SimpleNamespace(**{**vars_of(preview), "refusals": [Finding(subject, "…")], "warnings": []})
            first = check_rows(found, self.spring, places)[0]
            self.assertEqual((first.tone, first.sentence), ("bad", "…"))
            self.assertTrue(first.url and first.step, subject)

    def test_what_is_in_order_comes_last(self) -> None:
        cast.price(cast.item(), 90, self.spring)
        tones = [row.tone for row in self.rows(card_check("", warning="1 row overlaps."))]
        self.assertEqual(tones, ["warn", "warn", "good", "good"])


def vars_of(preview: object) -> dict[str, object]:
    return {name: getattr(preview, name) for name in preview.__dataclass_fields__}
