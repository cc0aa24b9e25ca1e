"""Cells that say in which groups a contact is: codes with ``;`` between them. A blank cell says: in none.

Business relations are such cells too, but for the one of customers, which comes with being one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from django.db.models import Model
from django.utils.translation import gettext as _

from contacts.columns import Record, RowError
from contacts.contact_columns import GROUP_EXPLANATIONS
from contacts.importing import Difference
from contacts.insert_sql import insert_rows
from contacts.models import BusinessRelation, CodeTable, Contact, ContactBusinessRelation
from contacts.references import References
from contacts.selectors import marketing_setup

_ONLY_OF = {"industry_groups": Contact.Type.COMPANY, "job_responsibilities": Contact.Type.PERSON}
_RELATIONS = "business_relations"

# Keys of codes by code, by column.
Wanted: TypeAlias = Mapping[str, Mapping[str, int]]


class GroupCells:
    """The groups of the contacts in an import: what they are in, and what they are to be in."""

    def __init__(self) -> None:
        self._kinds = {
            column: _RelationKind() if column == _RELATIONS else _GroupKind(column) for column in GROUP_EXPLANATIONS
        }

    def load(self, records: Sequence[Record], contact_ids: Sequence[int]) -> None:
        """Fetch the groups that the records name, and those that the contacts are in."""
        for column, kind in self._kinds.items():
            cells = [record[column] for record in records if column in record.values]
            if cells:
                kind.load(cells, contact_ids)

    def read(self, contact: Contact, record: Record) -> Wanted:
        """Return in which groups the row wants the contact to be.

        :raises RowError: there is no such group, or a contact like it has none of them.
        """
        return {column: kind.read(record, contact) for column, kind in self._kinds.items() if column in record.values}

    def note(self, contact: Contact, wanted: Wanted) -> list[Difference]:
        """Note in which groups the contact is to be, and return what that changes."""
        differences = [self._kinds[column].note(contact, codes) for column, codes in wanted.items()]
        return [difference for difference in differences if difference]

    def save(self) -> list[Contact]:
        """Write what was noted since the last call, and return whose business relations that are.

        The contacts have their keys by now.
        """
        related = self._kinds[_RELATIONS].noted_contacts()
        for kind in self._kinds.values():
            kind.save()
        return related


class _GroupKind:
    """One kind of groups. ``_own`` is what its rows have that are written by hand and imports only."""

    _own: Mapping[str, object] = {}

    def __init__(self, column: str) -> None:
        field = Contact._meta.get_field(column)
        codes: Any = field.related_model
        through: Any = getattr(Contact, column).through
        target = field.m2m_reverse_field_name()  # type: ignore[union-attr]
        self._set_up(column, through=through, target=target, codes=codes)

    def _set_up(self, column: str, *, through: Any, target: str, codes: type[CodeTable]) -> None:  # noqa: ANN401
        self.column = column
        self._label = codes._meta.verbose_name_plural
        self._through = through
        self._target = target
        self._codes: References[CodeTable] = References(codes._default_manager.all(), field="code")
        self._had: defaultdict[int, dict[str, int]] = defaultdict(dict)
        self._noted: list[tuple[Contact, Mapping[str, int]]] = []

    def load(self, cells: Iterable[str], contact_ids: Sequence[int]) -> None:
        self._codes.load(code for cell in set(cells) for code in _codes_in(cell))
        self._had.clear()
        if contact_ids:
            rows = self._through.objects.filter(contact__in=contact_ids, **self._own)
            for contact, pk, code in rows.values_list("contact", self._target, f"{self._target}__code"):
                self._had[contact][code] = pk

    def read(self, record: Record, contact: Contact) -> dict[str, int]:
        codes = _codes_in(record[self.column])
        if codes and _ONLY_OF.get(self.column, contact.type) != contact.type:
            sentence = _("A company has no %(field)s.")
            if contact.type == Contact.Type.PERSON:
                sentence = _("A person has no %(field)s.")
            raise RowError(sentence % {"field": self._label}, column=self.column)
        return {code: self._codes.named(code).pk for code in codes}

    def note(self, contact: Contact, wanted: Mapping[str, int]) -> Difference | None:
        had = self._had.get(contact.pk, {})
        if had.keys() == wanted.keys():
            return None
        self._noted.append((contact, wanted))
        before, after = ("; ".join(sorted(codes)) for codes in (had, wanted))
        return Difference(str(self._label), before, after)

    def noted_contacts(self) -> list[Contact]:
        return [contact for contact, _wanted in self._noted]

    def save(self) -> None:
        noted, self._noted = self._noted, []
        kept = [contact.pk for contact, _wanted in noted if contact.pk in self._had]
        if kept:
            self._through.objects.filter(contact__in=kept, **self._own).delete()
        rows: list[Model] = [
            self._through(contact_id=contact.pk, **{f"{self._target}_id": pk}, **self._own)
            for contact, wanted in noted
            for pk in wanted.values()
        ]
        insert_rows(rows)


class _RelationKind(_GroupKind):
    """The free business relations."""

    _own: Mapping[str, object] = {"link": ContactBusinessRelation.Link.NONE}

    def __init__(self) -> None:
        self._set_up(_RELATIONS, through=ContactBusinessRelation, target="relation", codes=BusinessRelation)
        self._reserved_id = marketing_setup().customer_relation_id

    def read(self, record: Record, contact: Contact) -> dict[str, int]:
        wanted = super().read(record, contact)
        reserved = [code for code, pk in wanted.items() if pk == self._reserved_id]
        if reserved and not record.values.get("customer", contact.is_customer):
            raise RowError(
                _("%(relation)s is the relation of customers: say that the contact is a customer instead.")
                % {"relation": reserved[0]},
                column=self.column,
            )
        return {code: pk for code, pk in wanted.items() if pk != self._reserved_id}


def _codes_in(cell: str) -> list[str]:
    return list(dict.fromkeys(code.strip().upper() for code in cell.split(";") if code.strip()))
