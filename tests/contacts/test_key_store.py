import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contacts.key_store import KeyStore


class TestKeyStore:
    def test_knows_nothing_at_first(self):
        with KeyStore() as store:
            assert store.get(("A1",)) is None

    def test_remembers_the_last_number_of_each_key(self):
        with KeyStore() as store:
            store.put(("A1",), 2)
            store.put(("A2",), 3)
            store.put(("A1",), 4)
            assert (store.get(("A1",)), store.get(("A2",))) == (4, 3)

    def test_equal_numbers_are_equal_keys(self):
        with KeyStore() as store:
            store.put(("A1", Decimal("5.00"), dt.date(2010, 12, 1), None), 2)
            assert store.get(("A1", Decimal(5), dt.date(2010, 12, 1), None)) == 2

    def test_finds_and_remembers_many_at_once(self):
        with KeyStore() as store:
            store.put_all({(number, "“x”"): number for number in range(3_000)})
            keys = [(number, "“x”") for number in range(2_000, 4_000)]
            assert store.find(keys) == {key: key[0] for key in keys if key[0] < 3_000}
            assert store.find([]) == {}

    def test_two_stores_know_nothing_of_each_other(self):
        with KeyStore() as one, KeyStore() as other:
            one.put(("A1",), 2)
            assert other.get(("A1",)) is None

    @given(st.lists(st.tuples(st.tuples(st.text(), st.integers()), st.integers(0, 2**62))))
    def test_is_a_dictionary(self, pairs):
        with KeyStore() as store:
            for key, number in pairs:
                store.put(key, number)
            expected = dict(pairs)
            assert {key: store.get(key) for key in expected} == expected
