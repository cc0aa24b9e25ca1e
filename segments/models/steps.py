"""Steps, which say who is on a segment, the contacts that they are about, and steps that were saved to take again."""

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from segments.models.bulk_changes import BulkChange
from segments.models.lists import Segment


class SavedCriteria(models.Model):
    """Steps by criteria under a code, to be taken on any segment against the contacts of then (reference 4.6).

    ``saved_from`` is the number of the segment whose steps these were; that segment may be gone.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100, blank=True)
    saved_from = models.CharField(_("saved from"), max_length=20, blank=True)
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("saved by")
    )

    class Meta:
        verbose_name = _("saved criteria")
        verbose_name_plural = _("saved criteria")
        constraints = [
            models.CheckConstraint(name="saved_criteria_has_a_code", condition=~models.Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code


class SegmentStep(models.Model):
    """One thing that was done to say who is on a segment. Steps are kept for ever; only the undo stamp changes.

    The steps of a segment that are not undone say who is on it: see ``segments.steps``. ``criteria`` and ``options``
    are in the form of ``segments.criteria``; steps of other sources than criteria have none, because they name the
    contacts themselves. ``origin`` says from what: a file, a segment, saved criteria. It keeps the code that those had
    then; ``saved_criteria`` are they themselves, as long as they are there. The counts are those of the
    moment the step was taken: contacts that matched, that came onto the segment or left it by it, and that were left
    out because they are privacy blocked or excluded.
    """

    class Action(models.TextChoices):
        ADD = "add", pgettext_lazy("step", "Add")
        REDUCE = "reduce", pgettext_lazy("step", "Reduce")
        REFINE = "refine", pgettext_lazy("step", "Refine")
        REFRESH = "refresh", pgettext_lazy("step", "Refresh")

    class Source(models.TextChoices):
        CRITERIA = "criteria", pgettext_lazy("step", "Criteria")
        HAND = "hand", pgettext_lazy("step", "By hand")
        FILE = "file", pgettext_lazy("step", "File")
        COPY = "copy", pgettext_lazy("step", "Copied")
        FOLLOW_UP = "follow-up", pgettext_lazy("step", "Follow-up")
        MERGE = "merge", pgettext_lazy("step", "Merged contacts")
        THERE_BEFORE = "there-before", pgettext_lazy("step", "There before")

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="steps", verbose_name=_("segment"))
    sequence = models.PositiveIntegerField(_("step"))
    action = models.CharField(_("action"), max_length=7, choices=Action.choices)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    criteria = models.JSONField(_("criteria"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    origin = models.CharField(_("origin"), max_length=200, blank=True)
    saved_criteria = models.ForeignKey(
        SavedCriteria,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="segment_steps",
        verbose_name=_("saved criteria"),
    )
    bulk_change = models.ForeignKey(
        BulkChange, models.SET_NULL, null=True, blank=True, related_name="steps", verbose_name=_("bulk change")
    )
    allows_existing = models.BooleanField(_("allow existing contacts"), default=False)
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    matched_count = models.PositiveIntegerField(_("matched"), default=0)
    added_count = models.PositiveIntegerField(_("added"), default=0)
    removed_count = models.PositiveIntegerField(_("removed"), default=0)
    privacy_blocked_count = models.PositiveIntegerField(_("privacy blocked"), default=0)
    excluded_count = models.PositiveIntegerField(_("excluded"), default=0)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("segment step")
        verbose_name_plural = _("segment steps")
        constraints = [
            models.UniqueConstraint(fields=["segment", "sequence"], name="segment_step_once_per_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}/{self.sequence}"


class StepContact(models.Model):
    """A contact that a step says is on the segment, or off it. ``row_number`` is that of the file it came from.

    Only the primary key is indexed, and the contact carries no database constraint: a hundred thousand are written in
    one statement, and what was decided about a contact outlives it.
    """

    pk = models.CompositePrimaryKey("step", "contact")
    step = models.ForeignKey(SegmentStep, models.CASCADE, db_index=False, related_name="contacts")
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")
    is_addition = models.BooleanField()
    row_number = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("contact of a step")
        verbose_name_plural = _("contacts of steps")

    def __str__(self) -> str:
        return f"{self.step_id}/{self.contact_id}"


class SavedCriteriaStep(models.Model):
    """One of the steps that saved criteria take, with criteria and options in the form of ``segments.criteria``."""

    saved_criteria = models.ForeignKey(
        SavedCriteria, models.CASCADE, related_name="steps", verbose_name=_("saved criteria")
    )
    sequence = models.PositiveIntegerField(_("step"))
    action = models.CharField(_("action"), max_length=7, choices=SegmentStep.Action.choices)
    criteria = models.JSONField(_("criteria"))
    options = models.JSONField(_("options"), default=list, blank=True)

    class Meta:
        verbose_name = _("step of saved criteria")
        verbose_name_plural = _("steps of saved criteria")
        constraints = [
            models.UniqueConstraint(
                fields=["saved_criteria", "sequence"], name="saved_criteria_step_once_per_sequence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.saved_criteria_id}/{self.sequence}"
