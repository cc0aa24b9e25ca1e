"""What one who signs in likes: preferences, and views of lists."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


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
