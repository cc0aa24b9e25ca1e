import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from contacts.templatetags.uploads import stored_value
from contacts.upload_results import stored


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [
        (None, "–", "–"),
        ("", "–", "–"),
        ("Breda", "Breda", "Breda"),
        (Decimal("1234.50000"), "1,234.5", "1.234,5"),
        (3, "3", "3"),
        (True, "yes", "ja"),
        (False, "no", "nee"),
        (dt.date(2026, 11, 1), "1 Nov 2026", "1 nov 2026"),
        (dt.datetime(2026, 11, 1, 13, 5, tzinfo=dt.UTC), "1 Nov 2026 14:05", "1 nov 2026 14:05"),
    ],
)
def test_values_are_shown_in_the_language_of_the_reader(value, english, dutch):
    with translation.override("en-gb"):
        assert stored_value(stored(value)) == english
    with translation.override("nl"):
        assert stored_value(stored(value)) == dutch
