"""Rounding of suggested prices: to a step such as 0.05, or to an ending such as .95. Exact, half up, never negative."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal

# 15 digits times a percentage with 5 decimals, in steps of a cent, all digits kept.
_EXACT = Context(prec=60)
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Rounding:
    """The prices that may come out: ``ending`` plus any whole number of ``step``; both in the price's currency."""

    step: Decimal
    ending: Decimal = Decimal(0)

    def round(self, price: Decimal) -> Decimal:
        """Return the nearest price that is not negative; of two equally near the higher."""
        steps = _EXACT.divide(_EXACT.subtract(price, self.ending), self.step)
        whole = _EXACT.add(steps, _HALF).to_integral_value(ROUND_FLOOR)
        rounded = _EXACT.add(_EXACT.multiply(whole, self.step), self.ending)
        if rounded < 0:
            # The lowest price with this ending that is not negative.
            return _EXACT.remainder(self.ending, self.step)
        return rounded


# By the code that stands in a form and in an address.
ROUNDINGS: Mapping[str, Rounding] = {
    "0.01": Rounding(Decimal("0.01")),
    "0.05": Rounding(Decimal("0.05")),
    "0.10": Rounding(Decimal("0.10")),
    "1.00": Rounding(Decimal("1.00")),
    "x.95": Rounding(Decimal("1.00"), Decimal("0.95")),
    "x.99": Rounding(Decimal("1.00"), Decimal("0.99")),
}


def changed_price(price: Decimal, *, percent: Decimal, rounding: Rounding) -> Decimal:
    """Return ``price`` raised by ``percent`` (−15 takes 15 % off) and rounded once. More than 100 % off is 0 %."""
    factor = max(_EXACT.add(Decimal(100), percent), Decimal(0))
    return rounding.round(_EXACT.multiply(price, factor).scaleb(-2, _EXACT))
