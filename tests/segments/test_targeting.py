"""The target group is what the lines say: whatever they say, and when two people write at once."""

import threading

import pytest
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact
from segments.models import Segment, SegmentLine
from segments.services import set_target_flag
from segments.targeting import TargetChange, recount_targets
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.segments.counting import counted_targets, stored_targets, targets_of


class RecountTest(TestCase):
    spring: Campaign
    alder: Contact
    ann: Contact
    ben: Contact
    zoe: Contact
    segment: Segment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING")
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        cls.ben = cast.person("Ben", cls.alder)
        cls.zoe = cast.person("Zoe")
        cls.segment = SegmentFactory(campaign=cls.spring, is_campaign_target=True)

    def line(self, contact: Contact, **fields: object) -> SegmentLine:
        return SegmentLineFactory(segment=fields.pop("segment", self.segment), contact=contact, **fields)

    def recount(self, **buyers: object) -> TargetChange:
        return recount_targets(campaign_ids=[self.spring.pk], at=NOW, **buyers)

    def test_persons_of_a_company_are_one_buyer(self) -> None:
        for contact in (self.ann, self.ben, self.zoe):
            self.line(contact)
        self.assertEqual(self.recount(), TargetChange(added_count=2))
        self.assertEqual(targets_of(self.spring), {"ALDER": 2, "ZOE": 1})

    def test_contact_on_two_segments_counts_once(self) -> None:
        self.line(self.ann)
        self.line(self.ann)
        self.line(self.ann, segment=SegmentFactory(campaign=self.spring, is_campaign_target=True))
        self.recount()
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_company_and_its_person_are_two_contacts_behind_one_buyer(self) -> None:
        self.line(self.alder)
        self.line(self.ann)
        self.recount()
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_only_flagged_lines_of_the_campaign_that_are_not_cancelled_count(self) -> None:
        self.line(self.ann, is_campaign_target=False)
        self.line(self.ben, is_cancelled=True)
        self.line(self.zoe, campaign=cast.campaign("SUMMER"))
        self.assertEqual(self.recount(), TargetChange())
        self.assertEqual(stored_targets(), {})

    def test_lines_of_a_logged_segment_count(self) -> None:
        self.line(self.ann)
        Segment.objects.update(state=Segment.State.LOGGED)
        self.recount()
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_writes_only_what_differs(self) -> None:
        cast.target(self.spring, cast.company("Birch"))
        cast.target(self.spring, self.alder, contact_count=1)
        for contact in (self.ann, self.ben, self.zoe):
            self.line(contact)
        self.assertEqual(self.recount(), TargetChange(added_count=1, removed_count=1, recounted_count=1))
        kept = set(CampaignTarget.objects.values_list("pk", flat=True))
        self.assertEqual(self.recount(), TargetChange())
        self.assertEqual(set(CampaignTarget.objects.values_list("pk", flat=True)), kept)

    def test_listed_buyers_leave_the_others_as_they_are(self) -> None:
        cast.target(self.spring, self.zoe, contact_count=7)
        cast.target(self.spring, cast.company("Birch"), contact_count=7)
        self.line(self.ann)
        self.line(self.zoe)
        self.assertEqual(self.recount(buyer_ids=[self.alder.pk]), TargetChange(added_count=1))
        self.assertEqual(targets_of(self.spring), {"ALDER": 1, "ZOE": 7, "BIRCH": 7})

    def test_no_listed_buyer_is_nobody(self) -> None:
        self.line(self.ann)
        self.assertEqual(self.recount(buyer_ids=[]), TargetChange())
        self.assertEqual(stored_targets(), {})

    def test_other_campaigns_stay_as_they_are(self) -> None:
        summer = cast.campaign("SUMMER", self.alder)
        self.line(self.ann)
        self.recount()
        self.assertEqual(targets_of(summer), {"ALDER": 1})

    def test_as_many_statements_for_many_lines_as_for_one(self) -> None:
        self.line(self.zoe)
        with CaptureQueriesContext(connection) as statements:
            self.recount()
        for number in range(30):
            self.line(cast.company(f"Company {number}"))
        with self.assertNumQueries(len(statements)):
            self.assertEqual(self.recount(), TargetChange(added_count=30))

    @pytest.mark.postgresql
    def test_whole_campaign_is_counted_without_nested_loops_and_nothing_else_is(self) -> None:
        self.line(self.zoe)
        with CaptureQueriesContext(connection) as statements:
            self.recount()
        [is_off] = [query["sql"] for query in statements if "set_config('enable_nestloop', 'off'" in query["sql"]]
        self.assertIn("TRUE", is_off)  # For this transaction only.
        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_nestloop")
            self.assertEqual(cursor.fetchone(), ("on",))

    def noted_at(self, campaign: Campaign) -> object:
        campaign.refresh_from_db()
        return campaign.terms_changed_at

    def test_notes_a_buyer_who_came_or_left_on_an_active_campaign(self) -> None:
        line = self.line(self.ann)
        self.recount()
        self.assertEqual(self.noted_at(self.spring), NOW)
        Campaign.objects.update(terms_changed_at=None)
        line.delete()
        self.recount()
        self.assertEqual(self.noted_at(self.spring), NOW)

    def test_notes_nothing_when_the_same_buyers_stay(self) -> None:
        self.line(self.ann)
        self.recount()
        Campaign.objects.update(terms_changed_at=None)
        self.line(self.ben)
        self.assertEqual(self.recount(), TargetChange(recounted_count=1))
        self.assertIsNone(self.noted_at(self.spring))

    def test_notes_nothing_on_a_campaign_that_is_not_active(self) -> None:
        quiet = cast.campaign("QUIET", is_active=False)
        self.line(self.ann, campaign=quiet)
        self.assertEqual(recount_targets(campaign_ids=[quiet.pk], at=NOW), TargetChange(added_count=1))
        self.assertIsNone(self.noted_at(quiet))


