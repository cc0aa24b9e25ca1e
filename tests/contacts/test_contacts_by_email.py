import pytest

from contacts.columns import RowError
from contacts.contacts_by_email import ContactsByEmail
from tests.factories import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    cast.company("Alder", email="Info@Alder.example; sales@alder.example")
    cast.person("Ann", email="ann@alder.example")
    cast.person("Ben", email="shop@alder.example")
    cast.person("Cis", email="SHOP@alder.example;cis@x.example")
    return ContactsByEmail()


def test_address_means_who_alone_has_it(found):
    addresses = ["ANN@alder.example", "sales@alder.example", "C00001"]
    assert found.load(addresses) == ["ALDER", "ANN"]
    assert [found.number_of(address) for address in addresses] == ["ANN", "ALDER", "C00001"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("zoe@x.example", r"^No contact has the e-mail address zoe@x\.example\.$"),
        ("shop@alder.example", r"^Several contacts have the e-mail address shop@alder\.example: BEN, CIS\. Give the"),
    ],
)
def test_nobody_and_several_are_refused(found, address, reason):
    found.load([address])
    with pytest.raises(RowError, match=reason):
        found.number_of(address)


def test_numbers_alone_cost_no_query(found, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert found.load(["C00001", "C00002"]) == []
