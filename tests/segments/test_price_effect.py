"""What is announced is held to what happens by test_target_group.py; here are the cases by name."""

from typing import Any

from segments.bulk import change_many
from segments.models import BulkChange, Segment, SegmentLine
from segments.price_effect import (
    ConfirmationNeededError,
    Effects,
    PriceEffect,
    effects_of_putting_back,
    effects_of_removing,
    effects_of_undoing,
    effects_of_writing,
    refuse_unconfirmed,
)
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.segments.stage import SegmentTestCase

MARK, CLEAR = {"is_campaign_target": True}, {"is_campaign_target": False}


def effect(gained: int = 0, lost: int = 0, campaign: str = "SPRING") -> PriceEffect:
    return PriceEffect(campaign_number=campaign, gained_count=gained, lost_count=lost)


class EffectTest(SegmentTestCase):
    def writing(self, segment: Segment, values: dict[str, Any]) -> Effects:
        return effects_of_writing(SegmentLine.objects.filter(segment=segment), values)

    def test_buyers_are_counted_and_not_contacts(self) -> None:
        segment = self.segment(self.ann, self.ben, self.zoe, is_campaign_target=False)
        self.assertEqual(self.writing(segment, MARK), (effect(gained=2),))

    def test_buyer_that_has_the_prices_through_another_line_gains_and_loses_nothing(self) -> None:
        self.segment(self.ben)
        self.assertEqual(self.writing(self.segment(self.ann, is_campaign_target=False), MARK), ())
        segment = self.segment(self.ann, self.zoe)
        self.assertEqual(self.writing(segment, CLEAR), (effect(lost=1),))
        self.assertEqual(effects_of_removing(segment.lines.all()), (effect(lost=1),))

    def test_only_active_campaigns_matter(self) -> None:
        segment = self.segment(self.ann, campaign=self.summer)
        self.assertEqual(self.writing(segment, CLEAR), ())
        self.assertEqual(effects_of_removing(segment.lines.all()), ())
        self.assertEqual(self.writing(segment, {"campaign_id": self.spring.pk}), (effect(gained=1),))

    def test_other_campaign_takes_from_one_and_gives_to_another(self) -> None:
        autumn = cast.campaign("AUTUMN")
        segment = self.segment(self.ann)
        effects = (effect(gained=1, campaign="AUTUMN"), effect(lost=1))
        self.assertEqual(self.writing(segment, {"campaign_id": autumn.pk}), effects)
        cleared = {"campaign_id": None, "is_campaign_target": False, "is_campaign_response": False}
        self.assertEqual(self.writing(segment, cleared), (effect(lost=1),))

    def test_cancelled_lines_and_responses_have_none(self) -> None:
        segment = self.segment(self.ann, is_campaign_target=False)
        self.assertEqual(self.writing(segment, {"is_campaign_response": True}), ())
        segment.lines.update(is_cancelled=True)
        self.assertEqual(self.writing(segment, MARK), ())

    def test_undoing_has_the_opposite_effect(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        for verb, expected in (
            (BulkChange.Verb.CLEAR_TARGETS, effect(gained=2)),
            (BulkChange.Verb.MARK_TARGETS, effect(lost=2)),
            (BulkChange.Verb.MARK_RESPONSES, None),
        ):
            with self.subTest(verb):
                change = BulkChange(segment=segment, verb=verb, made_at=NOW)
                change_many(change, lines=segment.lines.all())
                self.assertEqual(effects_of_undoing(change), (expected,) if expected else ())
        removal = BulkChange(segment=segment, verb=BulkChange.Verb.REMOVE_LINES, made_at=NOW)
        change_many(removal, lines=segment.lines.all())
        self.add(segment, self.zoe)
        self.assertEqual(effects_of_putting_back(removal.lines.all()), (effect(gained=1),))


class ConfirmedTest(SegmentTestCase):
    def test_only_what_was_agreed_to_passes(self) -> None:
        refuse_unconfirmed((effect(gained=2),), (effect(gained=2),))
        refuse_unconfirmed((effect(gained=2),), None)
        for confirmed in ((), (effect(gained=3),)):
            with self.assertRaises(ConfirmationNeededError) as caught:
                refuse_unconfirmed((effect(gained=2),), confirmed)
            self.assertEqual(caught.exception.effects, (effect(gained=2),))