# What a line says: contact 0–4 (of whom 1 and 2 work for 0, and 3 and 4 for nobody), campaign 0–1 or none, flags.
LINES = st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0, 1, None]), st.booleans(), st.booleans()), max_size=12)
# Rows that stand there before: campaign, buyer and any number of contacts.
STALE_TARGETS = st.dictionaries(st.tuples(st.integers(0, 1), st.sampled_from([0, 3, 4])), st.integers(1, 3), max_size=6)


class AnyLinesTest(HypothesisTestCase):
    @given(lines=LINES, stale_targets=STALE_TARGETS)
    def test_the_target_groups_are_what_any_lines_say(
        self,
        lines: list[tuple[int, int | None, bool, bool]],
        stale_targets: dict[tuple[int, int], int],
    ) -> None:
        alder = cast.company("Alder")
        contacts = [
            alder,
            cast.person("Ann", alder),
            cast.person("Ben", alder),
            cast.person("Zoe"),
            cast.company("Yew"),
        ]
        campaigns = [cast.campaign("SPRING"), cast.campaign("SUMMER", is_active=False)]
        segment = SegmentFactory()
        for contact, campaign, is_target, is_cancelled in lines:
            SegmentLineFactory(
                segment=segment,
                contact=contacts[contact],
                campaign=None if campaign is None else campaigns[campaign],
                is_campaign_target=is_target and campaign is not None,
                is_cancelled=is_cancelled,
            )
        for (campaign, buyer), count in stale_targets.items():
            cast.target(campaigns[campaign], contacts[buyer], contact_count=count)
        recount_targets(campaign_ids=[campaign.pk for campaign in campaigns], at=NOW)
        self.assertEqual(stored_targets(), counted_targets())
        self.assertEqual(
            CampaignTarget.objects.count(),
            SegmentLine.objects.counting_as_target().values("campaign", "buyer").distinct().count(),
        )


@pytest.mark.postgresql
class TwoPeopleAtOnceTest(TransactionTestCase):
    """The second one waits for the lock of the campaign, and so counts what the first one did."""

    def setUp(self) -> None:
        self.spring = cast.campaign("SPRING")
        alder = cast.company("Alder")
        self.ann, self.ben = cast.person("Ann", alder), cast.person("Ben", alder)

    def segment_of(self, contact: Contact, *, is_target: bool) -> Segment:
        segment = SegmentFactory(campaign=self.spring, is_campaign_target=is_target)
        SegmentLineFactory(segment=segment, contact=contact)
        return segment

    def flag_both_at_once(self, first: Segment, second: Segment, *, is_target: bool) -> None:
        """Let the second one begin when the first one has counted and not committed, and commit when it waits."""
        first_has_counted = threading.Event()

        def flag_first() -> None:
            with transaction.atomic():
                set_target_flag(first, lines=first.lines.all(), is_target=is_target, at=NOW)
                first_has_counted.set()
                wait_for_blocked_session()

        def flag_second() -> None:
            first_has_counted.wait(timeout=10)
            set_target_flag(second, lines=second.lines.all(), is_target=is_target, at=NOW)

        run_together(flag_first, flag_second)

    def test_two_persons_of_a_company_flagged_at_once_are_both_counted(self) -> None:
        segments = [self.segment_of(contact, is_target=False) for contact in (self.ann, self.ben)]
        self.flag_both_at_once(*segments, is_target=True)
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_flags_of_two_of_three_persons_cleared_at_once_leave_one(self) -> None:
        segments = [self.segment_of(contact, is_target=True) for contact in (self.ann, self.ben)]
        self.segment_of(cast.person("Cid", self.ann.company), is_target=True)
        recount_targets(campaign_ids=[self.spring.pk], at=NOW)
        self.assertEqual(targets_of(self.spring), {"ALDER": 3})
        self.flag_both_at_once(*segments, is_target=False)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})
