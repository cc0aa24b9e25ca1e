"""Reusing saved criteria: all their steps at once, against the contacts of now, or none."""

from collections import Counter
from itertools import product
from typing import Any

from contacts.models import Contact, MailingGroup
from contacts.relations import add_relation
from segments.bulk import change_many
from segments.criteria import ContactFilter, Criteria
from segments.matching import UnknownCodeError
from segments.models import BulkChange, SavedCriteria, SavedCriteriaStep, Segment, SegmentStep
from segments.price_effect import ConfirmationNeededError, PriceEffect
from segments.reusing import contacts_by_fate, plan_reuse, reuse_criteria
from segments.saved_criteria import NoStepError, SavedCriteriaError, asked_steps
from segments.services import SegmentLinesChangedError, SegmentStateError, remove_lines
from segments.step_services import AskedStep, go_back, standing_steps, take_criteria_step, undo_taken_step
from segments.steps import StepOptions
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import BusinessRelationFactory, JobResponsibilityFactory
from tests.segments.counting import counted_lines, targets_of
from tests.segments.test_saved_criteria import SavedCriteriaTestCase

PERSONS = Criteria(contact=ContactFilter(type="person"))
ADD, REDUCE, REFINE = SegmentStep.Action.ADD, SegmentStep.Action.REDUCE, SegmentStep.Action.REFINE


class ReuseTestCase(SavedCriteriaTestCase):
    def saved(self, *asked: AskedStep, code: str = "FAIR") -> SavedCriteria:
        segment = self.segment(campaign=None, is_campaign_target=False)
        for each in asked:
            take_criteria_step(segment, each, at=NOW, by=None)
        return self.save(segment, code)

    def reuse(self, segment: Segment, saved: SavedCriteria, **given: Any) -> None:
        reuse_criteria(segment, saved, at=NOW, by=None, **given)

    def names(self, segment: Segment) -> list[str]:
        self.assertEqual(Counter(segment.lines.values_list("contact_id", flat=True)), counted_lines(segment))
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def refuses(self, error: type[Exception], segment: Segment, saved: SavedCriteria, **given: Any) -> Exception:
        before = (self.names(segment), segment.steps.count(), targets_of(self.spring))
        with self.assertRaises(error) as raised:
            self.reuse(segment, saved, **given)
        self.assertEqual((self.names(segment), segment.steps.count(), targets_of(self.spring)), before)
        return raised.exception


