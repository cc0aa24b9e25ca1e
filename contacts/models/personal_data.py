"""What was done with the personal data of a contact as a whole: who took it out, who made it anonymous."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.people import Contact


class PersonalDataEvent(models.Model):
    """That all about a contact was exported or made anonymous. It holds nothing of what that was."""

    class Kind(models.TextChoices):
        EXPORTED = "exported", pgettext_lazy("personal data", "Exported")
        ANONYMISED = "anonymised", pgettext_lazy("personal data", "Made anonymous")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="personal_data_events", verbose_name=_("contact"))
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    done_at = models.DateTimeField(_("done at"))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        verbose_name = _("use of personal data")
        verbose_name_plural = _("uses of personal data")
        default_permissions = ()
        permissions = [
            ("export_personal_data", _("Can export personal data")),
            ("anonymise_contact", _("Can make contacts anonymous")),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.kind}"
