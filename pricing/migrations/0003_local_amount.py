from django.db import migrations

from pricing.sql_functions import DROP_POSTGRESQL_LOCAL_AMOUNT, POSTGRESQL_LOCAL_AMOUNT


def create_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_LOCAL_AMOUNT)


def drop_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP_POSTGRESQL_LOCAL_AMOUNT)


class Migration(migrations.Migration):
    """Amounts in local currency as a function, beside the other arithmetic of prices."""

    dependencies = [("pricing", "0002_price_functions")]
    operations = [migrations.RunPython(create_function, drop_function)]
