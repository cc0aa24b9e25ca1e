from django.test import SimpleTestCase, TestCase

from contacts.models import MarketingSetup, SearchString, SearchStringRule
from contacts.search_strings import build_search_strings, keep_search_strings, needed_count, search_text
from tests.factories import cast

FIRST, LAST = SearchStringRule.Part.FIRST, SearchStringRule.Part.LAST


class SearchTextTest(SimpleTestCase):
    def test_blanks_and_punctuation_go_and_capitals_come(self) -> None:
        self.assertEqual(search_text("O'Neil & Sons, Ltd.", part=FIRST, length=5), "ONEIL")
        self.assertEqual(search_text("O'Neil & Sons, Ltd.", part=LAST, length=7), "SONSLTD")

    def test_short_and_empty_values(self) -> None:
        self.assertEqual(search_text("Ab", part=LAST, length=5), "AB")
        self.assertEqual(search_text(" - _ ", part=FIRST, length=5), "")

    def test_letters_of_other_scripts_count(self) -> None:
        self.assertEqual(search_text("Łódź Sp.", part=FIRST, length=5), "ŁÓDŹS")


class NeededCountTest(SimpleTestCase):
    def test_is_rounded_up(self) -> None:
        for rules, percent, needed in ((16, 60, 10), (16, 10, 2), (16, 90, 15), (16, 100, 16), (3, 1, 1), (0, 60, 1)):
            with self.subTest(rules=rules, percent=percent):
                self.assertEqual(needed_count(rule_count=rules, hit_percent=percent), needed)


class KeepSearchStringsTest(TestCase):
    def texts(self, number: str) -> list[str]:
        strings = SearchString.objects.filter(contact__number=number).order_by("rule")
        return [string.text for string in strings]

    def test_there_are_sixteen_strings_to_begin_with(self) -> None:
        self.assertEqual(SearchStringRule.objects.count(), 16)
        self.assertEqual(set(SearchStringRule.objects.values_list("length", flat=True)), {5})

    def test_strings_follow_the_company(self) -> None:
        alder = cast.company("Alder Trees", city="Gent")
        keep_search_strings([alder.pk])
        self.assertEqual(self.texts("ALDER TREES"), ["ALDER", "TREES", "GENT", "GENT"])
        alder.city = ""
        alder.save()
        keep_search_strings([alder.pk])
        self.assertEqual(self.texts("ALDER TREES"), ["ALDER", "TREES"])

    def test_persons_have_none(self) -> None:
        ann = cast.person("Ann")
        keep_search_strings([ann.pk])
        build_search_strings()
        self.assertEqual(self.texts("ANN"), [])

    def test_none_are_kept_where_the_setup_says_so(self) -> None:
        MarketingSetup.objects.update(keeps_duplicate_strings=False, searches_duplicates=False)
        keep_search_strings([cast.company("Alder").pk])
        self.assertEqual(self.texts("ALDER"), [])

    def test_build_makes_all_anew(self) -> None:
        cast.company("Alder")
        cast.company("Birch")
        self.assertEqual(build_search_strings(), 2)
        SearchStringRule.objects.exclude(field="name", part="first").delete()
        SearchStringRule.objects.update(length=2)
        self.assertEqual(build_search_strings(), 2)
        self.assertEqual((self.texts("ALDER"), self.texts("BIRCH")), (["AL"], ["BI"]))

    def test_queries_do_not_grow_with_the_companies(self) -> None:
        one, many = [cast.company("Alder").pk], [cast.company(f"C{number}").pk for number in range(30)]
        for companies in (one, many):
            with self.assertNumQueries(5):
                keep_search_strings(companies)
