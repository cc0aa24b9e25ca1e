"""Business Central's scenarios about who is on a segment (docs/scenarios.md, *Segments, A*), with exact values.

Lines are numbered 1, 2, 3 here; counts of actions are those of the steps that stand.
"""

from itertools import product

from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact, MailingGroup
from segments.criteria import ContactFilter, Criteria
from segments.header import change_segment
from segments.models import Segment, SegmentStep
from segments.services import SegmentDetails, add_contacts, create_segment, remove_lines
from segments.step_services import (
    AskedStep,
    StepError,
    TakenStep,
    go_back,
    standing_steps,
    start_over,
    take_criteria_step,
)
from segments.steps import StepOptions
from tests.factories.campaigns import NOW, WORK_DATE, CampaignFactory
from tests.factories.contacts import (
    CompanyFactory,
    ContactBusinessRelationFactory,
    IndustryGroupFactory,
    JobResponsibilityFactory,
    MailingGroupFactory,
    NumberSeriesFactory,
    PersonFactory,
    SalespersonFactory,
)
from tests.factories.users import UserFactory
from tests.segments.counting import counted_targets, stored_targets

Action = SegmentStep.Action
RELATED = StepOptions(adds_related_companies=True)


class FairTestCase(TestCase):
    """The common fixture: Alder with Ann and Ben, Birch with Cara, Cedar, and Dan on his own."""

    campaign: Campaign
    alder: Contact
    ann: Contact
    ben: Contact
    birch: Contact
    cara: Contact
    cedar: Contact
    dan: Contact

    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="SEGMENT", prefix="SM")
        cls.campaign = CampaignFactory(number="CP1", description="Spring fair")
        meera, tom, lena = (SalespersonFactory(code=code) for code in ("MK", "TB", "LS"))
        for number, name, salesperson in (
            ("C00010", "Alder", meera),
            ("C00020", "Birch", tom),
            ("C00030", "Cedar", lena),
        ):
            setattr(cls, name.lower(), CompanyFactory(number=number, name=name, salesperson=salesperson))
        for number, name, company in (
            ("C00011", "Ann", cls.alder),
            ("C00012", "Ben", cls.alder),
            ("C00021", "Cara", cls.birch),
            ("C00090", "Dan", None),
        ):
            setattr(cls, name.lower(), PersonFactory(number=number, name=name, company=company))

    def segment(self, *contacts: Contact) -> Segment:
        """Return a new segment with lines typed by hand, one by one."""
        segment = create_segment(details=SegmentDetails(description="Fair", dated_on=WORK_DATE), by=None)
        for contact in contacts:
            add_contacts(segment, contacts=Contact.objects.filter(pk=contact.pk), at=NOW)
        return segment

    def take(self, segment: Segment, action: str, options: StepOptions | None = None, **asked: object) -> TakenStep:
        """Take a step; ``numbers``, ``salespeople`` and such are asked of the contact itself."""
        own = {name: asked.pop(name) for name in ("numbers", "salespeople", "type") if name in asked}
        criteria = Criteria(contact=ContactFilter(**own), **asked)
        step = AskedStep(action=action, criteria=criteria, options=options or StepOptions())
        return take_criteria_step(segment, step, at=NOW, by=None)

    def names(self, segment: Segment) -> list[str]:
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def assert_list(self, segment: Segment, names: list[str], *, actions: int) -> None:
        self.assertEqual((self.names(segment), len(standing_steps(segment))), (names, actions))

    def tearDown(self) -> None:
        self.assertEqual(stored_targets(), counted_targets())