class TestReuse(ReuseTestCase):
    def test_a26_restores_only_the_missing_line(self) -> None:
        segment = self.segment(self.alder)
        self.add(segment, self.zoe)
        saved = self.save(segment)
        remove_lines(segment, lines=self.lines(segment, self.zoe), at=NOW)
        self.reuse(segment, saved)
        # Business Central counts 4: there a deletion by the program is no action, here it is a step.
        self.assertEqual((self.names(segment), len(standing_steps(segment))), (["Alder", "Zoe"], 5))

    def test_a27_on_another_segment_every_line_has_its_twin(self) -> None:
        for place in range(10, 31):
            cast.company(f"C{place:05}")
        first, second = self.segment(), self.segment()
        self.take(first, ADD, "C00010..C00030")
        self.take(first, ADD, "ANN")
        self.take(first, REDUCE, "C00012")
        self.reuse(second, self.save(first))
        twins = [
            list(segment.lines.order_by("line_number").values_list("line_number", "contact"))
            for segment in (first, second)
        ]
        self.assertEqual(twins[0], twins[1])
        self.assertEqual(len(twins[0]), 21)

    def test_a48_trade_fair(self) -> None:
        purchase, relation = JobResponsibilityFactory(code="PURCHASE"), BusinessRelationFactory(code="CUST")
        cara = cast.person("Cara", cast.company("Birch"))
        for person in (self.ann, cara):
            person.job_responsibilities.add(purchase)
        add_relation(self.alder, relation=relation, by=None)
        buyers = AskedStep(action=ADD, criteria=Criteria(job_responsibilities=("PURCHASE",)))
        customers = AskedStep(action=REDUCE, criteria=Criteria(business_relations=("CUST",)))
        segment = self.segment()
        take_criteria_step(segment, buyers, at=NOW, by=None)
        self.save(segment)
        self.assertEqual(self.names(segment), ["Ann", "Cara"])
        take_criteria_step(segment, customers, at=NOW, by=None)
        self.assertEqual(self.names(segment), ["Cara"])
        go_back(segment, at=NOW, by=None)
        self.assertEqual(sorted(self.names(segment)), ["Ann", "Cara"])

    def test_steps_name_the_saved_criteria_and_each_can_be_undone(self) -> None:
        saved = self.saved(
            AskedStep(action=ADD, criteria=PERSONS), AskedStep(action=REDUCE, criteria=Criteria.of_numbers("ANN"))
        )
        segment = self.segment(self.alder, self.ann)
        self.reuse(segment, saved)
        self.assertEqual(self.names(segment), ["Alder", "Ben", "Zoe"])
        steps = standing_steps(segment)
        self.assertEqual(
            [(step.origin, step.saved_criteria, step.added_count, step.removed_count) for step in steps],
            [("", None, 2, 0), ("FAIR", saved, 2, 0), ("FAIR", saved, 0, 1)],
        )
        undo_taken_step(steps[2], at=NOW, by=None)
        self.assertEqual(sorted(self.names(segment)), ["Alder", "Ann", "Ben", "Zoe"])

    def test_contacts_are_those_of_now(self) -> None:
        saved = self.saved(AskedStep(action=ADD, criteria=Criteria(contact=ContactFilter(city="Gent"))))
        Contact.objects.filter(pk=self.zoe.pk).update(city="Gent")
        segment = self.segment()
        self.reuse(segment, saved)
        self.assertEqual(self.names(segment), ["Zoe"])

    def test_entire_companies_is_passed_on(self) -> None:
        whole = StepOptions(entire_companies=True)
        saved = self.saved(AskedStep(action=REFINE, criteria=Criteria.of_numbers("BEN"), options=whole))
        segment = self.segment(self.ann, self.zoe)
        self.reuse(segment, saved)
        self.assertEqual(self.names(segment), ["Ann"])

    def test_privacy_blocked_and_excluded_contacts_stay_out_and_are_counted(self) -> None:
        cast.company("Birch", is_privacy_blocked=True)
        cast.company("Cedar", is_excluded_from_segments=True)
        saved, segment = self.saved(AskedStep(action=ADD, criteria=Criteria())), self.segment()
        planned = plan_reuse(segment, saved).steps[0]
        self.assertEqual((planned.matched_count, planned.privacy_blocked_count, planned.excluded_count), (6, 1, 1))
        self.reuse(segment, saved)
        step = segment.steps.get()
        self.assertEqual((len(self.names(segment)), step.privacy_blocked_count, step.excluded_count), (4, 1, 1))

    def test_code_that_was_deleted_is_refused_by_name_and_step(self) -> None:
        news = MailingGroup.objects.create(code="NEWS")
        asked = [
            AskedStep(action=ADD, criteria=PERSONS),
            AskedStep(action=ADD, criteria=Criteria(mailing_groups=("NEWS",))),
        ]
        saved, segment = self.saved(*asked), self.segment(self.alder)
        news.delete()
        plan = plan_reuse(segment, saved)
        self.assertEqual((plan.is_possible, plan.counts, plan.steps[0].fault), (False, (0, 0, 0), ""))
        self.assertIn("NEWS", plan.steps[1].fault)
        error = self.refuses(UnknownCodeError, segment, saved)
        self.assertEqual(
            str(error),
            "Step 2 of FAIR cannot be taken. There is no mailing group NEWS any more. Take it out of the criteria or "
            "choose another. Nothing was changed.",
        )

    def test_logged_segment_stays_as_it_is(self) -> None:
        saved, segment = self.saved(AskedStep(action=ADD, criteria=PERSONS)), self.segment(self.alder)
        Segment.objects.filter(pk=segment.pk).update(state=Segment.State.LOGGED)
        self.refuses(SegmentStateError, segment, saved)

    def test_other_counts_than_a_person_saw_are_refused(self) -> None:
        saved, segment = self.saved(AskedStep(action=ADD, criteria=PERSONS)), self.segment(self.alder)
        error = self.refuses(SegmentLinesChangedError, segment, saved, expected=(2, 0, 0))
        self.assertIn("By now 3 would come and 0 leave", str(error))
        self.reuse(segment, saved, expected=(3, 0, 0))

    def test_steps_of_another_version_or_none_at_all_are_refused(self) -> None:
        saved, segment = self.saved(AskedStep(action=ADD, criteria=PERSONS)), self.segment(self.alder)
        SavedCriteriaStep.objects.update(criteria={"version": 2})
        self.assertFalse(plan_reuse(segment, saved).is_possible)
        self.refuses(SavedCriteriaError, segment, saved)
        SavedCriteriaStep.objects.all().delete()
        self.assertFalse(plan_reuse(segment, saved).is_possible)
        self.refuses(NoStepError, segment, saved)


