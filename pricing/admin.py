"""Set-up data about prices: items, units, groups, customer terms, standing prices and discounts.

Rows of campaigns are read-only here: they belong to the campaign's card.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.models import Contact
from contacts.shared_admin import KeepUsed
from pricing.models import (
    CustomerDiscountGroup,
    CustomerPriceGroup,
    CustomerTerms,
    Item,
    ItemDiscountGroup,
    ItemUnit,
    ItemVariant,
    SalesLineDiscount,
    SalesPrice,
    UnitOfMeasure,
)
from pricing.services import (
    PriceRowError,
    add_row,
    change_row,
    check_row,
    restore_row,
    stored_currency,
    withdraw_row,
)


@admin.register(UnitOfMeasure, ItemDiscountGroup, CustomerPriceGroup, CustomerDiscountGroup)
class CodeAdmin(KeepUsed, admin.ModelAdmin):
    list_display = ["code", "description"]
    search_fields = ["code", "description"]
    ordering = ["code"]


class ItemUnitInline(admin.TabularInline):
    model = ItemUnit
    autocomplete_fields = ["unit"]
    extra = 0


class ItemVariantInline(admin.TabularInline):
    model = ItemVariant
    extra = 0


@admin.register(Item)
class ItemAdmin(admin.ModelAdmin):
    list_display = ["number", "description", "base_unit", "unit_price", "discount_group", "is_blocked"]
    list_filter = ["is_blocked", "discount_group"]
    list_select_related = ["base_unit", "discount_group"]
    search_fields = ["number", "description"]
    ordering = ["number"]
    autocomplete_fields = ["base_unit", "discount_group"]
    inlines = [ItemUnitInline, ItemVariantInline]


@admin.register(ItemVariant)
class ItemVariantAdmin(admin.ModelAdmin):
    """Only so that a variant can be looked up; variants are written with their item."""

    search_fields = ["code", "item__number"]
    ordering = ["item__number", "code"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


class CustomerTermsForm(forms.ModelForm):
    def clean_currency_code(self) -> str:
        try:
            return stored_currency(self.cleaned_data["currency_code"])
        except PriceRowError as error:
            raise ValidationError(str(error)) from error


@admin.register(CustomerTerms)
class CustomerTermsAdmin(admin.ModelAdmin):
    form = CustomerTermsForm
    list_display = ["buyer", "price_group", "discount_group", "allows_line_discount", "currency_code"]
    list_filter = ["price_group", "discount_group", "allows_line_discount"]
    list_select_related = ["buyer", "price_group", "discount_group"]
    search_fields = ["buyer__number", "buyer__name"]
    ordering = ["buyer__number"]
    autocomplete_fields = ["buyer", "price_group", "discount_group"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **options: Any
    ) -> forms.ModelChoiceField | None:
        """Offer only contacts that buy."""
        if db_field.name == "buyer":
            options["queryset"] = Contact.objects.buyers()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Keep the buyer once the terms exist: it is their key."""
        return [] if obj is None else ["buyer"]


class PriceRowForm(forms.ModelForm):
    """A row as the services accept it; their refusal stands beside the field it is about."""

    def _post_clean(self) -> None:
        """Put what was typed on the row and ask the services instead of the model.

        They refuse what its constraints refuse, in sentences with names and values.
        """
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        if self.errors:
            return
        try:
            check_row(self.instance)
        except PriceRowError as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))


