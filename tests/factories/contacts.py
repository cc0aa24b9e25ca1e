"""Who: companies, persons and those who sell to them. No factory needs what migrations put in the tables."""

import factory
from factory.django import DjangoModelFactory

from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    NumberSeries,
    OrganizationalLevel,
    Salesperson,
    Team,
    Territory,
)


class NumberSeriesFactory(DjangoModelFactory[NumberSeries]):
    """A number series; one that a migration made is kept as it is."""

    class Meta:
        model = NumberSeries
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"SERIES{n}")
    prefix = "N"


class TerritoryFactory(DjangoModelFactory[Territory]):
    class Meta:
        model = Territory
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"TERRITORY{n}")


class IndustryGroupFactory(DjangoModelFactory[IndustryGroup]):
    class Meta:
        model = IndustryGroup
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"INDUSTRY{n}")


class JobResponsibilityFactory(DjangoModelFactory[JobResponsibility]):
    class Meta:
        model = JobResponsibility
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"JOB{n}")


class MailingGroupFactory(DjangoModelFactory[MailingGroup]):
    class Meta:
        model = MailingGroup
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"MAILING{n}")


class OrganizationalLevelFactory(DjangoModelFactory[OrganizationalLevel]):
    class Meta:
        model = OrganizationalLevel
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"LEVEL{n}")


class BusinessRelationFactory(DjangoModelFactory[BusinessRelation]):
    class Meta:
        model = BusinessRelation
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"RELATION{n}")


class SalespersonFactory(DjangoModelFactory[Salesperson]):
    class Meta:
        model = Salesperson
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"SP{n}")
    name = factory.LazyAttribute(lambda salesperson: f"Salesperson {salesperson.code}")


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"TEAM{n}")
    name = factory.LazyAttribute(lambda team: f"Team {team.code}")


class CompanyFactory(DjangoModelFactory[Contact]):
    """A company, which buys for itself."""

    class Meta:
        model = Contact

    # Not C00001: the number series gives such numbers.
    number = factory.Sequence(lambda n: f"COMPANY{n:04}")
    type = Contact.Type.COMPANY
    name = factory.Sequence(lambda n: f"Company {n}")


class PersonFactory(DjangoModelFactory[Contact]):
    """A person without a company unless one is given: ``PersonFactory(company=alder)``."""

    class Meta:
        model = Contact

    number = factory.Sequence(lambda n: f"PERSON{n:04}")
    type = Contact.Type.PERSON
    name = factory.Sequence(lambda n: f"Person {n}")
    company = None


class ContactBusinessRelationFactory(DjangoModelFactory[ContactBusinessRelation]):
    """A free relation of a contact: ``ContactBusinessRelationFactory(contact=alder, relation__code="PRESS")``."""

    class Meta:
        model = ContactBusinessRelation

    contact = factory.SubFactory(CompanyFactory)
    relation = factory.SubFactory(BusinessRelationFactory)
