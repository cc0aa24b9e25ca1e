from decimal import Decimal

from django.db import migrations, models

CENTS = {"postgresql": "COALESCE(SUM({}) * 100, 0)", "sqlite": "COALESCE(SUM(CAST(ROUND({} * 100) AS integer)), 0)"}
TOTALS = """
SELECT {before}, {after} FROM orders_runline WHERE run_id = %s AND NOT is_skipped"""


def add_up(apps, schema_editor):
    """Give the runs made so far their totals in local currency, from the ledger."""
    cents = CENTS[schema_editor.connection.vendor]
    statement = TOTALS.format(
        before=cents.format("pricing_local_amount(old_line_amount, currency_factor)"),
        after=cents.format("pricing_local_amount(new_line_amount, currency_factor)"),
    )
    runs = apps.get_model("orders", "ActivationRun")
    with schema_editor.connection.cursor() as cursor:
        for key in runs.objects.order_by("pk").values_list("pk", flat=True):
            cursor.execute(statement, [key])
            before, after = cursor.fetchone()
            runs.objects.filter(pk=key).update(local_before=Decimal(before) / 100, local_after=Decimal(after) / 100)


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_ledger_item_factor_and_skip_reason")]
    operations = [
        migrations.AddField(
            "activationrun",
            "local_before",
            models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="total before"),
        ),
        migrations.AddField(
            "activationrun",
            "local_after",
            models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="total after"),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
