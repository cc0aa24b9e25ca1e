from django.db import migrations

import orders.amount_fields

LABELS = {
    "total_before": "total before",
    "total_after": "total after",
    "local_before": "total before",
    "local_after": "total after",
}
CENTS = ", ".join(f"{name} = CAST(ROUND({name}_decimal * 100) AS bigint)" for name in LABELS)
DECIMALS = ", ".join(f"{name}_decimal = {name} / 100.0" for name in LABELS)


class Migration(migrations.Migration):
    """SQLite kept of large totals no last cent; what was stored before is taken over as it stands."""

    dependencies = [("orders", "0007_kept_blocks")]
    operations = [
        *(migrations.RenameField("activationrun", name, f"{name}_decimal") for name in LABELS),
        *(
            migrations.AddField(
                "activationrun", name, orders.amount_fields.AmountField(default=0, verbose_name=LABELS[name])
            )
            for name in LABELS
        ),
        migrations.RunSQL(f"UPDATE orders_activationrun SET {CENTS}", f"UPDATE orders_activationrun SET {DECIMALS}"),
        *(migrations.RemoveField("activationrun", f"{name}_decimal") for name in LABELS),
    ]
