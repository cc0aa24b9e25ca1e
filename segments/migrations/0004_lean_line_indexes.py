"""Lines are written by the hundred thousand, and each index on what is written makes that slower.

The flags leave the index, so that PostgreSQL can change them in place. The unique constraint and the index of the
target group already begin with segment and campaign; and the lines of a buyer are asked for by campaign only.
"""

import django.db.models.deletion
from django.db import migrations, models


def keep_room(apps, schema_editor):
    """Leave room on PostgreSQL's pages, so that flags are changed in place and no index is touched."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE segments_segmentline SET (fillfactor = 70)")


def use_no_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE segments_segmentline RESET (fillfactor)")


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0003_campaign_statuses'),
        ('contacts', '0004_saved_views'),
        ('segments', '0003_bulk_changes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='segmentline',
            name='segment_line_counting',
        ),
        migrations.AlterField(
            model_name='segmentline',
            name='buyer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.contact', verbose_name='buyer'),
        ),
        migrations.AlterField(
            model_name='segmentline',
            name='campaign',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='segment_lines', to='campaigns.campaign', verbose_name='campaign'),
        ),
        migrations.AlterField(
            model_name='segmentline',
            name='segment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='segments.segment', verbose_name='segment'),
        ),
        migrations.AddIndex(
            model_name='segmentline',
            index=models.Index(fields=['campaign', 'buyer', 'contact'], name='segment_line_buyers'),
        ),
        migrations.RunPython(keep_room, use_no_room),
    ]
