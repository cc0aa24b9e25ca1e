"""The arithmetic of prices inside the databases: five functions of the same name and meaning on both.

PostgreSQL computes with decimals, so there they are short SQL functions that its planner expands in place.
SQLite computes with binary fractions: there they are ``pricing.arithmetic`` itself, called with the shortest
decimal that a stored number stands for (no number has more than 15 digits, so that is the number that was saved).
On both, NULL gives NULL. What ``pricing_net_price`` gives is only good for comparing: it sorts as net prices do.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from pricing.arithmetic import base_quantity, line_amount, local_amount, net_price, offered_price

Number = float | int
P = ParamSpec("P")
Result = TypeVar("Result")

# Multiplied by 0.01 and never divided by 100: PostgreSQL multiplies exactly, but gives a quotient of 100 million or
# more only 8 decimals or fewer, and rounding that once more can move a cent.

POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION pricing_offered_price(unit_price numeric, quantity_per_unit numeric, currency_factor numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT round(unit_price * quantity_per_unit * currency_factor, 5) $$;

CREATE OR REPLACE FUNCTION pricing_net_price(unit_price numeric, discount_percent numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT unit_price * (100 - discount_percent) $$;

CREATE OR REPLACE FUNCTION pricing_reaches(minimum_quantity numeric, quantity numeric, quantity_per_unit numeric)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT minimum_quantity <= quantity * quantity_per_unit $$;

CREATE OR REPLACE FUNCTION pricing_line_amount(quantity numeric, unit_price numeric, discount_percent numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT round(quantity * unit_price, 2) - round(round(quantity * unit_price, 2) * discount_percent * 0.01, 2) $$;
"""

# In whole cents, by the division that leaves nothing behind its point: a quotient with decimals would be cut off.
POSTGRESQL_LOCAL_AMOUNT = """
CREATE OR REPLACE FUNCTION pricing_local_amount(amount numeric, currency_factor numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN currency_factor = 1 THEN amount
          WHEN amount > 9999999999999.99 * currency_factor THEN 9999999999999.99
          ELSE div(200 * amount + currency_factor, 2 * currency_factor) * 0.01 END $$;
"""
DROP_POSTGRESQL_LOCAL_AMOUNT = "DROP FUNCTION pricing_local_amount(numeric, numeric)"

DROP_POSTGRESQL_FUNCTIONS = """
DROP FUNCTION pricing_offered_price(numeric, numeric, numeric);
DROP FUNCTION pricing_net_price(numeric, numeric);
DROP FUNCTION pricing_reaches(numeric, numeric, numeric);
DROP FUNCTION pricing_line_amount(numeric, numeric, numeric);
"""

_REMEMBERED = 16_384


def _null_gives_null(function: Callable[P, Result]) -> Callable[P, Result | None]:
    @wraps(function)
    def wrapper(*numbers: P.args, **none: P.kwargs) -> Result | None:
        return None if None in numbers else function(*numbers, **none)

    return wrapper


@lru_cache(_REMEMBERED)
@_null_gives_null
def _offered_price(unit_price: Number, quantity_per_unit: Number, currency_factor: Number) -> float:
    return float(offered_price(_decimal(unit_price), _decimal(quantity_per_unit), _decimal(currency_factor)))


@lru_cache(_REMEMBERED)
@_null_gives_null
def _net_price(unit_price: Number, discount_percent: Number) -> str:
    """Return a text that sorts as the net price does; the number itself has more digits than SQLite keeps."""
    return f"{net_price(_decimal(unit_price), _decimal(discount_percent)):030.12f}"


@lru_cache(_REMEMBERED)
@_null_gives_null
def _reaches(minimum_quantity: Number, quantity: Number, quantity_per_unit: Number) -> bool:
    return _decimal(minimum_quantity) <= base_quantity(_decimal(quantity), _decimal(quantity_per_unit))


@lru_cache(_REMEMBERED)
@_null_gives_null
def _line_amount(quantity: Number, unit_price: Number, discount_percent: Number) -> float:
    return float(line_amount(_decimal(quantity), _decimal(unit_price), _decimal(discount_percent)))


@lru_cache(_REMEMBERED)
@_null_gives_null
def _local_amount(amount: Number, currency_factor: Number) -> float:
    return float(local_amount(_decimal(amount), _decimal(currency_factor)))


def _decimal(number: Number) -> Decimal:
    return Decimal(str(number))


SQLITE_FUNCTIONS: tuple[tuple[str, int, Callable[..., float | str | None]], ...] = (
    ("pricing_offered_price", 3, _offered_price),
    ("pricing_net_price", 2, _net_price),
    ("pricing_reaches", 3, _reaches),
    ("pricing_line_amount", 3, _line_amount),
    ("pricing_local_amount", 2, _local_amount),
)
