"""The arithmetic of prices: exact, in decimals, rounded half up (spec: pricing, *Value* and *Amounts*).

Plain Python; ``pricing.sql_functions`` gives the databases the same arithmetic.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

PRICE_STEP = Decimal("0.00001")
AMOUNT_STEP = Decimal("0.01")
HUNDRED = Decimal(100)
MOST_AMOUNT = Decimal("9999999999999.99")

# Three factors of 15 digits have a product of 45: nothing is rounded before the rule says so.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def offered_price(unit_price: Decimal, quantity_per_unit: Decimal, currency_factor: Decimal) -> Decimal:
    """Return a row's price for one unit in the order's currency, rounded to 5 decimals.

    Pass 1 for ``quantity_per_unit`` where the row names its unit, and for ``currency_factor`` where it names its
    currency.
    """
    product = _EXACT.multiply(_EXACT.multiply(unit_price, quantity_per_unit), currency_factor)
    return _EXACT.quantize(product, PRICE_STEP)


def net_price(unit_price: Decimal, discount_percent: Decimal) -> Decimal:
    """Return what is left of a price after a discount of 0–100 percent, not rounded."""
    return _EXACT.scaleb(_EXACT.multiply(unit_price, _EXACT.subtract(HUNDRED, discount_percent)), -2)


def base_quantity(quantity: Decimal, quantity_per_unit: Decimal) -> Decimal:
    """Return a quantity in base units, not rounded."""
    return _EXACT.multiply(quantity, quantity_per_unit)


def gross_amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Return the amount before discount, rounded to 2 decimals."""
    return _EXACT.quantize(_EXACT.multiply(quantity, unit_price), AMOUNT_STEP)


def line_amount(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal) -> Decimal:
    """Return the amount after discount: gross and discount are each rounded to 2 decimals, then subtracted."""
    gross = gross_amount(quantity, unit_price)
    discount = _EXACT.quantize(_EXACT.scaleb(_EXACT.multiply(gross, discount_percent), -2), AMOUNT_STEP)
    return _EXACT.subtract(gross, discount)


def local_amount(amount: Decimal, currency_factor: Decimal) -> Decimal:
    """Return an amount of 0 or more in local currency, rounded to 2 decimals.

    ``currency_factor`` is how many units of the amount's currency one unit of local currency is worth. More than an
    amount has room for, which takes a factor near 0, counts as the most it has room for.
    """
    cents, rest = _EXACT.divmod(_EXACT.scaleb(amount, 2), currency_factor)
    rounded = _EXACT.scaleb(cents + (1 if 2 * rest >= currency_factor else 0), -2)
    return min(rounded, MOST_AMOUNT)
