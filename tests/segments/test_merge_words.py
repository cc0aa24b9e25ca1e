import datetime as dt

from django.utils import translation

from segments.merge_plan import plan_merge
from segments.merge_words import RowWords, place_sentences, row_words
from tests.factories import cast
from tests.segments.merge_stage import MergeTestCase


class MergeWordsTest(MergeTestCase):
    def test_rows_say_on_what_they_are_and_what_becomes_of_them(self) -> None:
        item = cast.item("1000", description="Rope")
        cast.price(item, "95", self.alder)
        cast.price(item, "80", self.twin)
        cast.price(item, "75", self.twin, minimum_quantity=5, starting_on=dt.date(2026, 6, 1))
        cast.discount(None, "5", self.twin)
        with translation.override("en-gb"):
            words = row_words(plan_merge(self.alder, self.twin))
        self.assertEqual(
            words,
            [
                RowWords(subject="1000 Rope", value="€80.00", fate="Is withdrawn: ALDER keeps its own, €95.00"),
                RowWords(
                    subject="1000 Rope, from 5, from 1 Jun 2026", value="€75.00", fate="Holds for ALDER from then on"
                ),
                RowWords(subject="All items", value="5\xa0%", fate="Holds for ALDER from then on"),
            ],
        )

    def test_places_say_who_comes_and_who_leaves(self) -> None:
        birch = cast.company("Birch")
        twin = cast.person("Ann2", birch)
        self.segment(twin)
        sentences = [sentence for _place, sentence in place_sentences(plan_merge(self.ann, twin))]
        self.assertEqual(
            sentences,
            ["ALDER Alder comes into the target group.", "BIRCH Birch leaves the target group."],
        )

    def test_places_say_that_two_become_one_or_that_orders_come_under_one(self) -> None:
        segment = self.segment(self.alder, self.twin)
        ((_place, together),) = place_sentences(plan_merge(self.alder, self.twin))
        self.assertEqual(together, "ALDER Alder stays in the target group; both were there, and one place remains.")
        self.lines(segment, self.twin).delete()
        segment.steps.last().contacts.filter(contact=self.twin).delete()
        self.spring.targets.filter(buyer=self.twin).delete()
        cast.order(self.twin)
        ((_place, under),) = place_sentences(plan_merge(self.alder, self.twin))
        self.assertEqual(under, "ALDER Alder is in the target group, and the open orders of ALDER2 come under it.")
