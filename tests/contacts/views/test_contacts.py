from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.contacts import PersonFactory, SalespersonFactory
from tests.factories.users import UserFactory


class ContactPagesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder", city="Gent", is_customer=True)
        cast.person("Ann", cls.alder, is_privacy_blocked=True)
        cls.viewer = UserFactory(group="Viewer")

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def test_are_for_those_who_may_see_contacts(self) -> None:
        for page in ("/contacts/", "/contacts/ALDER/"):
            self.client.force_login(UserFactory())
            self.assertContains(self.client.get(page), "You may not look at contacts.", status_code=403)
            self.client.logout()
            self.assertRedirects(self.client.get(page), f"/sign-in/?next={page}")

    def test_list_counts_in_words(self) -> None:
        page = self.client.get("/contacts/?type=person")
        self.assertContains(page, "1 of 2 contacts")
        self.assertContains(page, '<a href="/contacts/ANN/">ANN</a>')

    def test_fifty_rows_cost_as_many_queries_as_one(self) -> None:
        def query_count(page: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(page).status_code, 200)
            return len(queries)

        for page in ("/contacts/", "/contacts/ALDER/"):
            before = query_count(page)
            for _ in range(20):
                PersonFactory(company=self.alder, salesperson=SalespersonFactory())
            self.assertEqual(query_count(page), before)

    def test_card_shows_persons_or_the_company(self) -> None:
        self.assertContains(self.client.get("/contacts/ALDER/"), '<a href="/contacts/ANN/">ANN</a>')
        card = self.client.get("/contacts/ANN/")
        self.assertContains(card, '<a href="/contacts/ALDER/">Alder</a>')
        self.assertContains(card, "Privacy blocked")
        self.assertEqual(self.client.get("/contacts/CEDAR/").status_code, 404)
