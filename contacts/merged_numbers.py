"""The numbers of contacts that were merged with others: whom they mean now, and that nobody else gets them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contacts.columns import RowError
from contacts.models import Contact, MergedNumber
from contacts.numbering import NumberError
from contacts.references import References
from contacts.templatetags.formats import day


class NumberMergedError(NumberError):
    """The number was that of a contact that was merged with another one."""


def merged_number(number: str) -> MergedNumber | None:
    """Return under which contact the contact of this number, as typed, goes on; None where it was not merged."""
    found = MergedNumber.objects.filter(number=number.strip().upper()).select_related("contact", "merged_by")
    return found.first()


def contact_of_number(typed: str) -> Contact | None:
    """Return the contact of this number, as typed, or the one with which the contact of it was merged."""
    merged = MergedNumber.objects.filter(number__iexact=typed).values("contact")
    found = Contact.objects.filter(Q(number__iexact=typed) | Q(pk__in=merged))
    return found.select_related("company").first()


def refuse_merged_number(typed: str) -> None:
    """Refuse a number, as typed for a new contact, that means another contact by now.

    :raises NumberMergedError: it does; the sentence says which.
    """
    if typed.strip() and (found := merged_number(typed)) is not None:
        advice = _("Leave the number empty to get the next one.")
        raise NumberMergedError(f"{_merged(found)} {advice}")


class ContactReferences(References[Contact]):
    """The contacts that the cells of an import name. Of one that was merged it says with which."""

    def __init__(self, queryset: QuerySet[Contact]) -> None:
        super().__init__(queryset, field="number")
        self._merged: dict[str, MergedNumber] = {}

    def load(self, names: Iterable[str]) -> None:
        """Fetch those of ``names`` that are not known yet, and which of them were merged."""
        wanted = {name for name in names if name}
        super().load(wanted)
        unknown = [name for name in wanted if self.get(name) is None and name not in self._merged]
        if unknown and self._has_merged:
            for found in MergedNumber.objects.filter(number__in=unknown).select_related("contact"):
                self._merged[found.number] = found

    def named(self, name: str) -> Contact:
        """Return the contact that ``name`` names.

        :raises RowError: there is none, or it was merged with another one.
        """
        self.refuse_merged(name)
        return super().named(name)

    def refuse_merged(self, name: str) -> None:
        """Refuse a number that means another contact by now.

        :raises RowError: it does; the sentence says which.
        """
        if (found := self._merged.get(name)) is not None:
            advice = _("Give that number instead.")
            raise RowError(f"{_merged(found)} {advice}")

    @property
    def _has_merged(self) -> bool:
        """Tell whether any contact was ever merged: most firms need not be asked about every number of a file."""
        if not hasattr(self, "_merged_before"):
            self._merged_before = MergedNumber.objects.exists()
        return self._merged_before


def _merged(found: MergedNumber) -> str:
    words: dict[str, Any] = {"number": found.number, "contact": found.contact, "day": day(found.merged_at)}
    return _("%(number)s was merged with %(contact)s on %(day)s.") % words
