import pytest
from django.test import RequestFactory

from config.returning import page_before


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://testserver/campaigns/?page=2", "/campaigns/?page=2"),
        ("http://testserver/campaigns/CP0001/edit/", "/campaigns/CP0001/edit/"),
        ("https://elsewhere.example/campaigns/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_page_of_this_site_is_the_way_back(rf: RequestFactory, referer: str, page: str) -> None:
    assert page_before(rf.post("/", headers={"Referer": referer})) == page
