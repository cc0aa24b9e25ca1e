import datetime as dt

import pytest

from campaigns.models import Campaign
from campaigns.services import switch_on
from config.activity import last_activities
from orders.models import ActivationRun
from segments.models import BulkChange
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def spring() -> Campaign:
    return cast.campaign("SPRING", is_active=False, description="Chairs")


def told(user=None) -> list[tuple[str, str, str, str]]:
    found = last_activities(user or UserFactory(group="Viewer"))
    return [(activity.person, activity.about, activity.verb, activity.url) for activity in found]


def test_tells_who_changed_a_campaign(spring: Campaign) -> None:
    spring.description = "Desks"
    spring._history_user = UserFactory(username="anna", first_name="Anna", last_name="Smit")
    spring.save()
    assert told() == [
        ("Anna Smit", "SPRING Desks", "changed", "/campaigns/SPRING/history/"),
        ("", "SPRING Chairs", "made", "/campaigns/SPRING/history/"),
    ]


def test_tells_a_switch_once_as_the_run(spring: Campaign) -> None:
    anna = UserFactory(username="anna")
    switch_on(spring, at=NOW, by=anna)
    later = dt.datetime.now(tz=dt.UTC) + dt.timedelta(minutes=1)
    run = ActivationRunFactory(campaign=spring, state=ActivationRun.State.FINISHED, started_at=later, started_by=anna)
    assert told() == [
        ("anna", "SPRING Chairs", "activated", f"/runs/{run.pk}/"),
        ("", "SPRING Chairs", "made", "/campaigns/SPRING/history/"),
    ]


def test_plan_has_not_happened(spring: Campaign) -> None:
    ActivationRunFactory(campaign=spring)
    assert [verb for _, _, verb, _ in told()] == ["made"]


def test_tells_of_many_segment_lines_at_once() -> None:
    anna = UserFactory(username="anna")
    BulkChange.objects.create(
        segment=SegmentFactory(number="SM1", description="Oak"),
        verb=BulkChange.Verb.MARK_TARGETS,
        made_at=NOW,
        made_by=anna,
    )
    assert told() == [("anna", "SM1 Oak", "· Marked as campaign target", "/segments/SM1/history/")]


def test_what_is_deleted_leads_nowhere(spring: Campaign) -> None:
    spring.delete()
    assert told() == [
        ("", "SPRING Chairs", "deleted", ""),
        ("", "SPRING Chairs", "made", "/campaigns/SPRING/history/"),
    ]


def test_only_what_one_may_see(spring: Campaign) -> None:
    ActivationRunFactory(campaign=spring, state=ActivationRun.State.FINISHED, started_at=NOW)
    assert [verb for _, _, verb, _ in told(UserFactory(permissions=["orders.view_activationrun"]))] == ["activated"]
    assert [verb for _, _, verb, _ in told(UserFactory(permissions=["campaigns.view_campaign"]))] == ["made"]
    assert told(UserFactory()) == []


def test_is_the_last_ten_however_many_there_are(django_assert_max_num_queries) -> None:
    user = UserFactory(group="Viewer")
    user.get_all_permissions()
    for number in range(12):
        cast.campaign(f"SPRING{number:02}", is_active=False)
    with django_assert_max_num_queries(3):
        found = last_activities(user)
    assert [activity.about[:8] for activity in found] == [f"SPRING{number:02}" for number in range(11, 1, -1)]
