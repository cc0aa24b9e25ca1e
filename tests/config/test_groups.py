"""The users' groups that the migration makes: exactly what each may do."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models.options import Options
from django.test import TestCase

_ACTIONS = ("view", "add", "change", "delete")

CODE_TABLES = {
    "contacts.territory",
    "contacts.industrygroup",
    "contacts.jobresponsibility",
    "contacts.mailinggroup",
    "contacts.profilequestionnaire",
    "contacts.profilequestion",
    "contacts.profileanswer",
    "contacts.salesperson",
    "contacts.team",
    "contacts.numberseries",
    "contacts.organizationallevel",
    "contacts.businessrelation",
    "campaigns.campaignstatus",
    "campaigns.campaigntype",
    "pricing.unitofmeasure",
    "pricing.itemdiscountgroup",
    "pricing.customerpricegroup",
    "pricing.customerdiscountgroup",
    "pricing.item",
    "pricing.itemvariant",
    "pricing.itemunit",
    "pricing.customerterms",
}
WORKED_ON = {
    "contacts.contact",
    "contacts.contactprofileanswer",
    "contacts.contactbusinessrelation",
    "contacts.contactcomment",
    "campaigns.campaign",
    "pricing.salesprice",
    "pricing.saleslinediscount",
    "orders.order",
    "orders.orderline",
    "segments.segment",
    "segments.segmentline",
    "segments.savedcriteria",
}
PERSONAL_DATA = {"contacts.export_personal_data", "contacts.anonymise_contact"}
RECORDED = {"contacts.consent"}
ONLY_READ = {
    "contacts.marketingsetup",
    "campaigns.campaigntarget",
    "campaigns.campaignentry",
    "campaigns.historicalcampaign",
    "pricing.historicalsalesprice",
    "pricing.historicalsaleslinediscount",
    "orders.activationrun",
    "orders.runline",
    "segments.historicalsegment",
    "segments.bulkchange",
    "segments.bulkchangeline",
}
SET_UP = CODE_TABLES | {
    "contacts.contact",
    "contacts.contactbusinessrelation",
    "contacts.contactcomment",
    "contacts.searchstringrule",
    "pricing.salesprice",
    "pricing.saleslinediscount",
}


def may(action: str, models: set[str]) -> set[str]:
    return {model.replace(".", f".{action}_") for model in models}


class GroupsTest(TestCase):
    def permissions_of(self, name: str) -> set[str]:
        permissions = Group.objects.get(name=name).permissions.select_related("content_type")
        return {f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions}

    def test_viewer_reads_everything_and_writes_nothing(self) -> None:
        self.assertEqual(self.permissions_of("Viewer"), may("view", CODE_TABLES | WORKED_ON | ONLY_READ | RECORDED))

    def test_marketer_also_writes_what_marketing_works_on(self) -> None:
        self.assertEqual(
            self.permissions_of("Marketer") - self.permissions_of("Viewer"),
            may("add", WORKED_ON | RECORDED)
            | may("change", WORKED_ON)
            | {"campaigns.change_campaignentry", "segments.bulk_change_segment"},
        )

    def test_campaign_manager_also_activates_and_deletes(self) -> None:
        self.assertEqual(
            self.permissions_of("Campaign manager") - self.permissions_of("Marketer"),
            may("delete", WORKED_ON)
            | {"campaigns.delete_campaignentry", "campaigns.activate_campaign", "contacts.share_savedview"}
            | PERSONAL_DATA,
        )

    def test_each_may_do_what_the_one_before_may(self) -> None:
        viewer, marketer, manager = map(self.permissions_of, ("Viewer", "Marketer", "Campaign manager"))
        self.assertLess(viewer, marketer)
        self.assertLess(marketer, manager)

    def test_set_up_keeps_set_up_data_and_no_users(self) -> None:
        self.assertEqual(
            self.permissions_of("Set-up"),
            may("view", SET_UP)
            | may("add", SET_UP)
            | may("change", SET_UP)
            | may("delete", SET_UP)
            | {"contacts.view_marketingsetup", "contacts.change_marketingsetup"}
            | PERSONAL_DATA,
        )

    def test_permissions_are_those_that_django_makes_for_the_models(self) -> None:
        names = {
            (opts.app_label, codename): name
            for opts in (model._meta for model in apps.get_models())
            for codename, name in _permissions_of_model(opts)
        }
        for permission in Permission.objects.filter(group__isnull=False).select_related("content_type").distinct():
            with self.subTest(permission=permission.codename):
                self.assertEqual(permission.name, names[permission.content_type.app_label, permission.codename])


def _permissions_of_model(opts: Options) -> list[tuple[str, str]]:
    actions = [(f"{action}_{opts.model_name}", f"Can {action} {opts.verbose_name_raw}") for action in _ACTIONS]
    return [*actions, *opts.permissions]
