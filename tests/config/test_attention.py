import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign
from config.attention import CONCERNS, attention_for, in_need, is_ready
from orders.models import ActivationRun
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.orders import ActivationRunFactory
from tests.factories.segments import following_segment
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

SIX_MINUTES = dt.timedelta(minutes=6)
YESTERDAY = WORK_DATE - dt.timedelta(days=1)


def complete(number: str, **fields: Any) -> Campaign:
    """Return a campaign with a target and a price."""
    campaign = cast.campaign(number, cast.company(f"Alder {number}"), **fields)
    cast.price(cast.item(f"ITEM {number}"), "90", campaign)
    return campaign


def ready() -> list[str]:
    return list(Campaign.objects.filter(is_ready(WORK_DATE)).values_list("number", flat=True))


def attention(user: User | None = None) -> dict[str, list[tuple[str, str]]]:
    found = attention_for(user or UserFactory(is_superuser=True), Campaign.objects.order_by("pk"), day=WORK_DATE)
    return {entry.campaign.number: [(remark.sentence, remark.url) for remark in entry.remarks] for entry in found}


class TestReady:
    def test_takes_targets_and_prices(self) -> None:
        complete("SPRING", is_active=False)
        cast.campaign("TARGETS", cast.company(), is_active=False)
        cast.price(cast.item(), "90", cast.campaign("PRICES", is_active=False))
        assert ready() == ["SPRING"]

    def test_discount_is_as_good_as_a_price(self) -> None:
        campaign = cast.campaign("SPRING", cast.company(), is_active=False)
        cast.discount(None, "10", campaign)
        assert ready() == ["SPRING"]

    def test_withdrawn_price_is_none(self) -> None:
        campaign = cast.campaign("SPRING", cast.company(), is_active=False)
        cast.price(cast.item(), "90", campaign, withdrawn_at=NOW)
        assert ready() == []

    def test_is_not_what_is_active_or_over(self) -> None:
        complete("ACTIVE")
        complete("OVER", is_active=False, ending_on=YESTERDAY)
        complete("LAST DAY", is_active=False, ending_on=WORK_DATE)
        assert ready() == ["LAST DAY"]


