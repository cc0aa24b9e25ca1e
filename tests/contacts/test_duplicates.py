import datetime as dt
import random

from django.test import SimpleTestCase, TestCase

from contacts.details import ContactDetails
from contacts.duplicates import (
    DuplicatesError,
    Switches,
    equal_rules,
    find_duplicates,
    follow_companies,
    last_pair_key,
    open_pairs,
    pairs_of,
    pairs_since,
    set_separate,
)
from contacts.models import Contact, DuplicatePair, MarketingSetup, SearchString, SearchStringRule
from contacts.search_strings import build_search_strings, needed_count
from contacts.services import change_contact, create_contact
from tests.factories import cast
from tests.factories.contacts import CompanyFactory
from tests.factories.users import UserFactory

NOW = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
ALIKE = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent", "phone": "09 123 456"}


def pairs() -> set[tuple[str, str, int]]:
    found = DuplicatePair.objects.values_list("first__number", "second__number", "equal_count")
    return {(str(first), str(second), count) for first, second, count in found}


def alike_by_hand(hit_percent: int) -> set[tuple[str, str, int]]:
    """Return the pairs as one would find them by comparing every company with every other."""
    rules = list(SearchStringRule.objects.all())
    needed = needed_count(rule_count=len(rules), hit_percent=hit_percent)
    texts: dict[int, dict[int, str]] = {}
    for contact, rule, text in SearchString.objects.values_list("contact", "rule", "text"):
        texts.setdefault(contact, {})[rule] = text
    numbers = dict(Contact.objects.values_list("pk", "number"))
    found = set()
    for first in texts:
        for second in texts:
            count = sum(texts[second].get(rule) == text for rule, text in texts[first].items())
            if first < second and count >= needed:
                found.add((numbers[first], numbers[second], count))
    return found


class FindTest(TestCase):
    def test_companies_that_are_alike_in_enough_strings(self) -> None:
        cast.company("Alder", **ALIKE)
        cast.company("Birch", **ALIKE)
        cast.company("Cedar", city="Gent")
        build_search_strings()
        # Address, post code, city and phone, first and last, are 8 of 16: too few for 60 %.
        self.assertEqual(find_duplicates().pair_count, 0)
        MarketingSetup.objects.update(duplicate_hit_percent=50)
        found = find_duplicates()
        self.assertEqual((found.pair_count, found.new_count, found.separate_count), (1, 1, 0))
        self.assertEqual(pairs(), {("ALDER", "BIRCH", 8)})
        self.assertEqual(find_duplicates().new_count, 0)

    def test_same_pairs_as_comparing_each_with_each(self) -> None:
        chance = random.Random(7)
        for number in range(60):
            CompanyFactory(
                number=f"C{number:02}",
                name=chance.choice(["Ronson Garden", "Ronson Gardens", "Elkhorn Airport", "Zuid"]),
                city=chance.choice(["Gent", "Utrecht", ""]),
                post_code=chance.choice(["9000", "3500 AB", ""]),
                phone=chance.choice(["09 1", "030 22 33", ""]),
                email=chance.choice(["info@a.example", "sales@b.example", ""]),
            )
        build_search_strings()
        for percent in (10, 30, 45, 60):
            with self.subTest(percent=percent):
                MarketingSetup.objects.update(duplicate_hit_percent=percent)
                find_duplicates()
                self.assertEqual(pairs(), alike_by_hand(percent))
        for company in Contact.objects.all():
            follow_companies([company.pk])
        self.assertEqual(pairs(), alike_by_hand(60))

    def test_pair_that_is_alike_no_more_goes_unless_somebody_decided(self) -> None:
        MarketingSetup.objects.update(duplicate_hit_percent=10)
        alder, birch = cast.company("Alder", **ALIKE), cast.company("Birch", **ALIKE)
        cedar = cast.company("Cedar", **ALIKE)
        follow_companies([alder.pk, birch.pk, cedar.pk])
        self.assertEqual(len(pairs()), 3)
        separate = DuplicatePair.objects.get(first=alder, second=birch)
        set_separate(separate, is_separate=True, at=NOW, by=None)
        Contact.objects.filter(pk__in=[birch.pk, cedar.pk]).update(address="", post_code="", city="", phone="")
        follow_companies([birch.pk, cedar.pk])
        self.assertEqual({(first, second) for first, second, _count in pairs()}, {("ALDER", "BIRCH")})

    def test_nothing_is_followed_while_no_strings_are_kept(self) -> None:
        MarketingSetup.objects.update(keeps_duplicate_strings=False, searches_duplicates=False)
        follow_companies([cast.company("Alder", **ALIKE).pk, cast.company("Birch", **ALIKE).pk])
        self.assertEqual((pairs(), SearchString.objects.count()), (set(), 0))

    def test_no_rules_no_pairs(self) -> None:
        SearchStringRule.objects.all().delete()
        cast.company("Alder")
        build_search_strings()
        self.assertEqual(find_duplicates().pair_count, 0)


class DecideTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        MarketingSetup.objects.update(duplicate_hit_percent=50)
        cls.alder, cls.birch = cast.company("Alder", **ALIKE), cast.company("Birch", **ALIKE)
        follow_companies([cls.alder.pk, cls.birch.pk])
        cls.pair = DuplicatePair.objects.get()

    def test_separate_contacts_are_remembered_and_not_asked_about(self) -> None:
        user = UserFactory()
        pair = set_separate(self.pair, is_separate=True, at=NOW, by=user)
        self.assertEqual((pair.decided_at, pair.decided_by), (NOW, user))
        build_search_strings()
        found = find_duplicates()
        self.assertEqual((found.pair_count, found.new_count, found.separate_count), (0, 0, 1))
        self.assertEqual((list(open_pairs()), pairs_of(self.alder)), ([], []))

    def test_taking_it_back(self) -> None:
        set_separate(self.pair, is_separate=True, at=NOW, by=None)
        pair = set_separate(self.pair, is_separate=False, at=NOW, by=None)
        self.assertEqual((pair.is_separate, pair.decided_at), (False, None))
        self.assertEqual(pairs_of(self.birch), [self.pair])

    def test_pair_that_is_gone(self) -> None:
        DuplicatePair.objects.all().delete()
        with self.assertRaisesMessage(DuplicatesError, "alike no more"):
            set_separate(self.pair, is_separate=True, at=NOW, by=None)

    def test_company_asks_only_where_the_setup_searches(self) -> None:
        self.assertEqual(pairs_of(self.alder), [self.pair])
        MarketingSetup.objects.update(searches_duplicates=False)
        self.assertEqual(pairs_of(self.alder), [])

    def test_says_by_which_strings(self) -> None:
        words = [(rule.field, rule.part) for rule in equal_rules(self.pair)]
        self.assertEqual(len(words), 8)
        self.assertIn(("city", "first"), words)
        self.assertNotIn(("name", "first"), words)

    def test_pairs_since_a_moment(self) -> None:
        last = last_pair_key()
        self.assertEqual(list(pairs_since(last)), [])
        follow_companies([cast.company("Cedar", **ALIKE).pk])
        self.assertEqual([pair.second.number for pair in pairs_since(last)], ["CEDAR", "CEDAR"])

    def test_pairs_go_with_their_company(self) -> None:
        self.birch.delete()
        self.assertEqual(pairs(), set())


class SwitchesTest(SimpleTestCase):
    def test_m06_either_switch_turns_both_on_where_both_were_off(self) -> None:
        off, on = Switches(keeps=False, searches=False), Switches(keeps=True, searches=True)
        only_kept = Switches(keeps=True, searches=False)
        self.assertEqual(only_kept.settled(before=off), on)
        self.assertEqual(Switches(keeps=False, searches=True).settled(before=off), on)
        self.assertEqual(on.settled(before=only_kept), on)
        self.assertEqual(only_kept.settled(before=on), only_kept)
        self.assertEqual(Switches(keeps=False, searches=True).settled(before=on), off)


class ScenariosTest(TestCase):
    """Of companies that are made one after the other (scenarios M)."""

    def made(self, name: str, *, hit_percent: int, kind: str = "company") -> None:
        MarketingSetup.objects.update(duplicate_hit_percent=hit_percent)
        for number in ("ONE", "TWO"):
            create_contact(number=number, details=ContactDetails(name=name, type=kind), by=None)

    def test_m01_same_name_and_a_low_threshold(self) -> None:
        self.made("Ronson Garden", hit_percent=10)
        self.assertEqual(pairs(), {("ONE", "TWO", 2)})
        self.assertEqual(pairs_of(Contact.objects.get(number="TWO"))[0].first.number, "ONE")

    def test_m03_persons_never(self) -> None:
        self.made("Pat Roe", hit_percent=10, kind="person")
        self.assertEqual(pairs(), set())

    def test_m04_name_alone_is_too_little_for_a_high_threshold(self) -> None:
        self.made("Ronson Garden", hit_percent=90)
        self.assertEqual(pairs(), set())

    def test_change_of_a_company_is_compared_too(self) -> None:
        self.made("Ronson Garden", hit_percent=10)
        other = Contact.objects.get(number="TWO")
        for details, found in (
            (ContactDetails(name="Elkhorn Airport"), set()),
            (ContactDetails(name="Ronson Garden"), {("ONE", "TWO", 2)}),
            (ContactDetails(name="Ronson Garden", type="person"), set()),
        ):
            change_contact(other, details=details, at=NOW, by=None)
            self.assertEqual(pairs(), found)
        self.assertEqual(SearchString.objects.filter(contact=other).count(), 0)
