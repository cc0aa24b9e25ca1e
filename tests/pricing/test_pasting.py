from decimal import Decimal

import pytest
from django.utils import translation

from pricing.models import SalesLineDiscount, SalesPrice
from pricing.pasting import MOST_ROWS, Pasted, PastedRow, PasteError, Reading, read_row


def cells(text: str, model: type[SalesPrice] | type[SalesLineDiscount] = SalesPrice) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.cells.items() if cell} for row in Pasted.of(text, model).rows]


def reading(language: str = "en-gb", **typed: str) -> Reading:
    with translation.override(language):
        return read_row(PastedRow(7, typed), campaign_number="SPRING")


class TestColumns:
    def test_stand_in_the_order_of_the_documentation_without_headings(self) -> None:
        assert cells("1000\t81\t10\tBOX\tBLUE\tUSD\tno\tyes") == [
            {
                "item": "1000",
                "unit_price": "81",
                "minimum_quantity": "10",
                "unit": "BOX",
                "variant": "BLUE",
                "currency": "USD",
                "allow_line_discount": "no",
                "free_of_charge": "yes",
            }
        ]
        assert cells("1000\t5", SalesLineDiscount) == [{"item": "1000", "line_discount": "5"}]

    @pytest.mark.parametrize(
        "headings",
        [
            "Unit price\tItem No.\tMin. quantity",
            "Prijs\tArtikelnr.\tMinimumaantal",
            "unit_price\titem\tminimum_quantity",
        ],
    )
    def test_are_named_by_headings_in_any_order(self, headings: str) -> None:
        assert cells(f"{headings}\n81\t1000\t10") == [{"unit_price": "81", "item": "1000", "minimum_quantity": "10"}]

    def test_that_say_nothing_of_a_row_are_passed_over_and_unknown_ones_told(self) -> None:
        pasted = Pasted.of("Item\tDescription\tUnit price\tColour\tKorting %\n1000\tChair\t81\tred\t5", SalesPrice)
        assert pasted.rows == [PastedRow(2, {"item": "1000", "unit_price": "81"})]
        assert pasted.unused == ["Colour", "Korting %"]

    def test_may_be_separated_by_semicolons(self) -> None:
        assert cells("Artikel;Prijs\n1000;81,50") == [{"item": "1000", "unit_price": "81,50"}]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("  \n\t\n", "There are no rows."),
            ("Item\tUnit price", "There are no rows."),
            ("Item\tUnit\n1000\tBOX", "The headings have no column “Unit price”."),
            ("Item\tPrice\tUnit price\n1000\t1\t2", "The heading “Price” stands over two columns; keep one."),
            ("Item\tPrice\n1000\t1\t2", "Row 2 has more cells than there are columns: “2”."),
            ("1\n" * (MOST_ROWS + 1), "5,001 rows are too many for this page; it takes 5,000."),
        ],
    )
    def test_that_cannot_be_told_are_refused(self, text: str, sentence: str) -> None:
        with pytest.raises(PasteError, match=sentence):
            Pasted.of(text, SalesPrice)


class TestRows:
    def test_have_the_number_they_have_in_what_was_pasted(self) -> None:
        pasted = Pasted.of("Item\tPrice\n1000\t81\n\n1001\t82\n", SalesPrice)
        assert [row.number for row in pasted.rows] == [2, 4]

    def test_come_back_from_their_text_with_their_numbers(self) -> None:
        pasted = Pasted.of('Item\tPrice\n"10""00"\t81\n\n1001\t 82 \n', SalesPrice).mended({})
        again = Pasted.of(pasted.as_text(), SalesPrice)
        assert again.rows == pasted.rows
        assert again.rows[0].cells["item"] == '10"00'

    def test_are_mended_cell_by_cell_and_left_out(self) -> None:
        pasted = Pasted.of("1000\tabc\n1001\t82", SalesPrice)
        mended = pasted.mended({(1, "unit_price"): "81"}, without=[2])
        assert [(row.number, row.cells["item"], row.cells["unit_price"]) for row in mended.rows] == [(1, "1000", "81")]


class TestCells:
    def test_are_read_in_the_language_of_the_reader(self) -> None:
        english = reading(unit_price="€ 1,234.50", minimum_quantity="2.5")
        dutch = reading("nl", unit_price="€ 1.234,50", minimum_quantity="2,5")
        assert english.record.values == dutch.record.values
        assert (english.record["unit_price"], english.record["campaign"]) == (Decimal("1234.50"), "SPRING")

    def test_number_with_two_meanings_is_refused_with_both(self) -> None:
        assert reading(unit_price="1,234").faults == {
            "unit_price": '"1,234" can mean 1234 or 1.234. Type 1234 or 1.234.'
        }
        assert reading("nl", unit_price="1.234").faults == {
            "unit_price": '"1.234" kan 1234 of 1,234 betekenen. Typ 1234 of 1,234.'
        }

    def test_each_wrong_cell_has_its_own_reason(self) -> None:
        faults = reading(item="1" * 21, unit_price="abc", currency="EURO", free_of_charge="maybe").faults
        assert set(faults) == {"item", "unit_price", "currency", "free_of_charge"}
        assert faults["unit_price"] == '"abc" is not a number.'
        assert faults["free_of_charge"] == "“maybe” is neither yes nor no."

    def test_a_price_and_a_discount_must_be_there(self) -> None:
        assert reading(item="1000", unit_price=" ").faults == {"unit_price": "The price is missing."}
        assert reading(item="1000", line_discount="").faults == {"line_discount": "The discount is missing."}

    @pytest.mark.parametrize(("text", "percent"), [("15", 15), ("15 %", 15), ("0.15", Decimal("0.15")), ("100", 100)])
    def test_percentage_is_taken_as_typed(self, text: str, percent: Decimal) -> None:
        assert reading(line_discount=text).record["line_discount"] == percent

    def test_percentage_out_of_range_is_refused(self) -> None:
        assert reading(line_discount="101").faults == {"line_discount": "A discount is between 0 and 100 %."}

    @pytest.mark.parametrize(
        ("text", "answer"), [("Ja", True), ("x", True), ("nee", False), ("No", False), ("", False)]
    )
    def test_yes_and_no_are_read_in_both_languages(self, text: str, *, answer: bool) -> None:
        assert reading(free_of_charge=text).record["free_of_charge"] is answer
