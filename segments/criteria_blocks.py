"""The filter blocks of criteria as people fill them in. A new block is one class here and its place in ``BLOCKS``."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.decimals import LocalizedDecimalField
from contacts.models import (
    Contact,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    Salesperson,
    Territory,
)
from pricing.models import Item, ItemDiscountGroup
from segments.criteria import BoughtFilter, ContactFilter, Criteria

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ANY = ("", pgettext_lazy("filter", "Any"))

# The look of boxes and buttons to choose by.
CHECK = {"class": "form-check-input"}
# What stands in the address: by name of the field its texts.
Query = dict[str, list[str]]


class FilterBlock(ABC):
    """Some filters that are counted together. ``name`` is the attribute of ``Criteria`` that they make."""

    name: str
    title: "StrPromise"
    hint: "StrPromise"

    @abstractmethod
    def fields(self) -> dict[str, forms.Field]:
        """Return new fields, by names that no other block has."""

    @abstractmethod
    def read(self, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- what the attribute of Criteria holds
        """Return what the cleaned values of the fields ask for."""

    @abstractmethod
    def write(self, criteria: Criteria) -> Query:
        """Return the texts of the fields that ask for the same as ``criteria``."""

    def faults(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield fields whose values do not go with the others, and why."""
        yield from ()


