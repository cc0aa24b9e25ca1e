"""Which contact a row without a number is about.

It is the one of the same type and name that has the same e-mail address; or, unless both have addresses or companies
that differ, the same post code or company. A row with a name alone is about the contact of that name. So a file that
is imported twice makes nobody twice, and two people who share an address stay two.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from contacts.columns import Record, RowError
from contacts.key_store import Key
from contacts.models import Contact

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """By what a contact is known again. Texts are in small letters, without needless blanks."""

    type: str
    name: str
    emails: frozenset[str]
    post_code: str
    company: str

    @classmethod
    def of(cls, contact: Contact) -> "Traits":
        """Return the traits of a contact that is there, or is to be made."""
        return cls(
            type=contact.type,
            name=plain_name(contact.name),
            emails=_addresses(contact.email),
            post_code=_plain(contact.post_code),
            company=contact.company.number if contact.company else "",
        )

    def is_same(self, other: "Traits") -> bool:
        """Tell whether a row with these traits is about the contact with the ``other`` ones."""
        if (self.type, self.name) != (other.type, other.name):
            return False
        if self.emails & other.emails:
            return True
        if (self.emails and other.emails) or (self.company and other.company and self.company != other.company):
            return False
        is_name_alone = not (self.emails or self.post_code or self.company)
        return is_name_alone or bool(
            (self.post_code and self.post_code == other.post_code) or (self.company and self.company == other.company)
        )


@dataclass(frozen=True, slots=True)
class _Known:
    number: str
    name: str
    traits: Traits


class SameContacts:
    """The contacts that rows without numbers may be about: those there, and those that rows above made."""

    def __init__(self) -> None:
        self._by_name: defaultdict[str, dict[str, _Known]] = defaultdict(dict)
        self._by_email: defaultdict[str, dict[str, _Known]] = defaultdict(dict)
        self._is_asked = False

    def load(self, records: Sequence[Record]) -> list[str]:
        """Find whom these rows may be about, forgetting those of the rows before; return the numbers."""
        self._by_name.clear()
        self._by_email.clear()
        self._is_asked = bool(records)
        names = {name for record in records if (name := name_in(record))}
        emails = {email for record in records for email in _addresses(record.get("email", ""))}
        if not names and not emails:
            return []
        named = Q(name__in=names) | Q(search_name__in={name.upper() for name in names})
        cards = Contact.objects.annotate(plain_email=Lower("email")).filter(named | Q(plain_email__in=emails))
        cards = cards.select_related("company").only("number", "type", "name", "email", "post_code", "company__number")
        for contact in cards.order_by("number"):
            self.put(contact)
        return sorted({number for known in self._by_name.values() for number in known})

    def put(self, contact: Contact) -> None:
        """Take a contact that is there, or that a row makes."""
        if not self._is_asked:
            return
        known = _Known(contact.number, contact.name, Traits.of(contact))
        self._by_name[known.traits.name][known.number] = known
        for email in known.traits.emails:
            self._by_email[email][known.number] = known

    def find(self, traits: Traits) -> str:
        """Return the number of the contact that a row with these traits is about, blank if it is a new one.

        :raises RowError: it may be about several.
        """
        same = [known for known in self._by_name.get(traits.name, {}).values() if traits.is_same(known.traits)]
        if len(same) > 1:
            raise RowError(
                _("Several contacts look the same: %(contacts)s. Fill in the number of the one that is meant.")
                % {"contacts": _listed(same)}
            )
        return same[0].number if same else ""

    def sharing_email(self, traits: Traits, *, number: str) -> str:
        """Return who else has an e-mail address of these traits, in words; blank for nobody."""
        others = {
            known.number: known
            for email in traits.emails
            for known in self._by_email.get(email, {}).values()
            if known.number != number
        }
        return _listed(others.values())


def name_in(record: Record) -> str:
    """Return the name that a row gives, as a whole or in parts."""
    parts = (record.get(part, "") for part in ("first_name", "middle_name", "surname"))
    return " ".join(part for part in parts if part) or str(record.get("name", ""))


def traits_of(record: Record, *, type: str = "", company: Contact | None = None) -> Traits:
    """Return by what the contact of a row is known again. A company that is only to be made has no number yet."""
    made = f"~{plain_name(record.get('company', ''))}"
    return Traits(
        type=type,
        name=plain_name(name_in(record)),
        emails=_addresses(record.get("email", "")),
        post_code=_plain(record.get("post_code", "")),
        company="" if company is None else company.number or made,
    )


def row_key(record: Record) -> Key:
    """Return what tells a row without a number from others of its file."""
    email = record.get("email", "").lower()
    apart = email or (_plain(record.get("post_code", "")), plain_name(record.get("company", "")))
    return "", record.get("type"), plain_name(name_in(record)), apart


def plain_name(name: str) -> str:
    """Return a name without what makes no difference: capitals and needless blanks."""
    return " ".join(name.split()).casefold()


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _addresses(email: str) -> frozenset[str]:
    return frozenset(address.strip().lower() for address in email.split(";") if address.strip())


def _listed(known: Iterable[_Known]) -> str:
    named = [f"{each.number} {each.name}" for each in known]
    return ", ".join([*named[:_MOST_NAMED], *(["…"] if len(named) > _MOST_NAMED else [])])