class TestAttention:
    def test_nothing_is_wrong_with_a_complete_campaign(self) -> None:
        complete("ACTIVE")
        complete("PLANNED", is_active=False, starts_by_itself=True, starting_on=WORK_DATE)
        cast.campaign("BEING MADE", is_active=False)
        assert attention() == {}

    def test_active_without_targets_and_prices_says_both(self) -> None:
        cast.campaign("SPRING")
        assert attention() == {
            "SPRING": [
                (
                    "Activated, but nobody is in its target group: nobody gets its prices.",
                    "/campaigns/SPRING/segments/",
                ),
                ("Activated, but it has no prices or discounts.", "/campaigns/SPRING/prices/"),
            ]
        }

    def test_active_after_its_end(self) -> None:
        complete("SPRING", ending_on=YESTERDAY)
        complete("LAST DAY", ending_on=WORK_DATE)
        sentence = "Ended on 14 January 2030, but still activated."
        assert attention() == {"SPRING": [(sentence, "/campaigns/SPRING/deactivate/")]}

    def test_changed_since_its_run(self) -> None:
        complete("SPRING", terms_changed_at=NOW)
        sentence = "Changed after its last run: open order lines may carry other prices than it gives now."
        assert attention() == {"SPRING": [(sentence, "/campaigns/SPRING/resync/")]}

    def test_starts_by_itself_with_something_missing(self) -> None:
        cast.campaign("SPRING", is_active=False, starts_by_itself=True, starting_on=WORK_DATE)
        cast.campaign("OVER", is_active=False, starts_by_itself=True, starting_on=YESTERDAY, ending_on=YESTERDAY)
        assert [sentence for sentence, _ in attention()["SPRING"]] == [
            "Is to activate itself on 15 January 2030, but nobody is in its target group.",
            "Is to activate itself on 15 January 2030, but has no prices or discounts.",
        ]
        assert "OVER" not in attention()

    def test_did_not_start_by_itself(self) -> None:
        complete("SPRING", is_active=False, starts_by_itself=True, starting_on=YESTERDAY)
        sentence = "Was to activate itself on 14 January 2030 and has not."
        assert attention() == {"SPRING": [(sentence, "/campaigns/SPRING/activate/")]}

    def test_overlap_with_another_campaign(self) -> None:
        spring, summer = complete("SPRING"), complete("SUMMER", is_active=False)
        item = cast.item("1000")
        for campaign in (spring, summer):
            cast.price(item, "80", campaign)
        sentence = "Some of its prices or discounts overlap those of another campaign: a buyer of both gets only one."
        assert attention() == {"SPRING": [(sentence, "/campaigns/SPRING/prices/")]}

    def test_run_that_is_not_finished(self) -> None:
        run = ActivationRunFactory(
            campaign=complete("SPRING"), state=ActivationRun.State.APPLYING, started_at=timezone.now() - SIX_MINUTES
        )
        ActivationRunFactory(
            campaign=complete("SUMMER"), state=ActivationRun.State.FINISHED, started_at=timezone.now() - SIX_MINUTES
        )
        assert attention() == {"SPRING": [("A run has started and is not finished.", f"/runs/{run.pk}/")]}

    def test_run_that_somebody_applies_right_now_is_nothing_wrong(self) -> None:
        ActivationRunFactory(campaign=complete("SPRING"), state=ActivationRun.State.APPLYING, started_at=timezone.now())
        assert attention() == {}

    def test_segment_that_could_not_be_refreshed(self) -> None:
        spring = complete("SPRING")
        following_segment(campaign=spring, refresh_failed_at=NOW)
        following_segment(campaign=complete("SUMMER"), refresh_failed_at=NOW, state="logged")
        mended = following_segment(campaign=complete("AUTUMN"), refresh_failed_at=NOW)
        mended.steps.update(undone_at=NOW)
        sentence = "One of its segments follows its rules and could not be refreshed: a rule names what is gone."
        assert attention() == {"SPRING": [(sentence, "/segments/?campaign=SPRING&refresh=failed&state=open")]}

    def test_leads_only_where_one_may_go(self) -> None:
        cast.campaign("SPRING")
        user = UserFactory(permissions=["campaigns.view_campaign", "pricing.view_salesprice"])
        assert [url for _, url in attention(user)["SPRING"]] == ["", "/campaigns/SPRING/prices/"]

    def test_takes_one_query_however_many_there_are(self) -> None:
        user = UserFactory(is_superuser=True)
        for size in (1, 4):
            for number in range(size):
                cast.campaign(f"SPRING {size}/{number}", terms_changed_at=NOW)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert len(attention(user)) >= size
            assert len(queries) == 1

    @pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern.key)
    def test_every_concern_is_a_reason_to_be_listed(self, concern: Any) -> None:
        complete("FINE")
        cast.campaign("EMPTY", ending_on=YESTERDAY, terms_changed_at=NOW)
        cast.campaign("COMING", is_active=False, starts_by_itself=True, starting_on=WORK_DATE)
        complete("LATE", is_active=False, starts_by_itself=True, starting_on=YESTERDAY)
        ActivationRunFactory(
            campaign=complete("STUCK"), state=ActivationRun.State.APPLYING, started_at=timezone.now() - SIX_MINUTES
        )
        following_segment(campaign=complete("BROKEN"), refresh_failed_at=NOW)
        item = cast.item("1000")
        for number in ("ONE", "OTHER"):
            cast.price(item, "80", complete(number))
        concerned = set(Campaign.objects.filter(concern.holds_on(WORK_DATE)))
        assert concerned
        assert concerned <= set(Campaign.objects.filter(in_need(WORK_DATE)))
