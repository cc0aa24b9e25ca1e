from django.test import TestCase

from tests.factories import cast
from tests.factories.users import UserFactory


class ContactCardTest(TestCase):
    def test_offers_what_the_person_may(self) -> None:
        cast.person("Ann")
        for group, shown in (("Marketer", True), ("Viewer", False)):
            self.client.force_login(UserFactory(group=group))
            self.assertIs("/contacts/ANN/company/" in self.client.get("/contacts/ANN/").text, shown)
