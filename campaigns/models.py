"""What we do: campaigns with their status codes, types, target group and entries."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from contacts.models import CodeTable, Contact, Salesperson


class CampaignStatus(models.Model):
    """How far a campaign is, in the firm's own words. A status never decides about prices (spec D1)."""

    class Phase(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("phase", "Planned")
        RUNNING = "running", pgettext_lazy("phase", "Running")
        FINISHED = "finished", pgettext_lazy("phase", "Finished")

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    description_nl = models.CharField(_("description in Dutch"), max_length=100, blank=True)
    next_step = models.CharField(_("what comes next"), max_length=200, blank=True)
    next_step_nl = models.CharField(_("what comes next, in Dutch"), max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices, default=Phase.PLANNED)

    class Meta:
        verbose_name = _("campaign status")
        verbose_name_plural = _("campaign statuses")

    def __str__(self) -> str:
        return self.code


class CampaignType(CodeTable):
    class Meta:
        verbose_name = _("campaign type")
        verbose_name_plural = _("campaign types")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def valid_on(self, day: dt.date) -> Self:
        """Return the campaigns whose period holds ``day``; both dates are inclusive, blank is unbounded (D12)."""
        return self.filter(
            models.Q(starting_on=None) | models.Q(starting_on__lte=day),
            models.Q(ending_on=None) | models.Q(ending_on__gte=day),
        )

    def due_to_start(self, day: dt.date) -> Self:
        """Return the campaigns that were to switch themselves on by ``day`` and have not."""
        return self.valid_on(day).filter(starts_by_itself=True, is_active=False, starting_on__lte=day)

    def due_to_stop(self, day: dt.date) -> Self:
        """Return the active campaigns that were to switch themselves off before ``day``."""
        return self.active().filter(stops_by_itself=True, ending_on__lt=day)


class Campaign(models.Model):
    """A period in which a target group gets prices and discounts.

    ``is_active`` is the only thing that makes its prices count (D3). Starting and ending date are whole days,
    both inclusive, in the firm's time zone; a blank one is unbounded (D12). ``terms_changed_at`` is the first
    moment since the last run at which a price, discount, target, date or flag of the active campaign changed,
    so that open order lines may differ from what the rule gives.
    """

    number = models.CharField(_("No."), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    starting_on = models.DateField(_("starting date"), null=True, blank=True)
    ending_on = models.DateField(_("ending date"), null=True, blank=True)
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, null=True, blank=True, verbose_name=_("salesperson"))
    status = models.ForeignKey(CampaignStatus, models.PROTECT, null=True, blank=True, verbose_name=_("status"))
    type = models.ForeignKey(CampaignType, models.PROTECT, null=True, blank=True, verbose_name=_("type"))
    objective = models.TextField(_("objective"), blank=True)
    budget_amount = models.DecimalField(_("budget"), max_digits=15, decimal_places=2, null=True, blank=True)
    applies_even_if_dearer = models.BooleanField(
        _("applies even if dearer"),
        default=False,
        help_text=_("Its prices replace the item's card price also upwards."),
    )
    starts_by_itself = models.BooleanField(_("activate on the starting date"), default=False)
    stops_by_itself = models.BooleanField(_("deactivate after the ending date"), default=False)
    is_active = models.BooleanField(_("activated"), default=False, editable=False)
    activated_at = models.DateTimeField(_("activated at"), null=True, blank=True, editable=False)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    activated_target_count = models.PositiveIntegerField(_("targets at activation"), default=0, editable=False)
    terms_changed_at = models.DateTimeField(_("terms changed at"), null=True, blank=True, editable=False)
    is_archived = models.BooleanField(_("archived"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)

    objects = CampaignQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["terms_changed_at", "modified_at"])

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        permissions = [("activate_campaign", _("Can activate, deactivate and re-sync campaigns"))]
        constraints = [
            models.CheckConstraint(
                name="campaign_ends_after_it_starts",
                condition=models.Q(starting_on=None)
                | models.Q(ending_on=None)
                | models.Q(ending_on__gte=models.F("starting_on")),
                violation_error_message=_("The ending date is before the starting date."),
            ),
            models.CheckConstraint(
                name="campaign_active_since_a_moment",
                condition=models.Q(is_active=True, activated_at__isnull=False)
                | models.Q(is_active=False, activated_at=None),
            ),
            models.CheckConstraint(
                name="campaign_budget_not_negative",
                condition=models.Q(budget_amount=None) | models.Q(budget_amount__gte=0),
                violation_error_message=_("The budget cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"

    def is_valid_on(self, day: dt.date) -> bool:
        """Tell whether ``day`` lies in the campaign's period; both dates are inclusive, blank is unbounded (D12)."""
        return (self.starting_on is None or self.starting_on <= day) and (
            self.ending_on is None or day <= self.ending_on
        )


class CampaignTarget(models.Model):
    """A buyer in the target group of a campaign, with how many flagged contacts stand behind it (D4).

    Written only by ``segments.targeting``; read by the price rule.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets", verbose_name=_("campaign"))
    buyer = models.ForeignKey(Contact, models.PROTECT, related_name="campaign_targets", verbose_name=_("buyer"))
    contact_count = models.PositiveIntegerField(_("contacts"))

    class Meta:
        verbose_name = _("campaign target")
        verbose_name_plural = _("campaign targets")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "buyer"], name="campaign_target_once_per_buyer"),
            models.CheckConstraint(name="campaign_target_has_contacts", condition=models.Q(contact_count__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.buyer_id}"


class CampaignEntry(models.Model):
    """One thing that happened for a campaign: a run, a logged segment, an interaction.

    Only cancelled entries can be deleted.
    """

    class Kind(models.TextChoices):
        ACTIVATION = "activation", _("Activation")
        DEACTIVATION = "deactivation", _("Deactivation")
        RESYNC = "resync", _("Re-sync")
        INTERACTIONS = "interactions", _("Interactions")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="entries", verbose_name=_("campaign"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    description = models.CharField(_("description"), max_length=200)
    entered_on = models.DateField(_("date"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, null=True, blank=True, verbose_name=_("salesperson"))
    document_number = models.CharField(_("document"), max_length=20, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    class Meta:
        verbose_name = _("campaign entry")
        verbose_name_plural = _("campaign entries")

    def __str__(self) -> str:
        return f"{self.pk} {self.description}"
