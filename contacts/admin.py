"""Set-up of who: classification codes, number series, salespeople and teams, and the master data of contacts."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contacts import profile_admin  # noqa: F401 (registers its pages)
from contacts.details import ContactDetails, ContactError, values_of
from contacts.duplicates import Switches, follow_companies
from contacts.models import (
    BusinessRelation,
    Contact,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    MarketingSetup,
    NumberSeries,
    OrganizationalLevel,
    Salesperson,
    SearchStringRule,
    Team,
    Territory,
)
from contacts.numbering import NumberError, take_number
from contacts.services import SERIES


@admin.register(Territory, IndustryGroup, JobResponsibility, MailingGroup, OrganizationalLevel, BusinessRelation)
class CodeTableAdmin(admin.ModelAdmin):
    list_display = ["code", "description"]
    search_fields = ["code", "description"]
    ordering = ["code"]


@admin.register(MarketingSetup)
class MarketingSetupAdmin(admin.ModelAdmin):
    """The one row: it is changed, never added or deleted."""

    fieldsets = [
        (
            _("What a new contact gets where nothing is filled in"),
            {
                "fields": [
                    "default_salesperson",
                    "default_territory",
                    "default_country_code",
                    "default_language_code",
                    "default_correspondence_type",
                ]
            },
        ),
        (
            _("What a person takes over from the company"),
            {
                "fields": [
                    "inherits_salesperson",
                    "inherits_territory",
                    "inherits_country",
                    "inherits_language",
                    "inherits_address",
                    "inherits_communication",
                ]
            },
        ),
        (_("Customers"), {"fields": ["customer_relation"]}),
        (
            _("Duplicates"),
            {"fields": ["duplicate_hit_percent", "keeps_duplicate_strings", "searches_duplicates"]},
        ),
    ]
    autocomplete_fields = ["default_salesperson", "default_territory", "customer_relation"]

    def save_model(self, request: HttpRequest, obj: MarketingSetup, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001, PLR0917 (Django's)
        """Settle the two switches of duplicates (C-32), and offer to compare all where strings were not kept before."""
        before = Switches.of(MarketingSetup.objects.get(pk=obj.pk) if change else MarketingSetup())
        settled = Switches.of(obj).settled(before=before)
        obj.keeps_duplicate_strings, obj.searches_duplicates = settled.keeps, settled.searches
        super().save_model(request, obj, form, change)
        if settled.keeps and not before.keeps:
            sentence = _("Search strings are kept, and duplicates searched. {link} finds those that are there already.")
            link = format_html('<a href="{}">{}</a>', reverse("contacts:duplicates"), _("Compare all companies"))
            messages.warning(request, format_html(str(sentence), link=link))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the row is there."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MarketingSetup | None = None) -> bool:
        """Refuse: contacts could no longer be made by its choices."""
        return False


@admin.register(SearchStringRule)
class SearchStringRuleAdmin(admin.ModelAdmin):
    """The strings by which companies are compared (C-30); a change counts once all companies are compared anew."""

    list_display = ["field", "part", "length"]
    ordering = ["pk"]


@admin.register(NumberSeries)
class NumberSeriesAdmin(admin.ModelAdmin):
    """The rooms look their series up by code, so none is renamed or deleted once it is there."""

    list_display = ["code", "next_number", "allows_manual_numbers"]
    ordering = ["code"]

    @admin.display(description=_("next number"))
    def next_number(self, series: NumberSeries) -> str:
        """Return the number the next record gets, if nobody typed it by hand before."""
        return series.number_at(series.next_value)

    def get_readonly_fields(self, request: HttpRequest, obj: NumberSeries | None = None) -> list[str]:
        """Keep the code of a series that is there."""
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: NumberSeries | None = None) -> bool:
        """Refuse: records of that kind could no longer be made."""
        return False


@admin.register(Salesperson)
class SalespersonAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "email", "user", "is_blocked"]
    list_filter = ["is_blocked"]
    list_select_related = ["user"]
    search_fields = ["code", "name", "email"]
    raw_id_fields = ["user"]
    ordering = ["code"]


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ["code", "name"]
    search_fields = ["code", "name"]
    filter_horizontal = ["salespeople"]
    ordering = ["code"]


class ContactForm(forms.ModelForm):
    """A contact by the rules of the contact card. An empty number stands for the next one of the series."""

    class Meta:
        model = Contact
        fields = [
            "number",
            "type",
            "company",
            "name",
            "first_name",
            "middle_name",
            "surname",
            "search_name",
            "job_title",
            "organizational_level",
            "address",
            "address_2",
            "post_code",
            "city",
            "county",
            "country_code",
            "phone",
            "mobile_phone",
            "email",
            "home_page",
            "correspondence_type",
            "language_code",
            "vat_registration_number",
            "registration_number",
            "territory",
            "salesperson",
            "industry_groups",
            "job_responsibilities",
            "mailing_groups",
            "is_excluded_from_segments",
            "is_privacy_blocked",
            "is_minor",
            "has_parental_consent",
        ]
        help_texts = {"number": _("Leave it empty to get the next number.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored = {field: getattr(self.instance, field) for field in ContactDetails.__dataclass_fields__}
        if "number" in self.fields:
            self.fields["number"].required = False
        if "name" in self.fields:  # The name of a person may follow from its parts.
            self.fields["name"].required = False

    def clean_number(self) -> str:
        """Return the number in capitals."""
        return str(self.cleaned_data["number"]).upper()

    def clean(self) -> dict[str, Any]:
        """Return the values as the rules of the contact card leave them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        details = ContactDetails(**{field: cleaned.get(field, value) for field, value in self._stored.items()})
        try:
            return cleaned | values_of(details, before=self._before())
        except ContactError as error:
            raise ValidationError(str(error)) from error

    def _before(self) -> ContactDetails | None:
        return ContactDetails(**self._stored) if self.instance.pk else None


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    """Number, type and company are set once here. A company is changed on the contact card: target groups follow it."""

    form = ContactForm
    list_display = ["number", "name", "type", "company", "salesperson", "is_customer"]
    list_filter = ["type", "is_customer", "is_excluded_from_segments", "is_privacy_blocked"]
    list_select_related = ["company", "salesperson"]
    search_fields = ["number", "name", "city", "email"]
    autocomplete_fields = ["company", "territory", "salesperson"]
    filter_horizontal = ["industry_groups", "job_responsibilities", "mailing_groups"]
    ordering = ["number"]

    def get_readonly_fields(self, request: HttpRequest, obj: Contact | None = None) -> list[str]:
        """Keep what other records rest on."""
        return ["number", "type", "company"] if obj else []

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer only companies as the company of a person."""
        if db_field.name == "company":
            kwargs["queryset"] = Contact.objects.filter(type=Contact.Type.COMPANY)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say why a number cannot be given; nothing is written then."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NumberError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: Contact, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001, PLR0917 (Django's)
        """Give a new contact its number, and compare a company with others."""
        if not change:
            obj.number = take_number(series_code=SERIES, typed=obj.number, taken=Contact.objects)
        super().save_model(request, obj, form, change)
        follow_companies([obj.pk])
