from django.db import migrations


def keep_room(apps, schema_editor):
    """Leave room on PostgreSQL's pages, so that a run updates lines in place and touches no index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE orders_orderline SET (fillfactor = 50)")


def use_no_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE orders_orderline RESET (fillfactor)")


def start_plan_clock(apps, schema_editor):
    apps.get_model("orders", "PlanClock").objects.create(pk=1, generation=1)


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.RunPython(keep_room, use_no_room),
        migrations.RunPython(start_plan_clock, migrations.RunPython.noop),
    ]
