"""Campaign managers and who sets up may take personal data out, and make contacts anonymous."""

from importlib import import_module

from django.db import migrations

groups = import_module("config.migrations.0001_groups")

NAMES = ("Campaign manager", "Set-up")
PERMISSIONS = (
    ("contacts", "personaldataevent", "export_personal_data"),
    ("contacts", "personaldataevent", "anonymise_contact"),
)


def add_permissions(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=NAMES):
        group.permissions.add(*(groups.permission(apps, *names) for names in PERMISSIONS))


def remove_permissions(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=NAMES):
        group.permissions.remove(*(groups.permission(apps, *names) for names in PERMISSIONS))


class Migration(migrations.Migration):
    dependencies = [("config", "0006_consent"), ("contacts", "0011_uses_of_personal_data")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
