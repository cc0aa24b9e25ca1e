"""Who may read and change what is new about contacts, and the set-up of it."""

from importlib import import_module

from django.db import migrations

groups = import_module("config.migrations.0001_groups")

READ = {"contacts": "businessrelation organizationallevel contactbusinessrelation contactcomment marketingsetup"}
WORK = {"contacts": "contactbusinessrelation contactcomment"}
SET_UP = {"contacts": "businessrelation organizationallevel contactbusinessrelation contactcomment"}

VIEWER = groups.permissions_on(READ, "view")
MARKETER = VIEWER | groups.permissions_on(WORK, "add", "change")
GROUPS = {
    "Viewer": VIEWER,
    "Marketer": MARKETER,
    "Campaign manager": MARKETER | groups.permissions_on(WORK, "delete"),
    "Set-up": groups.permissions_on(SET_UP, *groups.ACTIONS)
    | groups.permissions_on({"contacts": "marketingsetup"}, "view", "change"),
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
    dependencies = [("config", "0003_sharing_views"), ("contacts", "0007_marketing_setup")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
