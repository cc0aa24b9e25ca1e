import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from django.urls import include, path
from django.views.generic.base import View

from config.navigation import Link, navigation, pages_for
from contacts.models import Preferences
from tests.factories.users import UserFactory

page = View.as_view()
urlpatterns = [
    path("", page, name="home"),
    path("campaigns/", include(([path("", page, name="list")], "campaigns"))),
    path("orders/", include(([path("", page, name="list")], "orders"))),
    path("jobs/", include(([path("", page, name="list")], "jobs"))),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def links(user: User | AnonymousUser, at: str = "/") -> list[Link]:
    request = RequestFactory().get(at)
    request.user = user
    found: list[Link] = navigation(request)["navigation"]
    return found


def test_offers_what_may_be_seen() -> None:
    user = UserFactory(permissions=["campaigns.view_campaign"])
    assert [link.url for link in links(user)] == ["/", "/campaigns/", "/jobs/"]


def test_offers_administrators_every_page_that_exists() -> None:
    assert [link.url for link in links(UserFactory(is_superuser=True))] == ["/", "/campaigns/", "/orders/", "/jobs/"]


def test_offers_nothing_before_sign_in() -> None:
    assert links(AnonymousUser()) == []


def test_marks_the_page_and_the_part_of_the_site() -> None:
    user = UserFactory(is_superuser=True)
    assert [link.current for link in links(user)] == ["page", "", "", ""]
    assert [link.current for link in links(user, at="/campaigns/")] == ["", "page", "", ""]
    assert [link.current for link in links(user, at="/campaigns/CP0001/prices/")] == ["", "true", "", ""]


def test_puts_what_one_needs_now_and_then_below() -> None:
    assert [link.url for link in links(UserFactory(is_superuser=True)) if link.is_below] == ["/jobs/"]


def test_answers_a_request_that_got_no_user() -> None:
    context = navigation(RequestFactory().get("/"))
    assert context["navigation"] == []
    assert context["preferences"].uses_shortcuts


def test_brings_what_the_person_likes() -> None:
    user = Preferences.objects.create(user=UserFactory(), uses_shortcuts=False).user
    request = RequestFactory().get("/")
    request.user = user
    assert not navigation(request)["preferences"].uses_shortcuts


def test_offers_to_start_with_what_may_be_seen() -> None:
    user = UserFactory(permissions=["orders.view_order"])
    assert [page.url_name for page in pages_for(user)] == ["home", "orders:list", "jobs:list"]
