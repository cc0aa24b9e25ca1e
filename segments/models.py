"""Whom we address: segments, their lines with campaign-target and response flags, and what was done to many at once."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson


class Segment(models.Model):
    """A list of contacts. Its campaign and flags are the defaults of new lines, and a change is pushed to its lines."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("segment", "Open")
        LOGGED = "logged", pgettext_lazy("segment", "Logged")
        CANCELLED = "cancelled", pgettext_lazy("segment", "Cancelled")

    number = models.CharField(_("No."), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    dated_on = models.DateField(_("date"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, null=True, blank=True, verbose_name=_("salesperson"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="segments", verbose_name=_("campaign")
    )
    is_campaign_target = models.BooleanField(_("campaign target"), default=False)
    is_campaign_response = models.BooleanField(_("campaign response"), default=False)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)

    history = HistoricalRecords(excluded_fields=["modified_at"])

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        permissions = [("bulk_change_segment", _("Can change many segment lines at once"))]
        constraints = [
            models.CheckConstraint(
                name="segment_flags_need_a_campaign",
                condition=models.Q(campaign__isnull=False)
                | models.Q(is_campaign_target=False, is_campaign_response=False),
                violation_error_message=_("Choose a campaign before ticking campaign target or campaign response."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"


class SegmentLineQuerySet(models.QuerySet["SegmentLine"]):
    def counting_as_target(self) -> Self:
        """Return the lines that put their buyer in a target group: flagged and not cancelled, logged ones too (D4)."""
        return self.filter(is_campaign_target=True, is_cancelled=False, campaign__isnull=False)


class SegmentLine(models.Model):
    """One contact on a segment. ``buyer`` is the contact that buys: set with the contact, never by itself.

    The lines' campaign and flags are written only through ``segments.services``, which keeps the target group right.
    """

    # Only what is looked for has an index, because lines are written by the hundred thousand (docs/target-group.md).
    segment = models.ForeignKey(
        Segment, models.CASCADE, db_index=False, related_name="lines", verbose_name=_("segment")
    )
    line_number = models.PositiveIntegerField(_("line"))
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="segment_lines", verbose_name=_("contact"))
    buyer = models.ForeignKey(Contact, models.PROTECT, db_index=False, related_name="+", verbose_name=_("buyer"))
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="segment_lines",
        verbose_name=_("campaign"),
    )
    is_campaign_target = models.BooleanField(_("campaign target"), default=False)
    is_campaign_response = models.BooleanField(_("campaign response"), default=False)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    objects = SegmentLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment line")
        verbose_name_plural = _("segment lines")
        indexes = [models.Index(fields=["campaign", "buyer", "contact"], name="segment_line_buyers")]
        constraints = [
            models.UniqueConstraint(fields=["segment", "line_number"], name="segment_line_number_once_per_segment"),
            models.CheckConstraint(
                name="segment_line_flags_need_a_campaign",
                condition=models.Q(campaign__isnull=False)
                | models.Q(is_campaign_target=False, is_campaign_response=False),
                violation_error_message=_("Choose a campaign before ticking campaign target or campaign response."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}/{self.line_number}"


class BulkChange(models.Model):
    """One deliberate change of many lines of a segment. It can be undone for ``UNDO_PERIOD``.

    ``values`` is what was written, by attribute of the line; empty where lines were taken off. ``header_before`` is
    what the segment itself said of the attributes that were changed there too.
    """

    class Verb(models.TextChoices):
        MARK_TARGETS = "mark-targets", _("Marked as campaign target")
        CLEAR_TARGETS = "clear-targets", _("Campaign target cleared")
        MARK_RESPONSES = "mark-responses", _("Marked as campaign response")
        CLEAR_RESPONSES = "clear-responses", _("Campaign response cleared")
        REMOVE_LINES = "remove-lines", _("Lines removed")
        CHANGE_SEGMENT = "change-segment", _("Segment changed, with its lines")

    UNDO_PERIOD = dt.timedelta(hours=24)

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="bulk_changes", verbose_name=_("segment"))
    verb = models.CharField(_("what"), max_length=15, choices=Verb.choices)
    values = models.JSONField(_("values"), default=dict, blank=True)
    header_before = models.JSONField(_("segment before"), default=dict, blank=True)
    made_at = models.DateTimeField(_("when"))
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who"))
    line_count = models.PositiveIntegerField(_("lines changed"), default=0)
    already_count = models.PositiveIntegerField(_("lines that were so before"), default=0)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    restored_count = models.PositiveIntegerField(_("lines put back"), null=True, blank=True)
    left_alone_count = models.PositiveIntegerField(_("lines left alone"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        indexes = [models.Index(fields=["made_at"], name="bulk_change_made_at")]
        constraints = [
            models.CheckConstraint(
                name="bulk_change_undone_with_its_counts",
                condition=models.Q(undone_at=None, restored_count=None, left_alone_count=None)
                | models.Q(undone_at__isnull=False, restored_count__isnull=False, left_alone_count__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}/{self.pk} {self.verb}"

    @property
    def undo_until(self) -> dt.datetime:
        """The moment until which it can be undone."""
        return self.made_at + self.UNDO_PERIOD

    def is_undoable(self, *, at: dt.datetime) -> bool:
        """Return whether it was not undone yet and ``at`` is not too late for that."""
        return self.undone_at is None and at <= self.undo_until


class BulkChangeLine(models.Model):
    """A line as it was before a bulk change; only lines that it changed are here.

    Only the primary key is indexed, and the references carry no database constraint: a hundred thousand are written in
    one statement, and they outlive the line. They go when the change can no longer be undone.
    """

    pk = models.CompositePrimaryKey("bulk_change", "line")
    bulk_change = models.ForeignKey(
        BulkChange, models.CASCADE, db_index=False, db_constraint=False, related_name="lines"
    )
    line = models.ForeignKey(
        SegmentLine, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="bulk_change_lines"
    )
    line_number = models.PositiveIntegerField()
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")
    campaign = models.ForeignKey(
        Campaign, models.DO_NOTHING, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    is_campaign_target = models.BooleanField()
    is_campaign_response = models.BooleanField()

    class Meta:
        verbose_name = _("line of a bulk change")
        verbose_name_plural = _("lines of bulk changes")

    def __str__(self) -> str:
        return f"{self.bulk_change_id}/{self.line_id}"
