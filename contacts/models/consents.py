"""Consent to messages, by channel: an account of what a contact allowed and withdrew, which only ever grows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.people import Contact


class Consent(models.Model):
    """What a contact said about messages by one channel. Rows are added, never changed: the last one holds.

    Last is that of the latest ``stated_on``, and of one day the one recorded last: so an old form that is entered late
    brings nothing back to life that was withdrawn since. Consent decides messages, never prices.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", pgettext_lazy("channel", "E-mail")
        LETTER = "letter", pgettext_lazy("channel", "Letter")
        PHONE = "phone", pgettext_lazy("channel", "Phone")
        TEXT = "text", pgettext_lazy("channel", "Text message")

    class State(models.TextChoices):
        GIVEN = "given", pgettext_lazy("consent", "Given")
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
        UNKNOWN = "unknown", pgettext_lazy("consent", "Not known")

    contact = models.ForeignKey(
        Contact, models.CASCADE, db_index=False, related_name="consents", verbose_name=_("contact")
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    state = models.CharField(_("consent"), max_length=9, choices=State.choices)
    source = models.CharField(pgettext_lazy("consent", "source"), max_length=100)
    stated_on = models.DateField(pgettext_lazy("consent", "stated on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        default_permissions = ("view", "add")
        indexes = [models.Index(fields=["contact", "channel", "-stated_on", "-id"], name="consent_last_of_channel")]

    def __str__(self) -> str:
        return f"{self.contact_id}, {self.channel}: {self.state}"
