from django.test import TestCase

from contacts.addresses import Part, PartCounts, address_lines, count_parts, part_of, place_lines
from contacts.models import Contact
from tests.factories import cast

HOME = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent"}


class AddressLinesTest(TestCase):
    def test_name_street_place_and_country(self) -> None:
        alder = cast.company("Alder", **HOME, address_2="Building B", country_code="BE")
        self.assertEqual(address_lines(alder), ["Alder", "Kerkstraat 1", "Building B", "9000 Gent", "BE"])

    def test_person_stands_above_the_company_at_the_address_of_its_own(self) -> None:
        ann = cast.person("Ann", cast.company("Alder", **HOME), address="Dorp 5", city="Breda")
        self.assertEqual(address_lines(ann), ["Ann", "Alder", "Dorp 5", "Breda"])

    def test_person_without_a_complete_address_gets_that_of_the_company(self) -> None:
        ann = cast.person("Ann", cast.company("Alder", **HOME), city="Breda")
        self.assertEqual(address_lines(ann), ["Ann", "Alder", "Kerkstraat 1", "9000 Gent"])

    def test_company_that_is_named_like_the_person_is_not_said_twice(self) -> None:
        ann = cast.person("Ann", cast.company("Firm", **HOME))
        ann.company.name = "Ann"  # type: ignore[union-attr]
        self.assertEqual(address_lines(ann), ["Ann", "Kerkstraat 1", "9000 Gent"])

    def test_nothing_is_known(self) -> None:
        self.assertEqual(place_lines(cast.company("Alder")), [])


class PartsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        alder = cast.company("Alder", **HOME)
        cast.company("Birch", city="Gent")
        cast.company("Cedar", address="Dorp 5")
        cast.company("Elm", **HOME, is_privacy_blocked=True)
        cast.company("Fir", **HOME, is_excluded_from_segments=True, is_privacy_blocked=True)
        cast.company("Gum", is_excluded_from_segments=True)
        cast.person("Ann", alder)
        cast.person("Zoe")

    def numbers(self, part: Part) -> list[str]:
        return [contact.number for contact in part_of(Contact.objects.all(), part)]

    def test_companies_stand_before_their_persons(self) -> None:
        self.assertEqual(self.numbers(Part.WITH_ADDRESS), ["ALDER", "ANN"])

    def test_street_alone_or_city_alone_is_no_address(self) -> None:
        self.assertEqual(self.numbers(Part.WITHOUT_ADDRESS), ["BIRCH", "CEDAR", "ZOE"])

    def test_privacy_goes_before_exclusion(self) -> None:
        self.assertEqual(self.numbers(Part.BLOCKED), ["ELM", "FIR"])
        self.assertEqual(self.numbers(Part.EXCLUDED), ["GUM"])

    def test_each_contact_is_counted_once(self) -> None:
        counts = count_parts(Contact.objects.order_by("name"))
        self.assertEqual(
            counts,
            PartCounts(
                total_count=8,
                with_address_count=2,
                without_address_count=3,
                excluded_count=1,
                blocked_count=2,
            ),
        )
        self.assertEqual(counts.reachable_count, len(self.numbers(Part.REACHABLE)))
