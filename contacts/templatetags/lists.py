"""What stands above a list: the filters that narrow it, each with a way to drop it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django_filters import FilterSet

from contacts.list_address import address_without
from contacts.templatetags.formats import day

register = template.Library()

# What django-filter's widgets of two fields append to a name.
_SUFFIXES = ("", "_min", "_max", "_after", "_before")


@dataclass(frozen=True)
class Chip:
    """One active filter; ``url`` is the query without it."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class FilterFields:
    """The fields of a filter pane: those in sight, and those under *More filters*, open while one ``is_used``."""

    first: list[forms.BoundField]
    more: list[forms.BoundField]
    more_are_used: bool


@register.simple_tag
def filter_fields(filterset: FilterSet) -> FilterFields:
    """Return the fields of the pane; ``more`` on the filter's class names those that are seldom used."""
    names = getattr(filterset, "more", ())
    more = [field for field in filterset.form if field.name in names]
    return FilterFields(
        first=[field for field in filterset.form if field.name not in names],
        more=more,
        more_are_used=any(field.errors or filterset.form.data.get(field.name) for field in more),
    )


@register.inclusion_tag("frame/_filter_chips.html")
def filter_chips(request: HttpRequest, filterset: FilterSet, clear_url: str = "") -> dict[str, Any]:
    """Show the filters that narrow the list of ``filterset``; ``clear_url`` is the list without any."""
    return {"chips": list(chips_of(request.GET, filterset.form)), "clear_url": clear_url or request.path}


def chips_of(query: QueryDict, form: forms.Form) -> Iterator[Chip]:
    """Yield the fields of ``form`` that ``query`` fills, as the reader knows them."""
    if not form.is_valid():
        return
    for name, value in form.cleaned_data.items():
        if value not in (None, "", []) and any(name + suffix in query for suffix in _SUFFIXES):
            bound = form[name]
            yield Chip(label=str(bound.label), text=_text(bound.field, value), url=_url_without(query, name))


def _text(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.MultipleChoiceField) and isinstance(value, list):
        return ", ".join(_choice(field, each) for each in value)
    if isinstance(field, forms.ModelChoiceField) and isinstance(value, Model):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return _choice(field, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return day(value) if isinstance(value, dt.date) else str(value)


def _choice(field: forms.ChoiceField, value: object) -> str:
    choices: list[tuple[Any, Any]] = list(flatten_choices(field.widget.choices))
    labels = {str(key): str(label) for key, label in choices}
    return labels.get(str(value), str(value))


def _url_without(query: QueryDict, name: str) -> str:
    dropped = [name + suffix for suffix in _SUFFIXES]
    return address_without({key: query.getlist(key) for key in query}, dropped)
