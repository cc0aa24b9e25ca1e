import datetime as dt
from decimal import Decimal

from django.http import QueryDict
from django.test import TestCase

from contacts.models import MailingGroup, Territory
from segments.criteria import BoughtFilter, ContactFilter, Criteria
from segments.criteria_form import CriteriaForm, query_of
from segments.models import SegmentStep
from segments.steps import StepOptions
from tests.factories import cast
from tests.factories.contacts import BusinessRelationFactory, OrganizationalLevelFactory, ProfileAnswerFactory
from tests.factories.pricing import ItemFactory


def form_of(query: str) -> CriteriaForm:
    return CriteriaForm(QueryDict(query))


class CriteriaFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for code in ("N", "S", "W"):
            Territory.objects.create(code=code, description=f"Land {code}")
        MailingGroup.objects.create(code="NEWS", description="Newsletter")
        OrganizationalLevelFactory(code="TOP")
        BusinessRelationFactory(code="PRESS")
        ProfileAnswerFactory(code="FAIRS-1")
        ItemFactory(number="1000")
        cast.company("C1")
        cast.company("Alder", country_code="BE", language_code="nl")

    def test_nothing_filled_in_asks_nothing(self) -> None:
        form = form_of("action=add")
        self.assertTrue(form.is_valid(), form.errors)
        self.assertTrue(form.criteria.is_open)
        self.assertEqual(form.options, StepOptions())

    def test_reads_the_block_of_the_contact(self) -> None:
        form = form_of(
            "action=refine&numbers=C1, C3..C7,,C1&name=oak&type=company&customer=no&territories=N&territories=W"
            "&countries=BE&languages=nl&city=Gent&post_code_from=1000&post_code_until=1099"
            "&county=Kent&search_name=OAKS&changed_from=2026-01-01&changed_until=2026-02-01&correspondence_types=none"
            "&organizational_levels=TOP"
        )
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(
            form.criteria,
            Criteria(
                contact=ContactFilter(
                    numbers=("C1", "C3..C7"),
                    name="oak",
                    type="company",
                    is_customer=False,
                    territories=("N", "W"),
                    countries=("BE",),
                    languages=("nl",),
                    city="Gent",
                    post_code_from="1000",
                    post_code_until="1099",
                    county="Kent",
                    search_name="OAKS",
                    changed_from=dt.date(2026, 1, 1),
                    changed_until=dt.date(2026, 2, 1),
                    correspondence_types=("none",),
                    organizational_levels=("TOP",),
                ),
            ),
        )

    def test_reads_the_other_blocks(self) -> None:
        form = form_of(
            "action=add&mailing_groups=NEWS&business_relations=PRESS&profile_answers=FAIRS-1&reachable_by=email"
            "&bought=no&items=1000&ordered_from=2026-01-01&amount_at_least=1,250.50&order_count_at_least=2"
            "&order_count_at_most=3&order_statuses=open"
        )
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(
            form.criteria,
            Criteria(
                mailing_groups=("NEWS",),
                business_relations=("PRESS",),
                profile_answers=("FAIRS-1",),
                reachable_by=("email",),
                bought=BoughtFilter(
                    items=("1000",),
                    ordered_from=dt.date(2026, 1, 1),
                    amount_at_least=Decimal("1250.50"),
                    order_count_at_least=2,
                    order_count_at_most=3,
                    order_statuses=("open",),
                    is_negated=True,
                ),
            ),
        )

    def test_address_made_of_criteria_asks_the_same(self) -> None:
        criteria = Criteria(
            contact=ContactFilter(
                numbers=("C1", "C3..C7"),
                is_customer=True,
                territories=("N", "S"),
                correspondence_types=("email", "hard copy"),
                changed_until=dt.date(2026, 2, 1),
            ),
            mailing_groups=("NEWS",),
            business_relations=("PRESS",),
            profile_answers=("FAIRS-1",),
            reachable_by=("email", "phone"),
            bought=BoughtFilter(
                items=("1000",),
                ordered_until=dt.date(2026, 3, 1),
                amount_at_most=Decimal("5000.5"),
                order_count_at_most=1,
                order_statuses=("closed", "open"),
            ),
        )
        options = StepOptions(entire_companies=True)
        form = form_of(query_of(criteria, action=SegmentStep.Action.REDUCE, options=options))
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.criteria, criteria)
        self.assertEqual(form.cleaned_data["action"], "reduce")
        self.assertEqual(form.options, options)
        any_order = form_of(query_of(Criteria(bought=BoughtFilter())))
        self.assertTrue(any_order.is_valid())
        self.assertEqual(any_order.criteria, Criteria(bought=BoughtFilter()))

    def test_filter_of_orders_alone_means_bought(self) -> None:
        form = form_of("action=add&order_count_at_least=1")
        self.assertTrue(form.is_valid())
        self.assertEqual(form.criteria.bought, BoughtFilter(order_count_at_least=1))

    def test_option_that_means_nothing_with_the_action_is_off(self) -> None:
        form = form_of("action=reduce&expands_companies=on&entire_companies=on")
        self.assertTrue(form.is_valid())
        self.assertEqual(form.options, StepOptions(entire_companies=True))

    def test_what_cannot_be_is_refused_at_its_field(self) -> None:
        for query, name, sentence in (
            ("items=1000, 9999", "items", "There is no item 9999."),
            ("numbers=C1, C2", "numbers", "There is no contact C2."),
            ("territories=GONE", "territories", "There is no GONE, or not any more."),
            ("business_relations=GONE", "business_relations", "There is no GONE, or not any more."),
            ("profile_answers=GONE", "profile_answers", "There is no GONE, or not any more."),
            ("reachable_by=pigeon", "reachable_by", "There is no pigeon, or not any more."),
            ("organizational_levels=GONE", "organizational_levels", "There is no GONE, or not any more."),
            ("correspondence_types=pigeon", "correspondence_types", "There is no pigeon, or not any more."),
            ("order_statuses=cancelled", "order_statuses", "There is no cancelled, or not any more."),
            ("changed_from=2026-02-01&changed_until=2026-01-01", "changed_until", "The last day comes before"),
            ("order_count_at_least=3&order_count_at_most=2", "order_count_at_most", "The highest number is lower"),
            ("ordered_from=2026-02-01&ordered_until=2026-01-01", "ordered_until", "The last day comes before"),
            ("amount_at_least=10&amount_at_most=9", "amount_at_most", "The highest amount is lower"),
            ("post_code_from=2000&post_code_until=1000", "post_code_until", "1000 comes before 2000."),
            ("order_count_at_least=0", "order_count_at_least", "greater than or equal to 1"),
            ("amount_at_least=much", "amount_at_least", "much"),
            ("action=delete", "action", "delete"),
            ("colour=red", "__all__", "colour"),
        ):
            with self.subTest(query=query):
                form = form_of(query if query.startswith("action") else f"action=add&{query}")
                self.assertFalse(form.is_valid())
                self.assertEqual(list(form.errors), [name])
                self.assertIn(sentence, form.errors[name][0])

    def test_each_block_knows_what_it_alone_asks(self) -> None:
        form = form_of("action=add&territories=N&mailing_groups=NEWS")
        asked = {shown.block.name: shown.criteria for shown in form.shown_blocks() if shown.is_asked}
        self.assertEqual(
            asked,
            {
                "contact": Criteria(contact=ContactFilter(territories=("N",))),
                "mailing_groups": Criteria(mailing_groups=("NEWS",)),
            },
        )
        self.assertEqual([shown.is_asked for shown in CriteriaForm().shown_blocks()], [False] * 8)
