"""Companies that the rows of an import name by their names (C-5)."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.columns import RowError
from contacts.models import Contact


class CompanyNames:
    """The companies of the names in a chunk of rows, whatever their capitals; found with one query."""

    def __init__(self) -> None:
        self._found: defaultdict[str, dict[str, Contact]] = defaultdict(dict)

    def load(self, names: Iterable[str]) -> None:
        """Fetch the companies of these names, and forget those of the rows before."""
        self._found.clear()
        wanted = {name for name in names if name}
        if not wanted:
            return
        called = Q(name__in=wanted) | Q(search_name__in={name.upper() for name in wanted})
        for company in Contact.objects.filter(called, type=Contact.Type.COMPANY).order_by("number"):
            self.put(company)

    def put(self, contact: Contact) -> None:
        """Take a company of the file, which rows below may name."""
        if contact.type == Contact.Type.COMPANY:
            self._found[contact.name.upper()][contact.number] = contact

    def is_known(self, name: str) -> bool:
        """Tell whether there is a company of that name, or several."""
        return name.upper() in self._found

    def named(self, name: str) -> Contact:
        """Return the company of that name.

        :raises RowError: there is none, or more than one.
        """
        found = self._found.get(name.upper(), {})
        if not found:
            raise RowError(_("There is no company %(company)s, here or above in the file.") % {"company": name})
        if len(found) > 1:
            raise RowError(
                _("Several companies are called %(company)s: %(numbers)s. Name one by its number.")
                % {"company": name, "numbers": ", ".join(found)}
            )
        return next(iter(found.values()))
