"""All that is held about one contact: what it is, as a file, and how it is made anonymous."""

import tempfile
from typing import BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from config.forms import AnonymiseForm
from config.personal_data import PARTS, AnonymiseError, anonymise, note_use, obstacles
from contacts.models import Contact, PersonalDataEvent
from contacts.personal_data import count_records, write_json, write_sheet

UNPROCESSABLE = 422


class PersonalData(PermissionRequiredMixin, View):
    """How much is held about a contact, the way to take it out, and what became of that before."""

    permission_required = "contacts.export_personal_data"
    permission_denied_message = gettext_lazy("You may not look at all personal data of a contact.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return page(request, _contact(number), AnonymiseForm())


class ExportPersonalData(PermissionRequiredMixin, View):
    """Hands out all that is held about a contact, and notes that it did."""

    permission_required = "contacts.export_personal_data"
    permission_denied_message = gettext_lazy("You may not export personal data.")

    def post(self, request: HttpRequest, number: str) -> FileResponse:
        contact = _contact(number)
        kind = request.POST.get("format")
        if kind not in {"json", "xlsx"}:
            raise Http404
        by = request.user if request.user.is_authenticated else None
        note_use(contact, PersonalDataEvent.Kind.EXPORTED, by=by, at=timezone.now())
        name = f"personal-data-{contact.number}.{kind}".replace("/", "-")
        file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 (the response closes it)
        if kind == "json":
            write_json(file, contact, PARTS)
        else:
            write_sheet(file, contact, PARTS, name=name)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name)


class Anonymise(PermissionRequiredMixin, View):
    """Makes a contact anonymous when its number was typed."""

    permission_required = "contacts.anonymise_contact"
    permission_denied_message = gettext_lazy("You may not make contacts anonymous.")

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = _contact(number)
        form = AnonymiseForm(request.POST)
        if form.is_valid():
            by = request.user if request.user.is_authenticated else None
            try:
                count = anonymise(contact, typed_number=form.cleaned_data["number"], by=by, at=timezone.now())
            except AnonymiseError as error:
                form.add_error("number", str(error))
            else:
                _say_done(request, contact.number, count)
                return redirect("contacts:card", number=number)
        return page(request, contact, form, status=UNPROCESSABLE)


def page(request: HttpRequest, contact: Contact, form: AnonymiseForm, *, status: int = 200) -> HttpResponse:
    """Return the page with the form that confirms."""
    may_anonymise = request.user.has_perm("contacts.anonymise_contact")
    context = {
        "contact": contact,
        "parts": count_records(contact, PARTS),
        "uses": contact.personal_data_events.select_related("done_by").order_by("-done_at", "-pk")[:20],
        "form": form,
        "may_anonymise": may_anonymise,
        "obstacles": obstacles(contact) if may_anonymise else [],
        "upload_days": settings.UPLOAD_DAYS,
    }
    return render(request, "config/personal_data.html", context, status=status)


def _say_done(request: HttpRequest, number: str, upload_count: int) -> None:
    sentence = _("%(number)s is anonymous now.") % {"number": number}
    if upload_count:
        sentence += " " + ngettext(
            "The file of %(count)d upload was removed.", "The files of %(count)d uploads were removed.", upload_count
        ) % {"count": upload_count}
    messages.success(request, sentence)


def _contact(number: str) -> Contact:
    return get_object_or_404(Contact.objects.select_related("company"), number=number)
