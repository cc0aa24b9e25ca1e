import datetime as dt

import pytest

from config.schedule import schedule_from
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE

pytestmark = pytest.mark.django_db

MONDAY = WORK_DATE - dt.timedelta(days=1)  # The work date is a Tuesday.


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def test_goes_from_this_monday_over_nine_weeks() -> None:
    schedule = schedule_from(WORK_DATE)
    assert [week.monday for week in schedule.weeks] == [day(7 * number) for number in range(9)]
    assert [week.x for week in schedule.weeks][:3] == ["0.00%", "11.11%", "22.22%"]
    assert schedule.today_x == "1.59%"  # One day of 63.
    assert schedule.bars == []


def test_bar_has_the_days_of_its_campaign() -> None:
    cast.campaign("WEEK", starting_on=day(7), ending_on=day(13))
    cast.campaign("LONG", starting_on=day(-99), ending_on=day(99))
    cast.campaign("ENDLESS", starting_on=day(56))
    cast.campaign("BEGUN", ending_on=day(6))
    bars = {bar.campaign.number: (bar.x, bar.width) for bar in schedule_from(WORK_DATE).bars}
    assert bars == {
        "BEGUN": ("0.00%", "11.11%"),
        "LONG": ("0.00%", "100.00%"),
        "WEEK": ("11.11%", "11.11%"),
        "ENDLESS": ("88.89%", "11.11%"),
    }
    assert list(bars) == ["BEGUN", "LONG", "WEEK", "ENDLESS"]


def test_last_day_ahead_is_in_the_picture() -> None:
    cast.campaign("LAST", starting_on=WORK_DATE + dt.timedelta(weeks=8))
    [bar] = schedule_from(WORK_DATE).bars
    assert (bar.x, bar.width) == ("90.48%", "9.52%")


def test_what_is_archived_over_or_undated_is_left_out() -> None:
    cast.campaign("ARCHIVED", starting_on=day(7), is_active=False, is_archived=True)
    cast.campaign("OVER", ending_on=MONDAY)
    cast.campaign("UNDATED")
    assert schedule_from(WORK_DATE).campaign_count == 0


def test_counts_those_without_a_place(django_assert_num_queries) -> None:
    for number in range(14):
        cast.campaign(f"SPRING{number:02}", starting_on=day(7))
    with django_assert_num_queries(2):
        schedule = schedule_from(WORK_DATE)
    assert (len(schedule.bars), schedule.campaign_count) == (12, 14)
