"""Who reads contacts reads their consent; who works on contacts records it."""

from importlib import import_module

from django.db import migrations

groups = import_module("config.migrations.0001_groups")

CONSENT = {"contacts": "consent"}
VIEWER = groups.permissions_on(CONSENT, "view")
MARKETER = VIEWER | groups.permissions_on(CONSENT, "add")
GROUPS = {"Viewer": VIEWER, "Marketer": MARKETER, "Campaign manager": MARKETER}


def add_permissions(apps, schema_editor):
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*(groups.permission(apps, *codename) for codename in sorted(codenames)))


def remove_permissions(apps, schema_editor):
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*(groups.permission(apps, *codename) for codename in sorted(codenames)))


class Migration(migrations.Migration):
    dependencies = [("config", "0005_profiles"), ("contacts", "0010_consent_by_channel")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
