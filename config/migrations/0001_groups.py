"""The users' groups. They are made after the tables they are about, and make the permissions they give:

on a fresh database Django makes permissions only when all migrations are done.
"""

from django.db import migrations

ACTIONS = ("view", "add", "change", "delete")

# What each kind of user may do, by model. A campaign manager may do what a marketer may, a marketer what a viewer may.
READ = {
    "contacts": (
        "numberseries territory industrygroup jobresponsibility mailinggroup salesperson team contact"
    ),
    "campaigns": "campaignstatus campaigntype campaign campaigntarget campaignentry historicalcampaign",
    "pricing": (
        "unitofmeasure itemdiscountgroup customerpricegroup customerdiscountgroup item itemvariant itemunit"
        " customerterms salesprice saleslinediscount historicalsalesprice historicalsaleslinediscount"
    ),
    "orders": "order orderline activationrun runline",
    "segments": "segment segmentline historicalsegment",
}
WORK = {
    "contacts": "contact",
    "campaigns": "campaign",
    "pricing": "salesprice saleslinediscount",
    "orders": "order orderline",
    "segments": "segment segmentline",
}
SET_UP = {
    "contacts": "numberseries territory industrygroup jobresponsibility mailinggroup salesperson team contact",
    "campaigns": "campaignstatus campaigntype",
    "pricing": (
        "unitofmeasure itemdiscountgroup customerpricegroup customerdiscountgroup item itemvariant itemunit"
        " customerterms salesprice saleslinediscount"
    ),
}


def permissions_on(models, *actions):
    """Return (app, model, codename) for each of the actions on each of the models."""
    return {
        (app, model, f"{action}_{model}") for app, names in models.items() for model in names.split() for action in actions
    }


VIEWER = permissions_on(READ, "view")
MARKETER = (
    VIEWER
    | permissions_on(WORK, "add", "change")
    | {("campaigns", "campaignentry", "change_campaignentry"), ("segments", "segment", "bulk_change_segment")}
)
CAMPAIGN_MANAGER = (
    MARKETER
    | permissions_on(WORK, "delete")
    | {("campaigns", "campaignentry", "delete_campaignentry"), ("campaigns", "campaign", "activate_campaign")}
)
GROUPS = {
    "Viewer": VIEWER,
    "Marketer": MARKETER,
    "Campaign manager": CAMPAIGN_MANAGER,
    "Set-up": permissions_on(SET_UP, *ACTIONS),
}


def add_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name, codenames in GROUPS.items():
        group.objects.get_or_create(name=name)[0].permissions.add(
            *(permission(apps, *codename) for codename in sorted(codenames))
        )


def permission(apps, app, model, codename):
    """Return the permission as Django names it, made if it is not there yet."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    return apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name_of(apps.get_model(app, model), codename)}
    )[0]


def name_of(model, codename):
    own = dict(model._meta.permissions)
    return own.get(codename) or f"Can {codename.partition('_')[0]} {model._meta.verbose_name}"


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("contacts", "0002_number_series"),
        ("campaigns", "0003_campaign_statuses"),
        ("pricing", "0002_price_functions"),
        ("orders", "0003_number_series"),
        ("segments", "0002_number_series"),
    ]
    operations = [migrations.RunPython(add_groups, remove_groups)]
