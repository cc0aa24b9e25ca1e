"""What a field that asks for an item finds."""

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
