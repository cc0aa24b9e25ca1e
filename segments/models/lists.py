"""Segments and their lines."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson


class Segment(models.Model):
    """A list of contacts. Its campaign and flags are the defaults of new lines, and a change is pushed to its lines.

    One that *follows its rules* is brought to what its criteria find by ``segments.refreshing``; others stay as they
    are until somebody takes a step.
    """

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
    follows_rules = models.BooleanField(_("follows its rules"), default=False)
    refreshed_at = models.DateTimeField(_("last refresh"), null=True, blank=True, editable=False)
    refresh_added_count = models.PositiveIntegerField(_("added by the last refresh"), default=0, editable=False)
    refresh_removed_count = models.PositiveIntegerField(_("removed by the last refresh"), default=0, editable=False)
    refresh_failed_at = models.DateTimeField(_("last refresh failed"), null=True, blank=True, editable=False)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)

    history = HistoricalRecords(
        excluded_fields=[
            "modified_at",
            "refreshed_at",
            "refresh_added_count",
            "refresh_removed_count",
            "refresh_failed_at",
        ]
    )

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

    @property
    def salesperson(self) -> Salesperson | None:
        """Who is to deal with the contact: the segment's salesperson, otherwise the contact's own (SL-1)."""
        return self.segment.salesperson or self.contact.salesperson
