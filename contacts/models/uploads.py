"""Files that somebody brought to be imported, and what the check of them found."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Upload(models.Model):
    """A file that somebody brought to be imported, and what became of it.

    ``kind`` and ``about`` say what its rows are; the registry of kinds is in the room that knows all of them.
    ``reading`` holds how the file is to be read (``contacts.upload_reading``). The counts are those of the last
    check, and what was saved once it was; ``digest`` stands for all that the check found. Counts stay as a record
    when the file and its rows are removed.
    """

    class State(models.TextChoices):
        UNREAD = "unread", pgettext_lazy("upload", "Columns to be chosen")
        CHECKED = "checked", pgettext_lazy("upload", "Checked, not saved")
        SAVED = "saved", pgettext_lazy("upload", "Saved")
        DISCARDED = "discarded", pgettext_lazy("upload", "Discarded")

    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=20, blank=True)
    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    reading = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.UNREAD)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    checked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    headings = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    added_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    # Changes of things that no row of the file is about.
    further_count = models.PositiveIntegerField(default=0)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        # Who may import a kind of rows may see its uploads.
        default_permissions = ()
        indexes = [models.Index(fields=["uploaded_at"], name="upload_uploaded_at")]

    def __str__(self) -> str:
        return self.name

    @property
    def read_count(self) -> int:
        return self.added_count + self.changed_count + self.unchanged_count + self.rejected_count

    @property
    def write_count(self) -> int:
        """How many things are written, or would be."""
        return self.added_count + self.changed_count + self.further_count

    @property
    def may_be_saved(self) -> bool:
        return self.state == self.State.CHECKED and self.write_count > 0

    @property
    def is_waiting(self) -> bool:
        return self.state in {self.State.UNREAD, self.State.CHECKED}


class UploadChunk(models.Model):
    """A piece of the file of an upload; the pieces stand in the order of ``position``."""

    upload = models.ForeignKey(Upload, models.CASCADE, db_index=False, related_name="chunks")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["upload", "position"], name="upload_chunk_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}, {self.position}"


class UploadRow(models.Model):
    """What the check of an upload found about one row. ``differences`` holds label, before and after of each."""

    class Outcome(models.TextChoices):
        ADDED = "added", pgettext_lazy("rows", "New")
        CHANGED = "changed", pgettext_lazy("rows", "Changed")
        UNCHANGED = "unchanged", pgettext_lazy("rows", "Unchanged")
        REJECTED = "rejected", pgettext_lazy("rows", "Wrong")

    upload = models.ForeignKey(Upload, models.CASCADE, db_index=False, related_name="rows")
    outcome = models.CharField(_("result"), max_length=9, choices=Outcome.choices)
    row_number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    differences = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["upload", "outcome", "row_number"], name="upload_row_once")]

    def __str__(self) -> str:
        return f"{self.row_number} {self.outcome}"


class HeadingChoice(models.Model):
    """Which column somebody chose for a heading of a kind of file; blank where it is to be left out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    kind = models.CharField(max_length=30)
    heading = models.CharField(max_length=200)
    column = models.CharField(max_length=30, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "kind", "heading"], name="heading_choice_once")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.column}"
