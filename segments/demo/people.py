"""Salespeople, teams, classification codes and contacts of the demo company, and the terms of its customers."""

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet

from contacts.models import (
    CodeTable,
    Contact,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    Salesperson,
    Team,
    Territory,
)
from contacts.relations import relate_customers
from pricing.models import CustomerDiscountGroup, CustomerPriceGroup, CustomerTerms
from segments.demo.names import (
    CITIES,
    FIRST_NAMES,
    INDUSTRY_GROUPS,
    JOBS,
    MAILING_GROUPS,
    STREETS,
    SURNAMES,
    TERRITORIES,
    TRADES,
    City,
    chance,
)

# The firm itself, by which its own company is known again.
FIRM_NUMBER = "WILGENHOF"
FIRM_NAME = "Wilgenhof Office & Coffee"
# The buyer of the orders that the demo shows.
SHOWN_BUYER = "C00001"
PRICE_GROUPS = {"CONTRACT": "Customers with a frame contract", "RESELL": "Resellers"}
DISCOUNT_GROUPS = {"LARGE": "More than 50 desks", "PUBLIC": "Schools and councils"}

# Code, name, and the territories of whose contacts it takes care.
_SALESPEOPLE = (
    ("MDB", "Marit de Boer", ("RANDSTAD",)),
    ("JV", "Jasper Verhoeven", ("NOORD", "OOST")),
    ("FP", "Femke Peeters", ("ZUID", "BELGIUM")),
    ("RK", "Ruben Kok", ("GERMANY",)),
    ("HW", "Hanna Willems", ("BRITAIN",)),
)
_TEAMS = {"OFFICE": ("Office furniture", ("MDB", "JV", "RK")), "COFFEE": ("Coffee", ("FP", "HW", "MDB"))}
_LANGUAGES = {"NL": "nl", "BE": "nl", "DE": "de", "GB": "en"}
_CURRENCIES = {"GB": "GBP"}

_COMPANY_FIELDS = ("address", "post_code", "city", "country_code", "language_code", "territory", "salesperson")
_AT_A_TIME = 5000

Coded = TypeVar("Coded", bound=CodeTable)
Written = TypeVar("Written", bound=Model)


def load_people(*, contact_count: int, seller: User | None) -> None:
    """Write everybody and all terms into an empty database; ``seller`` is the account of the first salesperson.

    Of five contacts two are companies and three are persons who work for them. Cost: some statements per 5,000.
    """
    _load_salespeople(seller)
    for model, descriptions in (
        (IndustryGroup, INDUSTRY_GROUPS),
        (JobResponsibility, JOBS),
        (MailingGroup, MAILING_GROUPS),
        (CustomerPriceGroup, PRICE_GROUPS),
        (CustomerDiscountGroup, DISCOUNT_GROUPS),
    ):
        _write_codes(model, descriptions)
    Contact.objects.create(
        number=FIRM_NUMBER,
        name=FIRM_NAME,
        search_name=FIRM_NAME.upper(),
        city="Amersfoort",
        is_excluded_from_segments=True,
    )
    companies = _load_companies(contact_count)
    _load_persons(contact_count, companies)
    relate_customers(Contact.objects.all())
    _load_terms()


def customers() -> QuerySet[Contact]:
    """Return the companies that buy, in the order in which they were made."""
    return Contact.objects.buyers().filter(is_customer=True).order_by("pk")


def _load_salespeople(seller: User | None) -> None:
    salespeople = {
        code: Salesperson(code=code, name=name, email=f"{code.lower()}@wilgenhof.example")
        for code, name, _territories in _SALESPEOPLE
    }
    salespeople[_SALESPEOPLE[0][0]].user = seller
    Salesperson.objects.bulk_create(salespeople.values())
    for code, (name, members) in _TEAMS.items():
        Team.objects.create(code=code, name=name).salespeople.set(salespeople[member] for member in members)
    _write_codes(Territory, TERRITORIES)


def _write_codes(model: type[Coded], descriptions: Mapping[str, str]) -> None:
    model._default_manager.bulk_create(
        model(code=code, description=description) for code, description in descriptions.items()
    )


# Contacts ----------------------------------------------------------------------------------------


def _load_companies(contact_count: int) -> list[Contact]:
    dice, territories = chance("companies"), {row.code: row for row in Territory.objects.all()}
    codes = {territory: code for code, _name, of_code in _SALESPEOPLE for territory in of_code}
    salespeople = {row.code: row for row in Salesperson.objects.all()}
    groups = {row.code: row for row in IndustryGroup.objects.all()}
    companies, industries = [], []
    for ordinal, number in enumerate(number for number in range(1, contact_count + 1) if number % 5 in (1, 4)):
        city = CITIES[0] if number == 1 else dice.choice(CITIES)
        trade, industry = TRADES[ordinal % len(TRADES)]
        company = _company(dice, number=number, name=_company_name(ordinal, trade, city), city=city)
        company.territory = territories[city.territory]
        company.salesperson = salespeople[codes[city.territory]]
        companies.append(company)
        industries.append(groups[industry])
    Contact.objects.bulk_create(companies, batch_size=_AT_A_TIME)
    _link(
        Contact.industry_groups.through(contact=company, industrygroup=group)
        for company, group in zip(companies, industries, strict=True)
    )
    return companies


