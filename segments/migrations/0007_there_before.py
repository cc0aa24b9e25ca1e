"""Who is on a segment follows from its steps: lines from before there were any get one that says so."""

from django.db import migrations
from django.utils import timezone

# The contacts of a segment that have at least so many lines, for each step that was made for as many.
MENTION = """
    INSERT INTO segments_stepcontact (step_id, contact_id, is_addition)
    SELECT step.id, counted.contact_id, TRUE
    FROM segments_segmentstep AS step
    JOIN (
      SELECT segment_id, contact_id, COUNT(*) AS line_count FROM segments_segmentline GROUP BY segment_id, contact_id
    ) AS counted ON counted.segment_id = step.segment_id AND counted.line_count >= %(place)s
    WHERE step.id IN (SELECT id FROM segments_segmentstep WHERE source = 'there-before' AND added_count = 0)
"""
COUNT = """
    UPDATE segments_segmentstep
    SET matched_count = counted.line_count, added_count = counted.line_count
    FROM (SELECT step_id, COUNT(*) AS line_count FROM segments_stepcontact GROUP BY step_id) AS counted
    WHERE counted.step_id = segments_segmentstep.id AND source = 'there-before' AND added_count = 0
"""
LINE_COUNTS = """
    SELECT DISTINCT segment_id FROM segments_segmentline
    WHERE segment_id NOT IN (SELECT segment_id FROM segments_segmentstep WHERE source <> 'there-before')
    GROUP BY segment_id, contact_id HAVING COUNT(*) >= %(place)s
"""


def add_steps(apps, schema_editor):
    """Add a step for each segment with lines; one more, which allows existing contacts, for second lines, and so on."""
    step = apps.get_model("segments", "SegmentStep")
    now, place = timezone.now(), 1
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(LINE_COUNTS, {"place": place})
            segments = [key for (key,) in cursor.fetchall()]
            if not segments:
                return
            step.objects.bulk_create(
                step(
                    segment_id=key,
                    sequence=place,
                    action="add",
                    source="there-before",
                    allows_existing=place > 1,
                    options=["allows_existing"] if place > 1 else [],
                    taken_at=now,
                )
                for key in segments
            )
            cursor.execute(MENTION, {"place": place})
            cursor.execute(COUNT)
            place += 1


class Migration(migrations.Migration):
    dependencies = [("segments", "0006_steps_of_bulk_changes")]
    operations = [migrations.RunPython(add_steps, migrations.RunPython.noop)]
