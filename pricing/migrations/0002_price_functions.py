from django.db import migrations

from pricing.sql_functions import DROP_POSTGRESQL_FUNCTIONS, POSTGRESQL_FUNCTIONS


def create_functions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTIONS)


def drop_functions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP_POSTGRESQL_FUNCTIONS)


class Migration(migrations.Migration):
    """The arithmetic of prices as functions. SQLite gets them on each connection, see config.sqlite."""

    dependencies = [("pricing", "0001_initial")]
    operations = [migrations.RunPython(create_functions, drop_functions)]
