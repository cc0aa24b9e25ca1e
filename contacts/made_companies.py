"""Companies that an import makes because persons name them and there are none."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.columns import RowError
from contacts.details import ContactDetails, values_of
from contacts.importing import Remark
from contacts.models import Contact
from contacts.numbering import SeriesNumbers
from contacts.services import starting_details

_NAMED = 5


class MadeCompanies:
    """Makes companies of the names that rows give, filled in as if somebody had made them by hand (C-1)."""

    def __init__(self, numbers: SeriesNumbers) -> None:
        self._numbers = numbers
        self._details = starting_details(ContactDetails(), company=None, by=None)
        self._count = 0
        self._first: list[str] = []

    def draft(self, name: str) -> Contact:
        """Return the company of that name that would be made; it has no number before ``keep``.

        :raises RowError: the name is a number that no company has.
        """
        if self._numbers.looks_like_one(name):
            raise RowError(_("There is no company %(company)s, here or above in the file.") % {"company": name})
        values = {field: getattr(self._details, field) for field in ContactDetails.__dataclass_fields__}
        details = ContactDetails(**values | {"name": name})
        return Contact(**values_of(details))

    def keep(self, company: Contact, number: str) -> None:
        """Say that the company that was drafted is made, under that number."""
        company.number = number
        self._count += 1
        if self._count <= _NAMED:
            self._first.append(f"{company}")

    def remark(self) -> Remark | None:
        """Say how many companies were made, and which first."""
        if not self._count:
            return None
        sentence = ngettext(
            "A company is made because a person names it: %(companies)s.",
            "%(count)d companies are made because persons name them: %(companies)s.",
            self._count,
        )
        named = ", ".join([*self._first, *(["…"] if self._count > _NAMED else [])])
        words = {"count": self._count, "companies": named}
        return Remark(sentence % words, f"companies made: {self._count}", change_count=self._count)
