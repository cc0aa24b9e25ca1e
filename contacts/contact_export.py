"""Contacts as rows that can be imported again, where they then say that everything stands there already."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from contacts.cells import CellValue
from contacts.columns import Column
from contacts.consent_cells import CHANNEL_COLUMNS, consent_text
from contacts.consents import last_statements_of
from contacts.contact_columns import COLUMNS, DETAILS, GROUP_EXPLANATIONS
from contacts.models import CodeTable, Consent, Contact, ContactBusinessRelation, ContactQuerySet, Salesperson

_ROWS_AT_A_TIME = 2_000
# Each consent says its day and its source itself.
_OF_THE_ROW = ("consent_source", "consent_date")

EXPORTED: Sequence[Column] = tuple(column for column in COLUMNS if column.name not in _OF_THE_ROW)


def rows_of(contacts: ContactQuerySet) -> Iterator[list[CellValue]]:
    """Yield a row for each of ``contacts`` with the cells of ``EXPORTED``, companies before their persons.

    They are read in portions, so that they never stand in memory together. Cost: some queries for each portion.
    """
    keys = contacts.order_by("type", "number").values_list("pk", flat=True).iterator(chunk_size=_ROWS_AT_A_TIME)
    cards = Contact.objects.select_related("company", "territory", "salesperson", "organizational_level")
    while portion := list(islice(keys, _ROWS_AT_A_TIME)):
        known, found = _Known(portion), cards.in_bulk(portion)
        for key in portion:
            if key in found:
                yield [known.cell(found[key], column.name) for column in EXPORTED]


class _Known:
    """What belongs to a portion of contacts besides their cards: groups, free business relations and consents."""

    def __init__(self, keys: Sequence[int]) -> None:
        self._groups = {column: _codes(column, keys) for column in GROUP_EXPLANATIONS}
        self._consents: Mapping[tuple[int, str], Consent] = last_statements_of(keys)

    def cell(self, contact: Contact, column: str) -> CellValue:
        """Return the cell of ``contact`` in the column of that name."""
        if column in DETAILS:
            return _cell_of(getattr(contact, DETAILS[column]))
        if column in self._groups:
            return ";".join(self._groups[column][contact.pk])
        if column in CHANNEL_COLUMNS:
            consent = self._consents.get((contact.pk, CHANNEL_COLUMNS[column].value))
            return consent_text(consent) if consent else ""
        return contact.number if column == "number" else contact.company.number if contact.company else ""


def _cell_of(value: object) -> CellValue:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.code if isinstance(value, CodeTable | Salesperson) else str(value or "")


def _codes(column: str, keys: Sequence[int]) -> Mapping[int, Sequence[str]]:
    pairs = _FINDERS[column](keys) if column in _FINDERS else _group_codes(column, keys)
    codes: defaultdict[int, list[str]] = defaultdict(list)
    for contact, code in pairs:
        codes[contact].append(code)
    return codes


def _group_codes(column: str, keys: Sequence[int]) -> Any:  # noqa: ANN401  # rows of whatever kind of groups
    field: Any = Contact._meta.get_field(column)
    code = f"{field.m2m_reverse_field_name()}__code"
    rows = getattr(Contact, column).through.objects.filter(contact__in=keys)
    return rows.order_by("contact", code).values_list("contact", code)


def _relation_codes(keys: Sequence[int]) -> Any:  # noqa: ANN401  # as above
    rows = ContactBusinessRelation.objects.filter(contact__in=keys, link=ContactBusinessRelation.Link.NONE)
    return rows.order_by("contact", "relation__code").values_list("contact", "relation__code")


_FINDERS: Mapping[str, Callable[[Sequence[int]], Any]] = {"business_relations": _relation_codes}
