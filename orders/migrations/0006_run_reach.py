from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_run_local_totals")]
    operations = [
        migrations.AddField("activationrun", "reach_counts", models.JSONField(default=dict)),
        migrations.AddField("activationrun", "replaced", models.JSONField(default=dict)),
    ]
