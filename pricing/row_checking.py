"""What becomes of pasted or suggested rows of a campaign: checked first, then saved, all or none.

The rows are judged by the import of prices, so that a pasted row and a row of a file mean the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.columns import RowError
from contacts.importing import CHUNK_SIZE, Difference, Outcome
from contacts.key_store import Key
from pricing.pasting import Pasted, PastedRow, Reading, read_row
from pricing.price_import import PriceImporter


class RowsTakenError(Exception):
    """Somebody else wrote some of the rows at the same time; nothing was saved."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row and what becomes of it; ``outcome`` is None where it is wrong, and then ``faults`` says why by column.

    The reason is under a blank column where it is about several.
    """

    row: PastedRow
    outcome: Outcome | None
    differences: Sequence[Difference] = ()
    faults: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """The rows in the order in which they were pasted. ``is_saved`` tells whether what they say was written."""

    rows: Sequence[CheckedRow]
    is_saved: bool

    @property
    def wrong_count(self) -> int:
        return self.count(None)

    def count(self, outcome: Outcome | None) -> int:
        """Return how many rows have this outcome, None for wrong ones."""
        return Counter(row.outcome for row in self.rows)[outcome]


def check_rows(campaign: Campaign, pasted: Pasted, *, at: dt.datetime) -> CheckedRows:
    """Return what saving the rows would do; nothing is written."""
    return _judge(campaign, pasted, at=at, by=None, is_to_be_saved=False)


def save_rows(campaign: Campaign, pasted: Pasted, *, at: dt.datetime, by: User | None) -> CheckedRows:
    """Write the rows and return what each did. Where one is wrong nothing is written.

    :raises RowsTakenError: somebody else wrote the same rows at the same time.
    """
    try:
        return _judge(campaign, pasted, at=at, by=by, is_to_be_saved=True)
    except IntegrityError as error:
        raise RowsTakenError(
            _("Somebody else changed some of these prices at the same time. Nothing was saved; check the rows again.")
        ) from error


def _judge(
    campaign: Campaign, pasted: Pasted, *, at: dt.datetime, by: User | None, is_to_be_saved: bool
) -> CheckedRows:
    importer = PriceImporter(at=at, by=by)
    with transaction.atomic():
        rows: list[CheckedRow] = []
        first_rows: dict[Key, int] = {}
        waiting = iter(pasted.rows)
        while chunk := list(islice(waiting, CHUNK_SIZE)):
            readings = [read_row(row, campaign_number=campaign.number) for row in chunk]
            importer.load([reading.record for reading in readings])
            rows.extend(_decide(importer, reading, first_rows) for reading in readings)
            if is_to_be_saved:
                importer.save()
        is_saved = is_to_be_saved and all(row.outcome is not None for row in rows)
        if is_saved:
            importer.finish()
        else:
            transaction.set_rollback(True)
    return CheckedRows(rows, is_saved)


def _decide(importer: PriceImporter, reading: Reading, first_rows: dict[Key, int]) -> CheckedRow:
    """Return what becomes of one row. One that repeats an earlier row is wrong: nobody can tell which is meant."""
    if reading.faults:
        return CheckedRow(reading.row, None, faults=reading.faults)
    first = first_rows.setdefault(importer.key(reading.record), reading.row.number)
    if first != reading.row.number:
        return CheckedRow(reading.row, None, faults={"": _("Row %(number)s is about the same.") % {"number": first}})
    try:
        outcome = importer.take(reading.record)
    except RowError as error:
        return CheckedRow(reading.row, None, faults={error.column: str(error)})
    return CheckedRow(reading.row, outcome, importer.differences() if outcome is Outcome.CHANGED else ())
