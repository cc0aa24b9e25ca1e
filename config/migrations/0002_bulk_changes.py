"""Who may see segments may see what was done to many of their lines at once."""

from django.db import migrations

GROUPS = ("Viewer", "Marketer", "Campaign manager")
MODELS = {"bulkchange": "Can view bulk change", "bulkchangeline": "Can view line of a bulk change"}


def add_permissions(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*(permission(apps, model, name) for model, name in MODELS.items()))


def permission(apps, model, name):
    """Return the permission to view as Django names it, made if it is not there yet."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="segments", model=model
    )
    return apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=f"view_{model}", defaults={"name": name}
    )[0]


def remove_permissions(apps, schema_editor):
    given = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="segments", content_type__model__in=MODELS
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*given)


class Migration(migrations.Migration):
    dependencies = [("config", "0001_groups"), ("segments", "0003_bulk_changes")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
