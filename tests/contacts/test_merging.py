import datetime as dt

from contacts.consents import states_of
from contacts.merging import question_choices
from contacts.models import (
    Contact,
    DuplicatePair,
    MarketingSetup,
)
from segments.merge_plan import plan_merge
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import (
    BusinessRelationFactory,
    ConsentFactory,
    ContactBusinessRelationFactory,
    ContactProfileAnswerFactory,
    ProfileAnswerFactory,
)
from tests.segments.merge_stage import LATER, MergeTestCase


class CardTest(MergeTestCase):
    def test_values_that_are_taken_come_over_and_the_rest_stays(self) -> None:
        Contact.objects.filter(pk=self.alder.pk).update(city="Utrecht", phone="030 1")
        Contact.objects.filter(pk=self.twin.pk).update(city="Delft", phone="015 2", email="info@alder.example")
        plan = plan_merge(*Contact.objects.filter(type="company").order_by("pk"))
        self.assertEqual(
            [(choice.name, choice.kept, choice.gone, choice.takes_gone) for choice in plan.choices],
            [
                ("name", "Alder", "Alder2", False),
                ("city", "Utrecht", "Delft", False),
                ("phone", "030 1", "015 2", False),
                ("email", "", "info@alder.example", True),
            ],
        )
        kept = self.merge(taken=("phone", "email"))
        self.assertEqual(
            (kept.number, kept.name, kept.city, kept.phone, kept.email),
            ("ALDER", "Alder", "Utrecht", "015 2", "info@alder.example"),
        )

    def test_persons_follow_what_their_company_takes_over(self) -> None:
        Contact.objects.filter(pk__in=(self.alder.pk, self.ann.pk)).update(phone="030 1")
        Contact.objects.filter(pk=self.twin.pk).update(phone="015 2")
        self.merge(taken=("phone",))
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.phone, "015 2")

    def test_stricter_block_holds_and_who_was_a_customer_once_is_one(self) -> None:
        MarketingSetup.objects.update(customer_relation=BusinessRelationFactory(code="CUST"))
        Contact.objects.filter(pk=self.twin.pk).update(
            is_privacy_blocked=True, is_excluded_from_segments=True, is_customer=True
        )
        ContactBusinessRelationFactory(contact=self.twin, relation__code="CUST", link="customer", number="ALDER2")
        ContactBusinessRelationFactory(contact=self.twin, relation__code="PRESS")
        ContactBusinessRelationFactory(contact=self.alder, relation__code="PRESS")
        kept = self.merge()
        self.assertEqual((kept.is_privacy_blocked, kept.is_excluded_from_segments, kept.is_customer), (True,) * 3)
        self.assertEqual(
            sorted(kept.relations.values_list("relation__code", "number")), [("CUST", "ALDER"), ("PRESS", "")]
        )
        self.assertEqual(kept.business_relation, "multiple")

    def test_minor_needs_the_consent_of_each_that_is_one(self) -> None:
        minor = {"is_minor": True, "has_parental_consent": True}
        young, twin = cast.person("Kim", **minor), cast.person("Kim2", is_minor=True, is_privacy_blocked=True)
        ContactProfileAnswerFactory(contact=twin)
        kept = self.merge(young, twin)
        self.assertEqual((kept.is_minor, kept.has_parental_consent, kept.is_privacy_blocked), (True, False, True))
        self.assertEqual(kept.profile_answers.count(), 0)

    def test_what_was_withdrawn_on_the_day_on_which_it_was_given_stays_withdrawn(self) -> None:
        ConsentFactory(contact=self.twin, state="withdrawn", source="Phone call")
        ConsentFactory(contact=self.alder, state="given")
        ConsentFactory(contact=self.alder, channel="phone", state="given")
        ConsentFactory(contact=self.twin, channel="phone", state="withdrawn")
        kept = self.merge()
        states = {state.channel.value: state.state for state in states_of(kept)}
        self.assertEqual((states["email"], states["phone"]), ("withdrawn", "withdrawn"))
        last = kept.consents.latest("pk")
        self.assertEqual(kept.consents.count(), 5)
        self.assertEqual((last.source, last.stated_on, last.recorded_at), ("Phone call", dt.date(2026, 5, 1), LATER))

    def test_later_consent_of_each_channel_decides_and_all_stay(self) -> None:
        ConsentFactory(contact=self.alder, state="given", stated_on=dt.date(2026, 5, 1))
        ConsentFactory(contact=self.twin, state="withdrawn", stated_on=dt.date(2026, 5, 2))
        ConsentFactory(contact=self.twin, channel="phone", state="withdrawn", stated_on=dt.date(2026, 4, 1))
        ConsentFactory(contact=self.alder, channel="phone", state="given", stated_on=dt.date(2026, 4, 2))
        kept = self.merge()
        self.assertEqual(kept.consents.count(), 4)
        states = {each.channel: each.state for each in states_of(kept)}
        self.assertEqual((states["email"], states["phone"]), ("withdrawn", "given"))

    def test_question_with_one_answer_keeps_the_chosen_one(self) -> None:
        small, large = ContactProfileAnswerFactory(contact=self.alder).answer, None
        large = ProfileAnswerFactory(question=small.question)
        ContactProfileAnswerFactory(contact=self.twin, answer=large)
        (choice,) = question_choices(self.alder, self.twin)
        self.assertEqual((choice.kept, choice.gone, choice.takes_gone), (small.text, large.text, False))
        kept = self.merge(taken=(choice.name,))
        self.assertEqual([row.answer for row in kept.profile_answers.all()], [large])

    def test_what_was_said_to_be_another_stays_so(self) -> None:
        oak = cast.company("Oak")
        DuplicatePair.objects.create(first=self.twin, second=oak, equal_count=9, is_separate=True, decided_at=NOW)
        self.merge()
        pair = DuplicatePair.objects.get()
        self.assertEqual((pair.first, pair.second, pair.is_separate, pair.decided_at), (self.alder, oak, True, NOW))
