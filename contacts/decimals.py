"""Numbers as people type them: ``1.234,56`` in Dutch, ``1,234.56`` in English, with or without grouping.

A number that can be read in two ways is refused, never guessed.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_IGNORED = re.compile(r"^[€\s]+|[€%\s]+$")
_SPACES = re.compile(r"\s")
_SIGNED = re.compile(r"([-+]?)\s*€?\s*(.*)", re.DOTALL)
_GROUPED = {
    ",": re.compile(r"([1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+))(?:,([0-9]*))?"),
    ".": re.compile(r"([1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+))(?:\.([0-9]*))?"),
}
_PLAIN = re.compile(r"([0-9]*)(?:[.,]([0-9]*))?")
_FEWEST_PLACES_IN_DOUBT = 3


class DecimalTextError(ValueError):
    """The text is not one number of the wanted kind; the message is for the person who typed it."""


class NotANumberError(DecimalTextError):
    """The text is no number."""


class AmbiguousNumberError(DecimalTextError):
    """The separator can stand for thousands and for decimals."""


class TooManyDecimalsError(DecimalTextError):
    """The number has more decimals than are kept."""


def parse_decimal(text: str, *, language: str, places: int) -> Decimal:
    """Return the number that ``text`` says to a reader of ``language``, with at most ``places`` decimals.

    Grouping, spaces, ``€`` and a percent sign are allowed. Where ``places`` leaves room for three decimals, a
    single group of three as in English ``1,234`` is refused; with fewer places it can only be grouping. The other
    language's decimal separator is understood where it cannot be grouping, as in Dutch ``12.5``.

    :raises NotANumberError: it is no number.
    :raises AmbiguousNumberError: it can be two numbers.
    :raises TooManyDecimalsError: it is more exact than ``places``.
    """
    comma = decimal_separator(language)
    sign, whole, fraction, is_grouped = _split(text, comma)
    if is_grouped and fraction is None and places >= _FEWEST_PLACES_IN_DOUBT and len(whole) in {4, 5, 6}:
        _refuse_ambiguous(text, whole, comma)
    decimals = (fraction or "").rstrip("0")
    if len(decimals) > places:
        message = ngettext(
            '"%(text)s" has more than %(places)s decimal.', '"%(text)s" has more than %(places)s decimals.', places
        )
        raise TooManyDecimalsError(message % {"text": text.strip(), "places": places})
    return Decimal(f"{sign}{whole or 0}.{decimals or 0}")


def decimal_separator(language: str) -> str:
    """Return what stands between the whole and the decimals in ``language``."""
    return "," if language.startswith("nl") else "."


def _split(text: str, comma: str) -> tuple[str, str, str | None, bool]:
    """Return sign, whole digits, decimals (None without a separator) and whether a separator groups thousands."""
    cleaned = _SPACES.sub(" ", _IGNORED.sub("", text)).replace("\N{MINUS SIGN}", "-")
    signed = _SIGNED.fullmatch(cleaned)
    sign, digits = signed.groups() if signed else ("", "")
    if grouped := _GROUPED[comma].fullmatch(digits):
        separators = grouped[1].translate(str.maketrans("", "", "0123456789"))
        return sign, re.sub(r"[^0-9]", "", grouped[1]), grouped[2], " " not in separators
    plain = _PLAIN.fullmatch(digits)
    if plain is None or not (plain[1] or plain[2]):
        raise NotANumberError(_('"%(text)s" is not a number.') % {"text": text.strip()})
    return sign, plain[1], plain[2], False


def _refuse_ambiguous(text: str, whole: str, comma: str) -> None:
    readings = {"text": text.strip(), "whole": whole, "decimal": f"{whole[:-3]}{comma}{whole[-3:]}"}
    message = _('"%(text)s" can mean %(whole)s or %(decimal)s. Type %(whole)s or %(decimal)s.')
    raise AmbiguousNumberError(message % readings)


class LocalizedDecimalField(forms.DecimalField):
    """A number typed and shown in the reader's language.

    ``decimal_places`` is how many decimals are accepted, ``shown_places`` how many are shown at least.
    """

    widget = forms.TextInput

    def __init__(self, *, max_digits: int, decimal_places: int, shown_places: int = 0, **kwargs: Any) -> None:
        self.places = decimal_places
        self.shown_places = shown_places
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # as DecimalField does
        """Return the number that was typed; None for nothing.

        :raises ValidationError: it is not one number.
        """
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return parse_decimal(value, language=get_language() or "", places=self.places)
        except DecimalTextError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: object) -> object:
        """Return a stored number as the reader would type it; typed text stays as it is."""
        if not isinstance(value, Decimal):
            return value
        whole, _point, fraction = f"{value:f}".partition(".")
        decimals = fraction.rstrip("0").ljust(self.shown_places, "0")
        return f"{whole}{decimal_separator(get_language() or '')}{decimals}" if decimals else whole

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask telephones for the keyboard with digits."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}
