import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format

AFTERNOON = dt.datetime(2026, 11, 1, 14, 5)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en-gb", "1 November 2026 14:05", "1 Nov 2026 14:05"),
        ("nl", "1 november 2026 14:05", "1 nov 2026 14:05"),
    ],
)
def test_django_itself_writes_moments_as_pages_do(language: str, long: str, short: str) -> None:
    with translation.override(language):
        assert date_format(AFTERNOON, "DATETIME_FORMAT") == long
        assert date_format(AFTERNOON, "SHORT_DATETIME_FORMAT") == short
        assert date_format(AFTERNOON, "TIME_FORMAT") == "14:05"
