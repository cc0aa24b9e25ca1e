import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_run_reach")]
    operations = [
        migrations.CreateModel(
            name="KeptBlock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run", "reason", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=21)),
                ("number", models.IntegerField()),
                ("line_count", models.IntegerField()),
                ("keys", models.TextField()),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="kept_blocks",
                        to="orders.activationrun",
                    ),
                ),
            ],
            options={"verbose_name": "kept lines", "verbose_name_plural": "kept lines"},
        ),
    ]
