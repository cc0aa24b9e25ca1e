"""Who may save criteria, change and delete them: as with segments."""

from importlib import import_module

from django.db import migrations

groups = import_module("config.migrations.0001_groups")

ACTIONS_BY_GROUP = {
    "Viewer": ("view",),
    "Marketer": ("view", "add", "change"),
    "Campaign manager": groups.ACTIONS,
}


def codenames(actions):
    return sorted(groups.permissions_on({"segments": "savedcriteria"}, *actions))


def add_permissions(apps, schema_editor):
    for name, actions in ACTIONS_BY_GROUP.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*(groups.permission(apps, *codename) for codename in codenames(actions)))


def remove_permissions(apps, schema_editor):
    for name, actions in ACTIONS_BY_GROUP.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.remove(*(groups.permission(apps, *codename) for codename in codenames(actions)))


class Migration(migrations.Migration):
    dependencies = [("config", "0008_duplicates"), ("segments", "0009_saved_criteria")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
