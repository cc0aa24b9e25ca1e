import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from campaigns.models import Campaign
from config.cues import SOURCES, Cue, cues_for
from contacts.models import Upload
from orders.models import ActivationRun
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.orders import ActivationRunFactory
from tests.factories.users import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_work_date")]


@pytest.fixture
def _work_date() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def on(days: int) -> dt.date:
    return WORK_DATE + dt.timedelta(days=days)


def complete(number: str, **fields: Any) -> Campaign:
    campaign = cast.campaign(number, cast.company(f"Alder {number}"), **fields)
    cast.price(cast.item(f"ITEM {number}"), "90", campaign)
    return campaign


def build_the_world() -> None:
    """Make campaigns and runs of which each number counts some and leaves out others."""
    complete("ACTIVE", ending_on=on(3))
    cast.campaign("EMPTY", starting_on=on(-9))
    for number in ("READY", "READY TOO", "READY AS WELL"):
        complete(number, is_active=False, starting_on=on(5))
    complete("ARCHIVED", is_active=False, starting_on=on(5), ending_on=on(6), is_archived=True)
    complete("OVER", is_active=False, ending_on=on(-1))
    waiting = cast.campaign("WAITING", is_active=False)
    ActivationRunFactory(campaign=waiting)
    ActivationRunFactory(campaign=waiting, state=ActivationRun.State.FINISHED, started_at=NOW)


def upload(name: str, **fields: Any) -> Upload:
    return Upload.objects.create(kind="prices", name=name, size=1, uploaded_at=NOW, **fields)


def numbers(cues: list[Cue]) -> dict[str, int]:
    return {str(cue.label): cue.count for cue in cues}


def test_count_what_there_is_today() -> None:
    build_the_world()
    assert numbers(cues_for(UserFactory(group="Viewer"))) == {
        "Active now": 2,
        "Ready to activate": 3,
        "Start within 7 days": 3,
        "End within 7 days": 1,
        "Need attention": 1,
        "Previews waiting": 1,
    }


def test_each_opens_as_many_rows_as_it_says(client: Client) -> None:
    build_the_world()
    ActivationRunFactory(campaign=Campaign.objects.get(number="ACTIVE"), state=ActivationRun.State.APPLYING)
    upload("waiting.csv")
    user = UserFactory(group="Campaign manager")
    client.force_login(user)
    cues = cues_for(user)
    assert len(cues) == len(SOURCES)
    for cue in cues:
        page = client.get(cue.url)
        assert (cue.label, page.context["table"].paginator.count) == (cue.label, cue.count)
        assert page.context["filter"].form.is_valid()


def test_imports_wait_only_for_those_who_may_decide_about_them() -> None:
    manager = UserFactory(group="Campaign manager")
    assert "Imports waiting" not in numbers(cues_for(manager))
    upload("one.csv")
    upload("other.csv")
    upload("done.csv", state=Upload.State.SAVED, decided_at=NOW)
    assert numbers(cues_for(manager))["Imports waiting"] == 2
    assert "Imports waiting" not in numbers(cues_for(UserFactory(group="Viewer")))


def test_runs_under_way_show_only_while_there_are_some() -> None:
    user = UserFactory(group="Viewer")
    assert "Runs under way" not in numbers(cues_for(user))
    ActivationRunFactory(state=ActivationRun.State.APPLYING)
    assert numbers(cues_for(user))["Runs under way"] == 1


def test_alarm_only_while_something_is_wrong() -> None:
    user = UserFactory(group="Viewer")
    assert not any(cue.is_alarm for cue in cues_for(user))
    cast.campaign("EMPTY")
    assert [str(cue.label) for cue in cues_for(user) if cue.is_alarm] == ["Need attention"]


def test_only_of_what_one_may_see() -> None:
    user = UserFactory(permissions=["orders.view_activationrun"])
    assert list(numbers(cues_for(user))) == ["Previews waiting"]
    assert cues_for(UserFactory()) == []
