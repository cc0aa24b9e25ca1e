"""What is changed on a contact's card with one press: its groups, its type, being a customer, comments."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.classification import KINDS, Kind, classify, declassify
from contacts.contact_forms import CommentForm
from contacts.details import ContactError
from contacts.models import Contact, ContactComment
from contacts.relations import make_customer
from contacts.services import add_comment, change_type
from contacts.views import PageRequest

_MAY_NOT_CHANGE = gettext_lazy("You can look at contacts but not change them.")


class _ContactVerb(PermissionRequiredMixin, View):
    """A verb about one contact; it leads back to the card."""

    permission_required = "contacts.change_contact"
    permission_denied_message = _MAY_NOT_CHANGE
    http_method_names = ("post", "options")

    def contact(self) -> Contact:
        """Return the contact of the address."""
        found: Contact = get_object_or_404(Contact.objects.select_related("company"), number=self.kwargs["number"])
        return found

    def back(self) -> HttpResponse:
        """Return to the card."""
        return redirect("contacts:card", number=self.kwargs["number"])


class _GroupVerb(_ContactVerb):
    """A verb about one contact and one of its groups."""

    def kind(self) -> Kind:
        """Return the kind of group that the address names."""
        kind = KINDS.get(self.kwargs["kind"])
        if kind is None:
            raise Http404
        return kind

    def code(self, kind: Kind) -> Any:  # noqa: ANN401 (a row of kind.model)
        """Return the group that the address, or else the form, names; None where there is none such."""
        key = str(self.kwargs.get("pk", self.request.POST.get("code", "")))
        return kind.model._default_manager.filter(pk=key).first() if key.isdecimal() else None


class AddToGroup(_GroupVerb):
    """Put the contact in a group."""

    def post(self, request: PageRequest, **_kwargs: Any) -> HttpResponse:
        contact, kind = self.contact(), self.kind()
        code = self.code(kind)
        if code is None:
            messages.error(request, _("Choose what to add."))
            return self.back()
        try:
            is_new = classify(contact, kind=kind, code=code, by=request.user)
        except ContactError as error:
            messages.error(request, str(error))
            return self.back()
        if is_new:
            undo = reverse("contacts:remove-from-group", args=[contact.number, kind.key, code.pk])
            messages.success(request, _("%(group)s was added.") % {"group": _name(code)}, extra_tags=undo)
        else:
            messages.info(request, _("%(group)s was there already.") % {"group": _name(code)})
        return self.back()


class RemoveFromGroup(_GroupVerb):
    """Take the contact out of a group."""

    def post(self, request: PageRequest, **_kwargs: Any) -> HttpResponse:
        contact, kind = self.contact(), self.kind()
        code = self.code(kind)
        if code is None:
            raise Http404
        try:
            was_there = declassify(contact, kind=kind, code=code, by=request.user)
        except ContactError as error:
            messages.error(request, str(error))
            return self.back()
        if was_there:
            undo = reverse("contacts:put-in-group", args=[contact.number, kind.key, code.pk])
            messages.success(request, _("%(group)s was taken away.") % {"group": _name(code)}, extra_tags=undo)
        else:
            messages.info(request, _("%(group)s was not there any more.") % {"group": _name(code)})
        return self.back()


class MakeCustomer(_ContactVerb):
    """Make the contact a customer, or the company of a person."""

    def post(self, request: PageRequest, **_kwargs: Any) -> HttpResponse:
        try:
            buyer = make_customer(self.contact(), by=request.user)
        except ContactError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(contact)s is now a customer.") % {"contact": buyer})
        return self.back()


class ChangeType(_ContactVerb):
    """Make a company a person, or a person a company, as far as nothing stands in the way; pressed again, back."""

    def post(self, request: PageRequest, **_kwargs: Any) -> HttpResponse:
        contact = self.contact()
        try:
            changed = change_type(contact, at=timezone.now(), by=request.user)
        except ContactError as error:
            messages.error(request, str(error))
            return self.back()
        sentence = _("%(contact)s is now of type %(type)s.")
        undo = reverse("contacts:change-type", args=[contact.number])
        values = {"contact": changed.number, "type": changed.get_type_display().lower()}
        messages.success(request, sentence % values, extra_tags=undo)
        return self.back()


class AddComment(_ContactVerb):
    """Write down a comment."""

    permission_required = "contacts.add_contactcomment"
    permission_denied_message = gettext_lazy("You can read comments but not write one.")

    def post(self, request: PageRequest, **_kwargs: Any) -> HttpResponse:
        contact, form = self.contact(), CommentForm(request.POST)
        if form.is_valid():
            add_comment(contact, text=form.cleaned_data["text"], at=timezone.now(), by=request.user)
            messages.success(request, _("The comment was saved."))
        else:
            messages.error(request, _("Write something, at most 2,000 characters. Nothing was saved."))
        return self.back()


class DeleteComment(_ContactVerb):
    """Take a comment off the card."""

    permission_required = "contacts.delete_contactcomment"
    permission_denied_message = gettext_lazy("You can read comments but not delete them.")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        get_object_or_404(ContactComment, pk=kwargs["pk"], contact=self.contact()).delete()
        messages.success(request, _("The comment was deleted."))
        return self.back()


def _name(code: Any) -> str:  # noqa: ANN401 (a row of any code table)
    return str(code.description or code.code)
