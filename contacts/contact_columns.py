"""The columns that a file of contacts can have, and what of a contact each of them gives.

Aliases are headings of other programs and of people: those of Business Central, of Outlook and Google contacts, and
Dutch ones. One that could mean two columns is no alias, so that somebody is asked.
"""

from django.utils.translation import gettext_lazy

from contacts.cells import Choice, Day, Text
from contacts.columns import Column
from contacts.consent_cells import CHANNEL_COLUMNS, ConsentCell
from contacts.field_kinds import code_of, digits_of, kind_of
from contacts.models import Consent, Contact, OrganizationalLevel, Salesperson, Territory

MOST_GROUP_TEXT = 500
# Codes with ; between them, by the name of the column.
GROUP_EXPLANATIONS = {
    "industry_groups": gettext_lazy("codes with ; between them, of a company"),
    "job_responsibilities": gettext_lazy("codes with ; between them, of a person"),
    "mailing_groups": gettext_lazy("codes with ; between them"),
    "business_relations": gettext_lazy("codes with ; between them; that of customers comes with being one"),
}
_GROUP_ALIASES = {
    "industry_groups": ("industry", "branche", "branches", "bedrijfstak"),
    "job_responsibilities": ("responsibility", "verantwoordelijkheid"),
    "mailing_groups": ("mailing group", "mailing group code", "mailinglijst", "mailinggroep"),
    "business_relations": ("relations", "business relation code", "relatie", "zakenrelatie"),
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
_TYPE = Choice(
    {"company": "company", "person": "person"},
    also={"bedrijf": "company", "organisatie": "company", "organisation": "company", "persoon": "person"},
)
_CORRESPONDENCE = Choice(
    {"hard copy": "hard copy", "email": "email"},
    # Exports of Business Central have the places of its choices: none, hard copy, e-mail, fax.
    also={
        "0": "",
        "1": "hard copy",
        "2": "email",
        "e-mail": "email",
        **dict.fromkeys(("letter", "post", "brief", "papier"), "hard copy"),
    },
)
_CONSENT = gettext_lazy("yes, no, or for example: given 2026-03-01: web form")

COLUMNS = (
    Column(
        "number",
        code_of(Contact),
        gettext_lazy("the number by which the contact is known; without one it is looked for, and a new one gets one"),
        is_required=True,
        unless=("name", "first_name", "surname"),
        aliases=(
            *("no", "nr", "contact no", "contact number", "contactnr", "contactnummer", "nummer"),
            *("customer no", "customer number", "customer id", "klantnr", "klantnummer", "klantcode"),
        ),
    ),
    Column(
        "type",
        _TYPE,
        gettext_lazy("company or person; unless told, who has a company or parts of a name is a person"),
        aliases=("contact type", "soort", "contactsoort"),
    ),
    Column(
        "name",
        kind_of(Contact, "name"),
        gettext_lazy("of the company, or of the person; its parts follow from it unless given"),
        aliases=("full name", "display name", "contact name", "naam", "volledige naam", "contactpersoon"),
    ),
    Column(
        "first_name",
        kind_of(Contact, "first_name"),
        gettext_lazy("of a person"),
        aliases=("given name", "forename", "voornaam"),
    ),
    Column(
        "middle_name",
        kind_of(Contact, "middle_name"),
        gettext_lazy("of a person"),
        aliases=("additional name", "tussenvoegsel", "tweede naam", "tussennaam"),
    ),
    Column(
        "surname",
        kind_of(Contact, "surname"),
        gettext_lazy("of a person"),
        aliases=("last name", "family name", "achternaam", "familienaam"),
    ),
    Column(
        "search_name",
        kind_of(Contact, "search_name"),
        gettext_lazy("the name in capitals unless told"),
        aliases=("zoeknaam",),
    ),
    Column(
        "company",
        kind_of(Contact, "name"),
        gettext_lazy("number or name of the company a person belongs to, which stands before it"),
        aliases=("company no", "company name", "organization name", "bedrijf", "bedrijfsnaam", "bedrijfsnr"),
    ),
    Column(
        "job_title",
        kind_of(Contact, "job_title"),
        gettext_lazy("of a person"),
        aliases=("title of job", "position", "functie", "functietitel"),
    ),
    Column(
        "organizational_level",
        code_of(OrganizationalLevel, "code"),
        gettext_lazy("the code, of a person"),
        aliases=("organizational level code", "organisatieniveau"),
    ),
    Column(
        "customer",
        kind_of(Contact, "is_customer"),
        gettext_lazy("yes or no"),
        aliases=("is customer", "klant"),
    ),
    Column(
        "address",
        kind_of(Contact, "address"),
        gettext_lazy("street and house number"),
        aliases=("street", "street address", "address 1", "adres", "straat", "adres 1"),
    ),
    Column(
        "address_2",
        kind_of(Contact, "address_2"),
        gettext_lazy("what else the address needs"),
        aliases=("address line 2", "adres 2", "adresregel 2"),
    ),
    Column(
        "post_code",
        digits_of(Contact, "post_code"),
        gettext_lazy("the post code"),
        aliases=("zip", "zip code", "postal code", "postcode"),
    ),
    Column(
        "city", kind_of(Contact, "city"), gettext_lazy("the city"), aliases=("town", "plaats", "woonplaats", "stad")
    ),
    Column(
        "county",
        kind_of(Contact, "county"),
        gettext_lazy("the county or province"),
        aliases=("province", "region", "provincie"),
    ),
    Column(
        "country",
        kind_of(Contact, "country_code"),
        gettext_lazy("the code or name of the country"),
        aliases=("country code", "country region code", "land", "landcode"),
    ),
    Column(
        "phone",
        digits_of(Contact, "phone"),
        gettext_lazy("the telephone number"),
        aliases=("phone no", "phone number", "telephone", "business phone", "tel", "telefoon", "telefoonnummer"),
    ),
    Column(
        "mobile_phone",
        digits_of(Contact, "mobile_phone"),
        gettext_lazy("the mobile telephone number"),
        aliases=("mobile phone no", "mobile", "mobile number", "cell phone", "gsm", "mobiel", "mobiel nummer"),
    ),
    Column(
        "email",
        kind_of(Contact, "email"),
        gettext_lazy("the e-mail address; several with ; between them"),
        aliases=("e mail", "email address", "e mail address", "mail", "e mailadres", "emailadres"),
    ),
    Column(
        "home_page",
        kind_of(Contact, "home_page"),
        gettext_lazy("the address of the web site"),
        aliases=("website", "web site", "web page", "url"),
    ),
    Column(
        "correspondence",
        _CORRESPONDENCE,
        gettext_lazy("how one writes to the contact"),
        aliases=("correspondence type", "correspondentie"),
    ),
    Column(
        "language",
        kind_of(Contact, "language_code"),
        gettext_lazy("the code of the language"),
        aliases=("language code", "taal", "taalcode"),
    ),
    Column(
        "vat_registration_number",
        kind_of(Contact, "vat_registration_number"),
        gettext_lazy("of a company"),
        aliases=("vat registration no", "vat no", "vat number", "vat", "btw nummer", "btw nr"),
    ),
    Column(
        "registration_number",
        kind_of(Contact, "registration_number"),
        gettext_lazy("of a company"),
        aliases=("registration no", "chamber of commerce no", "kvk nummer", "kvk nr", "kvk"),
    ),
    Column(
        "territory",
        code_of(Territory, "code"),
        gettext_lazy("the code of a territory"),
        aliases=("territory code", "rayon", "regiocode"),
    ),
    Column(
        "salesperson",
        code_of(Salesperson, "code"),
        gettext_lazy("the code of a salesperson"),
        aliases=("salesperson code", "verkoper", "verkoperscode"),
    ),
    Column(
        "exclude_from_segments",
        kind_of(Contact, "is_excluded_from_segments"),
        gettext_lazy("yes or no"),
        aliases=("exclude from segment", "uitsluiten van segment"),
    ),
    Column(
        "privacy_blocked",
        kind_of(Contact, "is_privacy_blocked"),
        gettext_lazy("yes or no"),
        aliases=("privacy geblokkeerd",),
    ),
    Column("minor", kind_of(Contact, "is_minor"), gettext_lazy("yes or no; a minor is privacy blocked")),
    Column(
        "parental_consent",
        kind_of(Contact, "has_parental_consent"),
        gettext_lazy("yes or no"),
        aliases=("parental consent received",),
    ),
    *(
        Column(column, Text(MOST_GROUP_TEXT), explanation, aliases=_GROUP_ALIASES[column])
        for column, explanation in GROUP_EXPLANATIONS.items()
    ),
    *(Column(column, ConsentCell(), _CONSENT) for column in CHANNEL_COLUMNS),
    Column("consent_source", kind_of(Consent, "source"), gettext_lazy("where the consents of the row come from")),
    Column("consent_date", Day(), gettext_lazy("the day on which the contact said so, of the consents of the row")),
)
