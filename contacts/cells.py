"""What one cell of a file says: text, a code, a number, a percentage, a day, yes or no.

A cell comes as text (CSV) or as the value a workbook keeps (Excel). It is read exactly or refused with
a sentence that names it; nothing is rounded, cut off or guessed.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal, Protocol, TypeAlias

from django.conf import settings
from django.utils.translation import gettext as _

CellValue: TypeAlias = str | int | float | Decimal | dt.datetime | dt.date | dt.time | dt.timedelta | None

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_TIME = r"[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
_DAY = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})({_TIME})?")
_CHANGED_DIGITS = re.compile(r"[0-9]+[.,]0|[0-9]+([.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
_EXCEL_ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"})
_LONGEST_NUMBER = 60
_YES_OR_NO = {"yes": True, "ja": True, "true": True, "1": True, "no": False, "nee": False, "false": False, "0": False}


class CellError(ValueError):
    """The cell does not say what its column needs."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How one file writes its numbers.

    ``decimal_comma``: 1,5 is one and a half. ``percent_as``: a percentage between 0 and 1 is meant
    as a "fraction" (0.15 is 15 %) or as a "percent" (0.15 is 0.15 %); None refuses such a cell.
    """

    decimal_comma: bool = False
    percent_as: Literal["fraction", "percent"] | None = None


POINT = Notation()


class Kind(Protocol):
    """What the cells of a column mean. ``blank`` is what an empty cell means."""

    @property
    def blank(self) -> object: ...

    def read(self, cell: CellValue, notation: Notation) -> object:
        """Return what a cell that is not blank says.

        :raises CellError: it does not say that.
        """


def is_blank(cell: CellValue) -> bool:
    """Return whether the cell is empty or holds only white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def as_text(cell: CellValue) -> str:
    """Return the cell as the text a person sees in it, trimmed: 17850, not 17850.0; days as 2010-12-01."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return format(_of_float(cell), "f")
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time.min else cell.date().isoformat()
    return str(cell)


def _of_float(number: float) -> Decimal:
    # A workbook keeps binary numbers, of which Excel shows and means 15 digits: 7.6499999999999995 is 7.65.
    return Decimal(f"{number:.15g}")


def _quoted(text: str) -> str:
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text of at most ``max_length`` characters."""

    max_length: int
    blank: ClassVar[str] = ""

    def read(self, cell: CellValue, notation: Notation) -> str:
        """Return the text, trimmed.

        :raises CellError: it is too long, has a line break or another control character, or is an Excel error.
        """
        text = as_text(cell)
        if text in _EXCEL_ERRORS:
            raise CellError(_("%(text)s is an error of the workbook, not a value.") % {"text": text})
        if not text.isprintable() and any(unicodedata.category(sign) == "Cc" for sign in text):
            raise CellError(_("%(text)s has a line break or another control character.") % {"text": _quoted(text)})
        if len(text) > self.max_length:
            raise CellError(
                _("%(text)s has %(length)d characters; at most %(limit)d fit.")
                % {"text": _quoted(text), "length": len(text), "limit": self.max_length}
            )
        return text


@dataclass(frozen=True, slots=True)
class Digits:
    """Text that is mostly digits, such as a phone number, which programs like to take for a number and change."""

    max_length: int
    blank: ClassVar[str] = ""

    def read(self, cell: CellValue, notation: Notation) -> str:
        """Return the text, trimmed.

        :raises CellError: as for ``Text``, or some program has changed it into a number: 31612345678.0, 3.16E+10.
        """
        text = Text(self.max_length).read(cell, notation)
        if _CHANGED_DIGITS.fullmatch(text):
            raise CellError(
                _("%(text)s was changed into a number by some program: write its digits, in a column of text.")
                % {"text": _quoted(text)}
            )
        return text