class TestPrices(ReuseTestCase):
    """The segment is for SPRING, which is active, and its new lines are campaign targets."""

    def test_effect_of_all_steps_together_is_asked_first(self) -> None:
        asked = [
            AskedStep(action=ADD, criteria=Criteria()),
            AskedStep(action=REDUCE, criteria=Criteria.of_numbers("ZOE")),
        ]
        saved, segment = self.saved(*asked), self.segment(self.zoe)
        needed = self.refuses(ConfirmationNeededError, segment, saved, confirmed=())
        effects = (PriceEffect(campaign_number="SPRING", gained_count=1, lost_count=1),)
        self.assertEqual(needed.effects, effects)
        self.reuse(segment, saved, confirmed=effects)
        self.assertEqual(targets_of(self.spring), {"ALDER": 3})

    def test_who_leaves_and_comes_back_without_its_mark_loses_the_prices(self) -> None:
        asked = [AskedStep(action=REDUCE, criteria=PERSONS), AskedStep(action=ADD, criteria=PERSONS)]
        saved, segment = self.saved(*asked), self.segment(self.zoe, is_campaign_target=False)
        change_many(
            BulkChange(segment=segment, verb=BulkChange.Verb.MARK_TARGETS, made_at=NOW), lines=segment.lines.all()
        )
        self.assertEqual(targets_of(self.spring), {"ZOE": 1})
        needed = self.refuses(ConfirmationNeededError, segment, saved, confirmed=())
        self.assertEqual(needed.effects, (PriceEffect(campaign_number="SPRING", gained_count=0, lost_count=1),))

    def test_nothing_is_asked_where_no_price_moves(self) -> None:
        saved, segment = self.saved(AskedStep(action=ADD, criteria=PERSONS)), self.segment(campaign=self.summer)
        self.reuse(segment, saved, confirmed=())
        self.assertEqual(targets_of(self.summer), {"ALDER": 2, "ZOE": 1})


class TestPlan(ReuseTestCase):
    """What is shown is what happens, whatever the steps."""

    def test_every_pair_of_steps(self) -> None:
        cast.company("Birch", is_privacy_blocked=True)
        cast.company("Cedar", is_excluded_from_segments=True)
        again, whole = StepOptions(allows_existing=True), StepOptions(entire_companies=True)
        steps = [
            AskedStep(action=ADD, criteria=PERSONS),
            AskedStep(action=ADD, criteria=Criteria(), options=again),
            AskedStep(action=REDUCE, criteria=Criteria.of_numbers("ANN")),
            AskedStep(action=REDUCE, criteria=Criteria.of_numbers("ANN"), options=whole),
            AskedStep(action=REFINE, criteria=PERSONS),
        ]
        for place, pair in enumerate(product(steps, repeat=2)):
            with self.subTest(pair=pair):
                saved, segment = self.saved(*pair, code=f"FAIR{place}"), self.segment(self.alder, self.zoe)
                before = Counter(segment.lines.values_list("contact", flat=True))
                plan = plan_reuse(segment, saved)
                groups = {
                    fate: set(contacts.values_list("pk", flat=True))
                    for fate, contacts in contacts_by_fate(segment, asked_steps(saved)).items()
                }
                self.assertEqual(plan.counts, tuple(map(len, groups.values())))
                self.reuse(segment, saved, expected=plan.counts)
                after = Counter(segment.lines.values_list("contact", flat=True))
                self.assertEqual(groups["coming"], after.keys() - before.keys())
                self.assertEqual(groups["leaving"], before.keys() - after.keys())
                self.assertEqual(groups["again"], {key for key in before if after[key] > before[key]})

    def test_samples_are_the_first_by_name(self) -> None:
        saved, segment = (
            self.saved(AskedStep(action=REFINE, criteria=Criteria.of_numbers("ZOE"))),
            self.segment(self.ben, self.ann),
        )
        plan = plan_reuse(segment, saved, sample_size=1)
        self.assertEqual((plan.leaving, plan.coming, plan.leaving_count), ((self.ann,), (), 2))
