"""What every list offers, tried on a page made for it."""

from collections.abc import Callable

import django_tables2 as tables
import pytest
from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django_filters import CharFilter, FilterSet
from playwright.sync_api import Page, expect

from config import urls
from tests.factories.users import UserFactory

PAGE = """
{% extends "base.html" %}
{% load lists %}{% load render_table from django_tables2 %}
{% block title %}People{% endblock title %}
{% block heading %}People{% endblock heading %}
{% block content %}
  <div class="list-page">
    {% include "frame/_filter_pane.html" with filter=filter action=request.path only %}
    <section class="results" aria-label="People">
      <p id="result-count" role="status">{{ table.rows|length }} people</p>
      <div id="results">{% filter_chips request filter %}{% render_table table %}</div>
    </section>
  </div>
{% endblock content %}
"""


class PeopleTable(tables.Table):
    caption = "People"
    is_tickable = True
    tick = tables.TemplateColumn(
        '<label><input type="checkbox" data-tick aria-label="{{ record.username }}"></label>',
        verbose_name=forms.CheckboxInput(attrs={"data-tick-all": True, "aria-label": "All on this page"}).render(
            "", None
        ),
        orderable=False,
        attrs={"td": {"class": "tick"}, "th": {"class": "tick"}},
    )
    username = tables.Column(verbose_name="Name")


class PeopleFilter(FilterSet):
    search = CharFilter(label="Search", field_name="username", lookup_expr="icontains")
    city = CharFilter(label="City", method="ignore")

    def ignore(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people


def people(request: HttpRequest) -> HttpResponse:
    chosen = PeopleFilter(request.GET, User.objects.order_by("username"))
    table = PeopleTable(chosen.qs)
    tables.RequestConfig(request, paginate={"per_page": 10}).configure(table)
    return HttpResponse(engines["django"].from_string(PAGE).render({"filter": chosen, "table": table}, request))


handler500 = urls.handler500
urlpatterns = [path("people/", people), *urls.urlpatterns]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def list_page(signed_in_page: Page) -> Page:
    for number in range(30):
        UserFactory(username=f"person{number:02}")
    signed_in_page.set_viewport_size({"width": 1280, "height": 900})
    signed_in_page.goto("/people/")
    return signed_in_page


def test_list_is_for_everybody(
    list_page: Page, assert_accessible: Callable[[Page], None], assert_fits_narrow_screen: Callable[[Page], None]
) -> None:
    list_page.goto("/people/?search=person&sort=-username")
    expect(list_page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    assert_accessible(list_page)
    assert_fits_narrow_screen(list_page)
    assert_accessible(list_page)


def test_typing_narrows_the_list_the_address_and_the_count(list_page: Page) -> None:
    list_page.locator("main").get_by_label("Search").press_sequentially("person2")
    expect(list_page.get_by_role("status").filter(has_text="people")).to_have_text("10 people")
    expect(list_page.get_by_role("link", name="Search: person2")).to_be_visible()
    expect(list_page.locator("main").get_by_label("Search")).to_be_focused()
    assert list_page.url.endswith("/people/?search=person2")
    list_page.get_by_role("link", name="Search: person2").click()
    expect(list_page.get_by_role("status").filter(has_text="people")).to_have_text("31 people")


def test_pages_are_words_and_numbers(list_page: Page) -> None:
    pages = list_page.get_by_role("navigation", name="Pages")
    expect(pages).to_contain_text("1 to 10 of 31")
    pages.get_by_role("link", name="Next").click()
    expect(pages.get_by_role("link", name="Previous")).to_be_visible()
    expect(list_page.get_by_role("row")).to_have_count(11)


def test_ticks_this_page_and_ranges(list_page: Page) -> None:
    whole = list_page.get_by_label("All on this page")
    whole.check()
    expect(list_page.locator("[data-tick]:checked")).to_have_count(10)
    whole.uncheck()
    boxes = list_page.locator("[data-tick]")
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])
    expect(list_page.locator("[data-tick]:checked")).to_have_count(5)
    assert whole.evaluate("box => box.indeterminate") is True


def test_keyboard_folds_the_filters_but_not_while_typing(list_page: Page) -> None:
    pane = list_page.locator("details.filter-pane")
    list_page.keyboard.press("f")
    expect(pane).not_to_have_attribute("open", "")
    list_page.keyboard.press("f")
    expect(pane).to_have_attribute("open", "")
    list_page.get_by_label("City").press_sequentially("frf")
    expect(pane).to_have_attribute("open", "")


def test_shortcuts_are_off_for_who_switched_them_off(list_page: Page) -> None:
    list_page.goto("/preferences/")
    list_page.get_by_label("Keyboard shortcuts").uncheck()
    list_page.get_by_role("button", name="Save").click()
    expect(list_page.get_by_text("Your preferences were saved.")).to_be_visible()
    list_page.goto("/people/")
    list_page.keyboard.press("f")
    expect(list_page.locator("details.filter-pane")).to_have_attribute("open", "")


def test_failing_fragment_is_reported(list_page: Page, complaints: list[str]) -> None:
    list_page.route("**/people/?search=x", lambda route: route.fulfill(status=500, body="fault"))
    list_page.locator("main").get_by_label("Search").press_sequentially("x")
    expect(list_page.locator("#messages")).to_contain_text("Something went wrong on our side.")
    assert any("500" in complaint for complaint in complaints)
    complaints.clear()