def _company(dice: random.Random, *, number: int, name: str, city: City) -> Contact:
    return Contact(
        number=_number(number),
        type=Contact.Type.COMPANY,
        name=name,
        search_name=name.upper(),
        correspondence_type=Contact.Correspondence.EMAIL if number % 3 else Contact.Correspondence.HARD_COPY,
        is_customer=number == 1 or dice.random() < 0.8,
        address=f"{dice.choice(STREETS)} {dice.randint(1, 240)}",
        post_code=_post_code(dice, city),
        city=city.name,
        country_code=city.country,
        phone=f"+31 85 000 {number % 10_000:04d}",
        email=f"info@c{number:05d}.example",
        language_code=_LANGUAGES[city.country],
        is_privacy_blocked=number > 1 and dice.random() < 0.01,
    )


def _company_name(ordinal: int, trade: str, city: City) -> str:
    """Return a name that no other of the first 1,200 companies has; later ones are told apart by their city."""
    surname = SURNAMES[ordinal * 7 % len(SURNAMES)]
    name = f"{surname[0].upper()}{surname[1:]} {trade}"
    return name if ordinal < len(SURNAMES) * len(TRADES) else f"{name} {city.name}"


def _load_persons(contact_count: int, companies: list[Contact]) -> None:
    """Give each company one or two persons; one person in fifty belongs to none and buys for herself."""
    dice, by_number = chance("persons"), {company.number: company for company in companies}
    persons = [
        _person(dice, number, by_number[_number(number - (number - 1) % 5 + (3 if number % 5 == 0 else 0))])
        for number in range(1, contact_count + 1)
        if number % 5 in (0, 2, 3)
    ]
    Contact.objects.bulk_create(persons, batch_size=_AT_A_TIME)
    jobs, mailing_groups = list(JobResponsibility.objects.all()), list(MailingGroup.objects.all())
    _link(
        Contact.job_responsibilities.through(contact=person, jobresponsibility=dice.choice(jobs)) for person in persons
    )
    _link(
        Contact.mailing_groups.through(contact=person, mailinggroup=dice.choice(mailing_groups))
        for person in persons
        if dice.random() < 0.6
    )


def _person(dice: random.Random, number: int, company: Contact) -> Contact:
    first_name, surname = dice.choice(FIRST_NAMES), dice.choice(SURNAMES)
    middle_name, _space, last_name = surname.rpartition(" ")
    person = Contact(
        number=_number(number),
        type=Contact.Type.PERSON,
        name=f"{first_name} {surname}",
        first_name=first_name,
        middle_name=middle_name,
        surname=last_name,
        search_name=f"{first_name} {surname}".upper(),
        company=company,
        mobile_phone=f"+31 6 000 {number % 100_000:05d}",
        email=f"p{number:05d}@{company.number.lower()}.example",
        is_excluded_from_segments=number > 5 and dice.random() < 0.02,
        is_privacy_blocked=number > 5 and dice.random() < 0.01,
    )
    for field in _COMPANY_FIELDS:
        setattr(person, field, getattr(company, field))
    if number % 50 == 0:
        person.company, person.is_customer = None, True
    return person


def _number(number: int) -> str:
    return f"C{number:05d}"


def _post_code(dice: random.Random, city: City) -> str:
    if city.country == "GB":
        return f"{city.post_code}{dice.randint(1, 9)} {dice.randint(1, 9)}AB"
    digits = f"{city.post_code}{dice.randint(10, 99)}"
    return f"{digits} {dice.choice('ABCDEGHJKLMN')}{dice.choice('ABCDEGHJKLMN')}" if city.country == "NL" else digits


def _link(rows: Iterable[Written]) -> None:
    """Write the rows of a many-to-many relation."""
    written: Iterator[Written] = iter(rows)
    first = next(written, None)
    if first is not None:
        type(first)._default_manager.bulk_create([first, *written], batch_size=_AT_A_TIME)


# Terms -------------------------------------------------------------------------------------------


def _load_terms() -> None:
    """Put a third of the customers in a group. The shown buyer has no terms of its own."""
    dice = chance("terms")
    price_groups, discount_groups = list(CustomerPriceGroup.objects.all()), list(CustomerDiscountGroup.objects.all())
    terms = []
    for buyer in customers().exclude(number=SHOWN_BUYER):
        currency_code, has_terms = _CURRENCIES.get(buyer.country_code, ""), dice.random() < 0.33
        if has_terms or currency_code:
            terms.append(
                CustomerTerms(
                    buyer=buyer,
                    price_group=dice.choice([*price_groups, None]) if has_terms else None,
                    discount_group=dice.choice([*discount_groups, None]) if has_terms else None,
                    allows_line_discount=dice.random() < 0.9,
                    currency_code=currency_code,
                )
            )
    CustomerTerms.objects.bulk_create(terms, batch_size=_AT_A_TIME)
