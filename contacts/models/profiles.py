"""Profile questionnaires: what is asked about contacts, what may be answered, and what was."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.codes import BusinessRelation, CodeTable
from contacts.models.people import Contact


class Priority(models.IntegerChoices):
    """How much something matters. The lowest is kept and found but not shown among what is known of a contact."""

    VERY_LOW = 1, pgettext_lazy("priority", "Very low")
    LOW = 2, pgettext_lazy("priority", "Low")
    NORMAL = 3, pgettext_lazy("priority", "Normal")
    HIGH = 4, pgettext_lazy("priority", "High")
    VERY_HIGH = 5, pgettext_lazy("priority", "Very high")


class ProfileQuestionnaire(CodeTable):
    """Questions that belong together (reference C-27). A blank ``contact_type`` is for companies and persons.

    With a business relation it is offered only where the contact's company has that relation.
    """

    contact_type = models.CharField(
        _("for"), max_length=7, choices=[("", _("Companies and persons")), *Contact.Type.choices], blank=True
    )
    business_relation = models.ForeignKey(
        BusinessRelation, models.PROTECT, null=True, blank=True, verbose_name=_("business relation")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    last_answer_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("profile questionnaire")
        verbose_name_plural = _("profile questionnaires")


class ProfileQuestion(models.Model):
    """A question. Unless it ``allows_several_answers`` a contact has one of its answers at most."""

    questionnaire = models.ForeignKey(
        ProfileQuestionnaire, models.CASCADE, related_name="questions", verbose_name=_("profile questionnaire")
    )
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "order"), default=1)
    text = models.CharField(_("question"), max_length=250)
    allows_several_answers = models.BooleanField(_("several answers"), default=False)

    class Meta:
        verbose_name = _("profile question")
        verbose_name_plural = _("profile questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class ProfileAnswer(models.Model):
    """An answer that may be given. ``code`` names it in criteria and files, so it never changes."""

    question = models.ForeignKey(
        ProfileQuestion, models.CASCADE, related_name="answers", verbose_name=_("profile question")
    )
    code = models.CharField(_("code"), max_length=30, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "order"), default=1)
    text = models.CharField(_("answer"), max_length=250)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)

    class Meta:
        verbose_name = _("profile answer")
        verbose_name_plural = _("profile answers")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class ContactProfileAnswer(models.Model):
    """An answer that was given about a contact. It protects the answer, and so its question, from being deleted."""

    contact = models.ForeignKey(
        Contact, models.CASCADE, db_index=False, related_name="profile_answers", verbose_name=_("contact")
    )
    answer = models.ForeignKey(
        ProfileAnswer, models.PROTECT, related_name="given_answers", verbose_name=_("profile answer")
    )
    answered_at = models.DateTimeField(_("answered at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("answer of a contact")
        verbose_name_plural = _("answers of contacts")
        constraints = [models.UniqueConstraint(fields=["contact", "answer"], name="profile_answer_once_per_contact")]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.answer_id}"
