"""The database backend for SQLite: Django's own, with exact decimal functions on every connection.

SQLite keeps decimals as binary floating point. The set-based price rule therefore calls functions that compute with
``Decimal`` and must be registered on each connection before the first statement.
"""

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base

from pricing.sql_functions import SQLITE_FUNCTIONS


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        for name, number_of_arguments, function in SQLITE_FUNCTIONS:
            connection.create_function(name, number_of_arguments, function, deterministic=True)
        return connection
