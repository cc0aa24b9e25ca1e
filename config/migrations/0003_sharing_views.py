"""Campaign managers share views of lists with everybody. Saving views for oneself takes no permission."""

from importlib import import_module

from django.db import migrations

groups = import_module("config.migrations.0001_groups")

SHARE = ("contacts", "savedview", "share_savedview")


def add_permission(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="Campaign manager")
    group.permissions.add(groups.permission(apps, *SHARE))


def remove_permission(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="Campaign manager")
    group.permissions.remove(groups.permission(apps, *SHARE))


class Migration(migrations.Migration):
    dependencies = [("config", "0002_bulk_changes"), ("contacts", "0004_saved_views")]
    operations = [migrations.RunPython(add_permission, remove_permission)]