class InForceFilter(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("In force")), ("no", _("Withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() is None:
            return queryset
        return queryset.filter(withdrawn_at__isnull=self.value() == "yes")


class PriceRowAdmin(admin.ModelAdmin):
    """What prices and discounts have in common. A row is withdrawn, not deleted: lines may carry it (D14)."""

    form = PriceRowForm
    identity: ClassVar[list[str]]
    details: ClassVar[list[str]]
    actions = ["withdraw", "restore"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Show the campaign of its rows only: elsewhere it cannot be filled in."""
        hidden = {"campaign": not _is_of_campaign(obj), "withdrawn_at": not _is_withdrawn(obj)}
        return [field for field in [*self.identity, *self.details] if not hidden.get(field, False)]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Keep what the row is on and for whom once it exists."""
        return [] if obj is None else [*self.identity, "withdrawn_at"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse to change rows of campaigns and rows that are withdrawn."""
        return super().has_change_permission(request, obj) and not (_is_of_campaign(obj) or _is_withdrawn(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:  # noqa: ANN401, FBT001, PLR0917 (Django's)
        """Write the row through the services."""
        write = change_row if change else add_row
        write(row=obj, at=timezone.now(), by=_user(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Show a refusal that only came up while writing, because somebody else wrote meanwhile."""
        try:
            return super().changeform_view(request, *args, **options)
        except PriceRowError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    @admin.action(description=gettext_lazy("Withdraw the selected rows"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take rows out of force."""
        rows = self._standing(request, queryset)
        for row in rows:
            withdraw_row(row=row, at=timezone.now(), by=_user(request))
        message = ngettext("%(count)d row was withdrawn.", "%(count)d rows were withdrawn.", len(rows))
        self.message_user(request, message % {"count": len(rows)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Put the selected rows back in force"), permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Put withdrawn rows back in force, those whose place was not taken."""
        count = 0
        for row in self._standing(request, queryset):
            try:
                restore_row(row=row, at=timezone.now(), by=_user(request))
                count += 1
            except PriceRowError as error:
                self.message_user(request, str(error), messages.ERROR)
        message = ngettext("%(count)d row is in force again.", "%(count)d rows are in force again.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)

    def _standing(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the selected rows but those of campaigns, and say how many these are."""
        rows = list(queryset)
        standing = [row for row in rows if not _is_of_campaign(row)]
        if left_out := len(rows) - len(standing):
            message = ngettext(
                "%(count)d row of a campaign was left as it is: change it on the campaign's card.",
                "%(count)d rows of campaigns were left as they are: change them on the campaign's card.",
                left_out,
            )
            self.message_user(request, message % {"count": left_out}, messages.WARNING)
        return standing


@admin.register(SalesPrice)
class SalesPriceAdmin(PriceRowAdmin):
    identity = ["item", "price_group", "buyer", "campaign"]
    details = [
        "variant",
        "unit",
        "currency_code",
        "minimum_quantity",
        "unit_price",
        "allows_line_discount",
        "is_free_of_charge",
        "starting_on",
        "ending_on",
        "withdrawn_at",
    ]
    list_display = [
        "item",
        "variant",
        "unit",
        "currency_code",
        "minimum_quantity",
        "unit_price",
        "price_group",
        "buyer",
        "campaign",
        "starting_on",
        "ending_on",
        "withdrawn_at",
    ]
    list_filter = [InForceFilter, "price_group", ("campaign", admin.EmptyFieldListFilter)]
    list_select_related = ["item", "variant", "unit", "price_group", "buyer", "campaign"]
    search_fields = ["item__number", "item__description", "buyer__number", "buyer__name", "campaign__number"]
    ordering = ["item__number", "minimum_quantity", "pk"]
    autocomplete_fields = ["item", "variant", "unit", "price_group", "buyer"]


@admin.register(SalesLineDiscount)
class SalesLineDiscountAdmin(PriceRowAdmin):
    identity = ["item", "item_discount_group", "discount_group", "buyer", "campaign"]
    details = [
        "variant",
        "unit",
        "currency_code",
        "minimum_quantity",
        "line_discount_percent",
        "starting_on",
        "ending_on",
        "withdrawn_at",
    ]
    list_display = [
        "item",
        "item_discount_group",
        "variant",
        "unit",
        "currency_code",
        "minimum_quantity",
        "line_discount_percent",
        "discount_group",
        "buyer",
        "campaign",
        "starting_on",
        "ending_on",
        "withdrawn_at",
    ]
    list_filter = [InForceFilter, "item_discount_group", "discount_group", ("campaign", admin.EmptyFieldListFilter)]
    list_select_related = [
        "item",
        "item_discount_group",
        "variant",
        "unit",
        "discount_group",
        "buyer",
        "campaign",
    ]
    search_fields = ["item__number", "item__description", "buyer__number", "buyer__name", "campaign__number"]
    ordering = ["item__number", "item_discount_group__code", "minimum_quantity", "pk"]
    autocomplete_fields = ["item", "item_discount_group", "variant", "unit", "discount_group", "buyer"]


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _is_of_campaign(row: Model | None) -> bool:
    return getattr(row, "campaign_id", None) is not None


def _is_withdrawn(row: Model | None) -> bool:
    return getattr(row, "withdrawn_at", None) is not None
