import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from config.weekly import WeekOfRuns, chart_of, weeks_until
from orders.models import ActivationRun
from tests.factories.campaigns import WORK_DATE, CampaignFactory
from tests.factories.orders import ActivationRunFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2030, 1, 14)
FINISHED = ActivationRun.State.FINISHED
Kind = ActivationRun.Kind


def run(started_at: dt.datetime, **fields: Any) -> ActivationRun:
    return ActivationRunFactory(
        **{"campaign": CampaignFactory(), "state": FINISHED, "started_at": started_at, **fields}
    )


def local(before: str, after: str) -> dict[str, Decimal]:
    return {"local_before": Decimal(before), "local_after": Decimal(after)}


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_twelve_weeks_are_there_also_without_runs() -> None:
    weeks = weeks_until(WORK_DATE)
    assert [week.monday for week in weeks] == [MONDAY - dt.timedelta(weeks=11 - number) for number in range(12)]
    assert weeks[-1] == WeekOfRuns(MONDAY, 0, 0, 0, Decimal(0))
    assert chart_of(weeks) is None


def test_adds_up_what_runs_did(django_assert_num_queries) -> None:
    run(utc(2030, 1, 14, 9), kind=Kind.ACTIVATE, applied_count=100, **local("1000", "850.25"))
    run(utc(2030, 1, 15, 9), kind=Kind.RESYNC, applied_count=20)
    run(utc(2030, 1, 15, 9), kind=Kind.DEACTIVATE, applied_count=3, **local("90", "100"))
    run(utc(2030, 1, 8, 9), kind=Kind.DEACTIVATE, applied_count=7)
    run(utc(2030, 1, 15, 9), state=ActivationRun.State.APPLYING, applied_count=999, **local("500", "0"))
    with django_assert_num_queries(1):
        weeks = weeks_until(WORK_DATE)
    assert weeks[-2:] == [
        WeekOfRuns(MONDAY - dt.timedelta(weeks=1), 1, 0, 7, Decimal(0)),
        WeekOfRuns(MONDAY, 3, 120, 3, Decimal("139.75")),
    ]


def test_week_begins_at_midnight_of_the_firm() -> None:
    run(utc(2030, 1, 13, 22, 59), applied_count=1)  # Sunday 23:59 in Amsterdam.
    run(utc(2030, 1, 13, 23, 0), applied_count=10)  # Monday 0:00 there.
    assert [week.priced_count for week in weeks_until(WORK_DATE)[-2:]] == [1, 10]


def test_what_is_longer_ago_is_left_out() -> None:
    run(utc(2029, 10, 28, 12), applied_count=1)
    assert chart_of(weeks_until(WORK_DATE)) is None
    run(utc(2029, 10, 29, 12), applied_count=1)
    assert weeks_until(WORK_DATE)[0] == WeekOfRuns(dt.date(2029, 10, 29), 1, 1, 0, Decimal(0))


def test_number_of_runs_opens_these_runs(client: Client) -> None:
    run(utc(2030, 1, 13, 22, 59))
    run(utc(2030, 1, 13, 23, 0))
    run(utc(2030, 1, 20, 22, 59))
    run(utc(2030, 1, 20, 23, 0))
    client.force_login(UserFactory(group="Viewer"))
    [week] = weeks_until(WORK_DATE)[-1:]
    assert week.run_count == 2
    assert client.get(week.url).context["table"].paginator.count == 2


def test_chart_has_the_numbers_of_the_table() -> None:
    run(utc(2030, 1, 15, 9), kind=Kind.ACTIVATE, applied_count=120)
    run(utc(2030, 1, 15, 9), kind=Kind.DEACTIVATE, applied_count=3)
    chart = chart_of(weeks_until(WORK_DATE))
    assert chart is not None
    assert (chart["lang"], chart["labels"][0], chart["labels"][-1]) == ("en-gb", "29 Oct", "14 Jan")
    assert [(one["label"], one["data"]) for one in chart["series"]] == [
        ("Got campaign prices", [0] * 11 + [120]),
        ("Put back", [0] * 11 + [3]),
    ]
