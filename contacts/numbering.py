"""Numbers from the number series: typed by hand, or the next free one. Never two the same, no gap after a refusal."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from contacts.models import Contact, MergedNumber, NumberSeries

# How many numbers of a series are looked up at once for one that nobody has typed by hand.
_LOOK_AHEAD = 100


class NumberError(Exception):
    """A number cannot be given."""


class NumberSeriesMissingError(NumberError):
    """The kind of record has no number series."""


class NumberMayNotBeTypedError(NumberError):
    """The series gives its numbers itself."""


class NumberTooLongError(NumberError):
    """The number does not fit."""


class NumberTakenError(NumberError):
    """The typed number exists."""


def take_number(*, series_code: str, typed: str, taken: models.QuerySet[Any] | models.Manager[Any]) -> str:
    """Return the number of a new record of the kind whose records are ``taken``.

    ``typed`` is what a person filled in: it is trimmed and put in capitals. Blank stands for the next free number of
    the series, which skips those that were typed by hand. Call it in the transaction that writes the record: the
    series stays locked until that ends, so that no two records get one number and a refusal leaves no gap.

    :raises NumberError: the series is missing, or the typed number is not allowed, too long or taken.
    """
    series = _locked_series(series_code)
    typed = typed.strip().upper()
    return _fitting(_checked(typed, series, taken) if typed else _next_free(series, taken), taken)


def _locked_series(code: str) -> NumberSeries:
    series = NumberSeries.objects.select_for_update().filter(code=code).first()
    if series is None:
        raise NumberSeriesMissingError(
            _("There is no number series %(code)s. Add it in the set-up, under number series.") % {"code": code}
        )
    return series


def _fitting(number: str, taken: models.QuerySet[Any] | models.Manager[Any]) -> str:
    if len(number) > (max_length := taken.model._meta.get_field("number").max_length):
        raise NumberTooLongError(
            _("%(number)s is too long: a number has at most %(max_length)d characters.")
            % {"number": number, "max_length": max_length}
        )
    return number


def _checked(typed: str, series: NumberSeries, taken: models.QuerySet[Any] | models.Manager[Any]) -> str:
    if not series.allows_manual_numbers:
        raise NumberMayNotBeTypedError(
            _("Numbers of the series %(code)s may not be typed. Leave the number empty to get the next one.")
            % {"code": series.code}
        )
    if taken.filter(number=typed).exists():
        raise NumberTakenError(
            _("%(number)s already exists. Leave the number empty to get the next one.") % {"number": typed}
        )
    return typed


def _next_free(series: NumberSeries, taken: models.QuerySet[Any] | models.Manager[Any]) -> str:
    """Return the next number of the locked ``series`` that no record has, and move the series past it."""
    number, value = _free_numbers(series, taken)[0]
    series.next_value = value + 1
    series.save(update_fields=["next_value"])
    return number


def _free_numbers(series: NumberSeries, taken: models.QuerySet[Any] | models.Manager[Any]) -> Sequence[tuple[str, int]]:
    """Return some of the next numbers of the series that no record has or had, each with its value; at least one."""
    first = series.next_value
    while True:
        numbers = {series.number_at(value): value for value in range(first, first + _LOOK_AHEAD)}
        given = set(taken.filter(number__in=numbers).values_list("number", flat=True))
        if taken.model is Contact and len(given) < len(numbers):
            # What a contact was called before it was merged means another one for ever.
            given |= set(MergedNumber.objects.filter(number__in=numbers).values_list("number", flat=True))
        if free := [(number, value) for number, value in numbers.items() if number not in given]:
            return free
        first += _LOOK_AHEAD


class SeriesNumbers:
    """The next free numbers of a series for many records in one transaction; none is taken that is not given.

    The series is locked when the first number is asked for, or ``lock`` is called: whoever also locks records does
    that first, as ``contacts.locks`` says.
    """

    def __init__(self, *, series_code: str, taken: models.QuerySet[Any] | models.Manager[Any]) -> None:
        self._code = series_code
        self._taken = taken
        self._series: NumberSeries | None = None
        self._free: deque[tuple[str, int]] = deque()
        self._first: int | None = None

    def lock(self) -> NumberSeries:
        """Lock the series until the transaction ends.

        :raises NumberSeriesMissingError: there is none.
        """
        if self._series is None:
            self._series = _locked_series(self._code)
        return self._series

    def next(self) -> str:
        """Return the next free number.

        :raises NumberError: the series is missing, or the number does not fit.
        """
        series = self.lock()
        if not self._free:
            self._free.extend(_free_numbers(series, self._taken))
        number, value = self._free.popleft()
        self._first = value if self._first is None else self._first
        series.next_value = value + 1
        return _fitting(number, self._taken)

    def keep(self) -> None:
        """Write how far the series has come."""
        if self._series is not None:
            self._series.save(update_fields=["next_value"])

    def looks_like_one(self, text: str) -> bool:
        """Tell whether ``text`` is written as the numbers of the series are."""
        prefix = self.lock().prefix
        return bool(prefix) and text.upper().startswith(prefix) and text[len(prefix) :].isdecimal()

    def may_have_given(self, number: str) -> bool:
        """Tell whether ``number`` lies between the first and the last that were given here."""
        if self._series is None or self._first is None or not number.startswith(self._series.prefix):
            return False
        digits = number.removeprefix(self._series.prefix)
        return digits.isdecimal() and self._first <= int(digits) < self._series.next_value
