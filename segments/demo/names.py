"""What the people, places and companies of the demo company are called. All of it is invented but the cities."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city with the territory and country that its contacts belong to, and what its post codes start with."""

    name: str
    territory: str
    country: str
    post_code: str


TERRITORIES = {
    "RANDSTAD": "Amsterdam, Utrecht, Rotterdam, The Hague",
    "NOORD": "Groningen, Friesland, Drenthe",
    "OOST": "Overijssel, Gelderland",
    "ZUID": "Brabant, Limburg, Zeeland",
    "BELGIUM": "Flanders and Brussels",
    "GERMANY": "Rhineland and Westphalia",
    "BRITAIN": "Great Britain",
}

CITIES = (
    City("Amsterdam", "RANDSTAD", "NL", "10"),
    City("Utrecht", "RANDSTAD", "NL", "35"),
    City("Rotterdam", "RANDSTAD", "NL", "30"),
    City("Den Haag", "RANDSTAD", "NL", "25"),
    City("Haarlem", "RANDSTAD", "NL", "20"),
    City("Leiden", "RANDSTAD", "NL", "23"),
    City("Groningen", "NOORD", "NL", "97"),
    City("Leeuwarden", "NOORD", "NL", "89"),
    City("Assen", "NOORD", "NL", "94"),
    City("Zwolle", "OOST", "NL", "80"),
    City("Deventer", "OOST", "NL", "74"),
    City("Arnhem", "OOST", "NL", "68"),
    City("Nijmegen", "OOST", "NL", "65"),
    City("Eindhoven", "ZUID", "NL", "56"),
    City("Breda", "ZUID", "NL", "48"),
    City("Maastricht", "ZUID", "NL", "62"),
    City("Antwerpen", "BELGIUM", "BE", "20"),
    City("Gent", "BELGIUM", "BE", "90"),
    City("Düsseldorf", "GERMANY", "DE", "402"),
    City("Münster", "GERMANY", "DE", "481"),
    City("Leeds", "BRITAIN", "GB", "LS"),
    City("Bristol", "BRITAIN", "GB", "BS"),
)

STREETS = (
    "Kanaalweg", "Stationsplein", "Molenstraat", "Havenkade", "Industrieweg", "Lindelaan", "Marktstraat", "Parallelweg",
    "Nijverheidsweg", "Beukenlaan", "Spoorstraat", "Wilhelminaplein", "Zuiderdijk", "Ambachtsweg", "Kerkplein",
)  # fmt: skip

FIRST_NAMES = (
    "Anouk", "Bram", "Carlijn", "Daan", "Eline", "Floris", "Guusje", "Hugo", "Iris", "Jeroen", "Katja", "Lars", "Marit",
    "Niels", "Olga", "Pieter", "Quinten", "Roos", "Sander", "Tessa", "Ulrike", "Vera", "Wouter", "Yara", "Zoë",
    "Mohamed", "Aylin", "Sjoerd", "Femke", "Thijs", "Noor", "Casper", "Linde", "Ruben", "Maartje", "Jasper", "Hanna",
)  # fmt: skip

SURNAMES = (
    "Aalders", "Bakker", "van den Berg", "de Boer", "Brouwer", "Bos", "Claassen", "Dekker", "van Dijk", "Evers",
    "Faber", "de Graaf", "van der Heijden", "Hoekstra", "Huisman", "Jacobs", "Janssen", "de Jong", "Kok", "Koster",
    "Kuipers", "Lammers", "van Leeuwen", "Maas", "Meijer", "Mulder", "Nijhuis", "Oosterhuis", "Peeters", "Postma",
    "de Ruiter", "Scholten", "Smeets", "Timmermans", "Veenstra", "Verhoeven", "Vermeer", "Visser", "de Vries",
    "Wagenaar", "Willems", "de Wit", "van Zanten", "Zijlstra",
)  # fmt: skip

# What a company does, with its industry group.
TRADES = (
    ("Accountants", "ADVICE"), ("Advocaten", "ADVICE"), ("Belastingadvies", "ADVICE"), ("Notarissen", "ADVICE"),
    ("Architecten", "DESIGN"), ("Interieur", "DESIGN"), ("Landschap", "DESIGN"), ("Reclamestudio", "DESIGN"),
    ("Bouw", "BUILDING"), ("Installaties", "BUILDING"), ("Dakwerken", "BUILDING"), ("Schilders", "BUILDING"),
    ("Tandartsen", "CARE"), ("Thuiszorg", "CARE"), ("Fysiotherapie", "CARE"), ("Apotheek", "CARE"),
    ("Opleidingen", "SCHOOLS"), ("Taalschool", "SCHOOLS"), ("Kinderopvang", "SCHOOLS"),
    ("Hotel", "HOSPITALITY"), ("Lunchroom", "HOSPITALITY"), ("Catering", "HOSPITALITY"),
    ("Software", "TECHNOLOGY"), ("Netwerken", "TECHNOLOGY"), ("Meettechniek", "TECHNOLOGY"),
    ("Transport", "LOGISTICS"), ("Opslag", "LOGISTICS"), ("Drukkerij", "INDUSTRY"), ("Metaalbewerking", "INDUSTRY"),
)  # fmt: skip

INDUSTRY_GROUPS = {
    "ADVICE": "Accountants, lawyers, advisers",
    "DESIGN": "Architects and designers",
    "BUILDING": "Builders and fitters",
    "CARE": "Care",
    "SCHOOLS": "Schools and nurseries",
    "HOSPITALITY": "Hotels and restaurants",
    "TECHNOLOGY": "Software and technology",
    "LOGISTICS": "Transport and storage",
    "INDUSTRY": "Industry",
}

JOBS = {
    "OFFICE": "Office manager",
    "PURCHASE": "Purchaser",
    "FACILITY": "Facility manager",
    "DIRECTOR": "Director",
    "FINANCE": "Finance",
}

MAILING_GROUPS = {"NEWS": "Newsletter", "COFFEE": "Coffee post"}


def chance(subject: str) -> random.Random:
    """Return a source of chance that gives the same for a subject every time."""
    return random.Random(subject)  # noqa: S311 (nothing here is secret)
