"""What fields that ask for an item or a contact find."""

from django.test import TestCase

from tests.factories import cast
from tests.factories.users import UserFactory


class ItemSearchTest(TestCase):
    def test_finds_what_was_typed(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        cast.item("1000", "50", description="Chair")
        cast.item("2000", description="Armchair", is_blocked=True)
        found = self.client.get("/items/search/", {"q": "chair"}).json()
        self.assertEqual(found, {"results": [{"value": "1000", "label": "Chair · €50.00 / PCS"}]})
        self.assertEqual(self.client.get("/items/search/").json(), {"results": []})
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get("/items/search/", {"q": "chair"}).status_code, 403)


class ContactSearchTest(TestCase):
    def test_finds_persons_with_their_company(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        alder = cast.company("Alder", city="Utrecht")
        cast.person("Ann", alder)
        cast.company("Birch")
        found = self.client.get("/buyers/search/", {"q": "a"}).json()["results"]
        self.assertEqual(
            found, [{"value": "ALDER", "label": "Alder · Utrecht"}, {"value": "ANN", "label": "Ann · Alder"}]
        )
        self.assertEqual(self.client.get("/buyers/search/").json(), {"results": []})
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get("/buyers/search/", {"q": "a"}).status_code, 403)
