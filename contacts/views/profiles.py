"""The profile of a contact, a tab of its card; and all questionnaires with how many contacts gave each answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from contacts.models import Contact, ProfileQuestionnaire
from contacts.profile_forms import ProfileForm
from contacts.profiles import (
    AnswerChange,
    ProfileError,
    answers_of,
    counts_by_answer,
    set_answers,
    undo_answers,
    why_not_asked,
)

UNPROCESSABLE = 422
_SALT = "contacts.views.profiles"
MAY_NOT_ANSWER = gettext_lazy("You can look at profiles but not change them.")


class ContactProfile(PermissionRequiredMixin, View):
    """What is known of a contact, and the questions that are offered; POST saves the answers of all of them."""

    def get_permission_required(self) -> tuple[str]:
        if self.request.method == "POST":
            return ("contacts.change_contactprofileanswer",)
        return ("contacts.view_contactprofileanswer",)

    def get_permission_denied_message(self) -> str:
        return str(MAY_NOT_ANSWER) if self.request.method == "POST" else _("You may not look at profiles.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = _contact(number)
        return self._page(contact, ProfileForm(contact=contact))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = _contact(number)
        form = ProfileForm(request.POST, contact=contact)
        if form.is_valid():
            try:
                change = set_answers(
                    contact,
                    answers=form.chosen,
                    seen=form.seen_answers,
                    by=request.user if request.user.is_authenticated else None,
                    at=timezone.now(),
                )
            except ProfileError as error:
                form.refuse(error)
            else:
                _say_saved(request, contact, change)
                return redirect("contacts:profile", number=number)
        return self._page(contact, form, status=UNPROCESSABLE)

    def _page(self, contact: Contact, form: ProfileForm, *, status: int = 200) -> HttpResponse:
        may_answer = self.request.user.has_perm("contacts.change_contactprofileanswer")
        reason = why_not_asked(contact)
        for field in form.fields.values():
            field.disabled = not may_answer
        context = {
            "contact": contact,
            "form": form,
            "known": answers_of(contact),
            "reason": reason,
            "may_answer": may_answer,
        }
        return render(self.request, "contacts/contact_profile.html", context, status=status)


class UndoProfile(PermissionRequiredMixin, View):
    """Takes back what was saved on a profile, unless it was changed since. ``token`` says what that was."""

    permission_required = "contacts.change_contactprofileanswer"
    permission_denied_message = MAY_NOT_ANSWER

    def post(self, request: HttpRequest, number: str, token: str) -> HttpResponse:
        contact = _contact(number)
        change = _read(token, contact)
        by = request.user if request.user.is_authenticated else None
        try:
            undo_answers(contact, change, by=by, at=timezone.now())
        except ProfileError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Undone: the profile of %(contact)s is as before.") % {"contact": contact.name})
        return redirect("contacts:profile", number=number)


class Questionnaires(PermissionRequiredMixin, View):
    """Every questionnaire with its answers, and how many contacts gave each."""

    permission_required = "contacts.view_profilequestionnaire"
    permission_denied_message = gettext_lazy("You may not look at profile questionnaires.")

    def get(self, request: HttpRequest) -> HttpResponse:
        counts = counts_by_answer()
        questionnaires = list(
            ProfileQuestionnaire.objects.select_related("business_relation")
            .prefetch_related("questions__answers")
            .order_by("-priority", "code")
        )
        for questionnaire in questionnaires:
            for question in questionnaire.questions.all():
                for answer in question.answers.all():
                    answer.contact_count = counts.get(answer.pk, 0)  # type: ignore[attr-defined]
        return render(request, "contacts/questionnaires.html", {"questionnaires": questionnaires})


def _contact(number: str) -> Contact:
    return get_object_or_404(Contact.objects.select_related("company"), number=number)


def _say_saved(request: HttpRequest, contact: Contact, change: AnswerChange) -> None:
    if change.is_nothing:
        messages.info(request, _("Nothing was changed on the profile of %(contact)s.") % {"contact": contact.name})
        return
    parts = []
    if change.added:
        count = len(change.added)
        parts.append(ngettext("%(count)d answer added", "%(count)d answers added", count) % {"count": count})
    if change.removed:
        count = len(change.removed)
        parts.append(ngettext("%(count)d taken away", "%(count)d taken away", count) % {"count": count})
    sentence = _("Profile of %(contact)s saved: %(changes)s.")
    undo_url = reverse("contacts:undo-profile", args=[contact.number, _token(change, contact)])
    messages.success(request, sentence % {"contact": contact.name, "changes": ", ".join(parts)}, extra_tags=undo_url)


def _token(change: AnswerChange, contact: Contact) -> str:
    content: dict[str, Any] = {"contact": contact.pk, "added": sorted(change.added), "removed": sorted(change.removed)}
    return signing.dumps(content, salt=_SALT)


def _read(token: str, contact: Contact) -> AnswerChange:
    """Return the change that the address is about.

    :raises Http404: the address was not made by this page, or for another contact.
    """
    try:
        content = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    if content["contact"] != contact.pk:
        raise Http404
    return AnswerChange(added=frozenset(content["added"]), removed=frozenset(content["removed"]))
