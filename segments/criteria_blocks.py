"""The filter blocks of criteria as people fill them in. A new block is one class here and its place in ``BLOCKS``."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.models import (
    BusinessRelation,
    Consent,
    Contact,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    OrganizationalLevel,
    Salesperson,
    Territory,
)
from orders.models import Order
from pricing.models import ItemDiscountGroup
from segments.criteria import NO_CORRESPONDENCE, BoughtFilter, ContactFilter, Criteria
from segments.criteria_fields import (
    ContactsField,
    ItemsField,
    amount_field,
    answers_field,
    choices_field,
    codes_field,
    count_field,
    day_field,
    text_field,
    values_field,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ANY = ("", pgettext_lazy("filter", "Any"))
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
    _LISTS = (
        "numbers",
        "territories",
        "salespeople",
        "countries",
        "languages",
        "correspondence_types",
        "organizational_levels",
    )
    _OTHERS = (
        "name",
        "search_name",
        "type",
        "city",
        "county",
        "post_code_from",
        "post_code_until",
        "changed_from",
        "changed_until",
    )

    def fields(self) -> dict[str, forms.Field]:
        return {
            "numbers": ContactsField(
                label=gettext_lazy("Numbers"),
                help_text=gettext_lazy("With commas between them; C00010..C00030 is a range."),
            ),
            "name": text_field(gettext_lazy("Name contains"), most=100),
            "search_name": text_field(gettext_lazy("Search name contains"), most=100),
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
                help_text=gettext_lazy("Persons of a customer are found by its business relation."),
            ),
            **self._of_address(),
            "changed_from": day_field(
                gettext_lazy("Last changed from"), hint=gettext_lazy("The last change of the card or its groups.")
            ),
            "changed_until": day_field(
                gettext_lazy("Last changed until"), hint=gettext_lazy("Finds whom nobody has changed since that day.")
            ),
            "territories": codes_field(gettext_lazy("Territories"), Territory),
            "salespeople": codes_field(gettext_lazy("Salespeople"), Salesperson),
            "countries": values_field(gettext_lazy("Countries"), "country_code"),
            "languages": values_field(gettext_lazy("Languages"), "language_code"),
            "correspondence_types": choices_field(
                gettext_lazy("Correspondence"),
                [*Contact.Correspondence.choices, (NO_CORRESPONDENCE, gettext_lazy("Not stated"))],
            ),
            "organizational_levels": codes_field(gettext_lazy("Organizational levels"), OrganizationalLevel),
        }

    def _of_address(self) -> dict[str, forms.Field]:
        return {
            "city": text_field(gettext_lazy("City contains"), most=50),
            "county": text_field(gettext_lazy("County contains"), most=30),
            "post_code_from": text_field(gettext_lazy("Post code from"), most=20),
            "post_code_until": text_field(gettext_lazy("Post code until"), most=20),
        }

    def read(self, values: Mapping[str, Any]) -> ContactFilter:
        asked = {name: tuple(values[name]) for name in self._LISTS} | {name: values[name] for name in self._OTHERS}
        return ContactFilter(**asked, is_customer={"yes": True, "no": False}.get(values["customer"]))

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
        yield from _days_out_of_order(values, "changed_from", "changed_until")


class ListBlock(FilterBlock):
    """Any one of what a single field offers."""

    def __init__(self, name: str, *, title: "StrPromise", hint: "StrPromise") -> None:
        self.name, self.title, self.hint = name, title, hint

    def read(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(values[self.name])

    def write(self, criteria: Criteria) -> Query:
        codes = getattr(criteria, self.name)
        return {self.name: list(codes)} if codes else {}


class CodesBlock(ListBlock):
    """Any one of the codes of a table."""

    def __init__(self, name: str, model: type[Model], *, title: "StrPromise", hint: "StrPromise") -> None:
        super().__init__(name, title=title, hint=hint)
        self._model = model

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: codes_field(self.title, self._model)}


class AnswersBlock(ListBlock):
    """Any one of the answers of profile questionnaires."""

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: answers_field(self.title)}


class ChannelsBlock(ListBlock):
    """Any one of the channels by which messages are sent."""

    def fields(self) -> dict[str, forms.Field]:
        return {self.name: choices_field(self.title, Consent.Channel.choices)}


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
        "order_count_at_most",
        "order_statuses",
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
            "items": ItemsField(
                label=gettext_lazy("Items"), help_text=gettext_lazy("Item numbers with commas between them.")
            ),
            "ordered_from": day_field(gettext_lazy("Ordered from")),
            "ordered_until": day_field(gettext_lazy("Ordered until")),
            "amount_at_least": amount_field(gettext_lazy("Amount at least")),
            "amount_at_most": amount_field(gettext_lazy("Amount at most")),
            "order_count_at_least": count_field(gettext_lazy("Number of orders at least")),
            "order_count_at_most": count_field(gettext_lazy("Number of orders at most")),
            "order_statuses": choices_field(
                gettext_lazy("Order status"),
                [choice for choice in Order.Status.choices if choice[0] != Order.Status.CANCELLED],
            ),
            "item_discount_groups": codes_field(gettext_lazy("Item discount groups"), ItemDiscountGroup),
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
        yield from _days_out_of_order(values, "ordered_from", "ordered_until")
        least, most = values.get("amount_at_least"), values.get("amount_at_most")
        if least is not None and most is not None and most < least:
            yield "amount_at_most", _("The highest amount is lower than the lowest.")
        fewest, largest = values.get("order_count_at_least"), values.get("order_count_at_most")
        if fewest is not None and largest is not None and largest < fewest:
            yield "order_count_at_most", _("The highest number is lower than the lowest.")


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
        hint=gettext_lazy("The company is in one of them. Its persons match too, persons without a company never."),
    ),
    CodesBlock(
        "business_relations",
        BusinessRelation,
        title=gettext_lazy("Business relations"),
        hint=gettext_lazy("The company has one of them. Its persons match too, persons without a company never."),
    ),
    AnswersBlock(
        "profile_answers",
        title=gettext_lazy("Profile answers"),
        hint=gettext_lazy("The contact itself gave one of these answers."),
    ),
    ChannelsBlock(
        "reachable_by",
        title=gettext_lazy("May be reached by"),
        hint=gettext_lazy("The contact agreed to messages by one of these channels and is not privacy blocked."),
    ),
    BoughtBlock(),
)


def _days_out_of_order(values: Mapping[str, Any], first_name: str, last_name: str) -> Iterator[tuple[str, str]]:
    first, last = values.get(first_name), values.get(last_name)
    if first and last and last < first:
        yield last_name, _("The last day comes before the first.")


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
