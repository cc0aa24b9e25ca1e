"""What a step asks of contacts: blocks of filters. Plain values and their JSON, nothing of the database.

A contact matches when it matches every block that says something; within a block of codes any one of them is enough.
Criteria without any block match every contact (reference 4.2).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, Self, get_type_hints

# Of the JSON form: steps and saved criteria outlive versions of the program.
# What is added later has a default that asks for nothing, so what was stored before is read as it was meant.
VERSION = 1
# Between the first and the last number of a range.
RANGE = ".."
# In place of a correspondence: contacts of whom none is known.
NO_CORRESPONDENCE = "none"


class CriteriaFormError(ValueError):
    """Stored criteria are not of a form that this version reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Filters that are kept together, each an attribute with a default that asks for nothing."""

    def as_json(self) -> dict[str, Any]:
        """Return the canonical form: only what says something, codes once and in order, so that equals look equal."""
        values = {each.name: (getattr(self, each.name), each.default) for each in fields(self)}
        return {name: _plain(value) for name, (value, default) in values.items() if value != default}

    @classmethod
    def from_json(cls, stored: object) -> Self:
        """Return the block that ``as_json`` wrote.

        :raises CriteriaFormError: it is not of that form.
        """
        if not isinstance(stored, Mapping):
            raise CriteriaFormError(f"{stored!r} is no block of filters.")
        kinds = get_type_hints(cls)
        if unknown := stored.keys() - {each.name for each in fields(cls)}:
            raise CriteriaFormError(f"Unknown filters: {', '.join(sorted(unknown))}.")
        return cls(**{name: _READERS[kinds[name]](value) for name, value in stored.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter(Block):
    """What is asked of the contact itself. ``numbers`` holds numbers and ranges: ``C00010`` or ``C00010..C00030``.

    Texts such as ``name`` are looked for in any part, whatever the case. Both ends of post codes are inclusive, and so
    are both days between which the contact was last changed. ``NO_CORRESPONDENCE`` stands for no correspondence.
    """

    numbers: tuple[str, ...] = ()
    name: str = ""
    search_name: str = ""
    type: str = ""
    is_customer: bool | None = None
    salespeople: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    correspondence_types: tuple[str, ...] = ()
    organizational_levels: tuple[str, ...] = ()
    city: str = ""
    county: str = ""
    post_code_from: str = ""
    post_code_until: str = ""
    changed_from: dt.date | None = None
    changed_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtFilter(Block):
    """What is asked of the order lines of the contact's buyer; those of cancelled orders do not count.

    Dates are order dates, both inclusive. Amounts are sums of line amounts in local currency, both inclusive.
    ``order_statuses`` names the statuses that count. ``is_negated`` turns the whole block round: buyers of whom this is
    not so, those without any order among them.
    """

    items: tuple[str, ...] = ()
    item_discount_groups: tuple[str, ...] = ()
    ordered_from: dt.date | None = None
    ordered_until: dt.date | None = None
    amount_at_least: Decimal | None = None
    amount_at_most: Decimal | None = None
    order_count_at_least: int | None = None
    order_count_at_most: int | None = None
    order_statuses: tuple[str, ...] = ()
    is_negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Block):
    """The blocks. ``bought`` is None where nothing is asked of orders; an empty block asks for any order.

    ``reachable_by`` are channels by which the contact may get messages: it gave consent and did not withdraw it.
    """

    contact: ContactFilter = ContactFilter()
    mailing_groups: tuple[str, ...] = ()
    job_responsibilities: tuple[str, ...] = ()
    industry_groups: tuple[str, ...] = ()
    business_relations: tuple[str, ...] = ()
    profile_answers: tuple[str, ...] = ()
    reachable_by: tuple[str, ...] = ()
    bought: BoughtFilter | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked, so that every contact matches."""
        return self == Criteria()

    @classmethod
    def of_numbers(cls, *numbers: str) -> Self:
        """Return what asks for these contacts, as a step made by hand does (reference SL-8)."""
        return cls(contact=ContactFilter(numbers=tuple(sorted(set(numbers)))))


def criteria_json(criteria: Criteria) -> dict[str, Any]:
    """Return the canonical form in which criteria are kept."""
    return {"version": VERSION, **criteria.as_json()}


def read_criteria(stored: Mapping[str, Any]) -> Criteria:
    """Return the criteria that ``criteria_json`` wrote.

    :raises CriteriaFormError: they are of a later version, or not of that form.
    """
    if stored.get("version") != VERSION:
        raise CriteriaFormError(f"These criteria are of version {stored.get('version')!r}, not {VERSION}.")
    return Criteria.from_json({name: value for name, value in stored.items() if name != "version"})


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return sorted(set(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.as_json() if isinstance(value, Block) else value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise CriteriaFormError(f"{value!r} is no list of codes.")
    return tuple(_text(each) for each in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise CriteriaFormError(f"{value!r} is no text.")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise CriteriaFormError(f"{value!r} is neither true nor false.")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise CriteriaFormError(f"{value!r} is no whole number.")
    return value


def _day(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError as error:
        raise CriteriaFormError(f"{value!r} is no date.") from error


def _amount(value: object) -> Decimal:
    try:
        amount = Decimal(_text(value))
    except InvalidOperation as error:
        raise CriteriaFormError(f"{value!r} is no amount.") from error
    if not amount.is_finite():
        raise CriteriaFormError(f"{value!r} is no amount.")
    return amount


# How a value of each kind of attribute is read.
_READERS: dict[object, Callable[[object], object]] = {
    tuple[str, ...]: _texts,
    str: _text,
    bool: _flag,
    bool | None: _flag,
    int | None: _count,
    dt.date | None: _day,
    Decimal | None: _amount,
    ContactFilter: ContactFilter.from_json,
    BoughtFilter | None: BoughtFilter.from_json,
}
