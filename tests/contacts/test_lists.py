from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import RequestFactory
from django_filters import CharFilter, FilterSet

from contacts.templatetags.lists import chips_of, filter_chips


class ListForm(forms.Form):
    search = forms.CharField(required=False, label="Search")
    phase = forms.ChoiceField(choices=[("", "All"), ("p", "Planned")], required=False, label="Phase")
    size = forms.MultipleChoiceField(choices=[("s", "Small"), ("l", "Large")], required=False, label="Size")
    since = forms.DateField(required=False, label="Starts from")
    own = forms.BooleanField(required=False, label="Only mine")


class ListFilter(FilterSet):
    search = CharFilter()


def test_chip_names_the_filter_and_leads_to_the_list_without_it() -> None:
    query = QueryDict("search=chairs&phase=p&page=3&sort=-number")
    search, phase = chips_of(query, ListForm(query))
    assert (search.label, search.text, search.url) == ("Search", "chairs", "?phase=p&sort=-number&page=1")
    assert (phase.label, phase.text, phase.url) == ("Phase", "Planned", "?search=chairs&sort=-number&page=1")


def test_chip_shows_values_as_the_page_does() -> None:
    query = QueryDict("size=s&size=l&since=2026-11-01&own=on")
    assert [chip.text for chip in chips_of(query, ListForm(query))] == ["Small, Large", "1 Nov 2026", "Yes"]


def test_no_chip_without_a_filter() -> None:
    assert list(chips_of(QueryDict("page=2"), ListForm(QueryDict("page=2")))) == []


def test_wrong_filter_gives_no_chip() -> None:
    query = QueryDict("search=x&since=yesterday")
    assert list(chips_of(query, ListForm(query))) == []


def test_tag_offers_to_clear_all() -> None:
    request = RequestFactory().get("/campaigns/?search=x")
    context = filter_chips(request, ListFilter(request.GET, queryset=User.objects.none()))
    assert context["clear_url"] == "/campaigns/"
    assert len(context["chips"]) == 1
