"""Codes that contacts are described with, the number series, and who sells."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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


class OrganizationalLevel(CodeTable):
    """How high up a person stands in a company."""

    class Meta:
        verbose_name = _("organizational level")
        verbose_name_plural = _("organizational levels")


class BusinessRelation(CodeTable):
    """What a contact may be to the firm. The marketing set-up reserves one for customers."""

    class Meta:
        verbose_name = _("business relation")
        verbose_name_plural = _("business relations")


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