@dataclass(frozen=True, slots=True)
class Code:
    """A code or number that names something: trimmed, in capitals, of at most ``max_length`` characters."""

    max_length: int
    blank: ClassVar[str] = ""

    def read(self, cell: CellValue, notation: Notation) -> str:
        """Return the code.

        :raises CellError: it is too long, or no text at all.
        """
        text = as_text(cell).upper()
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        return Text(self.max_length).read(text, notation)


@dataclass(frozen=True, slots=True)
class Currency:
    """The three letters of a currency. The local currency is an empty text, as everywhere; a blank cell is None."""

    blank: ClassVar[None] = None

    def read(self, cell: CellValue, notation: Notation) -> str:
        """Return the letters, nothing for the local currency.

        :raises CellError: it is not three letters.
        """
        code = as_text(cell).upper()
        if not re.fullmatch("[A-Z]{3}", code):
            raise CellError(_("%(text)s is no currency: write its three letters, as in USD.") % {"text": _quoted(code)})
        return "" if code == settings.LOCAL_CURRENCY else code


@dataclass(frozen=True, slots=True)
class Number:
    """A number from 0 with at most ``max_digits`` digits, ``decimal_places`` of them decimals."""

    max_digits: int
    decimal_places: int
    may_be_zero: bool = True
    blank: ClassVar[None] = None

    def read(self, cell: CellValue, notation: Notation) -> Decimal:
        """Return the number, exactly as written.

        :raises CellError: it is no number, could be read in two ways, is too small or does not fit.
        """
        return self.checked(_number(cell, notation), as_text(cell))

    def checked(self, number: Decimal, text: str) -> Decimal:
        """Return ``number``, which the file writes as ``text``.

        :raises CellError: it is negative, a 0 that may not be, or has more digits than fit.
        """
        if number < 0:
            raise CellError(_("%(text)s is negative.") % {"text": _quoted(text)})
        if number == 0 and not self.may_be_zero:
            raise CellError(_("%(text)s is not more than 0.") % {"text": _quoted(text)})
        if (decimal_count := _decimal_count(number)) > self.decimal_places:
            raise CellError(
                _("%(text)s has %(count)d decimals; at most %(limit)d fit.")
                % {"text": _quoted(text), "count": decimal_count, "limit": self.decimal_places}
            )
        whole = self.max_digits - self.decimal_places
        if number >= 10**whole:
            raise CellError(
                _("%(text)s is too large; at most %(limit)d digits fit before the decimal point.")
                % {"text": _quoted(text), "limit": whole}
            )
        return number


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``minimum`` to ``maximum``."""

    minimum: int = 0
    maximum: int = 2_147_483_647
    blank: ClassVar[None] = None

    def read(self, cell: CellValue, notation: Notation) -> int:
        """Return the number.

        :raises CellError: it is no whole number or outside the limits.
        """
        number = _number(cell, notation)
        if number != number.to_integral_value():
            raise CellError(_("%(text)s is not a whole number.") % {"text": _quoted(as_text(cell))})
        if not self.minimum <= number <= self.maximum:
            raise CellError(
                _("%(text)s is not between %(minimum)d and %(maximum)d.")
                % {"text": _quoted(as_text(cell)), "minimum": self.minimum, "maximum": self.maximum}
            )
        return int(number)


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage from 0 to 100 with at most ``decimal_places`` decimals; "15", "15 %" and, if so agreed, 0.15."""

    decimal_places: int
    blank: ClassVar[None] = None

    def read(self, cell: CellValue, notation: Notation) -> Decimal:
        """Return the percentage, 0 to 100.

        :raises CellError: it is no number, outside 0 to 100, or between 0 and 1 and nothing says what that means.
        """
        text = as_text(cell)
        signed = text.endswith("%")
        number = _number(text[:-1].rstrip() if signed else cell, notation)
        if notation.percent_as == "fraction" and not signed:
            number = number.scaleb(2)
        elif notation.percent_as is None and not signed and 0 < number < 1:
            raise CellError(
                _("%(text)s could mean %(small)s%% or %(large)s%%: say whether percentages are fractions.")
                % {"text": _quoted(text), "small": number, "large": f"{number.scaleb(2).normalize():f}"}
            )
        if not 0 <= number <= 100:
            raise CellError(_("%(text)s is not between 0 and 100%%.") % {"text": _quoted(text)})
        return Number(3 + self.decimal_places, self.decimal_places).checked(number, text)


