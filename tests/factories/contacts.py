"""Who: companies, persons and those who sell to them. No factory needs what migrations put in the tables."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from contacts.models import (
    BusinessRelation,
    Consent,
    Contact,
    ContactBusinessRelation,
    ContactProfileAnswer,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    NumberSeries,
    OrganizationalLevel,
    ProfileAnswer,
    ProfileQuestion,
    ProfileQuestionnaire,
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
    search_name = factory.LazyAttribute(lambda company: company.name.upper())


class PersonFactory(DjangoModelFactory[Contact]):
    """A person without a company unless one is given: ``PersonFactory(company=alder)``."""

    class Meta:
        model = Contact

    number = factory.Sequence(lambda n: f"PERSON{n:04}")
    type = Contact.Type.PERSON
    name = factory.Sequence(lambda n: f"Person {n}")
    search_name = factory.LazyAttribute(lambda person: person.name.upper())
    company = None


class ContactBusinessRelationFactory(DjangoModelFactory[ContactBusinessRelation]):
    """A free relation of a contact: ``ContactBusinessRelationFactory(contact=alder, relation__code="PRESS")``."""

    class Meta:
        model = ContactBusinessRelation

    contact = factory.SubFactory(CompanyFactory)
    relation = factory.SubFactory(BusinessRelationFactory)


class ProfileQuestionnaireFactory(DjangoModelFactory[ProfileQuestionnaire]):
    """A questionnaire for companies and persons."""

    class Meta:
        model = ProfileQuestionnaire

    code = factory.Sequence(lambda n: f"QUESTIONS{n}")


class ProfileQuestionFactory(DjangoModelFactory[ProfileQuestion]):
    """A question that takes one answer."""

    class Meta:
        model = ProfileQuestion

    questionnaire = factory.SubFactory(ProfileQuestionnaireFactory)
    text = factory.Sequence(lambda n: f"Question {n}?")


class ProfileAnswerFactory(DjangoModelFactory[ProfileAnswer]):
    class Meta:
        model = ProfileAnswer

    question = factory.SubFactory(ProfileQuestionFactory)
    code = factory.Sequence(lambda n: f"ANSWER-{n}")
    position = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"Answer {n}")


class ContactProfileAnswerFactory(DjangoModelFactory[ContactProfileAnswer]):
    class Meta:
        model = ContactProfileAnswer

    contact = factory.SubFactory(PersonFactory)
    answer = factory.SubFactory(ProfileAnswerFactory)
    answered_at = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)


class ConsentFactory(DjangoModelFactory[Consent]):
    """Consent to e-mail that a person gave on a web form."""

    class Meta:
        model = Consent

    contact = factory.SubFactory(PersonFactory)
    channel = Consent.Channel.EMAIL
    state = Consent.State.GIVEN
    source = "Web form"
    stated_on = dt.date(2026, 5, 1)
    recorded_at = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
