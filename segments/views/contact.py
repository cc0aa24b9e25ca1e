"""The segments that a contact is on, a tab of its card."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django_tables2 import RequestConfig

from contacts.models import Contact
from segments.forms import AddToSegmentForm
from segments.models import Segment
from segments.price_effect import ConfirmationNeededError
from segments.provenance import reasons_of, with_deciding_step
from segments.selectors import lines_about
from segments.sentences import added_sentence, campaigns_of
from segments.services import SegmentError, add_contacts
from segments.tables import ContactLineTable
from segments.views.confirming import ask_first, confirmed_by, say_done

UNPROCESSABLE = 422


class ContactSegments(PermissionRequiredMixin, View):
    """The lines about a contact, those about a company's persons too; POST adds the contact to an open segment."""

    def get_permission_required(self) -> tuple[str]:
        return ("segments.add_segmentline",) if self.request.method == "POST" else ("segments.view_segment",)

    def get_permission_denied_message(self) -> str:
        if self.request.method == "POST":
            return _("You can look at segments but not add contacts to them.")
        return _("You may not look at segments.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(self._contact(), AddToSegmentForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = self._contact()
        form = AddToSegmentForm(request.POST)
        if form.is_valid():
            segment = form.cleaned_data["segment"]
            try:
                self._add(contact, segment)
            except ConfirmationNeededError as needed:
                question = _("Add %(contact)s to %(segment)s?") % {"contact": contact.name, "segment": segment}
                return ask_first(request, segment, needed.effects, question=question, back=request.path)
            except SegmentError as error:
                form.add_error("segment", str(error))
            else:
                return redirect("segments:contact-segments", number=number)
        return self._page(contact, form, status=UNPROCESSABLE)

    def _add(self, contact: Contact, segment: Segment) -> None:
        confirmed = confirmed_by(self.request)
        user: Any = self.request.user
        chosen = Contact.objects.filter(pk=contact.pk)
        outcome = add_contacts(segment, contacts=chosen, at=timezone.now(), by=user, confirmed=confirmed)
        sentence = f"{segment.number}: {added_sentence(outcome)}"
        if outcome.added.line_count:
            say_done(self.request, sentence, campaign_numbers=campaigns_of(confirmed), change=None)
        else:
            messages.info(self.request, sentence)

    def _contact(self) -> Contact:
        return get_object_or_404(Contact.objects.select_related("company"), number=self.kwargs["number"])

    def _page(self, contact: Contact, form: AddToSegmentForm, *, status: int = 200) -> HttpResponse:
        lines = with_deciding_step(lines_about(contact))
        table = ContactLineTable(lines, reasons=reasons_of(lines))
        RequestConfig(self.request, paginate={"per_page": 50}).configure(table)
        context = {"contact": contact, "table": table, "form": form}
        return render(self.request, "segments/contact_segments.html", context, status=status)
