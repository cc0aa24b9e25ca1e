"""Contacts that are gone because they were merged with another one: only their numbers are remembered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact


class MergedNumber(models.Model):
    """The number of a contact that was merged with ``contact`` (C-33): by it the contact is still found.

    No other contact gets the number, so that what stands on paper and in files means one contact for ever.
    """

    number = models.CharField(_("No."), max_length=20, unique=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="merged_numbers", verbose_name=_("contact"))
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("merged by")
    )

    class Meta:
        verbose_name = _("number of a merged contact")
        verbose_name_plural = _("numbers of merged contacts")
        # Who may look at contacts may see by which numbers they were known.
        default_permissions = ()

    def __str__(self) -> str:
        return self.number
