"""The columns that a file of contacts can have, and what of a contact each of them gives."""

from django.utils.translation import gettext_lazy

from contacts.cells import Text
from contacts.columns import Column
from contacts.field_kinds import code_of, kind_of
from contacts.models import Contact, OrganizationalLevel, Salesperson, Territory

MOST_GROUP_TEXT = 500
# Codes with ; between them, by the field of the contact that has the same name.
GROUP_EXPLANATIONS = {
    "industry_groups": gettext_lazy("codes with ; between them, of a company"),
    "job_responsibilities": gettext_lazy("codes with ; between them, of a person"),
    "mailing_groups": gettext_lazy("codes with ; between them"),
}
# What the columns give of the details on the card.
DETAILS = {
    "type": "type",
    "name": "name",
    "first_name": "first_name",
    "middle_name": "middle_name",
    "surname": "surname",
    "search_name": "search_name",
    "job_title": "job_title",
    "organizational_level": "organizational_level",
    "customer": "is_customer",
    "address": "address",
    "address_2": "address_2",
    "post_code": "post_code",
    "city": "city",
    "county": "county",
    "country": "country_code",
    "phone": "phone",
    "mobile_phone": "mobile_phone",
    "email": "email",
    "home_page": "home_page",
    "correspondence": "correspondence_type",
    "language": "language_code",
    "vat_registration_number": "vat_registration_number",
    "registration_number": "registration_number",
    "territory": "territory",
    "salesperson": "salesperson",
    "exclude_from_segments": "is_excluded_from_segments",
    "privacy_blocked": "is_privacy_blocked",
    "minor": "is_minor",
    "parental_consent": "has_parental_consent",
}

COLUMNS = (
    Column("number", code_of(Contact), gettext_lazy("the number by which the contact is known"), is_required=True),
    Column("type", kind_of(Contact, "type"), gettext_lazy("company or person; company for a new contact unless told")),
    Column(
        "name",
        kind_of(Contact, "name"),
        gettext_lazy("of the company, or of the person; its parts follow from it unless given"),
    ),
    Column("first_name", kind_of(Contact, "first_name"), gettext_lazy("of a person")),
    Column("middle_name", kind_of(Contact, "middle_name"), gettext_lazy("of a person")),
    Column("surname", kind_of(Contact, "surname"), gettext_lazy("of a person")),
    Column("search_name", kind_of(Contact, "search_name"), gettext_lazy("the name in capitals unless told")),
    Column(
        "company",
        kind_of(Contact, "name"),
        gettext_lazy("number or name of the company a person belongs to, which stands before it"),
    ),
    Column("job_title", kind_of(Contact, "job_title"), gettext_lazy("of a person")),
    Column("organizational_level", code_of(OrganizationalLevel, "code"), gettext_lazy("the code, of a person")),
    Column("customer", kind_of(Contact, "is_customer"), gettext_lazy("yes or no")),
    Column("address", kind_of(Contact, "address"), gettext_lazy("street and house number")),
    Column("address_2", kind_of(Contact, "address_2"), gettext_lazy("what else the address needs")),
    Column("post_code", kind_of(Contact, "post_code"), gettext_lazy("the post code")),
    Column("city", kind_of(Contact, "city"), gettext_lazy("the city")),
    Column("county", kind_of(Contact, "county"), gettext_lazy("the county or province")),
    Column("country", kind_of(Contact, "country_code"), gettext_lazy("the code or name of the country")),
    Column("phone", kind_of(Contact, "phone"), gettext_lazy("the telephone number")),
    Column("mobile_phone", kind_of(Contact, "mobile_phone"), gettext_lazy("the mobile telephone number")),
    Column("email", kind_of(Contact, "email"), gettext_lazy("the e-mail address; several with ; between them")),
    Column("home_page", kind_of(Contact, "home_page"), gettext_lazy("the address of the web site")),
    Column("correspondence", kind_of(Contact, "correspondence_type"), gettext_lazy("how one writes to the contact")),
    Column("language", kind_of(Contact, "language_code"), gettext_lazy("the code of the language")),
    Column("vat_registration_number", kind_of(Contact, "vat_registration_number"), gettext_lazy("of a company")),
    Column("registration_number", kind_of(Contact, "registration_number"), gettext_lazy("of a company")),
    Column("territory", code_of(Territory, "code"), gettext_lazy("the code of a territory")),
    Column("salesperson", code_of(Salesperson, "code"), gettext_lazy("the code of a salesperson")),
    Column("exclude_from_segments", kind_of(Contact, "is_excluded_from_segments"), gettext_lazy("yes or no")),
    Column("privacy_blocked", kind_of(Contact, "is_privacy_blocked"), gettext_lazy("yes or no")),
    Column("minor", kind_of(Contact, "is_minor"), gettext_lazy("yes or no; a minor is privacy blocked")),
    Column("parental_consent", kind_of(Contact, "has_parental_consent"), gettext_lazy("yes or no")),
    *(Column(column, Text(MOST_GROUP_TEXT), explanation) for column, explanation in GROUP_EXPLANATIONS.items()),
)
