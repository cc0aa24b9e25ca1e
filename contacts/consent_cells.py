"""Cells that say which messages a contact allowed: ``yes``, or in full ``given 2026-03-01: web form``.

What a contact said later than the file stays: no import brings back to life what was withdrawn since.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts.cells import POINT, CellError, CellValue, Notation, Text
from contacts.columns import Record, RowError
from contacts.consents import ConsentError, Statement, check_statement, last_statements_of, outlasts, record_consents
from contacts.importing import Difference
from contacts.models import Consent, Contact
from contacts.templatetags.formats import day

CHANNEL_COLUMNS = {f"consent_{channel.value}": channel for channel in Consent.Channel}
_SAID = re.compile(r"([^\W\d][\w-]*|[01])(?:\s+(\d{4}-\d{2}-\d{2}))?(?:\s*[:,]\s*(.+))?")
_STATES = {
    **dict.fromkeys(("yes", "ja", "true", "1", "given", "gegeven", "opt-in"), Consent.State.GIVEN),
    **dict.fromkeys(("no", "nee", "false", "0", "withdrawn", "ingetrokken", "opt-out"), Consent.State.WITHDRAWN),
    **dict.fromkeys(("unknown", "onbekend"), Consent.State.UNKNOWN),
}
_LONGEST_SOURCE = 100
_LONGEST_CELL = 150


@dataclass(frozen=True, slots=True)
class Said:
    """What one cell says; without a day or a source those of the row count."""

    state: Consent.State
    stated_on: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ConsentCell:
    """Consent given, withdrawn or not known, if need be with its day and its source. A blank cell says nothing."""

    blank: ClassVar[None] = None

    def read(self, cell: CellValue, _notation: Notation) -> Said:
        """Return what the cell says.

        :raises CellError: it says something else, or its day is none of the calendar.
        """
        text = Text(_LONGEST_CELL).read(cell, POINT)
        match = _SAID.fullmatch(text)
        state = _STATES.get(match[1].lower()) if match else None
        if match is None or state is None:
            raise CellError(
                _("“%(text)s” is no consent: write yes, no or unknown, or for example “given 2026-03-01: web form”.")
                % {"text": text}
            )
        try:
            stated_on = dt.date.fromisoformat(match[2]) if match[2] else None
        except ValueError:
            raise CellError(_("“%(text)s” is not a day of the calendar.") % {"text": match[2]}) from None
        return Said(state, stated_on, Text(_LONGEST_SOURCE).read(match[3], POINT))


def consent_text(said: Consent | Statement) -> str:
    """Return what a cell says for ``said``, as it is read again."""
    return f"{Consent.State(said.state).value} {said.stated_on.isoformat()}: {said.source.strip()}"


class ConsentCells:
    """The consents of the contacts in an import: what they said last, and what the file says."""

    def __init__(self, *, at: dt.datetime, by: User | None, may_record: bool = True) -> None:
        self._at, self._by, self._may_record = at, by, may_record
        self._last: dict[tuple[int, str], Consent] = {}
        self._noted: list[tuple[Contact, Statement]] = []
        self.left_aside = ""

    def load(self, records: Sequence[Record], contact_ids: Sequence[int]) -> None:
        """Fetch what the contacts said last, where the file says anything."""
        is_said = any(record.values.get(column) for record in records for column in CHANNEL_COLUMNS)
        self._last = last_statements_of(contact_ids) if is_said and contact_ids else {}

    def read(self, record: Record) -> list[Statement]:
        """Return what the row says.

        :raises RowError: the day or the source of a consent is missing, or the day has not come yet.
        """
        columns = [column for column in CHANNEL_COLUMNS if record.values.get(column)]
        if columns and not self._may_record:
            raise RowError(_("You may not record consent. Leave these columns out."), column=columns[0])
        statements = [_statement(record, column) for column in columns]
        for statement in statements:
            try:
                check_statement(statement, today=timezone.localdate(self._at))
            except ConsentError as error:
                raise RowError(str(error), column=f"consent_{statement.channel.value}") from error
        return statements

    def note(self, contact: Contact, statements: Sequence[Statement]) -> list[Difference]:
        """Note what the contact said, and return what that changes.

        ``left_aside`` then says what of it does not count, because the contact said something else later.
        """
        self.left_aside = ""
        differences = [self._difference(contact, statement) for statement in statements]
        return [difference for difference in differences if difference]

    def save(self) -> None:
        """Record what was noted since the last call; the contacts have their keys by now."""
        noted, self._noted = self._noted, []
        if noted:
            statements = ((contact.pk, statement) for contact, statement in noted)
            record_consents(statements, by=self._by, at=self._at, today=timezone.localdate(self._at))

    def _difference(self, contact: Contact, statement: Statement) -> Difference | None:
        last = self._last.get((contact.pk or 0, statement.channel.value))
        state = last.state if last else Consent.State.UNKNOWN
        if state == statement.state:
            return None
        if last is not None and outlasts(last, statement):
            sentence = _("Consent, %(channel)s: “%(state)s” since %(day)s stays; the file is not of a later day.")
            words = {"channel": statement.channel.label, "state": last.get_state_display(), "day": _last_day(last)}
            self.left_aside = f"{self.left_aside} {sentence % words}".strip()
            return None
        self._noted.append((contact, statement))
        label = pgettext("column", "consent, %(channel)s") % {"channel": statement.channel.label}
        # Written as cells are, because what a check finds has to be alike in every language.
        return Difference(label, consent_text(last) if last else "", consent_text(statement))


def _last_day(consent: Consent) -> str:
    return day(max(consent.stated_on, timezone.localdate(consent.recorded_at)))


def _statement(record: Record, column: str) -> Statement:
    said: Said = record[column]
    stated_on = said.stated_on or record.get("consent_date")
    if stated_on is None:
        raise RowError(
            _("Say on which day the contact said so: fill in the consent date, or write “given 2026-03-01: web form”."),
            column=column,
        )
    return Statement(
        channel=CHANNEL_COLUMNS[column],
        state=said.state,
        source=said.source or record.get("consent_source", ""),
        stated_on=stated_on,
    )
