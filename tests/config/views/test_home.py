import pytest
from django.test import Client

from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def test_home_is_for_people_who_signed_in(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"
    client.force_login(UserFactory(username="anna"))
    assert "Welcome, anna" in client.get("/").content.decode()


def test_browsers_find_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/app/favicon.svg"
