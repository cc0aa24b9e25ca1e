import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from django.urls import include, path
from django.views.generic.base import View

from config.navigation import Link, navigation
from tests.factories.users import UserFactory

page = View.as_view()
urlpatterns = [
    path("", page, name="home"),
    path("campaigns/", include(([path("", page, name="list")], "campaigns"))),
    path("orders/", include(([path("", page, name="list")], "orders"))),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def links(user: User | AnonymousUser, at: str = "/") -> list[Link]:
    request = RequestFactory().get(at)
    request.user = user
    found: list[Link] = navigation(request)["navigation"]
    return found


def test_offers_what_may_be_seen() -> None:
    user = UserFactory(permissions=["campaigns.view_campaign"])
    assert [link.url for link in links(user)] == ["/", "/campaigns/"]


def test_offers_administrators_every_page_that_exists() -> None:
    assert [link.url for link in links(UserFactory(is_superuser=True))] == ["/", "/campaigns/", "/orders/"]


def test_offers_nothing_before_sign_in() -> None:
    assert links(AnonymousUser()) == []


def test_marks_the_page_and_the_part_of_the_site() -> None:
    user = UserFactory(is_superuser=True)
    assert [link.current for link in links(user)] == ["page", "", ""]
    assert [link.current for link in links(user, at="/campaigns/")] == ["", "page", ""]
    assert [link.current for link in links(user, at="/campaigns/CP0001/prices/")] == ["", "true", ""]


def test_answers_a_request_that_got_no_user() -> None:
    assert navigation(RequestFactory().get("/")) == {"navigation": []}
