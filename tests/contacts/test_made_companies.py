import pytest

from contacts.columns import RowError
from contacts.made_companies import MadeCompanies
from contacts.models import Contact, MarketingSetup
from contacts.numbering import SeriesNumbers
from contacts.services import SERIES
from tests.factories.contacts import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    north = TerritoryFactory(code="NORTH")
    MarketingSetup.objects.update_or_create(pk=1, defaults={"default_territory": north, "default_country_code": "BE"})
    return MadeCompanies(SeriesNumbers(series_code=SERIES, taken=Contact.objects))


def test_are_filled_in_as_by_hand(made):
    company = made.draft("Alder Ltd")
    assert (company.name, company.search_name, company.type) == ("Alder Ltd", "ALDER LTD", "company")
    assert (company.territory.code, company.country_code, company.number) == ("NORTH", "BE", "")


def test_number_is_no_name(made):
    with pytest.raises(RowError, match=r"^There is no company c00099, here or above in the file\.$"):
        made.draft("c00099")
    assert made.draft("C4 Ltd").name == "C4 Ltd"


def test_are_told_with_the_first_of_them(made):
    assert made.remark() is None
    for count, name in enumerate("ABCDEFG", start=1):
        made.keep(made.draft(name), f"C{count}")
    remark = made.remark()
    assert remark.text == "7 companies are made because persons name them: C1 A, C2 B, C3 C, C4 D, C5 E, …."
    assert (remark.fact, remark.change_count) == ("companies made: 7", 7)
