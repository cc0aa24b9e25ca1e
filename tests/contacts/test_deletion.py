from django.test import TestCase

from contacts.deletion import ContactInUseError, delete_contact
from contacts.models import Contact
from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory


class DeleteContactTest(TestCase):
    def setUp(self) -> None:
        self.alder = cast.company("Alder")
        self.ann = cast.person("Ann", self.alder)

    def test_persons_go_with_the_company(self) -> None:
        cast.person("Zoe")
        self.assertEqual(delete_contact(self.alder), 1)
        self.assertEqual([contact.name for contact in Contact.objects.all()], ["Zoe"])

    def test_i09_who_is_on_a_segment_stays_and_so_does_the_company(self) -> None:
        SegmentLineFactory(segment=SegmentFactory(number="SM1"), contact=self.ann)
        with self.assertRaisesMessage(
            ContactInUseError, "ANN Ann cannot be deleted, because it is used by 1 segment line."
        ):
            delete_contact(self.ann)
        with self.assertRaisesMessage(ContactInUseError, "ALDER Alder cannot be deleted, because it or one of its"):
            delete_contact(self.alder)
        self.assertEqual(Contact.objects.count(), 2)

    def test_who_ordered_or_has_a_price_stays(self) -> None:
        cast.line(cast.order(self.alder), cast.item(), "5")
        cast.price(cast.item("2000"), "90", self.alder)
        with self.assertRaisesMessage(ContactInUseError, "used by 1 order, 1 order line, 1 sales price."):
            delete_contact(self.alder)
        self.assertEqual(Contact.objects.count(), 2)
