"""Moving a person to another company, with what it does to target groups shown before."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.contact_forms import CompanyForm
from contacts.details import ContactError
from contacts.models import Contact
from contacts.views import PageRequest
from segments.selectors import campaigns_of_person
from segments.services import change_company
from segments.views.confirming import resync_note

UNPROCESSABLE = 422


class ChangeContactCompany(PermissionRequiredMixin, View):
    """To which company a person belongs. Its places in target groups go along, which the page says first."""

    permission_required = "contacts.change_contact"
    permission_denied_message = gettext_lazy("You can look at contacts but not change them.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        person = self._person()
        return self._page(person, CompanyForm(initial={"company": person.company}))

    def post(self, request: PageRequest, number: str) -> HttpResponse:
        person, form = self._person(), CompanyForm(request.POST)
        if form.is_valid():
            company = form.cleaned_data["company"]
            campaigns = campaigns_of_person(person)
            try:
                change_company(person, company=company, at=timezone.now(), by=request.user)
            except ContactError as error:
                form.add_error("company", str(error))
            else:
                note = resync_note(campaign.number for campaign in campaigns if campaign.is_active)
                messages.success(request, format_html("{} {}", _belongs(person, company), note))
                return redirect("contacts:card", number=number)
        return self._page(person, form, status=UNPROCESSABLE)

    def _person(self) -> Contact:
        contacts = Contact.objects.filter(type=Contact.Type.PERSON).select_related("company")
        return get_object_or_404(contacts, number=self.kwargs["number"])

    def _page(self, person: Contact, form: CompanyForm, *, status: int = 200) -> HttpResponse:
        context = {"contact": person, "form": form, "campaigns": campaigns_of_person(person)}
        return render(self.request, "segments/contact_company.html", context, status=status)


def _belongs(person: Contact, company: Contact | None) -> str:
    if company is None:
        return _("%(person)s belongs to no company now.") % {"person": person.name}
    return _("%(person)s belongs to %(company)s now.") % {"person": person.name, "company": company.name}
