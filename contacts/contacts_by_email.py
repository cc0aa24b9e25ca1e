"""The contacts that rows name by an e-mail address instead of a number."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from contacts.columns import RowError
from contacts.models import Contact

_MOST_NAMED = 5


class ContactsByEmail:
    """Finds contacts by their e-mail addresses, whatever the capitals; a contact may have several with ``;`` between.

    Cost: one query for each chunk of rows that name addresses, and one more for the whole file.
    """

    def __init__(self) -> None:
        self._found: defaultdict[str, list[str]] = defaultdict(list)
        self._of_many: dict[str, list[str]] | None = None

    def load(self, addresses: Iterable[str]) -> list[str]:
        """Find whose addresses these are, forgetting those of the rows before; return the numbers."""
        wanted = {address.strip().lower() for address in addresses if "@" in address}
        self._found.clear()
        if not wanted:
            return []
        alone = Contact.objects.annotate(plain_email=Lower("email")).filter(plain_email__in=wanted)
        for address, number in alone.order_by("number").values_list("plain_email", "number"):
            self._found[address].append(number)
        for address in wanted:
            self._found[address] += self._numbers_of_many().get(address, [])
        return sorted({number for numbers in self._found.values() for number in numbers})

    def number_of(self, name: str) -> str:
        """Return the number that ``name`` means: that of who has the address, or the name itself where it is none.

        :raises RowError: nobody has the address, or several have.
        """
        if "@" not in name:
            return name
        numbers = self._found.get(name.strip().lower(), [])
        if not numbers:
            raise RowError(_("No contact has the e-mail address %(address)s.") % {"address": name})
        if len(numbers) > 1:
            named = ", ".join([*numbers[:_MOST_NAMED], *(["…"] if len(numbers) > _MOST_NAMED else [])])
            raise RowError(
                _("Several contacts have the e-mail address %(address)s: %(numbers)s. Give the number of one.")
                % {"address": name, "numbers": named}
            )
        return numbers[0]

    def _numbers_of_many(self) -> dict[str, list[str]]:
        """Return the numbers by address of contacts with several addresses, which are few."""
        if self._of_many is None:
            self._of_many = {}
            several = Contact.objects.filter(email__contains=";").order_by("number")
            for number, email in several.values_list("number", "email").iterator():
                for address in email.split(";"):
                    self._of_many.setdefault(address.strip().lower(), []).append(number)
        return self._of_many
