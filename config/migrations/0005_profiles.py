"""Who may read, give and set up the answers of profile questionnaires."""

from importlib import import_module

from django.db import migrations

groups = import_module("config.migrations.0001_groups")

READ = {"contacts": "profilequestionnaire profilequestion profileanswer contactprofileanswer"}
WORK = {"contacts": "contactprofileanswer"}
SET_UP = {"contacts": "profilequestionnaire profilequestion profileanswer"}

VIEWER = groups.permissions_on(READ, "view")
MARKETER = VIEWER | groups.permissions_on(WORK, "add", "change")
GROUPS = {
    "Viewer": VIEWER,
    "Marketer": MARKETER,
    "Campaign manager": MARKETER | groups.permissions_on(WORK, "delete"),
    "Set-up": groups.permissions_on(SET_UP, *groups.ACTIONS),
}


def add_permissions(apps, schema_editor):
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*(groups.permission(apps, *codename) for codename in sorted(codenames)))


def remove_permissions(apps, schema_editor):
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*(groups.permission(apps, *codename) for codename in sorted(codenames)))


class Migration(migrations.Migration):
    dependencies = [("config", "0004_contacts_in_full"), ("contacts", "0008_profile_questionnaires")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
