"""What the tests of pages share: people of each group, and the counting of queries."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories.users import UserFactory


def member(group: str) -> User:
    """Return a new account of one of the groups that the migration makes."""
    user = UserFactory(username=group.lower().replace(" ", "-"))
    user.groups.add(Group.objects.get(name=group))
    return user


class PageCase(TestCase):
    """Signed in as a campaign manager; ``viewer`` and ``marketer`` may do less."""

    viewer: User
    marketer: User
    manager: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = member("Viewer"), member("Marketer")
        cls.manager = member("Campaign manager")

    def setUp(self) -> None:
        self.client.force_login(self.manager)

    def page(self, url: str, **query: str) -> str:
        """Return the page at ``url``."""
        response = self.client.get(url, query)
        self.assertEqual(response.status_code, 200, url)
        return response.content.decode()

    def post(self, url: str, **fields: Any) -> list[str]:
        """Post a form that leads on to a page, and return what that page says first."""
        self.client.cookies.pop("messages", None)  # What was said before and not read.
        response = self.client.post(url, fields)
        self.assertEqual(response.status_code, 302, response.content.decode()[:2000])
        return [str(message) for message in get_messages(response.wsgi_request)]

    def query_count(self, url: str) -> int:
        """Return how many queries the page at ``url`` takes."""
        self.page(url)  # What Django reads once and keeps is no matter of rows.
        with CaptureQueriesContext(connection) as queries:
            self.page(url)
        return len(queries)

    def assert_shut(self, url: str, *users: User, method: str = "get") -> None:
        """Assert that none of ``users`` may open ``url``, and that nobody may without signing in."""
        for user in users:
            self.client.force_login(user)
            self.assertEqual(getattr(self.client, method)(url).status_code, 403, f"{user} at {url}")
        self.client.logout()
        self.assertRedirects(getattr(self.client, method)(url), f"/sign-in/?next={url}", fetch_redirect_response=False)
        self.client.force_login(self.manager)