class TestAdding(FairTestCase):
    def test_a01_add_one_contact_by_filter(self) -> None:
        segment = self.segment()
        self.take(segment, Action.ADD, numbers=("C00010",))
        self.assertEqual(self.names(segment), ["Alder"])

    def test_a03_line_made_by_hand_counts_as_criteria_action(self) -> None:
        segment = self.segment()
        self.assert_list(segment, [], actions=0)
        add_contacts(segment, contacts=Contact.objects.filter(pk=self.alder.pk), at=NOW)
        self.assert_list(segment, ["Alder"], actions=1)

    def test_line_taken_off_by_hand_counts_as_an_action(self) -> None:
        segment = self.segment(self.alder, self.birch)
        remove_lines(segment, lines=segment.lines.filter(contact=self.alder), at=NOW)
        self.assert_list(segment, ["Birch"], actions=3)
        go_back(segment, at=NOW, by=None)
        self.assert_list(segment, ["Birch", "Alder"], actions=2)

    def test_a34_existing_contacts(self) -> None:
        segment = self.segment(self.alder)
        self.take(segment, Action.ADD, numbers=("C00010",))
        self.assert_list(segment, ["Alder"], actions=2)
        self.take(segment, Action.ADD, StepOptions(allows_existing=True), numbers=("C00010",))
        self.assert_list(segment, ["Alder", "Alder"], actions=3)

    def test_a35_order_and_numbering(self) -> None:
        segment = self.segment()
        self.take(segment, Action.ADD, numbers=("C00020", "C00012", "C00011", "C00010"))
        lines = segment.lines.order_by("line_number").values_list("line_number", "contact__name")
        self.assertEqual(list(lines), [(1, "Alder"), (2, "Ann"), (3, "Ben"), (4, "Birch")])

    def test_new_lines_stand_behind_those_that_are_there(self) -> None:
        segment = self.segment(self.cedar)
        self.take(segment, Action.ADD, numbers=("C00010..C00021",))
        self.assertEqual(self.names(segment), ["Cedar", "Alder", "Ann", "Ben", "Birch", "Cara"])

    def test_a36_and_across_tables(self) -> None:
        MailingGroupFactory(code="NEWS").contact_set.add(self.ann, self.cara)
        JobResponsibilityFactory(code="PURCHASE").contact_set.add(self.ann, self.ben)
        segment = self.segment()
        self.take(segment, Action.ADD, mailing_groups=("NEWS",), job_responsibilities=("PURCHASE",))
        self.assertEqual(self.names(segment), ["Ann"])

    def test_no_filter_adds_everybody(self) -> None:
        segment = self.segment()
        self.take(segment, Action.ADD)
        self.assertEqual(self.names(segment), ["Alder", "Ann", "Ben", "Birch", "Cara", "Cedar", "Dan"])

    def test_independent_persons_never_match_industry_groups_and_relations(self) -> None:
        care = IndustryGroupFactory(code="CARE")
        for contact in (self.alder, self.dan):
            contact.industry_groups.add(care)
            ContactBusinessRelationFactory(contact=contact, relation__code="PRESS")
        for asked in ({"industry_groups": ("CARE",)}, {"business_relations": ("PRESS",)}):
            with self.subTest(asked=asked):
                segment = self.segment()
                self.take(segment, Action.ADD, **asked)
                self.assertEqual(self.names(segment), ["Alder", "Ann", "Ben"])


class TestWidening(FairTestCase):
    def news(self, *contacts: Contact) -> MailingGroup:
        group = MailingGroupFactory(code="NEWS")
        group.contact_set.add(*contacts)
        return group

    def added(self, options: StepOptions | None = None) -> list[str]:
        segment = self.segment()
        self.take(segment, Action.ADD, options, mailing_groups=("NEWS",))
        return self.names(segment)

    def test_a21_company_outside_the_group_comes_along(self) -> None:
        self.news(self.dan, self.ann)
        self.assertEqual(self.added(RELATED), ["Alder", "Ann", "Dan"])

    def test_a22_unrelated_company_does_not(self) -> None:
        self.news(self.dan, PersonFactory(number="C00091", name="Eve"))
        self.assertEqual(self.added(RELATED), ["Dan", "Eve"])

    def test_a23_related_company_is_skipped_when_the_option_is_off(self) -> None:
        self.news(self.dan, self.ann)
        self.assertEqual(self.added(), ["Ann", "Dan"])

    def test_whole_companies_come_with_a_person_and_with_the_company(self) -> None:
        self.news(self.dan, self.ben, self.birch)
        expanded = ["Alder", "Ann", "Ben", "Birch", "Cara", "Dan"]
        self.assertEqual(self.added(StepOptions(expands_companies=True)), expanded)
        self.assertEqual(self.added(StepOptions(expands_companies=True, adds_related_companies=True)), expanded)

    def test_excluded_ones_stay_out_also_when_they_would_come_along(self) -> None:
        self.news(self.ann, self.cara)
        Contact.objects.filter(name__in=("Alder", "Ben", "Cara")).update(is_excluded_from_segments=True)
        self.assertEqual(self.added(RELATED), ["Ann", "Birch"])
        self.assertEqual(self.added(StepOptions(expands_companies=True)), ["Ann", "Birch"])
        every = ["Alder", "Ann", "Ben", "Birch", "Cara"]
        self.assertEqual(self.added(StepOptions(expands_companies=True, ignores_exclusion=True)), every)

    def test_privacy_blocked_ones_stay_out_whatever_is_ignored_and_are_counted(self) -> None:
        self.news(self.ann, self.cara)
        Contact.objects.filter(name="Ann").update(is_privacy_blocked=True)
        segment = self.segment()
        taken = self.take(segment, Action.ADD, StepOptions(ignores_exclusion=True), mailing_groups=("NEWS",))
        self.assertEqual((self.names(segment), taken.step.privacy_blocked_count), (["Cara"], 1))


