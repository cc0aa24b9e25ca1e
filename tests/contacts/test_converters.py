from urllib.parse import unquote

import pytest
from django.urls import resolve, reverse
from hypothesis import given
from hypothesis import strategies as st

from contacts.converters import NumberConverter


@pytest.mark.parametrize(("number", "part"), [("CP0001", "CP0001"), ("A/1", "A~11"), ("~1", "~01"), ("..", "~2~2")])
def test_part_of_the_path_stands_for_the_number(number: str, part: str) -> None:
    assert NumberConverter().to_url(number) == part
    assert NumberConverter().to_python(part) == number


@given(st.text(min_size=1))
def test_every_number_comes_back(number: str) -> None:
    part = NumberConverter().to_url(number)
    assert "/" not in part
    assert NumberConverter().to_python(part) == number


@pytest.mark.parametrize("number", ["A/1", ".", "C/O ~ 100 %", "Ä?#"])
def test_pages_of_such_numbers_are_found(number: str) -> None:
    match = resolve(unquote(reverse("contacts:card", args=[number])))
    assert (match.view_name, match.kwargs) == ("contacts:card", {"number": number})
