"""What a contact said about messages, a tab of its card."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.consent_forms import SOURCES, ConsentForm
from contacts.consents import ConsentError, history_of, record_consent, states_of
from contacts.models import Consent, Contact

UNPROCESSABLE = 422


class ContactConsents(PermissionRequiredMixin, View):
    """How each channel stands, with a form for each, and all that was said so far."""

    permission_required = "contacts.view_consent"
    permission_denied_message = gettext_lazy("You may not look at consent.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return page(request, _contact(number), None)


class RecordConsent(PermissionRequiredMixin, View):
    """Notes what a contact said about one channel."""

    permission_required = "contacts.add_consent"
    permission_denied_message = gettext_lazy("You can look at consent but not record it.")

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = _contact(number)
        form = ConsentForm(request.POST, auto_id=f"id_{request.POST.get('channel', '')}_%s")
        if form.is_valid():
            by = request.user if request.user.is_authenticated else None
            try:
                consent = record_consent(contact, form.statement, by=by, at=timezone.now(), today=timezone.localdate())
            except ConsentError as error:
                form.refuse(error)
            else:
                _say_recorded(request, contact, consent)
                return redirect("contacts:consents", number=number)
        return page(request, contact, form)


def page(request: HttpRequest, contact: Contact, refused: ConsentForm | None) -> HttpResponse:
    """Return the page, with ``refused`` as the form of its channel."""
    today = timezone.localdate()
    channel = refused["channel"].value() if refused else ""
    states = states_of(contact)
    rows = [(state, refused if state.channel == channel else _form(state.channel, today)) for state in states]
    context = {
        "contact": contact,
        "rows": rows,
        "refused": refused,
        "refused_channel": channel,
        "history": history_of(contact),
        "sources": SOURCES,
    }
    return render(request, "contacts/contact_consents.html", context, status=UNPROCESSABLE if refused else 200)


def _form(channel: Consent.Channel, today: object) -> ConsentForm:
    return ConsentForm(initial={"channel": channel.value, "stated_on": today}, auto_id=f"id_{channel.value}_%s")


def _say_recorded(request: HttpRequest, contact: Contact, consent: Consent) -> None:
    """Say what was recorded, and what holds where that is something else."""
    [state] = [state for state in states_of(contact) if state.channel == consent.channel]
    words = {"channel": consent.get_channel_display(), "state": consent.get_state_display().lower()}
    sentence = _("%(channel)s: consent is recorded as %(state)s.") % words
    if state.last != consent and state.state != consent.state:
        sentence += " " + _("What was said later still holds: %(state)s.") % {"state": state.state.label.lower()}
        messages.warning(request, sentence)
    else:
        messages.success(request, sentence)


def _contact(number: str) -> Contact:
    return get_object_or_404(Contact.objects.select_related("company"), number=number)
