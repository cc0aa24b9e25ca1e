"""The import of segments with their contacts. docs/imports.md describes the columns."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from contacts.bulk_writing import BulkWriter
from contacts.cells import YesNo
from contacts.columns import Column, Record, RowError
from contacts.contacts_by_email import ContactsByEmail
from contacts.field_kinds import code_of, kind_of, label_of
from contacts.importing import Difference, Importer, Outcome
from contacts.key_store import Key
from contacts.locks import share_buyers
from contacts.merged_numbers import ContactReferences
from contacts.models import Contact
from contacts.references import References
from segments.lines import add_lines, change_lines
from segments.locks import lock_segments
from segments.models import Segment, SegmentLine, SegmentStep
from segments.steps import mention_rows

COLUMNS = (
    Column(
        "segment_number", code_of(Segment), gettext_lazy("the number by which the segment is known"), is_required=True
    ),
    Column(
        "contact",
        kind_of(Contact, "email"),
        gettext_lazy("who is on it: the number of the contact, or the e-mail address that it alone has"),
        is_required=True,
        aliases=("contact no", "contactnr", "e mail", "email", "email address", "e mailadres"),
    ),
    Column("description", kind_of(Segment, "description"), gettext_lazy("of a new segment: what it is")),
    Column("date", kind_of(Segment, "dated_on"), gettext_lazy("of a new segment: its date; today unless told")),
    Column("campaign", code_of(Campaign), gettext_lazy("of a new segment: the number of its campaign")),
    Column(
        "campaign_target",
        YesNo(blank=None),
        gettext_lazy("yes or no; for a new line what the segment says unless told"),
    ),
    Column(
        "campaign_response",
        YesNo(blank=None),
        gettext_lazy("yes or no; for a new line what the segment says unless told"),
    ),
)

_FLAGS = {"campaign_target": "is_campaign_target", "campaign_response": "is_campaign_response"}


class SegmentImporter(Importer):
    """Adds segments and their lines, known by segment and contact, and ticks or clears the flags of lines.

    What else stands on the card of a segment is changed there, because it is pushed to its lines.
    """

    noun = "segment lines"
    columns = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None, file_name: str = "") -> None:
        self._at, self._by, self._file_name = at, by, file_name
        self._contacts = ContactReferences(Contact.objects.all())
        self._by_email = ContactsByEmail()
        self._campaigns = References(Campaign.objects.only("number"), field="number")
        self._segments: dict[str, Segment] = {}
        self._lines: dict[tuple[int, int], SegmentLine] = {}
        self._last_line_numbers: dict[int, int] = {}
        self._written = BulkWriter(Segment, at=at, by=by)
        self._steps: dict[str, SegmentStep] = {}
        self._rows: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._added: defaultdict[str, list[SegmentLine]] = defaultdict(list)
        self._flagged: defaultdict[tuple[str, bool], list[int]] = defaultdict(list)
        self._differences: Sequence[Difference] = ()

    def key(self, record: Record) -> Key:
        """Tell lines by segment and contact."""
        try:
            return record["segment_number"], self._number(record)
        except RowError:
            return record["segment_number"], record["contact"]

    def load(self, records: Sequence[Record]) -> None:
        """Lock the segments and fetch contacts, campaigns and the lines that are there."""
        segments = lock_segments({record["segment_number"] for record in records})
        share_buyers()
        self._segments = {segment.number: segment for segment in segments}
        by_email = self._by_email.load(record["contact"] for record in records)
        numbers = [*(record["contact"].upper() for record in records), *by_email]
        self._contacts.load(numbers)
        self._campaigns.load(record.get("campaign", "") for record in records)
        of_segments = SegmentLine.objects.filter(segment__in=segments)
        last = of_segments.values_list("segment").annotate(last=Max("line_number")).order_by()
        self._last_line_numbers = dict(last)
        contacts = map(self._contacts.get, numbers)
        found = of_segments.filter(contact__in={contact.pk for contact in contacts if contact}).order_by("-line_number")
        self._lines = {(line.segment_id, line.contact_id): line for line in found}

    def take(self, record: Record) -> Outcome:
        """Add the line or change its flags, and add the segment where there is none.

        :raises RowError: something is unknown, the line cannot be, or the card of the segment would change.
        """
        contact = self._contacts.named(self._number(record))
        segment = self._segments.get(record["segment_number"])
        is_new = segment is None
        if segment is None:
            segment = self._new_segment(record)
        else:
            self._refuse_other_card(segment, record)
        line = self._lines.get((segment.pk, contact.pk))
        if line is not None:
            outcome = self._changed(line, segment, record)
            self._mention(segment, contact, record)
            return outcome
        self._add(segment, contact, record)
        self._mention(segment, contact, record)
        if is_new:
            self._segments[segment.number] = self._written.add(segment)
        return Outcome.ADDED

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._differences

    def save(self) -> None:
        """Write segments, lines and flags; the target groups follow."""
        self._written.write()
        for number, lines in self._added.items():
            segment = self._segments[number]
            first = self._last_line_numbers.get(segment.pk, 0) + 1
            for line_number, line in enumerate(lines, start=first):
                line.segment, line.line_number = segment, line_number
            add_lines(lines, segment=segment, at=self._at)
        for number, row_numbers in self._rows.items():
            added_count = len(self._added.get(number, ()))
            mention_rows(self._step(self._segments[number]), row_numbers=row_numbers, added_count=added_count)
        for (field, value), pks in self._flagged.items():
            values: dict[str, Any] = {field: value}
            change_lines(SegmentLine.objects.filter(pk__in=pks), at=self._at, **values)
        self._added.clear()
        self._rows.clear()
        self._flagged.clear()

    def _number(self, record: Record) -> str:
        """Return the number of the contact that the row names.

        :raises RowError: it names an e-mail address that nobody has, or several.
        """
        return self._by_email.number_of(record["contact"]).upper()

    def _mention(self, segment: Segment, contact: Contact, record: Record) -> None:
        """Remember the row in which the contact stands, where the segment is still made up."""
        if segment.state == Segment.State.OPEN:
            self._rows[segment.number][contact.pk] = record.row.number

    def _step(self, segment: Segment) -> SegmentStep:
        """Return the one step that the file is for a segment."""
        return self._steps.setdefault(
            segment.number,
            SegmentStep(
                segment=segment,
                action=SegmentStep.Action.ADD,
                source=SegmentStep.Source.FILE,
                origin=self._file_name,
                taken_at=self._at,
                taken_by=self._by,
            ),
        )

    def _new_segment(self, record: Record) -> Segment:
        if not record.get("description", ""):
            raise RowError(
                _("There is no segment %(segment)s, and a new one needs a description.")
                % {"segment": record["segment_number"]}
            )
        return Segment(
            number=record["segment_number"],
            description=record["description"],
            dated_on=record.get("date", timezone.localdate(self._at)),
            campaign=self._campaigns.named_or_none(record.get("campaign")),
        )

    def _refuse_other_card(self, segment: Segment, record: Record) -> None:
        campaign = self._campaigns.named_or_none(record.get("campaign"))
        given: dict[str, Any] = {
            "description": record.get("description") or None,
            "dated_on": record.get("date"),
            "campaign_id": campaign and campaign.pk,
        }
        names = {field.attname: field.verbose_name for field in Segment._meta.concrete_fields}
        for field, value in given.items():
            if value is not None and getattr(segment, field) != value:
                raise RowError(
                    _("Segment %(segment)s has another %(field)s; change it on the segment, because its lines follow.")
                    % {"segment": segment.number, "field": names[field]}
                )

    def _add(self, segment: Segment, contact: Contact, record: Record) -> None:
        if segment.state != Segment.State.OPEN:
            raise RowError(_("Segment %(segment)s is no longer open.") % {"segment": segment.number})
        if contact.is_privacy_blocked:
            raise RowError(_("%(contact)s is privacy blocked.") % {"contact": contact.number})
        if contact.is_excluded_from_segments:
            raise RowError(_("%(contact)s is excluded from segments.") % {"contact": contact.number})
        flags = {field: record.get(column, getattr(segment, field)) for column, field in _FLAGS.items()}
        if any(flags.values()) and segment.campaign_id is None:
            raise RowError(
                _("Segment %(segment)s has no campaign to flag its lines for.") % {"segment": segment.number}
            )
        line = SegmentLine(contact=contact, buyer_id=contact.buyer_id, campaign_id=segment.campaign_id, **flags)
        self._added[segment.number].append(line)

    def _changed(self, line: SegmentLine, segment: Segment, record: Record) -> Outcome:
        given = {field: record.get(column) for column, field in _FLAGS.items()}
        wanted = {field: value for field, value in given.items() if value is not None and getattr(line, field) != value}
        if not wanted:
            return Outcome.UNCHANGED
        if segment.state == Segment.State.CANCELLED:
            raise RowError(
                _("Segment %(segment)s is cancelled: its lines no longer count.") % {"segment": segment.number}
            )
        if any(wanted.values()) and line.campaign_id is None:
            raise RowError(_("The line of %(contact)s has no campaign.") % {"contact": self._number(record)})
        self._differences = [
            Difference(label_of(SegmentLine, field), getattr(line, field), value) for field, value in wanted.items()
        ]
        for field, value in wanted.items():
            self._flagged[field, value].append(line.pk)
        return Outcome.CHANGED
