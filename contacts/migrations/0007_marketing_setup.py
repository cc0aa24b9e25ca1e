"""One row of marketing set-up, a business relation for the customers there are, and search names."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Upper

_ROWS_AT_A_TIME = 2000


def add_setup(apps, schema_editor):
    relation, _ = apps.get_model("contacts", "BusinessRelation").objects.get_or_create(
        code="CUSTOMER", defaults={"description": "Customer"}
    )
    apps.get_model("contacts", "MarketingSetup").objects.get_or_create(pk=1, defaults={"customer_relation": relation})
    relate_customers(apps, relation)


def relate_customers(apps, relation):
    contact, link = apps.get_model("contacts", "Contact"), apps.get_model("contacts", "ContactBusinessRelation")
    batch = []
    for pk, number in contact.objects.filter(is_customer=True).values_list("pk", "number").iterator(_ROWS_AT_A_TIME):
        batch.append(link(contact_id=pk, relation=relation, link="customer", number=number))
        if len(batch) == _ROWS_AT_A_TIME:
            link.objects.bulk_create(batch)
            batch = []
    link.objects.bulk_create(batch)
    # A person who is a customer of a company that is one has two relations.
    companys = Exists(contact.objects.filter(pk=OuterRef("company_id"), is_customer=True))
    contact.objects.filter(Q(is_customer=True) | companys).update(business_relation=Value("customer"))
    contact.objects.filter(companys, is_customer=True).update(business_relation=Value("multiple"))


def name_for_search(apps, schema_editor):
    contact = apps.get_model("contacts", "Contact")
    contact.objects.filter(search_name="").update(search_name=Upper(F("name")))
    if schema_editor.connection.vendor == "sqlite":
        put_other_letters_in_capitals(contact)


def put_other_letters_in_capitals(contact):
    """SQLite knows only the capitals of English."""
    batch = []
    for row in contact.objects.only("name").iterator(_ROWS_AT_A_TIME):
        if not row.name.isascii():
            row.search_name = row.name.upper()[:100]
            batch.append(row)
    contact.objects.bulk_update(batch, ["search_name"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_contacts_in_full")]
    operations = [
        migrations.RunPython(add_setup, migrations.RunPython.noop),
        migrations.RunPython(name_for_search, migrations.RunPython.noop),
    ]
