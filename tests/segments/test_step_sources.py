"""Whatever is done to a segment, from whatever source, its list is the one that a person would keep by hand.

Criteria, hand, file, copy, follow-up and refresh in any order, each step undone and redone in any order: the lines are
those of the steps that stand, each done in turn; the counts of the steps add up to them; and a refresh neither takes
off whom somebody put on, nor brings back whom somebody took off.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaigns.models import Campaign
from contacts.models import Contact, ContactQuerySet
from segments.copying import copy_segment
from segments.criteria import ContactFilter, Criteria
from segments.follow_up import AskedFollowUp, Whom, create_follow_up
from segments.lines import add_lines, last_line_number
from segments.models import Segment, SegmentLine, SegmentStep
from segments.refreshing import RefreshError, follow_rules, refresh_segment
from segments.services import add_contacts, remove_lines
from segments.step_services import AskedStep, redo_undone_step, take_criteria_step, undo_taken_step
from segments.steps import StepOptions, mention_rows
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import NumberSeriesFactory
from tests.factories.segments import SegmentFactory
from tests.segments.counting import counted_lines, counted_targets, stored_targets

Action, Source = SegmentStep.Action, SegmentStep.Source
Names = frozenset[str]
# Elm is privacy blocked: no step ever brings it.
NAMES, BLOCKED, CITIES = ("Alder", "Ann", "Ben", "Zoe"), "Elm", ("Gent", "Utrecht")


@dataclass
class PlainStep:
    """A step as somebody would note it: whom it puts on the list, whom it takes off, and how, if it is a rule."""

    puts_on: Names = frozenset()
    takes_off: Callable[[str], bool] = lambda _name: False
    allows_existing: bool = False
    action: str = ""
    city: str = ""
    is_by_hand: bool = False
    is_undone: bool = False


@dataclass
class PlainList:
    """The list as somebody would keep it by hand, with the city of each contact."""

    cities: dict[str, str]
    steps: list[PlainStep] = field(default_factory=list)

    def standing(self) -> list[PlainStep]:
        return [step for step in self.steps if not step.is_undone]

    def counts(self, steps: Iterable[PlainStep] | None = None) -> Counter[str]:
        """Return how many lines each has, by the steps that stand."""
        counts: Counter[str] = Counter()
        for step in self.standing() if steps is None else steps:
            for name in self.cities:
                if step.takes_off(name):
                    counts[name] = 0
                elif name in step.puts_on and (step.allows_existing or not counts[name]):
                    counts[name] += 1
        return +counts

    def found(self, city: str) -> Names:
        return frozenset(name for name, where in self.cities.items() if where == city)

    def ruled(self) -> Names:
        """Return whom the rules find now."""
        ruled: Names = frozenset()
        for step in self.standing():
            found = self.found(step.city)
            if step.action == Action.ADD:
                ruled |= found - {BLOCKED}
            elif step.action == Action.REDUCE:
                ruled -= found
            elif step.action == Action.REFINE:
                ruled &= found
        return ruled

    def decided(self) -> dict[str, bool]:
        """Return whom somebody last put on by hand, or took off."""
        decided: dict[str, bool] = {}
        for step in self.standing():
            for name in self.cities if step.is_by_hand else ():
                if name in step.puts_on or step.takes_off(name):
                    decided[name] = name in step.puts_on
        return decided

    def refreshed(self) -> PlainStep | None:
        on_list, ruled, decided = set(self.counts()), self.ruled(), self.decided()
        coming = frozenset(name for name in ruled - on_list if decided.get(name) is not False)
        leaving = frozenset(name for name in on_list - ruled if decided.get(name) is not True)
        return PlainStep(puts_on=coming, takes_off=leaving.__contains__) if coming or leaving else None


GENT = ("ask", Action.ADD, "Gent", False)
SOME = st.frozensets(st.sampled_from(NAMES), min_size=1)
DEED = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from([Action.ADD, Action.ADD, Action.REDUCE, Action.REFINE]),
              st.sampled_from(CITIES), st.booleans()),
    st.tuples(st.sampled_from(["put on", "take off", "file"]), SOME),
    st.tuples(st.just("move"), st.sampled_from((*NAMES, BLOCKED)), st.sampled_from(CITIES)),
    st.tuples(st.just("refresh")),
    st.tuples(st.just("turn"), st.integers(0, 6)),
)  # fmt: skip


class AnySourceTest(TestCase):
    spring: Campaign
    source: Segment
    segment: Segment
    plain: PlainList

    @classmethod
    def setUpTestData(cls) -> None:
        alder = cast.company("Alder", city="Gent")
        for name, company in (("Ann", alder), ("Ben", alder), ("Zoe", None)):
            cast.person(name, company, city="Gent")
        cast.company(BLOCKED, city="Utrecht", is_privacy_blocked=True)
        NumberSeriesFactory(code="SEGMENT")
        cls.spring = cast.campaign("SPRING")
        cls.source = SegmentFactory(number="SOURCE", campaign=cls.spring, is_campaign_target=True)
        add_contacts(cls.source, contacts=Contact.objects.filter(name__in=["Ann", "Zoe"]), at=NOW)

    @settings(max_examples=15)
    @given(start=st.sampled_from(["empty", "copy", "follow-up"]), deeds=st.lists(DEED, min_size=3, max_size=8))
    @example(start="empty", deeds=[GENT, ("take off", {"Ann"}), ("refresh",), ("turn", 1), ("refresh",)])
    @example(start="follow-up", deeds=[GENT, ("move", "Zoe", "Utrecht"), ("refresh",), ("turn", 0), ("refresh",)])
    def test_list_is_the_one_that_a_person_would_keep(self, start: str, deeds: list[tuple[object, ...]]) -> None:
        self.begin(start)
        is_turned = False
        for verb, *about in [*deeds, ("refresh",)]:
            before, steps = self.counts(), self.segment.steps.count()
            getattr(self, f"do_{str(verb).replace(' ', '_')}")(*about)
            is_turned |= verb == "turn"
            self.hold(before, steps, is_turned=is_turned)

    def begin(self, start: str) -> None:
        self.plain = PlainList(dict.fromkeys(NAMES, "Gent") | {BLOCKED: "Utrecht"})
        if start == "empty":
            self.segment = SegmentFactory(number="WEST", campaign=self.spring, is_campaign_target=True)
        elif start == "copy":
            self.segment = copy_segment(self.source, campaign=self.spring, dated_on=NOW.date(), at=NOW, by=None)
        else:
            asked = AskedFollowUp(whom=Whom.EVERYBODY, description="Again", dated_on=NOW.date())
            self.segment = create_follow_up(self.source, asked, at=NOW, by=None)
        if start != "empty":
            self.plain.steps.append(PlainStep(puts_on=frozenset(["Ann", "Zoe"]), is_by_hand=True))
        follow_rules(self.segment, follows=True)
        self.segment.refresh_from_db()

    def do_ask(self, action: str, city: str, allows_existing: bool) -> None:
        options = StepOptions(allows_existing=allows_existing and action == Action.ADD)
        asked = AskedStep(action=action, criteria=Criteria(contact=ContactFilter(city=city)), options=options)
        step = take_criteria_step(self.segment, asked, at=NOW, by=None).step
        found = self.plain.found(city)
        plain = PlainStep(action=action, city=city, allows_existing=options.allows_existing)
        if action == Action.ADD:
            plain.puts_on = found - {BLOCKED}
            self.assertEqual(step.matched_count + step.privacy_blocked_count, len(found))
        else:
            plain.takes_off = lambda name: (name in found) == (action == Action.REDUCE)
        self.plain.steps.append(plain)

    def do_put_on(self, names: Names) -> None:
        add_contacts(self.segment, contacts=self.contacts(names), at=NOW)
        self.plain.steps.append(PlainStep(puts_on=names, is_by_hand=True))

    def do_take_off(self, names: Names) -> None:
        names = names & set(self.counts())
        remove_lines(self.segment, lines=self.segment.lines.filter(contact__name__in=names), at=NOW)
        if names:
            self.plain.steps.append(PlainStep(takes_off=names.__contains__, is_by_hand=True))

    def do_file(self, names: Names) -> None:
        there = set(self.counts())
        contacts = list(self.contacts(names))
        first = last_line_number(self.segment) + 1
        new = [contact for contact in contacts if contact.name not in there]
        lines = [
            SegmentLine(segment=self.segment, line_number=number, contact=contact, buyer_id=contact.buyer_id,
                        campaign=self.segment.campaign, is_campaign_target=True)
            for number, contact in enumerate(new, start=first)
        ]  # fmt: skip
        add_lines(lines, segment=self.segment, at=NOW)
        step = SegmentStep(segment=self.segment, action=Action.ADD, source=Source.FILE, taken_at=NOW)
        rows = {contact.pk: row for row, contact in enumerate(contacts, start=2)}
        mention_rows(step, row_numbers=rows, added_count=len(new))
        self.plain.steps.append(PlainStep(puts_on=names, is_by_hand=True))

    def do_move(self, name: str, city: str) -> None:
        Contact.objects.filter(name=name).update(city=city)
        self.plain.cities[name] = city

    def do_refresh(self) -> None:
        before, decided = set(self.counts()), self.plain.decided()
        try:
            refresh_segment(self.segment, at=NOW, by=None)
        except RefreshError:
            self.assertEqual([step for step in self.plain.standing() if step.action], [])
            return
        after = set(self.counts())
        self.assertEqual([name for name in before - after if decided.get(name) is True], [])
        self.assertEqual([name for name in after - before if decided.get(name) is False], [])
        if (step := self.plain.refreshed()) is not None:
            self.plain.steps.append(step)

    def do_turn(self, place: int) -> None:
        """Undo the step at that place, or redo it: the list is the one built without it, or with it."""
        if place >= len(self.plain.steps):
            return
        plain = self.plain.steps[place]
        step = self.segment.steps.get(sequence=place + 1)
        without = self.plain.counts(each for each in self.plain.standing() if each is not plain)
        if plain.is_undone:
            redo_undone_step(step, at=NOW)
        else:
            undo_taken_step(step, at=NOW, by=None)
            self.assertEqual(self.counts(), without)
        plain.is_undone = not plain.is_undone

    def hold(self, before: Counter[str], steps: int, *, is_turned: bool) -> None:
        """Hold the lines to the plain list, the counts of the last step to what it did, and all counts to the lines."""
        after = self.counts()
        self.assertEqual(after, self.plain.counts())
        self.assertEqual(Counter(self.segment.lines.values_list("contact_id", flat=True)), counted_lines(self.segment))
        self.assertEqual(stored_targets(), counted_targets())
        self.assertEqual(self.segment.steps.count(), len(self.plain.steps))
        if self.segment.steps.count() > steps:
            self.add_up(self.plain.steps[-1], before, after)
        if not is_turned:
            counts = self.segment.steps.values_list("added_count", "removed_count")
            self.assertEqual(sum(added - removed for added, removed in counts), after.total())

    def add_up(self, plain: PlainStep, before: Counter[str], after: Counter[str]) -> None:
        step = self.segment.steps.order_by("sequence").last()
        assert step is not None
        self.assertEqual(step.added_count - step.removed_count, after.total() - before.total())
        if step.action == Action.REFRESH:
            changed = {name for name in before.keys() | after.keys() if (name in before) != (name in after)}
            self.assertEqual(step.matched_count, len(changed))
        elif step.action == Action.ADD:
            there = 0 if plain.allows_existing else len(plain.puts_on & before.keys())
            self.assertEqual(step.matched_count, step.added_count + there)
        else:
            self.assertEqual(step.added_count, 0)

    def contacts(self, names: Names) -> ContactQuerySet:
        return Contact.objects.filter(name__in=names).order_by("name")

    def counts(self) -> Counter[str]:
        return Counter(self.segment.lines.values_list("contact__name", flat=True))
