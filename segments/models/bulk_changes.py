"""What was done to many lines at once, remembered so that it can be undone."""

import datetime as dt

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Contact
from segments.models.lists import Segment, SegmentLine


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
