import pytest

from contacts.columns import Record, RowError
from contacts.same_contacts import SameContacts, Traits, plain_name, row_key, traits_of
from contacts.sheets import SheetRow
from tests.factories import cast
from tests.factories.contacts import CompanyFactory, PersonFactory


def row(**values: str) -> Record:
    return Record(SheetRow(2, ()), {"type": "company", **values})


def traits(name: str = "ann", email: str = "", post_code: str = "", company: str = "") -> Traits:
    emails = frozenset(email.split())
    return Traits(type="person", name=name, emails=emails, post_code=post_code, company=company)


class TestTraits:
    @pytest.mark.parametrize(
        ("of_row", "of_contact", "is_same"),
        [
            (traits(email="a@x"), traits(email="a@x b@x", post_code="1", company="C"), True),
            (traits(email="a@x", post_code="1"), traits(email="a@x", post_code="2"), True),
            (traits(email="a@x", post_code="1"), traits(email="b@x", post_code="1"), False),
            (traits("ben", email="a@x"), traits(email="a@x"), False),
            (traits(post_code="1"), traits(email="a@x", post_code="1"), True),
            (traits(post_code="1"), traits(), False),
            (traits(company="A"), traits(company="A", post_code="1"), True),
            (traits(company="A", post_code="1"), traits(company="B", post_code="1"), False),
            (traits(), traits(email="a@x", company="A"), True),
            (traits(email="a@x"), traits(), False),
        ],
    )
    def test_tell_the_same_contact(self, of_row, of_contact, is_same):
        assert of_row.is_same(of_contact) is is_same

    def test_of_another_type_are_never_the_same(self):
        company = Traits(type="company", name="ann", emails=frozenset({"a@x"}), post_code="", company="")
        assert traits(email="a@x").is_same(company) is False


class TestRow:
    def test_key_sets_apart_who_shares_an_address(self):
        rows = [row(name="Ann", email="I@x"), row(name="ann ", email="i@X"), row(name="Ben", email="i@x")]
        first, second, third = map(row_key, rows)
        assert (first == second, first == third) == (True, False)

    def test_name_follows_from_its_parts(self):
        assert traits_of(row(first_name="Ann", surname="de  Wit")).name == plain_name("ann DE wit")


@pytest.mark.django_db
class TestSameContacts:
    def found(self, record: Record) -> str:
        same = SameContacts()
        same.load([record])
        return same.find(traits_of(record, type="company"))

    def test_finds_by_name_whatever_its_capitals_and_an_address(self):
        cast.company("Alder", email="INFO@alder.example;sales@alder.example")
        assert self.found(row(name="ALDER", email="sales@Alder.example")) == "ALDER"
        assert self.found(row(name="Alder", email="other@alder.example")) == ""

    def test_several_are_told(self):
        for number in ("A1", "A2"):
            CompanyFactory(number=number, name="Alder", post_code="1000")
        with pytest.raises(RowError, match=r"^Several contacts look the same: A1 Alder, A2 Alder\. Fill in the number"):
            self.found(row(name="Alder", post_code="10 00"))

    def test_knows_rows_above_of_a_chunk(self):
        same, first = SameContacts(), row(name="Alder")
        same.load([first])
        same.put(CompanyFactory.build(number="C1", name="Alder"))
        assert same.find(traits_of(first, type="company")) == "C1"

    def test_others_with_the_address_are_named(self):
        PersonFactory(number="BEN", name="Ben", email="info@alder.example")
        same, ann = SameContacts(), row(name="Ann", email="Info@alder.example")
        same.load([ann])
        assert same.sharing_email(traits_of(ann), number="") == "BEN Ben"

    def test_costs_one_query_for_any_number_of_rows(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            SameContacts().load([row(name=f"N{number}", email=f"{number}@x") for number in range(50)])
