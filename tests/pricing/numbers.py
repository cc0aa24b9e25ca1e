"""Numbers as the columns of the database hold them, for hypothesis: no number has more than 15 digits."""

from decimal import Decimal

from hypothesis import strategies as st

MOST_DIGITS = 15


def decimals(*, places: int, below: int, above_zero: bool = False) -> st.SearchStrategy[Decimal]:
    """Return numbers from 0 (or the smallest step above it) to less than ``below``, with so many decimals."""
    whole = st.integers(int(above_zero), below * 10**places - 1)
    return whole.map(lambda number: Decimal(number).scaleb(-places))


prices = decimals(places=5, below=10**10)
quantities = decimals(places=5, below=10**10)
quantities_per_unit = decimals(places=5, below=10**10, above_zero=True)
factors = decimals(places=9, below=10**6, above_zero=True)
percentages = decimals(places=5, below=100) | st.just(Decimal(100))


def fits(number: Decimal) -> bool:
    """Tell whether a column could hold the number."""
    return len(number.as_tuple().digits) <= MOST_DIGITS
