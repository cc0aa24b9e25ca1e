"""Segments can be looked up here. They are changed on their pages, where target groups follow each change."""

from django.contrib import admin
from django.http import HttpRequest

from segments.models import Segment


@admin.register(Segment)
class SegmentAdmin(admin.ModelAdmin):
    list_display = ["number", "description", "dated_on", "state", "campaign", "is_campaign_target"]
    list_filter = ["state", "is_campaign_target"]
    list_select_related = ["campaign"]
    search_fields = ["number", "description", "campaign__number"]
    ordering = ["number"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a segment is made on its page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Segment | None = None) -> bool:
        """Refuse: a change has to reach the lines and the target group."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Segment | None = None) -> bool:
        """Refuse: deleting has to reach the target group."""
        return False