class TestOptionsTogether(FairTestCase):
    """Every combination of options against the rules of the reference, followed one by one in plain Python."""

    def expected(self, found: set[Contact], there: list[Contact], options: StepOptions) -> list[str]:
        """Return who is on the list afterwards (reference 4.3)."""
        everybody = set(Contact.objects.select_related("company"))
        if options.expands_companies:
            companies = {contact.company or contact for contact in found}
            found = found | {contact for contact in everybody if (contact.company or contact) in companies}
        if options.adds_related_companies:
            found = found | {contact.company for contact in found if contact.company is not None}
        found = {contact for contact in found if not contact.is_privacy_blocked}
        if not options.ignores_exclusion:
            found = {contact for contact in found if not contact.is_excluded_from_segments}
        if not options.allows_existing:
            found = found - set(there)
        new = sorted(found, key=lambda each: ((each.company or each).name, each.type, each.name))
        return [contact.name for contact in [*there, *new]]

    def test_who_is_added(self) -> None:
        Contact.objects.filter(name__in=("Ben", "Birch")).update(is_excluded_from_segments=True)
        Contact.objects.filter(name="Cara").update(is_privacy_blocked=True)
        MailingGroupFactory(code="NEWS").contact_set.add(self.ann, self.cara, self.dan)
        there = [self.alder, self.dan]
        names = ("expands_companies", "adds_related_companies", "ignores_exclusion", "allows_existing")
        for ticks in product((False, True), repeat=len(names)):
            options = StepOptions(**dict(zip(names, ticks, strict=True)))
            with self.subTest(options=options.as_json()):
                segment = self.segment(*there)
                found = set(Contact.objects.filter(mailing_groups__code="NEWS").select_related("company"))
                self.take(segment, Action.ADD, options, mailing_groups=("NEWS",))
                self.assertEqual(self.names(segment), self.expected(found, there, options))


class TestReducingAndRefining(FairTestCase):
    def test_a06_reduce_by_number(self) -> None:
        segment = self.segment(self.alder, self.birch)
        self.take(segment, Action.REDUCE, numbers=("C00010",))
        self.assertEqual(self.names(segment), ["Birch"])

    def test_a07_refine_keeps_only_the_matches(self) -> None:
        segment = self.segment(self.alder, self.birch)
        self.take(segment, Action.REFINE, salespeople=("TB",))
        self.assertEqual(self.names(segment), ["Birch"])

    def test_a08_refine_by_number(self) -> None:
        segment = self.segment(self.alder, self.birch)
        self.take(segment, Action.REFINE, numbers=("C00010",))
        self.assertEqual(self.names(segment), ["Alder"])

    def test_a11_emptying_and_resetting(self) -> None:
        segment = self.segment(self.alder)
        self.take(segment, Action.REDUCE, numbers=("C00010",))
        self.assert_list(segment, [], actions=2)
        start_over(segment, at=NOW, by=None)
        self.assert_list(segment, [], actions=0)

    def test_a46_entire_companies_in_reduce(self) -> None:
        JobResponsibilityFactory(code="PURCHASE").contact_set.add(self.ann)
        segment = self.segment(self.alder, self.ben, self.birch)
        self.take(segment, Action.REDUCE, job_responsibilities=("PURCHASE",))
        self.assertEqual(self.names(segment), ["Alder", "Ben", "Birch"])
        whole = StepOptions(entire_companies=True)
        self.take(segment, Action.REDUCE, whole, job_responsibilities=("PURCHASE",))
        self.assertEqual(self.names(segment), ["Birch"])

    def test_entire_companies_in_refine(self) -> None:
        JobResponsibilityFactory(code="PURCHASE").contact_set.add(self.ann)
        segment = self.segment(self.alder, self.ben, self.birch, self.dan)
        whole = StepOptions(entire_companies=True)
        self.take(segment, Action.REFINE, whole, job_responsibilities=("PURCHASE",))
        self.assertEqual(self.names(segment), ["Alder", "Ben"])

    def test_without_filters_reducing_empties_and_refining_changes_nothing(self) -> None:
        segment = self.segment(self.alder, self.dan)
        self.take(segment, Action.REFINE)
        self.assert_list(segment, ["Alder", "Dan"], actions=3)
        self.take(segment, Action.REDUCE)
        self.assert_list(segment, [], actions=4)

    def test_all_lines_of_a_contact_go(self) -> None:
        segment = self.segment(self.alder, self.birch)
        self.take(segment, Action.ADD, StepOptions(allows_existing=True), numbers=("C00010",))
        self.take(segment, Action.REDUCE, numbers=("C00010",))
        self.assertEqual(self.names(segment), ["Birch"])

    def test_reducing_without_hits_is_a_step_too(self) -> None:
        segment = self.segment(self.alder)
        self.take(segment, Action.REDUCE, numbers=("C00099",))
        self.assert_list(segment, ["Alder"], actions=2)


