"""Which contacts match criteria."""

import datetime as dt

from django.test import TestCase

from contacts.models import Contact, MergedNumber
from segments.criteria import BoughtFilter, ContactFilter, Criteria
from segments.matching import UnknownCodeError, buyers_once, matching
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import (
    ConsentFactory,
    ContactBusinessRelationFactory,
    ContactProfileAnswerFactory,
    IndustryGroupFactory,
    JobResponsibilityFactory,
    MailingGroupFactory,
    OrganizationalLevelFactory,
    ProfileAnswerFactory,
    SalespersonFactory,
    TerritoryFactory,
)


class MatchingTestCase(TestCase):
    """Alder with Ann and Ben, Birch with Cara, and Dan, who belongs to nobody."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.north, cls.tom = TerritoryFactory(code="NORTH"), SalespersonFactory(code="TB")
        cls.alder = cast.company("Alder", city="Amsterdam", post_code="1016 AB", country_code="NL", is_customer=True)
        cls.birch = cast.company("Birch", city="Gent", post_code="9000", country_code="BE", territory=cls.north)
        cls.ann, cls.ben = cast.person("Ann", cls.alder), cast.person("Ben", cls.alder, salesperson=cls.tom)
        cls.cara = cast.person("Cara", cls.birch, salesperson=cls.tom)
        cls.dan = cast.person("Dan", language_code="en")

    def found(self, criteria: Criteria) -> list[str]:
        found = sorted(matching(criteria).values_list("name", flat=True))
        with buyers_once(criteria) as buyers:
            self.assertEqual(sorted(matching(criteria, buyers=buyers).values_list("name", flat=True)), found)
        return found

    def of_contact(self, **asked: object) -> list[str]:
        return self.found(Criteria(contact=ContactFilter(**asked)))


class TestContact(MatchingTestCase):
    def test_nothing_asked_matches_everybody(self) -> None:
        self.assertEqual(self.found(Criteria()), ["Alder", "Ann", "Ben", "Birch", "Cara", "Dan"])

    def test_number_from_before_a_merge_is_that_of_the_contact_that_stands_for_both(self) -> None:
        MergedNumber.objects.create(number="ANN2", contact=Contact.objects.get(number="ANN"), merged_at=NOW)
        self.assertEqual(self.of_contact(numbers=("ANN2",)), self.of_contact(numbers=("ANN",)))

    def test_numbers_and_ranges(self) -> None:
        for numbers, names in (
            (("ANN",), ["Ann"]),
            (("ANN", "DAN"), ["Ann", "Dan"]),
            (("BEN..CARA",), ["Ben", "Birch", "Cara"]),
            (("..ANN",), ["Alder", "Ann"]),
            (("CARA..",), ["Cara", "Dan"]),
            (("ALDER", "CARA..DAN"), ["Alder", "Cara", "Dan"]),
            (("NOBODY",), []),
        ):
            with self.subTest(numbers=numbers):
                self.assertEqual(self.of_contact(numbers=numbers), names)

    def test_fields(self) -> None:
        for asked, names in (
            ({"name": "AN"}, ["Ann", "Dan"]),
            ({"type": Contact.Type.COMPANY}, ["Alder", "Birch"]),
            ({"is_customer": True}, ["Alder"]),
            ({"is_customer": False, "type": Contact.Type.COMPANY}, ["Birch"]),
            ({"salespeople": ("TB",)}, ["Ben", "Cara"]),
            ({"territories": ("NORTH",)}, ["Birch"]),
            ({"countries": ("NL", "BE")}, ["Alder", "Birch"]),
            ({"languages": ("en",)}, ["Dan"]),
            ({"city": "amster"}, ["Alder"]),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(self.of_contact(**asked), names)

    def test_texts_and_groups_of_the_card(self) -> None:
        level = OrganizationalLevelFactory(code="TOP")
        Contact.objects.filter(name="Ann").update(county="East Kent", correspondence_type="email")
        Contact.objects.filter(name="Ben").update(search_name="BOSS", correspondence_type="hard copy")
        Contact.objects.filter(name="Cara").update(organizational_level=level)
        for asked, names in (
            ({"county": "kent"}, ["Ann"]),
            ({"search_name": "bos"}, ["Ben"]),
            ({"organizational_levels": ("TOP",)}, ["Cara"]),
            ({"correspondence_types": ("email",)}, ["Ann"]),
            ({"correspondence_types": ("email", "hard copy")}, ["Ann", "Ben"]),
            ({"correspondence_types": ("none",), "type": Contact.Type.PERSON}, ["Cara", "Dan"]),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(self.of_contact(**asked), names)

    def test_last_change_is_a_whole_day_where_the_company_is(self) -> None:
        # In Amsterdam the 15th begins at 23:00 of the 14th in UTC.
        for name, moment in (("Ann", "2026-01-14T22:59"), ("Ben", "2026-01-14T23:00"), ("Cara", "2026-01-15T22:59")):
            Contact.objects.filter(name=name).update(modified_at=dt.datetime.fromisoformat(f"{moment}+00:00"))
        day, eve = dt.date(2026, 1, 15), dt.date(2026, 1, 14)
        for asked, names in (
            ({"changed_from": day}, ["Ben", "Cara"]),
            ({"changed_until": eve}, ["Ann"]),
            ({"changed_from": day, "changed_until": day}, ["Ben", "Cara"]),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(self.of_contact(numbers=("ANN", "BEN", "CARA"), **asked), names)

    def test_post_codes_are_inclusive_at_both_ends(self) -> None:
        for first, last, names in (
            ("1016 AB", "1016 AB", ["Alder"]),
            ("1016", "1016", ["Alder"]),
            ("1017", "9000", ["Birch"]),
            ("9001", "", []),
        ):
            with self.subTest(first=first, last=last):
                asked = {"post_code_from": first, "post_code_until": last, "type": Contact.Type.COMPANY}
                self.assertEqual(self.of_contact(**asked), names)


class TestCodes(MatchingTestCase):
    def setUp(self) -> None:
        news, mail = MailingGroupFactory(code="NEWS"), MailingGroupFactory(code="MAIL")
        self.ann.mailing_groups.add(news, mail)
        self.cara.mailing_groups.add(mail)
        purchase = JobResponsibilityFactory(code="PURCHASE")
        self.ann.job_responsibilities.add(purchase)
        self.ben.job_responsibilities.add(purchase)
        self.alder.industry_groups.add(IndustryGroupFactory(code="CARE"))
        self.dan.industry_groups.add(IndustryGroupFactory(code="SCHOOLS"))

    def test_any_code_of_a_block_is_enough_and_finds_a_contact_once(self) -> None:
        self.assertEqual(self.found(Criteria(mailing_groups=("NEWS", "MAIL"))), ["Ann", "Cara"])

    def test_every_block_has_to_match(self) -> None:
        criteria = Criteria(mailing_groups=("NEWS", "MAIL"), job_responsibilities=("PURCHASE",))
        self.assertEqual(self.found(criteria), ["Ann"])

    def test_industry_groups_and_relations_are_the_companies(self) -> None:
        self.assertEqual(self.found(Criteria(industry_groups=("CARE",))), ["Alder", "Ann", "Ben"])
        for contact in (self.birch, self.ann, self.dan):
            ContactBusinessRelationFactory(contact=contact, relation__code="PRESS")
        ContactBusinessRelationFactory(contact=self.birch, relation__code="RIVAL")
        self.assertEqual(self.found(Criteria(business_relations=("PRESS",))), ["Birch", "Cara"])
        self.assertEqual(self.found(Criteria(business_relations=("PRESS", "RIVAL"))), ["Birch", "Cara"])

    def test_independent_persons_never_match_them(self) -> None:
        self.assertEqual(self.found(Criteria(industry_groups=("SCHOOLS",))), [])

    def test_code_that_does_not_exist_is_refused_by_name(self) -> None:
        for criteria, sentence in (
            (Criteria(mailing_groups=("NEWS", "GONE")), "no mailing group GONE"),
            (Criteria(job_responsibilities=("GONE", "AWAY")), "no job responsibility AWAY, GONE"),
            (Criteria(industry_groups=("GONE",)), "no industry group GONE"),
            (Criteria(business_relations=("GONE",)), "no business relation GONE"),
            (Criteria(contact=ContactFilter(salespeople=("GONE",))), "no salesperson GONE"),
            (Criteria(contact=ContactFilter(organizational_levels=("GONE",))), "no organizational level GONE"),
            (Criteria(contact=ContactFilter(correspondence_types=("pigeon",))), "no correspondence pigeon"),
            (Criteria(bought=BoughtFilter(order_statuses=("open", "cancelled"))), "no order status cancelled"),
            (Criteria(contact=ContactFilter(territories=("GONE",))), "no territory GONE"),
            (Criteria(bought=BoughtFilter(items=("GONE",))), "no item GONE"),
            (Criteria(bought=BoughtFilter(item_discount_groups=("GONE",))), "no item discount group GONE"),
        ):
            with self.subTest(criteria=criteria), self.assertRaisesMessage(UnknownCodeError, sentence):
                matching(criteria)


class TestBought(MatchingTestCase):
    def setUp(self) -> None:
        self.desk = cast.item("1000", 100)
        cast.line(cast.order(self.alder, ordered_on=dt.date(2026, 1, 1)), self.desk)
        cast.line(cast.order(self.dan, ordered_on=dt.date(2026, 2, 1)), self.desk)

    def test_is_asked_of_the_buyer(self) -> None:
        self.assertEqual(self.found(Criteria(bought=BoughtFilter(items=("1000",)))), ["Alder", "Ann", "Ben", "Dan"])

    def test_negated_finds_the_others_those_without_orders_too(self) -> None:
        asked = BoughtFilter(ordered_from=dt.date(2026, 2, 1), is_negated=True)
        self.assertEqual(self.found(Criteria(bought=asked)), ["Alder", "Ann", "Ben", "Birch", "Cara"])

    def test_empty_block_asks_for_any_order(self) -> None:
        self.assertEqual(self.found(Criteria(bought=BoughtFilter())), ["Alder", "Ann", "Ben", "Dan"])

    def test_with_another_block(self) -> None:
        criteria = Criteria(contact=ContactFilter(salespeople=("TB",)), bought=BoughtFilter(items=("1000",)))
        self.assertEqual(self.found(criteria), ["Ben"])


class TestWhatContactsSaid(MatchingTestCase):
    def test_any_of_the_profile_answers(self) -> None:
        yes, often = ProfileAnswerFactory(code="EVENTS-1"), ProfileAnswerFactory(code="EVENTS-2")
        for contact, answer in ((self.ann, yes), (self.ann, often), (self.cara, often)):
            ContactProfileAnswerFactory(contact=contact, answer=answer)
        self.assertEqual(self.found(Criteria(profile_answers=("EVENTS-1",))), ["Ann"])
        self.assertEqual(self.found(Criteria(profile_answers=("EVENTS-1", "EVENTS-2"))), ["Ann", "Cara"])

    def test_any_of_the_channels(self) -> None:
        for contact, channel in ((self.ann, "email"), (self.ben, "phone"), (self.cara, "email")):
            ConsentFactory(contact=contact, channel=channel)
        ConsentFactory(contact=self.cara, state="withdrawn")
        self.assertEqual(self.found(Criteria(reachable_by=("email",))), ["Ann"])
        self.assertEqual(self.found(Criteria(reachable_by=("email", "phone"))), ["Ann", "Ben"])

    def test_unknown_answer_and_channel_are_named(self) -> None:
        for criteria, words in (
            (Criteria(profile_answers=("EVENTS-9",)), "There is no profile answer EVENTS-9 any more."),
            (Criteria(reachable_by=("email", "pigeon")), "There is no channel pigeon any more."),
        ):
            with self.subTest(words=words), self.assertRaises(UnknownCodeError) as caught:
                matching(criteria)
            self.assertIn(words, str(caught.exception))
