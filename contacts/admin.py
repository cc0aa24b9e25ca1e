"""Set-up of who: classification codes, number series, salespeople and teams, and the master data of contacts."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contacts import profile_admin  # noqa: F401 (registers its pages)
from contacts.duplicates import Switches
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
from contacts.shared_admin import KeepUsed, LookOnly


@admin.register(Territory, IndustryGroup, JobResponsibility, MailingGroup, OrganizationalLevel, BusinessRelation)
class CodeTableAdmin(KeepUsed, admin.ModelAdmin):
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
class SalespersonAdmin(KeepUsed, admin.ModelAdmin):
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


@admin.register(Contact)
class ContactAdmin(LookOnly, admin.ModelAdmin):
    """Contacts to look at, and to find where another page of the admin asks for one.

    They are changed on their own pages: there persons follow their company, target groups follow a person, and what was
    looked at before is compared.
    """

    list_display = ["number", "name", "type", "company", "salesperson", "is_customer"]
    list_filter = ["type", "is_customer", "is_excluded_from_segments", "is_privacy_blocked"]
    list_select_related = ["company", "salesperson"]
    search_fields = ["number", "name", "city", "email"]
    ordering = ["number"]

    def view_on_site(self, contact: Contact) -> str:
        """Return the page on which the contact is changed."""
        return reverse("contacts:card", kwargs={"number": contact.number})
