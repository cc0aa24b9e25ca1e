"""Companies that may be the same one twice: by what they are compared, and which pairs are alike."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.people import Contact


class SearchStringRule(models.Model):
    """One search string of every company: the first or last signs of a field (C-30)."""

    class Field(models.TextChoices):
        NAME = "name", _("Name")
        ADDRESS = "address", _("Address")
        CITY = "city", _("City")
        PHONE = "phone", _("Phone")
        VAT_NUMBER = "vat_registration_number", _("VAT registration No.")
        POST_CODE = "post_code", _("Post code")
        EMAIL = "email", _("E-mail")
        MOBILE_PHONE = "mobile_phone", _("Mobile phone")

    class Part(models.TextChoices):
        FIRST = "first", pgettext_lazy("search string", "First")
        LAST = "last", pgettext_lazy("search string", "Last")

    field = models.CharField(_("field"), max_length=25, choices=Field.choices)
    part = models.CharField(_("part"), max_length=5, choices=Part.choices)
    length = models.PositiveSmallIntegerField(
        _("signs"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )

    class Meta:
        verbose_name = _("duplicate search string")
        verbose_name_plural = _("duplicate search strings")
        constraints = [
            models.UniqueConstraint(
                fields=["field", "part"],
                name="search_string_rule_once",
                violation_error_message=_("There is a search string of this part of the field already."),
            ),
            models.CheckConstraint(name="search_string_rule_length", condition=models.Q(length__gte=2, length__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}, {self.get_part_display()} {self.length}"


class SearchString(models.Model):
    """A search string of a company. Written by ``contacts.search_strings`` only; empty ones are not kept."""

    pk = models.CompositePrimaryKey("contact", "rule")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="search_strings")
    rule = models.ForeignKey(SearchStringRule, models.CASCADE, db_index=False, related_name="strings")
    text = models.CharField(max_length=10)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["rule", "text"], name="search_string_text")]

    def __str__(self) -> str:
        return self.text


class DuplicatePair(models.Model):
    """Two companies that are alike in ``equal_count`` search strings; ``first`` was made first.

    ``is_separate`` says that somebody looked and they are two (C-33): the pair is kept, and no longer asked about.
    """

    first = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="+", verbose_name=_("company"))
    second = models.ForeignKey(Contact, models.CASCADE, related_name="+", verbose_name=_("possible duplicate"))
    equal_count = models.PositiveSmallIntegerField(_("equal search strings"))
    is_separate = models.BooleanField(_("separate contacts"), default=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        # Who may look at contacts may see which are alike.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=models.Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"