class ContactBlock(FilterBlock):
    """The contact's own fields."""

    name = "contact"
    title = gettext_lazy("Contact")
    hint = gettext_lazy("What stands on the contact's own card.")

    def fields(self) -> dict[str, forms.Field]:
        return {
            "numbers": ListField(
                label=gettext_lazy("Numbers"),
                help_text=gettext_lazy("With commas between them; C00010..C00030 is a range."),
            ),
            "name": forms.CharField(label=gettext_lazy("Name contains"), max_length=100, required=False),
            "type": forms.ChoiceField(
                label=gettext_lazy("Type"), choices=[_ANY, *Contact.Type.choices], required=False
            ),
            "customer": forms.ChoiceField(
                label=gettext_lazy("Customer"),
                choices=[
                    _ANY,
                    ("yes", gettext_lazy("Only customers")),
                    ("no", gettext_lazy("Only others")),
                ],
                required=False,
            ),
            "city": forms.CharField(label=gettext_lazy("City contains"), max_length=50, required=False),
            "post_code_from": forms.CharField(label=gettext_lazy("Post code from"), max_length=20, required=False),
            "post_code_until": forms.CharField(label=gettext_lazy("Post code until"), max_length=20, required=False),
            "territories": _codes(gettext_lazy("Territories"), Territory),
            "salespeople": _codes(gettext_lazy("Salespeople"), Salesperson),
            "countries": _values(gettext_lazy("Countries"), "country_code"),
            "languages": _values(gettext_lazy("Languages"), "language_code"),
        }

    def read(self, values: Mapping[str, Any]) -> ContactFilter:
        return ContactFilter(
            numbers=tuple(values["numbers"]),
            name=values["name"],
            type=values["type"],
            is_customer={"yes": True, "no": False}.get(values["customer"]),
            salespeople=tuple(values["salespeople"]),
            territories=tuple(values["territories"]),
            countries=tuple(values["countries"]),
            languages=tuple(values["languages"]),
            city=values["city"],
            post_code_from=values["post_code_from"],
            post_code_until=values["post_code_until"],
        )

    def write(self, criteria: Criteria) -> Query:
        asked = criteria.contact.as_json()
        is_customer = asked.pop("is_customer", None)
        query = {name: _texts(value) for name, value in asked.items()}
        if "numbers" in asked:
            query["numbers"] = [", ".join(asked["numbers"])]
        return query if is_customer is None else {**query, "customer": ["yes" if is_customer else "no"]}

    def faults(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        first, last = values.get("post_code_from", ""), values.get("post_code_until", "")
        if first and last and first > last and not first.startswith(last):
            yield "post_code_until", _("%(last)s comes before %(first)s.") % {"first": first, "last": last}


class CodesBlock(FilterBlock):
    """Any one of the codes of a table."""

    def __init__(self, name: str, model: type[Model], *, title: "StrPromise", hint: "StrPromise") -> None:
        self.name, self.title, self.hint = name, title, hint
        self._model = model

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: _codes(self.title, self._model)}

    def read(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(values[self.name])

    def write(self, criteria: Criteria) -> Query:
        codes = getattr(criteria, self.name)
        return {self.name: list(codes)} if codes else {}


class BoughtBlock(FilterBlock):
    """What the contact's buyer ordered, or did not."""

    name = "bought"
    title = gettext_lazy("Bought")
    hint = gettext_lazy(
        "What the contact, or its company, has ordered. All that you fill in holds together; "
        "cancelled orders do not count."
    )
    _NAMES = (
        "items",
        "item_discount_groups",
        "ordered_from",
        "ordered_until",
        "amount_at_least",
        "amount_at_most",
        "order_count_at_least",
    )

    def fields(self) -> dict[str, forms.Field]:
        return {
            "bought": forms.ChoiceField(
                label=gettext_lazy("Orders"),
                choices=[
                    ("", gettext_lazy("Not asked")),
                    ("yes", gettext_lazy("Bought")),
                    ("no", gettext_lazy("Not bought")),
                ],
                required=False,
                help_text=gettext_lazy("Not bought finds everybody of whom the rest is not so."),
            ),
            "items": ListField(
                label=gettext_lazy("Items"), help_text=gettext_lazy("Item numbers with commas between them.")
            ),
            "ordered_from": _day(gettext_lazy("Ordered from")),
            "ordered_until": _day(gettext_lazy("Ordered until")),
            "amount_at_least": _amount(gettext_lazy("Amount at least")),
            "amount_at_most": _amount(gettext_lazy("Amount at most")),
            "order_count_at_least": forms.IntegerField(
                label=gettext_lazy("Orders at least"),
                min_value=1,
                max_value=1_000_000,
                required=False,
                help_text=gettext_lazy("How many orders."),
            ),
            "item_discount_groups": _codes(gettext_lazy("Item discount groups"), ItemDiscountGroup),
        }

    def read(self, values: Mapping[str, Any]) -> BoughtFilter | None:
        asked: dict[str, Any] = {name: _frozen(values[name]) for name in self._NAMES}
        if not values["bought"] and not any(value not in (None, ()) for value in asked.values()):
            return None
        return BoughtFilter(**asked, is_negated=values["bought"] == "no")

    def write(self, criteria: Criteria) -> Query:
        if criteria.bought is None:
            return {}
        asked = criteria.bought.as_json()
        is_negated = asked.pop("is_negated", False)
        query = {name: _texts(value) for name, value in asked.items()}
        if "items" in asked:
            query["items"] = [", ".join(asked["items"])]
        return {**query, "bought": ["no" if is_negated else "yes"]}

    def faults(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        numbers = values.get("items") or []
        known = set(Item.objects.filter(number__in=numbers).values_list("number", flat=True)) if numbers else set()
        if missing := [number for number in numbers if number not in known]:
            yield "items", _("There is no item %(numbers)s.") % {"numbers": ", ".join(missing)}
        first, last = values.get("ordered_from"), values.get("ordered_until")
        if first and last and last < first:
            yield "ordered_until", _("The last day comes before the first.")
        least, most = values.get("amount_at_least"), values.get("amount_at_most")
        if least is not None and most is not None and most < least:
            yield "amount_at_most", _("The highest amount is lower than the lowest.")


BLOCKS: tuple[FilterBlock, ...] = (
    ContactBlock(),
    CodesBlock(
        "mailing_groups",
        MailingGroup,
        title=gettext_lazy("Mailing groups"),
        hint=gettext_lazy("The contact is in one of them."),
    ),
    CodesBlock(
        "job_responsibilities",
        JobResponsibility,
        title=gettext_lazy("Job responsibilities"),
        hint=gettext_lazy("The person has one of them."),
    ),
    CodesBlock(
        "industry_groups",
        IndustryGroup,
        title=gettext_lazy("Industry groups"),
        hint=gettext_lazy("The contact, or its company, is in one of them."),
    ),
    BoughtBlock(),
)


class ListField(forms.CharField):
    """Numbers with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, required=False, **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- a text comes in, a list goes out
        """Return the numbers, each once and in capitals as they are written."""
        text = super().clean(value)
        return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _codes(label: "StrPromise", model: type[Model]) -> forms.MultipleChoiceField:
    rows = model._default_manager.order_by("code")
    return _choices(label, [(row.code, _code_label(row)) for row in rows])  # type: ignore[attr-defined]


def _code_label(row: Any) -> str:  # noqa: ANN401 -- any table of codes
    words = getattr(row, "description", "") or getattr(row, "name", "")
    return f"{row.code} · {words}" if words else str(row.code)


def _values(label: "StrPromise", field: str) -> forms.MultipleChoiceField:
    found = Contact.objects.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
    return _choices(label, [(value, value) for value in found])


def _choices(label: "StrPromise", choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple(attrs=CHECK)
    )


def _day(label: "StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _amount(label: "StrPromise") -> LocalizedDecimalField:
    return LocalizedDecimalField(
        label=label,
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=gettext_lazy("In local currency."),
    )


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
