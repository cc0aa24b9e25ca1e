import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path
from django.utils.translation import pgettext_lazy

from config import tabs
from config.tabs import Tab, card_tabs
from tests.factories.users import UserFactory


def show(request: HttpRequest, number: str) -> HttpResponse:
    shown = card_tabs(request)["card_tabs"]
    return HttpResponse(render_to_string("frame/_tabs.html", {"card_tabs": shown(), "label": "Parts"}))


urlpatterns = [
    path("campaigns/<str:number>/", include(([path("", show, name="card"), path("edit/", show)], "campaigns"))),
    path("campaigns/<str:number>/prices/", include(([path("", show, name="campaign-prices")], "pricing"))),
    path("orders/<str:number>/", show),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
PRICES = Tab(pgettext_lazy("tab", "Prices"), "pricing:campaign-prices", "pricing.view_salesprice", count=len)


@pytest.fixture
def campaign_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "CARDS", {"campaigns:card": (tabs.CAMPAIGN_TABS[0], PRICES)})


def page(client: Client, user: User, url: str) -> str:
    client.force_login(user)
    return client.get(url).content.decode()


@pytest.mark.usefixtures("campaign_tabs")
class TestCard:
    def test_lists_its_tabs_with_counts(self, client: Client) -> None:
        html = page(client, UserFactory(is_superuser=True), "/campaigns/CP0001/")
        assert '<a href="/campaigns/CP0001/" aria-current="page">Overview' in html
        assert '<a href="/campaigns/CP0001/prices/" >Prices' in html
        assert '<span class="tab-count">6</span>' in html

    def test_keeps_tabs_on_pages_that_are_none(self, client: Client) -> None:
        html = page(client, UserFactory(is_superuser=True), "/campaigns/CP0001/edit/")
        assert html.count("<li>") == 2
        assert "aria-current" not in html

    def test_leaves_out_what_may_not_be_seen(self, client: Client) -> None:
        html = page(client, UserFactory(permissions=["campaigns.view_campaign"]), "/campaigns/CP0001/prices/")
        assert html.count("<li>") == 1
        assert "Overview" in html


def test_page_of_no_card_has_no_tabs(client: Client) -> None:
    assert "<li>" not in page(client, UserFactory(is_superuser=True), "/orders/SO0001/")


def test_leaves_out_tabs_without_a_page(client: Client) -> None:
    assert page(client, UserFactory(is_superuser=True), "/campaigns/CP0001/").count("<li>") == 2