def _decimal_count(number: Decimal) -> int:
    """Return how many decimals the number has, zeros at its end apart."""
    decimals = f"{number:f}".partition(".")[2]
    return len(decimals.rstrip("0"))


def _number(cell: CellValue, notation: Notation) -> Decimal:
    if isinstance(cell, float):
        return _of_float(cell)
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return Decimal(cell)
    text = as_text(cell)
    if len(text) > _LONGEST_NUMBER:
        raise CellError(_("%(text)s is not a number.") % {"text": _quoted(text)})
    point = text.translate(str.maketrans(",.", ".,")) if notation.decimal_comma else text
    if _NUMBER.fullmatch(point):
        return Decimal(point) + 0
    if _NUMBER.fullmatch(point.replace(",", "", 1)):
        raise CellError(_ambiguous(text, notation))
    raise CellError(_("%(text)s is not a number.") % {"text": _quoted(text)})


def _ambiguous(text: str, notation: Notation) -> str:
    if notation.decimal_comma:
        readings = {"text": _quoted(text), "decimal": text.replace(".", ",", 1), "whole": text.replace(".", "")}
        return _("%(text)s could mean %(decimal)s or %(whole)s: write a decimal comma, as elsewhere.") % readings
    readings = {"text": _quoted(text), "decimal": text.replace(",", ".", 1), "whole": text.replace(",", "")}
    return (
        _(
            "%(text)s could mean %(decimal)s or %(whole)s: "
            "write a decimal point, or say that the file has decimal commas."
        )
        % readings
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A day: 2010-12-31, or a moment such as 2010-12-31 08:26:00, of which the day counts."""

    blank: ClassVar[None] = None

    def read(self, cell: CellValue, notation: Notation) -> dt.date:
        """Return the day.

        :raises CellError: it is no day, or written in a way that could mean two days.
        """
        if isinstance(cell, dt.datetime):
            return cell.date()
        if isinstance(cell, dt.date):
            return cell
        text = as_text(cell)
        match = _DAY.fullmatch(text)
        if match is None:
            raise CellError(_("%(text)s is not a day: write it as 2010-12-31.") % {"text": _quoted(text)})
        try:
            return dt.date.fromisoformat(match[1])
        except ValueError:
            raise CellError(_("%(text)s is not a day of the calendar.") % {"text": _quoted(text)}) from None


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no: yes, true or 1; no, false or 0. A blank cell is no, unless ``blank`` is said to be neither."""

    blank: bool | None = False

    def read(self, cell: CellValue, notation: Notation) -> bool:
        """Return whether the cell says yes.

        :raises CellError: it says neither yes nor no.
        """
        answer = _YES_OR_NO.get(as_text(cell).lower())
        if answer is None:
            raise CellError(_("%(text)s is neither yes nor no.") % {"text": _quoted(as_text(cell))})
        return answer


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; ``values`` maps each word, in small letters, to what it stands for.

    ``also`` are words that are understood but not offered.
    """

    values: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)
    blank: ClassVar[None] = None

    def read(self, cell: CellValue, notation: Notation) -> str:
        """Return what the word stands for.

        :raises CellError: it is none of the words.
        """
        word = as_text(cell).lower()
        meant = self.values.get(word, self.also.get(word))
        if meant is None:
            raise CellError(
                _("%(text)s is none of %(words)s.") % {"text": _quoted(as_text(cell)), "words": ", ".join(self.values)}
            )
        return meant
