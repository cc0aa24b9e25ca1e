from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path, resolve
from django.utils.translation import pgettext_lazy

from config import tabs
from config.tabs import Check, Tab, card_tabs
from tests.factories.users import UserFactory


def show(request: HttpRequest, number: str) -> HttpResponse:
    shown = card_tabs(request)["card_tabs"]
    return HttpResponse(render_to_string("frame/_tabs.html", {"card_tabs": shown(), "label": "Parts"}))


urlpatterns = [
    path("campaigns/<str:number>/", include(([path("", show, name="card"), path("edit/", show)], "campaigns"))),
    path(
        "campaigns/<str:number>/prices/",
        include(([path("", show, name="campaign-prices"), path("old/", show, name="old-prices")], "pricing")),
    ),
    path("orders/<str:number>/", show),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
PRICES = Tab(
    pgettext_lazy("tab", "Prices"),
    "pricing:campaign-prices",
    "pricing.view_salesprice",
    count=len,
    also=("pricing:old-prices",),
)


HOME = Tab(pgettext_lazy("tab", "Overview"), "campaigns:card", "campaigns.view_campaign")


@pytest.fixture
def campaign_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "CARDS", {"campaigns:card": (HOME, PRICES)})


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

    def test_marks_the_tab_under_which_a_page_stands(self, client: Client) -> None:
        html = page(client, UserFactory(is_superuser=True), "/campaigns/CP0001/prices/old/")
        assert '<a href="/campaigns/CP0001/prices/" aria-current="page">Prices' in html

    def test_leaves_out_what_may_not_be_seen(self, client: Client) -> None:
        html = page(client, UserFactory(permissions=["campaigns.view_campaign"]), "/campaigns/CP0001/prices/")
        assert html.count("<li>") == 1
        assert "Overview" in html


def test_page_of_no_card_has_no_tabs(client: Client) -> None:
    assert "<li>" not in page(client, UserFactory(is_superuser=True), "/orders/SO0001/")


def test_leaves_out_tabs_without_a_page(client: Client) -> None:
    assert page(client, UserFactory(is_superuser=True), "/campaigns/CP0001/").count("<li>") == 2


class TestNextStep:
    """What the checks of the tabs say, and where they lead."""

    @pytest.fixture(autouse=True)
    def _tabs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.missing = {"CP0001": "Add a price."}
        home = HOME
        prices = Tab(
            pgettext_lazy("tab", "Prices"),
            "pricing:campaign-prices",
            "pricing.view_salesprice",
            missing=lambda number: self.missing.get(number, ""),
            step="Enter prices",
        )
        goal = Tab(pgettext_lazy("tab", "Overview"), "campaigns:card", "campaigns.view_campaign", is_goal=True)
        monkeypatch.setattr(tabs, "CARDS", {"campaigns:card": (home, prices, goal)})

    def context(self, rf: RequestFactory, user: User) -> dict[str, Callable[[], Any]]:
        request = rf.get("/campaigns/CP0001/")
        request.user = user
        request.resolver_match = resolve(request.path)
        return card_tabs(request)

    def test_leads_to_the_first_tab_that_lacks_something(self, rf: RequestFactory) -> None:
        context = self.context(rf, UserFactory(is_superuser=True))
        [check] = context["card_checks"]()
        assert (check.url, check.missing) == ("/campaigns/CP0001/prices/", "Add a price.")
        assert check.step == "Enter prices"
        assert context["card_goal"]() == check

    def test_leads_to_the_goal_when_nothing_is_missing(self, rf: RequestFactory) -> None:
        self.missing.clear()
        context = self.context(rf, UserFactory(is_superuser=True))
        assert [check.missing for check in context["card_checks"]()] == [""]
        assert context["card_goal"]() == Check(HOME.label, "/campaigns/CP0001/", "", step=HOME.label)

    def test_what_only_warns_is_a_check_while_it_does(
        self, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        warnings = ["1 row overlaps SUMMER."]
        warning = replace(PRICES, missing=None, warns=lambda _number: next(iter(warnings), ""))
        monkeypatch.setattr(tabs, "CARDS", {"campaigns:card": (HOME, warning)})
        user = UserFactory(is_superuser=True)
        [check] = self.context(rf, user)["card_checks"]()
        assert (check.missing, check.warning) == ("", "1 row overlaps SUMMER.")
        warnings.clear()
        assert self.context(rf, user)["card_checks"]() == []

    def test_named_check_is_always_shown_and_leads_to_its_repair(
        self, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repair = ("pricing:old-prices", "pricing.change_salesprice")
        dates = replace(HOME, warns=lambda _number: "", check_label="Dates", repair=repair)
        monkeypatch.setattr(tabs, "CARDS", {"campaigns:card": (dates,)})
        [check] = self.context(rf, UserFactory(is_superuser=True))["card_checks"]()
        assert (check.label, check.warning, check.url) == ("Dates", "", "/campaigns/CP0001/prices/old/")
        [check] = self.context(rf, UserFactory(permissions=["campaigns.view_campaign"]))["card_checks"]()
        assert check.url == "/campaigns/CP0001/"

    def test_leaves_out_what_may_not_be_seen(self, rf: RequestFactory) -> None:
        context = self.context(rf, UserFactory(permissions=["campaigns.view_campaign"]))
        assert context["card_checks"]() == []
        assert context["card_goal"]().url == "/campaigns/CP0001/"
