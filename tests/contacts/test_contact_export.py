"""What is exported is read again without a change."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.contact_export import EXPORTED, rows_of
from contacts.models import Consent, Contact, MarketingSetup
from contacts.relations import relate_customers
from tests.factories import cast
from tests.factories.contacts import (
    BusinessRelationFactory,
    ContactBusinessRelationFactory,
    IndustryGroupFactory,
    MailingGroupFactory,
    SalespersonFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)


def cells(contact: Contact) -> dict[str, object]:
    (row,) = rows_of(Contact.objects.filter(pk=contact.pk))
    return {column.name: cell for column, cell in zip(EXPORTED, row, strict=True) if cell not in ("", "no")}


@pytest.fixture
def alder():
    company = cast.company(
        "Alder",
        is_customer=True,
        post_code="01234",
        correspondence_type="email",
        territory=TerritoryFactory(code="NORTH"),
        salesperson=SalespersonFactory(code="JO"),
    )
    company.mailing_groups.add(MailingGroupFactory(code="NEWS"), MailingGroupFactory(code="FAIR"))
    company.industry_groups.add(IndustryGroupFactory(code="WOOD"))
    MarketingSetup.objects.update_or_create(pk=1, defaults={"customer_relation": BusinessRelationFactory(code="CUST")})
    relate_customers(Contact.objects.all())
    ContactBusinessRelationFactory(contact=company, relation=BusinessRelationFactory(code="PRESS"))
    for day, state in ((1, "given"), (5, "withdrawn")):
        Consent.objects.create(
            contact=company,
            channel="email",
            state=state,
            source="web form",
            stated_on=dt.date(2026, 3, day),
            recorded_at=AT,
        )
    return company


def test_row_of_a_company(alder):
    assert cells(alder) == {
        "number": "ALDER",
        "type": "company",
        "name": "Alder",
        "customer": "yes",
        "post_code": "01234",
        "correspondence": "email",
        "territory": "NORTH",
        "salesperson": "JO",
        "industry_groups": "WOOD",
        "mailing_groups": "FAIR;NEWS",
        "business_relations": "PRESS",
        "consent_email": "withdrawn 2026-03-05: web form",
    } | ({"search_name": alder.search_name} if alder.search_name else {})


def test_companies_come_before_their_persons(alder):
    ann = cast.person("Ann", alder, first_name="Ann")
    cast.company("Birch")
    assert [row[0] for row in rows_of(Contact.objects.all())] == ["ALDER", "BIRCH", "ANN"]
    assert cells(ann)["company"] == "ALDER"


def test_queries_do_not_grow_with_rows(alder):
    def query_count() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(rows_of(Contact.objects.all()))
        return len(queries)

    before = query_count()
    for name in "ABCDEFGH":
        cast.company(name)
    assert query_count() == before
