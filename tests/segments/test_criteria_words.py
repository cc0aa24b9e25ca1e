import datetime as dt
from decimal import Decimal

from django.test import SimpleTestCase, TestCase
from django.utils import translation

from segments.criteria import BoughtFilter, ContactFilter, Criteria, criteria_json
from segments.criteria_words import AnswerWords, criteria_sentence, rule_sentence, step_sentence
from segments.models import SegmentStep
from segments.steps import StepOptions
from tests.factories.contacts import ProfileAnswerFactory

Action, Source = SegmentStep.Action, SegmentStep.Source


class CriteriaSentenceTest(SimpleTestCase):
    def assert_words(self, words: str, **blocks: object) -> None:
        self.assertEqual(criteria_sentence(Criteria(**blocks)), words)

    def test_nothing_asked(self) -> None:
        self.assert_words("every contact")

    def test_contact(self) -> None:
        self.assert_words("contacts with number C1 or C3..C7", contact=ContactFilter(numbers=("C3..C7", "C1")))
        self.assert_words(
            "contacts with “oak” in the name, that are companies, that are no customers, of salesperson AN or JO, "
            "in territory N, S or W, in country BE, with language nl, with “Gent” in the city "
            "and with a post code from 1000 to 1099",
            contact=ContactFilter(
                name="oak",
                type="company",
                is_customer=False,
                salespeople=("JO", "AN"),
                territories=("N", "S", "W"),
                countries=("BE",),
                languages=("nl",),
                city="Gent",
                post_code_from="1000",
                post_code_until="1099",
            ),
        )
        self.assert_words(
            "contacts that are persons, that are customers and with a post code up to 1099",
            contact=ContactFilter(type="person", is_customer=True, post_code_until="1099"),
        )
        self.assert_words(
            "contacts with “OAK” in the search name, on organizational level TOP, with correspondence e-mail or not "
            "stated, last changed from 1 Jan 2026 to 31 Jan 2026 and with “Kent” in the county",
            contact=ContactFilter(
                search_name="OAK",
                organizational_levels=("TOP",),
                correspondence_types=("email", "none"),
                changed_from=dt.date(2026, 1, 1),
                changed_until=dt.date(2026, 1, 31),
                county="Kent",
            ),
        )
        self.assert_words("contacts changed since 1 Jan 2026", contact=ContactFilter(changed_from=dt.date(2026, 1, 1)))
        self.assert_words(
            "contacts not changed after 1 Jan 2026", contact=ContactFilter(changed_until=dt.date(2026, 1, 1))
        )

    def test_codes(self) -> None:
        self.assert_words(
            "contacts in mailing group NEWS, with job responsibility CEO or CFO "
            "and of companies in industry group WOOD",
            mailing_groups=("NEWS",),
            job_responsibilities=("CFO", "CEO"),
            industry_groups=("WOOD",),
        )
        self.assert_words(
            "contacts of companies with business relation CUST or PRESS "
            "and that may be reached by e-mail or text message",
            business_relations=("PRESS", "CUST"),
            reachable_by=("text", "email"),
        )
        many = tuple(f"G{number:02}" for number in range(1, 11))
        self.assert_words(
            "contacts in mailing group G01, G02, G03, G04, G05, G06, G07, G08 or 2 others", mailing_groups=many
        )

    def test_bought(self) -> None:
        self.assert_words("contacts that bought something", bought=BoughtFilter())
        self.assert_words(
            "contacts that did not buy item 1000 or 2000 from 1 Jan 2026 on",
            bought=BoughtFilter(items=("1000", "2000"), ordered_from=dt.date(2026, 1, 1), is_negated=True),
        )
        self.assert_words(
            "contacts that bought item 1000 or from group A from 1 Jan 2026 to 31 Jan 2026 "
            "for €1,000.00 to €2,000.00 in at least 2 orders",
            bought=BoughtFilter(
                items=("1000",),
                item_discount_groups=("A",),
                ordered_from=dt.date(2026, 1, 1),
                ordered_until=dt.date(2026, 1, 31),
                amount_at_least=Decimal(1000),
                amount_at_most=Decimal(2000),
                order_count_at_least=2,
            ),
        )

    def test_how_often(self) -> None:
        for fewest, most, words in ((1, 1, "exactly 1 order"), (1, 3, "1 to 3 orders"), (None, 2, "at most 2 orders")):
            with self.subTest(words=words):
                asked = BoughtFilter(order_count_at_least=fewest, order_count_at_most=most)
                self.assert_words(f"contacts that bought something in {words}", bought=asked)
        self.assert_words(
            "contacts that bought something in orders that are closed or open",
            bought=BoughtFilter(order_statuses=("open", "closed")),
        )

    def test_dutch(self) -> None:
        with translation.override("nl"):
            self.assert_words(
                "contacten uit regio N of S en die iets kochten",
                contact=ContactFilter(territories=("N", "S")),
                bought=BoughtFilter(),
            )


class AnswerWordsTest(TestCase):
    def test_answers_are_said_with_their_questions_and_read_once(self) -> None:
        fairs = ProfileAnswerFactory(code="FAIRS-1", text="Yes", question__text="Do you visit fairs?")
        criteria = Criteria(profile_answers=(fairs.code, "GONE"))
        answers = AnswerWords()
        with self.assertNumQueries(1):
            for _ in range(2):
                self.assertEqual(
                    criteria_sentence(criteria, answers=answers),
                    "contacts with profile answer GONE or “Do you visit fairs? – Yes”",
                )
        with self.assertNumQueries(0):
            criteria_sentence(Criteria(mailing_groups=("NEWS",)))


class StepSentenceTest(SimpleTestCase):
    def test_rule_says_the_action_and_the_options(self) -> None:
        self.assertEqual(
            rule_sentence(
                action=Action.REFINE,
                criteria=Criteria(mailing_groups=("NEWS",)),
                options=StepOptions(entire_companies=True),
            ),
            "Keep only: contacts in mailing group NEWS. Companies count as a whole.",
        )

    def test_steps_of_each_source(self) -> None:
        stored = criteria_json(Criteria(mailing_groups=("NEWS",)))
        for fields, words in (
            (
                {"criteria": stored, "options": ["ignores_exclusion"]},
                "Add: contacts in mailing group NEWS. Also ",
            ),
            ({"criteria": {"version": 99}}, "By criteria of another version of this program."),
            ({"action": Action.REFRESH}, "Refresh: the criteria of the steps were looked up anew."),
            ({"source": Source.HAND}, "Added by hand."),
            ({"source": Source.HAND, "action": Action.REDUCE}, "Taken off by hand."),
            ({"source": Source.FILE, "origin": "fair.xlsx"}, "From the file fair.xlsx."),
            ({"source": Source.COPY, "origin": "SM0001"}, "Copied from SM0001."),
            ({"source": Source.THERE_BEFORE}, "There before steps were kept."),
        ):
            with self.subTest(words=words):
                step = SegmentStep(**{"action": Action.ADD, "source": Source.CRITERIA, **fields})
                self.assertTrue(step_sentence(step).startswith(words), step_sentence(step))
