"""PostgreSQL's settings for very many rows, and that they are as before afterwards."""

from unittest import skipUnless

from django.db import connection
from django.test import TestCase

from segments.planner import for_many_rows


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


class TestForManyRows(TestCase):
    def test_does_what_it_is_around(self) -> None:
        done = []
        with for_many_rows():
            done.append(1)
        self.assertEqual(done, [1])

    @skipUnless(connection.vendor == "postgresql", "settings of PostgreSQL")
    def test_settings_hold_inside_and_only_there(self) -> None:
        before = setting("work_mem")
        with for_many_rows():
            self.assertEqual((setting("enable_nestloop"), setting("jit"), setting("work_mem")), ("off", "off", "96MB"))
            with for_many_rows():
                pass
            self.assertEqual(setting("enable_nestloop"), "off")
        self.assertEqual((setting("enable_nestloop"), setting("work_mem")), ("on", before))
