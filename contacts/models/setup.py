"""How contacts are made and found again: the marketing set-up."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.codes import BusinessRelation, Salesperson, Territory
from contacts.models.people import Contact


class MarketingSetup(models.Model):
    """The one row of choices about contacts, which a migration made; read it with ``contacts.selectors.setup``.

    ``default_*`` fill in what a new contact leaves blank (C-1), ``inherits_*`` say what a person takes over from the
    company (C-6). ``duplicate_hit_percent`` of the search strings have to be equal for two companies to count as
    duplicates (C-31); a search by itself needs strings that are kept (C-32).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    default_salesperson = models.ForeignKey(
        Salesperson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("salesperson")
    )
    default_territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    default_country_code = models.CharField(_("country"), max_length=50, blank=True)
    default_language_code = models.CharField(_("language"), max_length=10, blank=True)
    default_correspondence_type = models.CharField(
        _("correspondence"), max_length=9, choices=Contact.Correspondence.choices, blank=True
    )
    inherits_salesperson = models.BooleanField(_("salesperson from the company"), default=True)
    inherits_territory = models.BooleanField(_("territory from the company"), default=True)
    inherits_country = models.BooleanField(_("country from the company"), default=True)
    inherits_language = models.BooleanField(_("language from the company"), default=True)
    inherits_address = models.BooleanField(_("address from the company"), default=True)
    inherits_communication = models.BooleanField(_("phone, e-mail and home page from the company"), default=True)
    customer_relation = models.ForeignKey(
        BusinessRelation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("business relation of customers"),
    )
    duplicate_hit_percent = models.PositiveSmallIntegerField(
        _("equal search strings (%)"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    keeps_duplicate_strings = models.BooleanField(_("keep duplicate search strings"), default=True)
    searches_duplicates = models.BooleanField(_("search duplicates by itself"), default=True)

    class Meta:
        verbose_name = _("marketing set-up")
        verbose_name_plural = _("marketing set-up")
        constraints = [
            models.CheckConstraint(name="marketing_setup_is_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="marketing_setup_hit_percent",
                condition=models.Q(duplicate_hit_percent__gte=1, duplicate_hit_percent__lte=100),
            ),
            models.CheckConstraint(
                name="marketing_setup_search_needs_strings",
                condition=models.Q(searches_duplicates=False) | models.Q(keeps_duplicate_strings=True),
                violation_error_message=_("Searching duplicates by itself needs the search strings to be kept."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Marketing set-up"))
