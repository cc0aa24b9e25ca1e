import datetime as dt

import pytest

from campaigns.models import Campaign
from campaigns.situations import choices, has_targets, holds
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE

pytestmark = pytest.mark.django_db


def on(days: int) -> dt.date:
    return WORK_DATE + dt.timedelta(days=days)


def in_situation(key: str) -> list[str]:
    found = Campaign.objects.filter(holds(key, WORK_DATE))
    return list(found.order_by("pk").values_list("number", flat=True))


def test_starting_soon_is_within_a_week_from_today() -> None:
    for name, start in (("YESTERDAY", -1), ("TODAY", 0), ("LAST", 7), ("LATER", 8)):
        cast.campaign(name, starting_on=on(start))
    cast.campaign("UNDATED")
    assert in_situation("starts-soon") == ["TODAY", "LAST"]


def test_ending_soon_is_within_a_week_from_today() -> None:
    for name, end in (("YESTERDAY", -1), ("TODAY", 0), ("LAST", 7), ("LATER", 8)):
        cast.campaign(name, ending_on=on(end))
    cast.campaign("UNDATED")
    assert in_situation("ends-soon") == ["TODAY", "LAST"]


def test_ahead_is_what_has_a_day_in_the_next_eight_weeks() -> None:
    cast.campaign("OVER", starting_on=on(-9), ending_on=on(-1))
    cast.campaign("RUNNING", starting_on=on(-9), ending_on=on(0))
    cast.campaign("ENDLESS", starting_on=on(-9))
    cast.campaign("LAST", starting_on=on(56), ending_on=on(90))
    cast.campaign("BEYOND", starting_on=on(57))
    cast.campaign("BEGUN", ending_on=on(3))
    cast.campaign("UNDATED")
    assert in_situation("ahead") == ["RUNNING", "ENDLESS", "LAST", "BEGUN"]


def test_resync_is_due_for_active_ones_that_changed_since_their_run() -> None:
    cast.campaign("CHANGED", terms_changed_at=NOW)
    cast.campaign("OFF", is_active=False, terms_changed_at=NOW)
    cast.campaign("AS-RUN")
    assert in_situation("resync") == ["CHANGED"]


def test_targets_are_somebody_in_the_target_group() -> None:
    cast.campaign("WITH", cast.company())
    cast.campaign("WITHOUT")
    assert list(Campaign.objects.filter(has_targets()).values_list("number", flat=True)) == ["WITH"]


def test_higher_rooms_bring_theirs() -> None:
    assert [key for key, _ in choices()] == ["ready", "attention", "starts-soon", "ends-soon", "resync", "ahead"]


def test_unknown_situation_is_no_situation() -> None:
    with pytest.raises(KeyError):
        holds("sunny", WORK_DATE)
