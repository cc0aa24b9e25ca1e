"""How sums of money are kept where they must be exact to the last cent, however large they are."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Expression, ExpressionWrapper, F

_CENTS = 100
_PLACES = Decimal("0.01")

if TYPE_CHECKING:
    _AmountField = models.Field[Decimal | int, Decimal]
else:  # Django's fields cannot be subscripted at run time.
    _AmountField = models.Field


class AmountField(_AmountField):
    """An amount with two decimals that the database keeps as a whole number of cents.

    SQLite keeps decimals as binary fractions: beyond 15 digits the last cent is gone, on the way in and on the way out.
    It is no ``DecimalField``, because Django would take what comes of calculating with it for euros: an expression of
    two amounts must say ``output_field=AmountField()``, or Django refuses it.
    """

    description = "Amount, kept in cents"

    def get_internal_type(self) -> str:
        """Return the field whose column this one has."""
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:  # noqa: ANN401 - Django passes anything
        """Return the amount, also of a text."""
        return None if value is None else Decimal(value).quantize(_PLACES)

    def get_prep_value(self, value: Any) -> int | None:  # noqa: ANN401 - as above
        """Return the cents.

        :raises ValueError: there is a fraction of a cent, which would be lost.
        """
        value = super().get_prep_value(value)
        if value is None:
            return None
        cents = Decimal(value) * _CENTS
        if cents != int(cents):
            raise ValueError(f"{value} holds a fraction of a cent.")
        return int(cents)

    def from_db_value(self, value: Decimal | int | None, *_args: object) -> Decimal | None:
        """Return the amount of so many cents; a sum of PostgreSQL comes as a decimal."""
        return None if value is None else (Decimal(value) / _CENTS).quantize(_PLACES)


def amount_difference(before: str, after: str) -> Expression:
    """Return the expression that takes the amount field ``before`` off the amount field ``after``."""
    return ExpressionWrapper(F(after) - F(before), output_field=AmountField())
