"""Which companies of a file look like others: of new ones found before they are written, of all after the last row."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.columns import Record, RowError
from contacts.duplicates import follow_companies, last_pair_key, pairs_among, pairs_since
from contacts.importing import ImportingError, Remark
from contacts.models import Contact, MarketingSetup
from contacts.search_strings import keep_search_strings

# Comparing more would make a long import much longer, unless one asks for it.
_MOST_COMPARED = 5_000
_NAMED_PAIRS = 5
_NAMED_OTHERS = 3
_SEARCHED = ("name", "address", "city", "phone", "vat_registration_number", "post_code", "email", "mobile_phone")


class NotComparedError(ImportingError):
    """The set-up keeps nothing by which companies could be compared."""


class AlikeCompanies:
    """Compares the companies of an import; with ``rejects`` a new one that looks like another is rejected."""

    def __init__(self, *, rejects: bool) -> None:
        self._rejects = rejects
        self._last_pair = last_pair_key()
        self._is_kept = MarketingSetup.objects.filter(keeps_duplicate_strings=True).exists()
        self._compared_count = 0
        self._alike: Mapping[int, Sequence[Contact | int]] = {}
        self._good_rows: set[int] = set()
        # Companies that were added or changed: those of this chunk, and the keys of all.
        self._to_follow: list[Contact] = []
        self._to_compare: list[int] = []

    def load(self, records: Iterable[Record]) -> None:
        """Compare the new companies of a chunk, as long as they are not very many or those alike are rejected.

        :raises NotComparedError: they are to be rejected, and no search strings are kept.
        """
        self._alike, self._good_rows = {}, set()
        if self._rejects and not self._is_kept:
            raise NotComparedError(
                _("The marketing set-up keeps no search strings, so nobody can tell which companies look alike.")
            )
        if not self._is_kept or (self._compared_count > _MOST_COMPARED and not self._rejects):
            return
        drafts = {record.row.number: _draft(record) for record in records}
        self._compared_count += len(drafts)
        self._alike = companies_alike(drafts) if drafts else {}

    def notes(self, record: Record) -> list[str]:
        """Return whom the new company of a row looks like, in words; nothing for nobody.

        :raises RowError: it looks like one, and such companies are rejected.
        """
        alike = self._alike.get(record.row.number, ())
        others = [f"{other}" for other in alike if isinstance(other, Contact)]
        others += [_("row %d") % other for other in alike if isinstance(other, int) and other in self._good_rows]
        if not others:
            return []
        named = ", ".join([*others[:_NAMED_OTHERS], *(["…"] if len(others) > _NAMED_OTHERS else [])])
        if self._rejects:
            raise RowError(
                _("Looks like %(others)s. If it is that company, fill in its number; if not, import it by itself.")
                % {"others": named}
            )
        return [_("Looks like %(others)s.") % {"others": named}]

    def keep(self, record: Record) -> None:
        """Take the row as good: rows below may look like it."""
        self._good_rows.add(record.row.number)

    def follow(self, company: Contact) -> None:
        """Take a company that is made or changed."""
        self._to_follow.append(company)

    def save(self) -> None:
        """Take the keys of what was followed since the last call; the companies have them by now."""
        if not self._are_too_many:
            self._to_compare += [company.pk for company in self._to_follow]
        self._to_follow = []

    def finish(self) -> None:
        """Bring strings and pairs of the companies up to date, unless they are very many."""
        if not self._are_too_many:
            follow_companies(self._to_compare)

    def remark(self) -> Remark | None:
        """Say how many companies look like others since this import, and which first."""
        if self._are_too_many:
            text = _(
                "So many companies are not compared with others yet. Compare all companies on Possible duplicates."
            )
            return Remark(text, "companies not compared")
        pairs = pairs_since(self._last_pair)
        if not (count := pairs.count()):
            return None
        named = "; ".join(f"{pair.second} ~ {pair.first}" for pair in pairs[:_NAMED_PAIRS])
        text = _("Companies that look like others: %(count)s, for example %(named)s. They are among the duplicates.")
        return Remark(text % {"count": count, "named": named}, f"possible duplicates: {count}")

    @property
    def _are_too_many(self) -> bool:
        return len(self._to_compare) > _MOST_COMPARED


def companies_alike(drafts: Mapping[int, Contact]) -> dict[int, list[Contact | int]]:
    """Return what each of these new companies, by row number, looks like: companies there, and rows above it.

    They are written, compared and taken back, so that the rules are those of every comparison. Call it in a
    transaction, and with the rows of a chunk at most.
    """
    with transaction.atomic():
        companies = Contact.objects.bulk_create(drafts.values())
        rows = {company.pk: row for company, row in zip(companies, drafts, strict=True)}
        keep_search_strings(rows)
        pairs = pairs_among(list(rows))
        transaction.set_rollback(True)
    return _by_row(rows, pairs)


def _draft(record: Record) -> Contact:
    """Return a company that can be compared. Nobody can type its number."""
    texts = {field: str(record.get(field, "")) for field in _SEARCHED}
    return Contact(number=f"\t{record.row.number}", type=Contact.Type.COMPANY, **texts)


def _by_row(rows: Mapping[int, int], pairs: Sequence[tuple[int, int]]) -> dict[int, list[Contact | int]]:
    others = Contact.objects.in_bulk({pk for pair in pairs for pk in pair} - rows.keys())
    found: dict[int, list[Contact | int]] = {}
    for pair in pairs:
        in_file = sorted(rows[pk] for pk in pair if pk in rows)
        there = [others[pk] for pk in pair if pk in others]
        # Of two rows the later one looks like the first.
        found.setdefault(in_file[-1], []).extend([*there, *in_file[:-1]])
    return found
