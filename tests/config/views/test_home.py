import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import ActivationRun
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    return client.get("/").content.decode()


def test_home_is_for_people_who_signed_in(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"
    client.force_login(UserFactory(username="anna"))
    assert "Welcome, anna" in page(client)


def test_browsers_find_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/app/favicon.svg"


class TestBeforeTheFirstCampaign:
    def test_says_how_one_is_made(self, client: Client) -> None:
        client.force_login(UserFactory(group="Marketer"))
        assert "From plan to price" in page(client)
        assert 'href="/campaigns/new/"' in page(client)

    def test_offers_it_to_nobody_who_may_not(self, client: Client) -> None:
        client.force_login(UserFactory(group="Viewer"))
        assert "From plan to price" in page(client)
        assert 'href="/campaigns/new/"' not in page(client)


class TestWithCampaigns:
    @pytest.fixture(autouse=True)
    def _spring(self) -> None:
        self.spring = cast.campaign("SPRING", starting_on=timezone.localdate(), description="Chairs")

    def test_shows_what_needs_attention_and_where_it_is_mended(self, client: Client) -> None:
        client.force_login(UserFactory(group="Viewer"))
        assert "Activated, but it has no prices or discounts." in page(client)
        assert 'href="/campaigns/SPRING/prices/"' in page(client)
        assert "/campaigns/?situation=attention" in page(client)

    def test_leads_to_all_that_need_attention(self, client: Client) -> None:
        client.force_login(UserFactory(group="Viewer"))
        assert "campaigns that need attention" not in page(client)
        for number in range(8):
            cast.campaign(f"EMPTY{number}")
        assert "All 9 campaigns that need attention" in page(client)
        assert page(client).count('class="attention-about"') == 8

    def test_says_when_nothing_is_wrong(self, client: Client) -> None:
        self.spring.is_active, self.spring.activated_at = False, None
        self.spring.save()
        client.force_login(UserFactory(group="Viewer"))
        assert "All is well: no campaign needs attention." in page(client)

    def test_draws_what_runs_did(self, client: Client) -> None:
        client.force_login(UserFactory(group="Viewer"))
        assert "No run changed order lines in the last 12 weeks." in page(client)
        assert "chart.umd" not in page(client)
        ActivationRunFactory(
            campaign=self.spring,
            state=ActivationRun.State.FINISHED,
            started_at=timezone.now(),
            applied_count=1234,
            local_before=Decimal(5000),
            local_after=Decimal("4300.50"),
        )
        assert '<td class="number">1,234</td>' in page(client)
        assert "In these 12 weeks runs took €699.50 off the amounts of open order lines" in page(client)
        assert "chart.umd" in page(client)

    def test_shows_only_what_one_may_see(self, client: Client) -> None:
        client.force_login(UserFactory(permissions=["orders.view_order"]))
        assert "SPRING" not in page(client)
        assert "changed by runs" not in page(client)
        assert 'href="/orders/"' in page(client)
        client.force_login(UserFactory(permissions=["orders.view_activationrun"]))
        assert "Chairs" not in page(client)
        assert "Order lines changed by runs" in page(client)

    def test_asks_the_database_as_often_however_much_there_is(self, client: Client) -> None:
        client.force_login(UserFactory(group="Campaign manager"))
        counts = []
        for size in (1, 6):
            for number in range(size):
                name = f"C{size}{number}"
                campaign = cast.campaign(name, cast.company(name), ending_on=timezone.localdate() + dt.timedelta(9))
                ActivationRunFactory(
                    campaign=campaign, state=ActivationRun.State.FINISHED, started_at=timezone.now(), applied_count=1
                )
            with CaptureQueriesContext(connection) as queries:
                page(client)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert counts[1] <= 22
