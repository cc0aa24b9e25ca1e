"""Set-up of campaigns: status codes and types; and campaign entries, which are cancelled before they are deleted."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.entries import cancel_entries, delete_entries, uncancel_entries
from campaigns.models import CampaignEntry, CampaignStatus, CampaignType
from contacts.shared_admin import KeepUsed


@admin.register(CampaignStatus)
class CampaignStatusAdmin(KeepUsed, admin.ModelAdmin):
    list_display = ["code", "description", "phase", "sort_order"]
    list_editable = ["sort_order"]
    ordering = ["sort_order", "code"]
    search_fields = ["code", "description"]


@admin.register(CampaignType)
class CampaignTypeAdmin(KeepUsed, admin.ModelAdmin):
    list_display = ["code", "description"]
    ordering = ["code"]
    search_fields = ["code", "description"]


@admin.register(CampaignEntry)
class CampaignEntryAdmin(admin.ModelAdmin):
    """Entries are written by what happens. Here they are read, cancelled, and deleted once cancelled."""

    list_display = ["pk", "campaign", "kind", "description", "entered_on", "user", "salesperson", "is_cancelled"]
    list_filter = ["is_cancelled", "kind", "entered_on"]
    list_select_related = ["campaign", "user", "salesperson"]
    search_fields = ["campaign__number", "description", "document_number"]
    ordering = ["-entered_on", "-pk"]
    actions = ["cancel", "uncancel"]
    readonly_fields = [
        "campaign",
        "kind",
        "description",
        "entered_on",
        "user",
        "salesperson",
        "document_number",
        "is_cancelled",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: an entry says what happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CampaignEntry | None = None) -> bool:
        """Allow it for cancelled entries only."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_cancelled)

    def delete_model(self, request: HttpRequest, obj: CampaignEntry) -> None:
        """Delete one entry, by the rule."""
        delete_entries(CampaignEntry.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CampaignEntry]) -> None:
        """Delete the chosen entries, by the rule."""
        delete_entries(queryset)

    @admin.action(description=_("Cancel the selected entries"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[CampaignEntry]) -> None:
        """Cancel the chosen entries and say how many that were."""
        count = cancel_entries(queryset)
        text = ngettext("%(count)d entry was cancelled.", "%(count)d entries were cancelled.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Take back the cancelling of the selected entries"), permissions=["change"])
    def uncancel(self, request: HttpRequest, queryset: QuerySet[CampaignEntry]) -> None:
        """Let the chosen entries stand again and say how many that were."""
        count = uncancel_entries(queryset)
        text = ngettext("%(count)d entry stands again.", "%(count)d entries stand again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
