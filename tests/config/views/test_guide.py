import pytest
from django.test import Client

from contacts.models import Preferences
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def test_keys_can_be_read_without_javascript(client: Client) -> None:
    assert client.get("/help/shortcuts/").status_code == 302
    client.force_login(UserFactory())
    page = client.get("/help/shortcuts/").content.decode()
    assert "<kbd>Ctrl</kbd>+<kbd>S</kbd>" in page
    assert 'href="/help/shortcuts/"' in client.get("/").content.decode()


def test_says_when_letters_are_switched_off(client: Client) -> None:
    client.force_login(Preferences.objects.create(user=UserFactory(), uses_shortcuts=False).user)
    assert "You have switched the keys" in client.get("/help/shortcuts/").content.decode()
