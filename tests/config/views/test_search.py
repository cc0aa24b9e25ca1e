import logging

import pytest
from django.test import Client

from tests.factories import cast
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def _viewer(client: Client) -> None:
    client.force_login(UserFactory(group="Viewer"))


def page(client: Client, text: str) -> str:
    return client.get("/search/", {"q": text}).content.decode()


def test_is_for_people_who_signed_in(client: Client) -> None:
    assert client.get("/search/?q=oak").headers["Location"] == "/sign-in/?next=/search/%3Fq%3Doak"


@pytest.mark.usefixtures("_viewer")
class TestSearch:
    def test_shows_what_was_found(self, client: Client) -> None:
        cast.company("Oak & Sons")
        assert '<a href="/contacts/OAK%20&amp;%20SONS/">' in page(client, " oak ")

    def test_whole_number_leads_to_its_page(self, client: Client) -> None:
        cast.campaign("SPRING")
        assert client.get("/search/?q=spring").headers["Location"] == "/campaigns/SPRING/"

    def test_says_that_nothing_was_found(self, client: Client) -> None:
        assert "Nothing found for “&lt;b&gt;”" in page(client, "<b>")

    def test_asks_for_more_than_a_letter(self, client: Client) -> None:
        assert "Type at least two characters" in page(client, "x")

    def test_says_what_can_be_found(self, client: Client) -> None:
        assert "are found by number" in page(client, "  ")

    def test_takes_no_end_of_text(self, client: Client) -> None:
        assert client.get("/search/", {"q": "x" * 5000 + "\0"}).status_code == 200
        assert client.get("/search/", {"q": "a\0b"}).status_code == 200

    def test_leaves_nothing_of_the_text_in_the_log(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        logging.getLogger("django.db").setLevel(logging.INFO)  # Debugging the database is another matter.
        page(client, "Oakhurst")
        assert "/search/" in caplog.text
        assert "Oakhurst" not in caplog.text


def test_every_page_has_the_field(client: Client) -> None:
    client.force_login(UserFactory())
    assert 'action="/search/"' in client.get("/preferences/").content.decode()
    client.logout()
    assert 'action="/search/"' not in client.get("/sign-in/").content.decode()
