import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.cells import (
    POINT,
    CellError,
    CellValue,
    Choice,
    Code,
    Currency,
    Day,
    Digits,
    Kind,
    Notation,
    Number,
    Percent,
    Text,
    Whole,
    YesNo,
    as_text,
    is_blank,
)

COMMA = Notation(decimal_comma=True)
PRICE = Number(max_digits=15, decimal_places=5)


def refusal(kind: Kind, cell: CellValue, notation: Notation = POINT) -> str:
    with pytest.raises(CellError) as caught:
        kind.read(cell, notation)
    return str(caught.value)


class TestBlank:
    @pytest.mark.parametrize("cell", [None, "", "  ", "\t\n", "\u00a0"])
    def test_nothing_and_white_space_are_blank(self, cell):
        assert is_blank(cell)

    @pytest.mark.parametrize("cell", [0, 0.0, False, "0", dt.time.min], ids=repr)
    def test_zero_and_no_are_not_blank(self, cell):
        assert not is_blank(cell)


class TestText:
    def test_is_trimmed_outside_only(self):
        assert Text(20).read("  Red  retrospot \u00a0", POINT) == "Red  retrospot"

    def test_of_a_workbook_number_is_what_excel_shows(self):
        assert Text(20).read(17850.0, POINT) == "17850"
        assert Text(20).read(2.55, POINT) == "2.55"
        assert Text(30).read(1e22, POINT) == "10000000000000000000000"

    def test_of_a_workbook_day_or_answer_is_written_out(self):
        assert as_text(dt.datetime(2010, 12, 1)) == "2010-12-01"
        assert as_text(dt.datetime(2010, 12, 1, 8, 26)) == "2010-12-01 08:26:00"
        assert as_text(True) == "yes"
        assert as_text(None) == ""

    def test_that_is_too_long_is_never_cut_off(self):
        assert refusal(Text(3), "abcd") == "“abcd” has 4 characters; at most 3 fit."

    @pytest.mark.parametrize("text", ["a\nb", "a\x00b", "a\x1bb", "a\x85b"])
    def test_with_control_characters_is_refused(self, text):
        assert refusal(Text(20), text).endswith("has a line break or another control character.")

    @pytest.mark.parametrize("text", ["Ana María", "a\u200db", "日本", "a\u00a0b"])
    def test_in_any_script_is_kept(self, text):
        assert Text(20).read(text, POINT) == text

    def test_that_is_an_error_of_the_workbook_is_refused(self):
        assert refusal(Text(20), "#N/A") == "#N/A is an error of the workbook, not a value."


class TestCode:
    def test_is_trimmed_and_in_capitals(self):
        assert Code(20).read(" 85123a ", POINT) == "85123A"

    def test_written_with_combining_accents_is_the_same_code(self):
        assert Code(20).read("cafe\u0301", POINT) == Code(20).read("café", POINT) == "CAFÉ"

    def test_is_measured_after_it_became_capitals(self):
        assert refusal(Code(2), "ßa") == "“SSA” has 3 characters; at most 2 fit."


class TestCurrency:
    def test_is_three_letters(self):
        assert Currency().read(" usd ", POINT) == "USD"

    def test_local_currency_is_an_empty_text(self, settings):
        settings.LOCAL_CURRENCY = "GBP"
        assert Currency().read("GBP", POINT) == ""
        assert Currency().read("EUR", POINT) == "EUR"

    @pytest.mark.parametrize("cell", ["US", "€", "US1", "EURO"])
    def test_other_text_is_refused(self, cell):
        assert refusal(Currency(), cell) == f"“{cell}” is no currency: write its three letters, as in USD."


class TestNumber:
    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("2.55", "2.55"),
            ("+2", "2"),
            (".5", "0.5"),
            ("5.", "5"),
            (" 7 ", "7"),
            ("-0", "0"),
            ("1.50000000000", "1.5"),
            (6, "6"),
            (2.55, "2.55"),
            (2.55 * 3, "7.65"),
            (Decimal("1.25"), "1.25"),
            ("9999999999.99999", "9999999999.99999"),
        ],
        ids=repr,
    )
    def test_is_read_exactly(self, cell, value):
        assert PRICE.read(cell, POINT) == Decimal(value)

    def test_with_a_comma_is_ambiguous(self):
        assert refusal(PRICE, "1,5") == (
            "“1,5” could mean 1.5 or 15: write a decimal point, or say that the file has decimal commas."
        )
        assert refusal(PRICE, "1,234.50").startswith("“1,234.50” could mean")

    def test_with_a_comma_is_read_where_the_file_has_decimal_commas(self):
        assert PRICE.read("1,5", COMMA) == Decimal("1.5")
        assert PRICE.read(1.5, COMMA) == Decimal("1.5")

    def test_with_a_point_is_ambiguous_where_the_file_has_decimal_commas(self):
        assert refusal(PRICE, "1.5", COMMA) == ("“1.5” could mean 1,5 or 15: write a decimal comma, as elsewhere.")

    @pytest.mark.parametrize(
        "cell", ["abc", "1 000", "1e5", "1..2", "--1", "NaN", "Infinity", "٣", "1_000", "€ 5", "5-", "", "9" * 61, True]
    )
    def test_that_is_none_is_refused(self, cell):
        assert refusal(PRICE, cell).endswith("is not a number.")

    def test_day_is_no_number(self):
        assert refusal(PRICE, dt.datetime(2010, 12, 1)) == "“2010-12-01” is not a number."

    def test_below_zero_is_refused(self):
        assert refusal(PRICE, "-6") == "“-6” is negative."

    def test_of_zero_is_refused_where_it_may_not_be(self):
        assert refusal(Number(5, 2, may_be_zero=False), "0") == "“0” is not more than 0."

    def test_with_more_decimals_than_fit_is_never_rounded(self):
        assert refusal(PRICE, "1.234567") == "“1.234567” has 6 decimals; at most 5 fit."

    def test_with_more_digits_than_fit_is_refused(self):
        assert refusal(PRICE, "10000000000") == (
            "“10000000000” is too large; at most 10 digits fit before the decimal point."
        )

    @given(st.decimals(min_value=0, max_value=Decimal("9999999999.99999"), places=5))
    def test_written_out_and_read_again_is_the_same(self, number):
        assert PRICE.read(f"{number:f}", POINT) == number
        assert PRICE.read(f"{number:f}".replace(".", ","), COMMA) == number

    @given(st.integers(0, 10**15 - 1).map(lambda digits: Decimal(digits).scaleb(-5)))
    def test_from_a_workbook_is_the_same(self, number):
        assert PRICE.read(float(number), POINT) == number

    @given(st.text(max_size=30))
    def test_of_any_text_is_a_number_that_fits_or_a_refusal(self, text):
        try:
            number = PRICE.read(text, POINT)
        except CellError:
            return
        assert 0 <= number < 10**10
        assert number == round(number, 5)


