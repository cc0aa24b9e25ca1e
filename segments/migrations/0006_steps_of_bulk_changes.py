"""A step knows the bulk change that it belongs to, so that both are undone together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0005_steps")]
    operations = [
        migrations.AddField(
            "segmentstep",
            "bulk_change",
            models.ForeignKey(
                "segments.BulkChange",
                models.SET_NULL,
                null=True,
                blank=True,
                related_name="steps",
                verbose_name="bulk change",
            ),
        ),
        migrations.AlterField(
            "segmentstep",
            "source",
            models.CharField(
                "source",
                max_length=12,
                choices=[
                    ("criteria", "Criteria"),
                    ("hand", "By hand"),
                    ("file", "File"),
                    ("copy", "Copied"),
                    ("follow-up", "Follow-up"),
                    ("there-before", "There before"),
                ],
            ),
        ),
    ]
