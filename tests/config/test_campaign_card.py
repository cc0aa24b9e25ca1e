import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.urls import resolve

from config.campaign_card import FigureLink, campaign_card
from tests.factories import cast
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def shown(rf: RequestFactory, user: User, url: str = "/campaigns/SPRING/") -> tuple[dict[str, str], list[FigureLink]]:
    """Return where the moves lead, by name, and the figures."""
    request = rf.get(url)
    request.user = user
    request.resolver_match = resolve(request.path)
    context = campaign_card(request)
    return {name: move.url for name, move in context["card_moves"]().items()}, context["card_figures"]()


def test_figures_open_the_rows_they_count(rf: RequestFactory) -> None:
    spring = cast.campaign("SPRING", cast.company("Alder"))
    cast.target(spring, cast.company("Birch"), contact_count=3)
    _moves, figures = shown(rf, UserFactory(is_superuser=True))
    assert [(str(figure.label), figure.url, figure.count) for figure in figures] == [
        ("Target group (buyers)", "/campaigns/SPRING/targets/", 2),
        ("Flagged contacts behind them", "/campaigns/SPRING/targets/contacts/", 4),
    ]


def test_moves_lead_to_pages_of_the_card(rf: RequestFactory) -> None:
    moves, _figures = shown(rf, UserFactory(is_superuser=True))
    assert moves["resync"] == "/campaigns/SPRING/resync/"
    assert moves["deactivate"] == "/campaigns/SPRING/deactivate/"


def test_leaves_out_what_may_not_be_seen(rf: RequestFactory) -> None:
    moves, figures = shown(rf, UserFactory(permissions=["campaigns.view_campaigntarget"]))
    assert moves == {}
    assert [figure.url for figure in figures] == ["/campaigns/SPRING/targets/"]


def test_other_cards_have_none(rf: RequestFactory) -> None:
    assert shown(rf, UserFactory(is_superuser=True), "/segments/SM0001/") == ({}, [])