class TestWhole:
    def test_is_read(self):
        assert Whole().read("10", POINT) == 10
        assert Whole().read(10.0, POINT) == 10

    def test_refuses_fractions_and_what_lies_outside(self):
        assert refusal(Whole(), "1.5") == "“1.5” is not a whole number."
        assert refusal(Whole(1, 5), "6") == "“6” is not between 1 and 5."
        assert refusal(Whole(), "-1") == "“-1” is not between 0 and 2147483647."


class TestPercent:
    @pytest.mark.parametrize(
        ("cell", "percent"), [("15", "15"), ("15 %", "15"), ("0.5%", "0.5"), ("0", "0"), (100, "100")]
    )
    def test_is_a_number_from_0_to_100(self, cell, percent):
        assert Percent(5).read(cell, POINT) == Decimal(percent)

    def test_between_0_and_1_is_ambiguous(self):
        assert refusal(Percent(5), "0.15") == ("“0.15” could mean 0.15% or 15%: say whether percentages are fractions.")

    def test_as_a_fraction_is_multiplied(self):
        fractions = Notation(percent_as="fraction")
        assert Percent(5).read("0.15", fractions) == 15
        assert Percent(5).read(0.15, fractions) == 15
        assert Percent(5).read("1", fractions) == 100
        assert Percent(5).read("15%", fractions) == 15

    def test_as_a_percentage_may_be_small(self):
        assert Percent(5).read("0.15", Notation(percent_as="percent")) == Decimal("0.15")

    @pytest.mark.parametrize("cell", ["101", "-1", "101 %"])
    def test_outside_0_to_100_is_refused(self, cell):
        assert refusal(Percent(5), cell).endswith("is not between 0 and 100%.")

    def test_with_more_decimals_than_fit_is_refused(self):
        assert refusal(Percent(2), "1.234") == "“1.234” has 3 decimals; at most 2 fit."


class TestDay:
    @pytest.mark.parametrize(
        "cell",
        [
            "2010-12-01",
            "2010-12-01 08:26:00",
            "2010-12-01T08:26",
            "2010-12-01T08:26:00.123Z",
            "2010-12-01 23:59:59+02:00",
            dt.date(2010, 12, 1),
            dt.datetime(2010, 12, 1, 23, 59),
        ],
    )
    def test_of_a_moment_is_the_day_as_written(self, cell):
        assert Day().read(cell, POINT) == dt.date(2010, 12, 1)

    @pytest.mark.parametrize(
        "cell", ["01/12/2010", "1-12-2010", "20101201", "2010-12-1", "2010-W48-3", 40513, "tomorrow"]
    )
    def test_written_otherwise_is_refused(self, cell):
        assert refusal(Day(), cell) == f"“{cell}” is not a day: write it as 2010-12-31."

    def test_that_does_not_exist_is_refused(self):
        assert refusal(Day(), "2011-02-29") == "“2011-02-29” is not a day of the calendar."


class TestYesNo:
    @pytest.mark.parametrize("cell", ["yes", "Yes", " TRUE ", "1", 1, 1.0, True], ids=repr)
    def test_says_yes(self, cell):
        assert YesNo().read(cell, POINT) is True

    @pytest.mark.parametrize("cell", ["no", "FALSE", "0", 0, False], ids=repr)
    def test_says_no(self, cell):
        assert YesNo().read(cell, POINT) is False

    def test_says_neither(self):
        assert refusal(YesNo(), "x") == "“x” is neither yes nor no."


class TestChoice:
    KIND = Choice({"company": "company", "person": "person"})

    def test_is_one_of_the_words_whatever_the_capitals(self):
        assert self.KIND.read(" Company ", POINT) == "company"

    def test_other_words_are_refused_with_the_list(self):
        assert refusal(self.KIND, "firm") == "“firm” is none of company, person."


def test_long_values_are_named_by_their_beginning():
    assert refusal(Text(50), "a" * 60) == f"“{'a' * 40}…” has 60 characters; at most 50 fit."


class TestDigits:
    @pytest.mark.parametrize("cell", ["01234", "+31 6 12", 31612345678.0, "12.5", "3E", "1e"])
    def test_are_text(self, cell):
        assert Digits(20).read(cell, POINT) == as_text(cell)

    @pytest.mark.parametrize("cell", ["31612345678.0", "3.16E+10", "3,1612E+10", "1234.0"])
    def test_that_a_program_made_a_number_are_refused(self, cell):
        with pytest.raises(CellError, match=r"was changed into a number by some program: write its digits"):
            Digits(20).read(cell, POINT)
