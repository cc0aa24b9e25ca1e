from django.test import SimpleTestCase

from segments.models import BulkChange
from segments.price_effect import PriceEffect
from segments.sentences import agreement, campaigns_of, done_sentence, effect_sentence, undone_sentence

Verb = BulkChange.Verb


class SentenceTest(SimpleTestCase):
    def test_both_numbers_are_told(self) -> None:
        for verb, count, already, expected in (
            (Verb.MARK_TARGETS, 9120, 813, "9,120 lines are now campaign target. 813 already were."),
            (Verb.MARK_TARGETS, 2, 0, "2 lines are now campaign target."),
            (Verb.MARK_TARGETS, 0, 9933, "All 9,933 lines already were campaign target. Nothing was changed."),
            (Verb.CLEAR_TARGETS, 9120, 1, "9,120 lines are no longer campaign target. 1 was none before."),
            (Verb.CLEAR_TARGETS, 0, 1, "The line was no campaign target. Nothing was changed."),
            (Verb.MARK_RESPONSES, 1, 2, "1 line is now campaign response. 2 already were."),
            (Verb.MARK_RESPONSES, 0, 1, "The line already was campaign response. Nothing was changed."),
            (Verb.CLEAR_RESPONSES, 1, 2, "1 line is no longer campaign response. 2 were none before."),
            (Verb.CLEAR_RESPONSES, 0, 2, "None of the 2 lines was campaign response. Nothing was changed."),
            (Verb.REMOVE_LINES, 1200, 0, "1,200 lines were removed."),
            (Verb.CHANGE_SEGMENT, 3, 0, "3 lines follow the segment."),
        ):
            with self.subTest(expected):
                change = BulkChange(verb=verb, line_count=count, already_count=already)
                self.assertEqual(done_sentence(change), expected)

    def test_what_was_left_alone_is_told(self) -> None:
        change = BulkChange(restored_count=9100, left_alone_count=20)
        self.assertEqual(
            undone_sentence(change),
            "Undone: 9,100 lines are as they were before. 20 were changed since, so they were left alone.",
        )
        self.assertEqual(
            undone_sentence(BulkChange(restored_count=1, left_alone_count=0)), "Undone: 1 line is as it was before."
        )

    def test_effects_are_told_by_campaign_and_agreed_to_with_a_number(self) -> None:
        gains = PriceEffect(campaign_number="SPRING", gained_count=1200, lost_count=0)
        loses = PriceEffect(campaign_number="AUTUMN", gained_count=0, lost_count=1)
        self.assertEqual(effect_sentence(gains), "1,200 buyers get the prices of SPRING at once.")
        self.assertEqual(effect_sentence(loses), "1 buyer loses the prices of AUTUMN at once.")
        self.assertEqual(agreement((gains,)), "Give prices to 1,200 buyers")
        self.assertEqual(agreement((loses,)), "Take prices from 1 buyer")
        self.assertEqual(agreement((loses, gains)), "Change prices for 1,201 buyers")
        self.assertEqual(campaigns_of((gains, loses)), ["SPRING", "AUTUMN"])
