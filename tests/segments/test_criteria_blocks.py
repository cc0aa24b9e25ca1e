from dataclasses import fields

from django.test import TestCase

from contacts.models import Salesperson, Territory
from segments.criteria import BoughtFilter, ContactFilter, Criteria
from segments.criteria_blocks import BLOCKS


class BlocksTest(TestCase):
    def test_no_two_blocks_have_a_field_of_the_same_name(self) -> None:
        names = [name for block in BLOCKS for name in block.fields()]
        self.assertEqual(len(names), len(set(names)))

    def test_codes_are_offered_with_their_words(self) -> None:
        Territory.objects.create(code="N", description="North")
        Territory.objects.create(code="X")
        Salesperson.objects.create(code="JO", name="Jo Ash")
        fields = BLOCKS[0].fields()
        self.assertEqual(fields["territories"].choices, [("N", "N · North"), ("X", "X")])
        self.assertEqual(fields["salespeople"].choices, [("JO", "JO · Jo Ash")])

    def test_every_part_of_criteria_has_its_block(self) -> None:
        self.assertEqual({block.name for block in BLOCKS}, {field.name for field in fields(Criteria)})
        asked = {name for block in BLOCKS for name in block.fields()}
        for part in (ContactFilter, BoughtFilter):
            with self.subTest(part=part):
                named = {"is_customer": "customer", "is_negated": "bought"}
                self.assertLessEqual({named.get(field.name, field.name) for field in fields(part)}, asked)
