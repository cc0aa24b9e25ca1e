"""Who: contacts (companies and persons), salespeople, teams, classification codes, number series, and who signs in."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NumberSeries(models.Model):
    """The running numbers of one kind of record. Numbers are taken only by ``contacts.numbering``."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    prefix = models.CharField(_("prefix"), max_length=10)
    digit_count = models.PositiveSmallIntegerField(_("digits"), default=4)
    next_value = models.PositiveIntegerField(_("next value"), default=1)
    allows_manual_numbers = models.BooleanField(_("numbers may be typed"), default=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return self.code

    def number_at(self, value: int) -> str:
        """Return the number that ``value`` stands for, for example ``CP0042``."""
        return f"{self.prefix}{value:0{self.digit_count}d}"


class CodeTable(models.Model):
    """A code with a description: the form of every classification."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class Territory(CodeTable):
    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")


class IndustryGroup(CodeTable):
    class Meta:
        verbose_name = _("industry group")
        verbose_name_plural = _("industry groups")


class JobResponsibility(CodeTable):
    class Meta:
        verbose_name = _("job responsibility")
        verbose_name_plural = _("job responsibilities")


class MailingGroup(CodeTable):
    class Meta:
        verbose_name = _("mailing group")
        verbose_name_plural = _("mailing groups")


class Salesperson(models.Model):
    """One who sells. ``user`` is the account with which this salesperson signs in, if any."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    is_blocked = models.BooleanField(_("blocked"), default=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="salesperson",
        verbose_name=_("user"),
    )

    class Meta:
        verbose_name = _("salesperson")
        verbose_name_plural = _("salespeople")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Team(models.Model):
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    salespeople = models.ManyToManyField(Salesperson, related_name="teams", blank=True, verbose_name=_("salespeople"))

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ContactQuerySet(models.QuerySet["Contact"]):
    def with_buyer(self) -> Self:
        """Annotate ``buyer_pk``: the key of the contact that buys (spec: *Buyer*)."""
        return self.annotate(buyer_pk=Coalesce("company_id", "pk"))

    def buyers(self) -> Self:
        """Return the contacts that buy for themselves: companies, and persons without a company."""
        return self.filter(company=None)


class Contact(models.Model):
    """A company, or a person who may belong to one.

    A person's company is changed through ``segments.services.change_company``, because the target groups of
    campaigns follow the buyer (spec D4).
    """

    class Type(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")

    number = models.CharField(_("No."), max_length=20, unique=True)
    type = models.CharField(_("type"), max_length=7, choices=Type.choices, default=Type.COMPANY)
    name = models.CharField(_("name"), max_length=100)
    first_name = models.CharField(_("first name"), max_length=30, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=30, blank=True)
    surname = models.CharField(_("surname"), max_length=30, blank=True)
    company = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="persons", verbose_name=_("company")
    )
    is_customer = models.BooleanField(_("customer"), default=False)
    address = models.CharField(_("address"), max_length=100, blank=True)
    post_code = models.CharField(_("post code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    country_code = models.CharField(_("country"), max_length=50, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    mobile_phone = models.CharField(_("mobile phone"), max_length=30, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    language_code = models.CharField(_("language"), max_length=10, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, verbose_name=_("territory"))
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, null=True, blank=True, verbose_name=_("salesperson"))
    industry_groups = models.ManyToManyField(IndustryGroup, blank=True, verbose_name=_("industry groups"))
    job_responsibilities = models.ManyToManyField(JobResponsibility, blank=True, verbose_name=_("job responsibilities"))
    mailing_groups = models.ManyToManyField(MailingGroup, blank=True, verbose_name=_("mailing groups"))
    is_excluded_from_segments = models.BooleanField(_("exclude from segments"), default=False)
    is_privacy_blocked = models.BooleanField(_("privacy blocked"), default=False)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                name="contact_company_has_no_company",
                condition=models.Q(type="person") | models.Q(company=None),
                violation_error_message=_("A company cannot belong to another company. Leave the company empty."),
            ),
            models.CheckConstraint(name="contact_is_not_its_own_company", condition=~models.Q(company=models.F("id"))),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def buyer_id(self) -> int:
        """The key of the contact that buys: the company of a person who has one, otherwise this contact."""
        return self.company_id or self.pk


class Preferences(models.Model):
    """What one who signs in likes. Where nothing was chosen there is no row, and the defaults hold.

    A blank ``language`` is the browser's. ``start_page`` is the URL name of the page to see after signing in.
    """

    class Rows(models.IntegerChoices):
        FEW = 25, "25"
        USUAL = 50, "50"
        MANY = 100, "100"
        MOST = 250, "250"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", verbose_name=_("user")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    rows_per_page = models.PositiveSmallIntegerField(_("rows per page"), choices=Rows, default=Rows.USUAL)
    start_page = models.CharField(_("start page"), max_length=50, default="home")
    uses_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return f"{self.user_id}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """Return the views that ``user`` may use: their own, and what others share."""
        return self.filter(models.Q(owner=user) | models.Q(is_shared=True))


class SavedView(models.Model):
    """How somebody looks at a list: its filters, order and columns, under a name of their own.

    ``filters`` and ``sort`` are written as in the list's address, ``columns`` with commas; blank columns are the
    usual ones. A view keeps filters that its list no longer knows: opening it says so and shows nothing.
    """

    list_name = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    filters = models.TextField(_("filters"), blank=True)
    sort = models.CharField(_("order"), max_length=200, blank=True)
    columns = models.TextField(_("columns"), blank=True)
    is_shared = models.BooleanField(_("shared"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        permissions = [("share_savedview", _("Can share saved views with everybody"))]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "list_name",
                Lower("name"),
                name="saved_view_name_once_per_list",
                violation_error_message=_("You already have a view of this name on this list."),
            ),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class StartView(models.Model):
    """With which view a list opens for somebody: the key of a built-in one, or of a saved one as text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    list_name = models.CharField(_("list"), max_length=60)
    view_key = models.CharField(_("view"), max_length=30)

    class Meta:
        verbose_name = _("start view")
        verbose_name_plural = _("start views")
        constraints = [
            models.UniqueConstraint(fields=["user", "list_name"], name="start_view_once_per_list"),
        ]

    def __str__(self) -> str:
        return f"{self.list_name}: {self.view_key}"


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
