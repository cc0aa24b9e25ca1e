"""Who may say by which search strings companies are compared."""

from importlib import import_module

from django.db import migrations

groups = import_module("config.migrations.0001_groups")

CODENAMES = groups.permissions_on({"contacts": "searchstringrule"}, *groups.ACTIONS)


def add_permissions(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="Set-up")
    group.permissions.add(*(groups.permission(apps, *codename) for codename in sorted(CODENAMES)))


def remove_permissions(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="Set-up")
    group.permissions.remove(*(groups.permission(apps, *codename) for codename in sorted(CODENAMES)))


class Migration(migrations.Migration):
    dependencies = [("config", "0007_personal_data"), ("contacts", "0012_duplicates")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
