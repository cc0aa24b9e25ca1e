"""Making, changing and deleting contacts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from contacts.contact_forms import ChangedContactForm, NewContactForm
from contacts.deletion import ContactInUseError, delete_contact
from contacts.details import ContactChangedError, ContactDetails, ContactError
from contacts.history import person_name
from contacts.models import Contact
from contacts.numbering import NumberError
from contacts.selectors import companies_called
from contacts.services import change_contact, create_contact, starting_details
from contacts.templatetags.formats import number as shown
from contacts.views import PageRequest

UNPROCESSABLE = 422
MAY_NOT_CHANGE = gettext_lazy("You can look at contacts but not change them.")


class CompanySearch(PermissionRequiredMixin, View):
    """The companies that what was typed may mean."""

    permission_required = "contacts.view_contact"
    permission_denied_message = gettext_lazy("You may not look at contacts.")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        found = companies_called(text) if text else ()
        return JsonResponse({"results": [{"value": company.number, "label": company.name} for company in found]})


class CreateContact(PermissionRequiredMixin, View):
    """A new company, or with ``?type=person`` a new person; ``?company=`` makes it a person of that company (C-2)."""

    permission_required = "contacts.add_contact"
    permission_denied_message = gettext_lazy("You can look at contacts but not add one.")

    def get(self, request: PageRequest) -> HttpResponse:
        company = self._company()
        start = starting_details(ContactDetails(type=self._type(company)), company=company, by=request.user)
        form = NewContactForm(initial={**vars(start), "company": company}, base=ContactDetails(type=start.type))
        return self._page(form, company)

    def post(self, request: PageRequest) -> HttpResponse:
        company = self._company()
        form = NewContactForm(request.POST, base=ContactDetails(type=self._type(company)))
        if form.is_valid():
            try:
                contact = create_contact(
                    number=form.cleaned_data["number"],
                    details=form.details(),
                    company=form.cleaned_data.get("company"),
                    by=request.user,
                )
            except (NumberError, ContactError) as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(number)s was made.") % {"number": contact.number})
                return redirect("contacts:card", number=contact.number)
        return self._page(form, company, status=UNPROCESSABLE)

    def _company(self) -> Contact | None:
        wanted = self.request.GET.get("company", "")
        return get_object_or_404(Contact, number=wanted, type=Contact.Type.COMPANY) if wanted else None

    def _type(self, company: Contact | None) -> str:
        is_person = company is not None or self.request.GET.get("type") == Contact.Type.PERSON
        return str(Contact.Type.PERSON if is_person else Contact.Type.COMPANY)

    def _page(self, form: NewContactForm, company: Contact | None, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "company": company, "type": self._type(company)}
        return render(self.request, "contacts/contact_new.html", context, status=status)


class ChangeContact(PermissionRequiredMixin, View):
    """The card of a contact as a form. Who saves over another's change is shown both first."""

    permission_required = "contacts.change_contact"
    permission_denied_message = MAY_NOT_CHANGE

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = _contact(number)
        before = ContactDetails.of(contact)
        form = ChangedContactForm(initial={"seen_at": contact.modified_at.isoformat(), **vars(before)}, base=before)
        return self._page(contact, form)

    def post(self, request: PageRequest, number: str) -> HttpResponse:
        contact = _contact(number)
        form = ChangedContactForm(request.POST, base=ContactDetails.of(contact))
        if form.is_valid():
            try:
                changed, follow_count = change_contact(
                    contact,
                    details=form.details(),
                    seen_at=form.cleaned_data["seen_at"],
                    at=timezone.now(),
                    by=request.user,
                )
            except ContactChangedError:
                stored = _contact(number)
                form.compare_with(stored, sentence=_changed_meanwhile(stored))
            except ContactError as error:
                form.refuse(error)
            else:
                messages.success(request, _saved(form.details(), changed, follow_count))
                return redirect("contacts:edit" if "stay" in request.POST else "contacts:card", number=number)
        return self._page(contact, form, status=UNPROCESSABLE)

    def _page(self, contact: Contact, form: ChangedContactForm, *, status: int = 200) -> HttpResponse:
        person_count = contact.persons.count()
        context = {"contact": contact, "form": form, "person_count": person_count}
        return render(self.request, "contacts/contact_edit.html", context, status=status)


class DeleteContact(PermissionRequiredMixin, View):
    """Asks before a contact is deleted, and says why it cannot be."""

    permission_required = "contacts.delete_contact"
    permission_denied_message = gettext_lazy("You can look at contacts but not delete them.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(_contact(number))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = _contact(number)
        try:
            delete_contact(contact)
        except ContactInUseError as error:
            return self._page(contact, refusal=str(error), status=UNPROCESSABLE)
        messages.success(request, _("%(contact)s was deleted.") % {"contact": contact})
        return redirect("contacts:list")

    def _page(self, contact: Contact, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"contact": contact, "person_count": contact.persons.count(), **more}
        return render(self.request, "contacts/contact_delete.html", context, status=status)


def _contact(number: str) -> Contact:
    related = ("company", "salesperson", "territory", "organizational_level", "modified_by")
    return get_object_or_404(Contact.objects.select_related(*related), number=number)


def _changed_meanwhile(stored: Contact) -> str:
    """Return who changed the contact and when, and what to do."""
    sentence = _(
        "%(person)s changed this contact at %(time)s while you were editing. "
        "Your text is still here; compare the marked fields and save again."
    )
    time = date_format(timezone.localtime(stored.modified_at), "TIME_FORMAT")
    return sentence % {"person": person_name(stored.modified_by) or _("Somebody"), "time": time}


def _saved(wanted: ContactDetails, contact: Contact, follow_count: int) -> str:
    """Return what to tell after saving: how many persons followed, and that it was blocked without being asked."""
    sentences = [_("%(number)s was saved.") % {"number": contact.number}]
    if follow_count:
        sentence = ngettext(
            "%(count)s person of the company follows.", "%(count)s persons of the company follow.", follow_count
        )
        sentences.append(sentence % {"count": shown(follow_count)})
    if contact.is_privacy_blocked and not wanted.is_privacy_blocked:
        sentences.append(_("It is now privacy blocked, because it is a minor or the consent changed."))
    return " ".join(sentences)
