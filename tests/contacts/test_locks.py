from django.test import TestCase

from contacts.locks import lock_contact
from contacts.models import Contact
from tests.factories import cast


class LockContactTest(TestCase):
    def test_contact_comes_back_as_it_is_stored(self) -> None:
        alder = cast.company("Alder")
        Contact.objects.update(name="Ash")
        self.assertEqual(lock_contact(alder).name, "Ash")
