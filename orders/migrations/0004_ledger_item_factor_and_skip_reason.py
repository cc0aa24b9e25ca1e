import django.db.models.deletion
from django.db import migrations, models

# Lines that were removed since keep neither item nor factor.
FILL = """
UPDATE orders_runline
SET item_id = (SELECT item_id FROM orders_orderline WHERE orders_orderline.id = orders_runline.order_line_id),
    currency_factor = COALESCE((
        SELECT orders_order.currency_factor
        FROM orders_orderline
        JOIN orders_order ON orders_order.id = orders_orderline.order_id
        WHERE orders_orderline.id = orders_runline.order_line_id), 1)"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_number_series"), ("pricing", "0003_local_amount")]
    operations = [
        migrations.AddField(
            "runline",
            "item",
            models.ForeignKey(
                to="pricing.item",
                on_delete=django.db.models.deletion.DO_NOTHING,
                null=True,
                db_constraint=False,
                db_index=False,
                related_name="+",
            ),
        ),
        migrations.AddField(
            "runline", "currency_factor", models.DecimalField(decimal_places=9, default=1, max_digits=15)
        ),
        migrations.AddField(
            "runline",
            "skip_reason",
            models.SmallIntegerField(
                choices=[
                    (1, "The order was no longer open."),
                    (2, "Something on the line had been shipped or invoiced."),
                    (3, "The line had been priced by hand."),
                    (4, "The line had been changed after the effect was checked."),
                    (5, "The line had been removed."),
                ],
                null=True,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
