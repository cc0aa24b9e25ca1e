"""SQLite computes prices with exact decimals, on every connection."""

import pytest
from django.db import connection, connections

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="About the backend for SQLite.")


def scalar(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_price_functions_round_half_up():
    # Binary fractions give 2.67499… and 1.00499…, which would be rounded down.
    assert scalar("SELECT pricing_line_amount(1, 2.675, 0)") == 2.68
    assert scalar("SELECT pricing_offered_price(1.000005, 1, 1)") == 1.00001


@pytest.mark.django_db(transaction=True)
def test_new_connection_has_the_functions_too():
    fresh = connections.create_connection("default")
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SELECT pricing_reaches(20, 4, 5), pricing_reaches(21, 4, 5)")
            assert cursor.fetchone() == (1, 0)
    finally:
        fresh.close()


def test_is_sqlite_to_everything_else():
    assert connection.vendor == "sqlite"
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
