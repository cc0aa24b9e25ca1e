"""What people fill in about contacts."""

import datetime as dt
from dataclasses import replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.details import (
    COMPANY_FIELDS,
    PERSON_FIELDS,
    ContactCompanyError,
    ContactDetails,
    ContactEmailError,
    ContactNameError,
    ContactPhoneError,
    ContactPrivacyError,
    ContactSalespersonError,
)
from contacts.models import CodeTable, Contact, OrganizationalLevel, Salesperson, Territory
from contacts.numbering import NumberError
from contacts.selectors import companies_called

# At which field a refusal is shown; the others stand above the form.
_FIELDS: dict[type[Exception], str] = {
    NumberError: "number",
    ContactCompanyError: "company",
    ContactEmailError: "email",
    ContactPrivacyError: "is_privacy_blocked",
    ContactSalespersonError: "salesperson",
}
_NAME_PARTS = ("first_name", "middle_name", "surname")
_ONLY_PERSONS = (*_NAME_PARTS, *PERSON_FIELDS, "is_minor", "has_parental_consent")


class CodeChoice(forms.ModelChoiceField):
    """A code, shown by its description."""

    def label_from_instance(self, code: CodeTable) -> str:
        return code.description or code.code


class CompanyField(forms.CharField):
    """A company, found by its number or name, or by a part that only one company has (C-5)."""

    def __init__(self, **kwargs: Any) -> None:
        looks_up = {"data-lookup": reverse_lazy("contacts:company-search"), "autocomplete": "off"}
        super().__init__(
            label=gettext_lazy("Company"),
            required=False,
            help_text=gettext_lazy("Its number or name; type a part of it to choose."),
            widget=forms.TextInput(attrs=looks_up),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        """Return the number of a company; typed text stays as it is."""
        return value.number if isinstance(value, Contact) else value

    def clean(self, value: object) -> Contact | None:
        """Return the company, or None where nothing was typed.

        :raises ValidationError: there is no such company, or there are several.
        """
        text = super().clean(value)
        if not text:
            return None
        found = companies_called(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("No company has “%(text)s” in its number, name, city, phone or post code.") % {"text": text}
            )
        names = ", ".join(str(company) for company in found)
        raise forms.ValidationError(
            _("“%(text)s” may be %(companies)s. Type the number of the one you mean.")
            % {"text": text, "companies": names}
        )


class ContactForm(forms.Form):
    """The card of a contact of one type, number apart. ``refuse`` puts what was refused where it can be mended."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100, required=False)
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=30, required=False)
    middle_name = forms.CharField(label=gettext_lazy("Middle name"), max_length=30, required=False)
    surname = forms.CharField(label=gettext_lazy("Surname"), max_length=30, required=False)
    search_name = forms.CharField(
        label=gettext_lazy("Search name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Follows the name until you type another."),
    )
    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=30, required=False)
    organizational_level = CodeChoice(
        label=gettext_lazy("Organizational level"),
        queryset=OrganizationalLevel.objects.order_by("code"),
        required=False,
        empty_label="",
    )
    vat_registration_number = forms.CharField(
        label=pgettext_lazy("field", "VAT registration No."), max_length=20, required=False
    )
    registration_number = forms.CharField(label=gettext_lazy("Registration No."), max_length=20, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=100, required=False)
    address_2 = forms.CharField(label=gettext_lazy("Address, second line"), max_length=50, required=False)
    post_code = forms.CharField(label=gettext_lazy("Post code"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=50, required=False)
    county = forms.CharField(label=gettext_lazy("County"), max_length=30, required=False)
    country_code = forms.CharField(label=gettext_lazy("Country"), max_length=50, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    mobile_phone = forms.CharField(label=gettext_lazy("Mobile phone"), max_length=30, required=False)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Put “;” between several addresses."),
    )
    home_page = forms.CharField(label=gettext_lazy("Home page"), max_length=255, required=False)
    correspondence_type = forms.ChoiceField(
        label=gettext_lazy("Correspondence"),
        choices=[("", ""), *Contact.Correspondence.choices],
        required=False,
        help_text=gettext_lazy("How this contact wants to be written to."),
    )
    language_code = forms.CharField(label=gettext_lazy("Language"), max_length=10, required=False)
    territory = CodeChoice(
        label=gettext_lazy("Territory"), queryset=Territory.objects.order_by("code"), required=False, empty_label=""
    )
    salesperson = forms.ModelChoiceField(
        label=gettext_lazy("Salesperson"), queryset=Salesperson.objects.none(), required=False, empty_label=""
    )
    is_excluded_from_segments = forms.BooleanField(label=gettext_lazy("Exclude from segments"), required=False)
    is_privacy_blocked = forms.BooleanField(
        label=gettext_lazy("Privacy blocked"),
        required=False,
        help_text=gettext_lazy("Comes on no segment any more. Prices stay as they are."),
    )
    is_minor = forms.BooleanField(
        label=gettext_lazy("Minor"), required=False, help_text=gettext_lazy("Blocks the contact until parents consent.")
    )
    has_parental_consent = forms.BooleanField(
        label=gettext_lazy("Parental consent received"),
        required=False,
        help_text=gettext_lazy("A change blocks the contact; clear that by hand afterwards."),
    )

    def __init__(self, *args: Any, base: ContactDetails, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._base = base
        for name in ("name", *COMPANY_FIELDS) if self._is_person else _ONLY_PERSONS:
            del self.fields[name]
        offered = Salesperson.objects.filter(is_blocked=False)
        if base.salesperson is not None:
            # One who was blocked since may stay.
            offered |= Salesperson.objects.filter(pk=base.salesperson.pk)
        salesperson: Any = self.fields["salesperson"]
        salesperson.queryset = offered.order_by("code")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def details(self) -> ContactDetails:
        """Return what was filled in, once the form is valid."""
        names = ContactDetails.__dataclass_fields__.keys() & self.cleaned_data.keys()
        typed: dict[str, Any] = {"name": ""} if self._is_person else {}
        return replace(self._base, **typed | {name: self.cleaned_data[name] for name in names})

    def refuse(self, error: Exception) -> None:
        """Show why the contact cannot be written so, at its field."""
        field = next((name for kind, name in _FIELDS.items() if isinstance(error, kind)), None)
        if isinstance(error, ContactNameError):
            field = "first_name" if self._is_person else "name"
        elif isinstance(error, ContactPhoneError):
            phone = self.cleaned_data["phone"]
            field = "phone" if phone and phone in str(error) else "mobile_phone"
        self.add_error(field if field in self.fields else None, str(error))

    @property
    def _is_person(self) -> bool:
        return self._base.type == Contact.Type.PERSON

    def _layout(self) -> Layout:
        if self._is_person:
            own = [
                Row(Column("first_name"), Column("middle_name"), Column("surname")),
                Row(Column("job_title"), Column("organizational_level"), Column("search_name")),
            ]
            blocks = [Row(Column("is_minor"), Column("has_parental_consent"))]
        else:
            own = [
                Row(Column("name"), Column("search_name")),
                Row(Column("registration_number"), Column("vat_registration_number")),
            ]
            blocks = []
        return Layout(
            Fieldset(gettext_lazy("General"), *self._first_fields(), *own),
            Fieldset(
                gettext_lazy("Address"),
                Row(Column("address"), Column("address_2")),
                Row(Column("post_code"), Column("city")),
                Row(Column("county"), Column("country_code")),
            ),
            Fieldset(
                pgettext_lazy("contacts", "Communication"),
                Row(Column("phone"), Column("mobile_phone")),
                Row(Column("email"), Column("home_page")),
                Row(Column("correspondence_type"), Column("language_code")),
            ),
            Fieldset(gettext_lazy("Who looks after it"), Row(Column("salesperson"), Column("territory"))),
            Fieldset(
                gettext_lazy("Privacy"),
                Row(Column("is_privacy_blocked"), Column("is_excluded_from_segments")),
                *blocks,
            ),
        )

    def _first_fields(self) -> tuple[str, ...]:
        return ()


class NewContactForm(ContactForm):
    """A new contact, with a number of its own or the next one; a person may belong to a company."""

    number = forms.CharField(
        label=gettext_lazy("No."),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Leave it empty to get the next one."),
    )
    company = CompanyField()

    def __init__(self, *args: Any, base: ContactDetails, **kwargs: Any) -> None:
        super().__init__(*args, base=base, **kwargs)
        if not self._is_person:
            del self.fields["company"]

    def _first_fields(self) -> tuple[Any, ...]:
        return (Row(Column("number"), Column("company")),) if self._is_person else ("number",)


class ChangedContactForm(ContactForm):
    """An existing contact. ``seen_at`` is the moment of change of the contact that the person saw."""

    seen_at = forms.CharField(widget=forms.HiddenInput)

    def clean_seen_at(self) -> dt.datetime:
        """Return the moment.

        :raises ValidationError: it is none; people do not type it.
        """
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError as error:
            raise forms.ValidationError(_("Open this page again and repeat your change.")) from error

    def compare_with(self, stored: Contact, *, sentence: str) -> None:
        """Keep what was typed, mark what differs from the contact as it is stored now, and let the next save pass."""
        self.add_error(None, sentence)
        now = ContactDetails.of(stored)
        for name in ContactDetails.__dataclass_fields__.keys() & self.cleaned_data.keys():
            if self.cleaned_data[name] != getattr(now, name):
                self.add_error(name, _("Now stored: %(value)s") % {"value": self._shown(name, getattr(now, name))})
        self.data = {**dict(self.data.items()), self.add_prefix("seen_at"): stored.modified_at.isoformat()}

    def _shown(self, name: str, value: object) -> str:
        """Return a stored value as the field would show it."""
        if value in (None, ""):
            return _("nothing")
        if isinstance(value, bool):
            return _("ticked") if value else _("not ticked")
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            return str(field.label_from_instance(value))
        choices: Any = getattr(field, "choices", ())
        return str(dict(choices).get(value, value))

    def _first_fields(self) -> tuple[str, ...]:
        return ("seen_at",)


class CompanyForm(forms.Form):
    """To which company a person goes; blank for none."""

    company = CompanyField()


class CommentForm(forms.Form):
    """A comment on a contact."""

    text = forms.CharField(
        label=gettext_lazy("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "id": "comment-text"})
    )
