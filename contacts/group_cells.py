"""Cells that say in which groups a contact is: codes with ``;`` between them. A blank cell says: in none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from contacts.columns import Record, RowError
from contacts.contact_columns import GROUP_EXPLANATIONS
from contacts.field_kinds import label_of
from contacts.importing import Difference
from contacts.models import CodeTable, Contact
from contacts.references import References

_ONLY_OF = {"industry_groups": Contact.Type.COMPANY, "job_responsibilities": Contact.Type.PERSON}


class GroupCells:
    """The groups of the contacts in an import: what they are in, and what they are to be in."""

    def __init__(self) -> None:
        self._kinds = {column: _GroupKind(column) for column in GROUP_EXPLANATIONS}

    def load(self, records: Sequence[Record], contact_ids: Sequence[int]) -> None:
        """Fetch the groups that the records name, and those that the contacts are in."""
        for column, kind in self._kinds.items():
            cells = [record[column] for record in records if column in record.values]
            if cells:
                kind.load(cells, contact_ids)

    def take(self, contact: Contact, record: Record) -> list[Difference]:
        """Note in which groups the row wants the contact to be, and return what that changes.

        :raises RowError: there is no such group, or a contact of its type has none of them.
        """
        given = [column for column in self._kinds if column in record.values]
        # Read all before any is noted: a row that is refused changes nothing.
        wanted = {column: self._kinds[column].read(record[column], contact) for column in given}
        differences = [self._kinds[column].note(contact, codes) for column, codes in wanted.items()]
        return [difference for difference in differences if difference]

    def save(self) -> None:
        """Write what was noted since the last call; the contacts have their keys by now."""
        for kind in self._kinds.values():
            kind.save()


class _GroupKind:
    """One kind of groups."""

    def __init__(self, column: str) -> None:
        field = Contact._meta.get_field(column)
        self.column = column
        self._through: Any = getattr(Contact, column).through
        self._target = field.m2m_reverse_field_name()  # type: ignore[union-attr]
        codes: Any = field.related_model
        self._codes: References[CodeTable] = References(codes._default_manager.all(), field="code")
        self._had: defaultdict[int, dict[str, int]] = defaultdict(dict)
        self._noted: list[tuple[Contact, Mapping[str, int]]] = []

    def load(self, cells: Iterable[str], contact_ids: Sequence[int]) -> None:
        self._codes.load(code for cell in cells for code in _codes_in(cell))
        rows = self._through.objects.filter(contact__in=contact_ids)
        self._had.clear()
        for contact, pk, code in rows.values_list("contact", self._target, f"{self._target}__code"):
            self._had[contact][code] = pk

    def read(self, cell: str, contact: Contact) -> dict[str, int]:
        codes = _codes_in(cell)
        if codes and _ONLY_OF.get(self.column, contact.type) != contact.type:
            sentence = _("A company has no %(field)s.")
            if contact.type == Contact.Type.PERSON:
                sentence = _("A person has no %(field)s.")
            raise RowError(sentence % {"field": label_of(Contact, self.column)})
        return {code: self._codes.named(code).pk for code in codes}

    def note(self, contact: Contact, wanted: Mapping[str, int]) -> Difference | None:
        had = self._had.get(contact.pk or 0, {})
        if set(had) == set(wanted):
            return None
        self._noted.append((contact, wanted))
        before, after = ("; ".join(sorted(codes)) for codes in (had, wanted))
        return Difference(label_of(Contact, self.column), before, after)

    def save(self) -> None:
        noted, self._noted = self._noted, []
        if not noted:
            return
        self._through.objects.filter(contact__in=[contact.pk for contact, _wanted in noted]).delete()
        rows: list[Model] = [
            self._through(contact_id=contact.pk, **{f"{self._target}_id": pk})
            for contact, wanted in noted
            for pk in wanted.values()
        ]
        self._through.objects.bulk_create(rows)


def _codes_in(cell: str) -> list[str]:
    return list(dict.fromkeys(code.strip().upper() for code in cell.split(";") if code.strip()))