class TestGoingBack(FairTestCase):
    def test_a41_after_add(self) -> None:
        segment = self.segment(self.alder)
        self.take(segment, Action.ADD, numbers=("C00020", "C00021"))
        self.assert_list(segment, ["Alder", "Birch", "Cara"], actions=2)
        go_back(segment, at=NOW, by=None)
        self.assert_list(segment, ["Alder"], actions=1)

    def test_a43_over_an_action_without_hits(self) -> None:
        segment = self.segment(self.alder)
        self.take(segment, Action.ADD, numbers=("C00099",))
        self.assert_list(segment, ["Alder"], actions=2)
        go_back(segment, at=NOW, by=None)
        self.assert_list(segment, ["Alder"], actions=1)

    def test_a44_declined_or_impossible(self) -> None:
        segment, empty = self.segment(self.alder, self.birch), self.segment()
        self.client.force_login(UserFactory(group="Marketer"))
        # Looking is declining: the page asks nothing, and only its button goes back.
        self.assertContains(self.client.get(f"/segments/{segment.number}/steps/"), "Go back (undo step 2)")
        self.assertEqual(self.client.get(f"/segments/{segment.number}/steps/2/undo/").status_code, 405)
        self.assert_list(segment, ["Alder", "Birch"], actions=2)
        self.assertNotContains(self.client.get(f"/segments/{empty.number}/steps/"), "Go back")
        with self.assertRaisesMessage(StepError, "has no step to go back from"):
            go_back(empty, at=NOW, by=None)
        self.assert_list(empty, [], actions=0)

    def test_lines_that_come_back_stand_at_the_end_with_what_the_segment_gives_now(self) -> None:
        segment = self.segment(self.alder, self.birch)
        segment.lines.filter(contact=self.alder).update(campaign=self.campaign, is_campaign_response=True)
        self.take(segment, Action.REDUCE, numbers=("C00010",))
        go_back(segment, at=NOW, by=None)
        self.assertEqual(self.names(segment), ["Birch", "Alder"])
        line = segment.lines.get(contact=self.alder)
        self.assertEqual((line.line_number, line.campaign, line.is_campaign_response), (3, None, False))

    def test_down_to_the_first(self) -> None:
        segment = self.segment(self.alder, self.birch)
        self.take(segment, Action.REFINE, numbers=("C00020",))
        for names, actions in ((["Birch", "Alder"], 2), (["Alder"], 1), ([], 0)):
            go_back(segment, at=NOW, by=None)
            self.assert_list(segment, names, actions=actions)


class TestLines(FairTestCase):
    def test_a15_salesperson_and_campaign_of_the_header_on_all_lines(self) -> None:
        segment = self.segment()
        tom = self.birch.salesperson
        details = SegmentDetails(description="Fair", dated_on=WORK_DATE, salesperson=tom)
        change_segment(segment, details=details, at=NOW)
        self.take(segment, Action.ADD, numbers=("C00010",))
        details = SegmentDetails(description="Fair", dated_on=WORK_DATE, salesperson=tom, campaign=self.campaign)
        change_segment(segment, details=details, at=NOW)
        line = segment.lines.select_related("segment").get()
        self.assertEqual((line.segment.salesperson, line.campaign), (tom, self.campaign))

    def shown(self, contact: Contact) -> list[str]:
        self.client.force_login(UserFactory(group="Viewer"))
        segment = self.segment(contact)
        columns = "columns=contact&columns=phone&columns=mobile_phone&columns=email"
        page = self.client.get(f"/segments/{segment.number}/?{columns}")
        [row] = page.context["table"].rows
        return [str(row.get_cell(name)) for name in ("phone", "mobile_phone", "email")]

    def test_a16_line_of_a_person_shows_the_persons_own(self) -> None:
        reach = {"phone": "555 0101", "mobile_phone": "555 0102", "email": "ann@alder.test"}
        Contact.objects.filter(name="Ann").update(**reach)
        Contact.objects.filter(name="Alder").update(phone="555 0100", mobile_phone="555 0109", email="info@alder.test")
        self.assertEqual(self.shown(self.ann), list(reach.values()))

    def test_a17_line_of_a_company_shows_the_companys(self) -> None:
        reach = {"phone": "555 0100", "mobile_phone": "555 0109", "email": "info@alder.test"}
        Contact.objects.filter(name="Alder").update(**reach)
        self.assertEqual(self.shown(self.alder), list(reach.values()))
