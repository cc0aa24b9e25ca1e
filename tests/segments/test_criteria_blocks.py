from django.test import SimpleTestCase, TestCase

from contacts.models import Salesperson, Territory
from segments.criteria_blocks import BLOCKS, ListField


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


class ListFieldTest(SimpleTestCase):
    def test_keeps_each_number_once(self) -> None:
        self.assertEqual(ListField().clean(" C1,C2 ,, C1"), ["C1", "C2"])
        self.assertEqual(ListField().clean(""), [])
