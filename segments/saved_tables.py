"""The table of saved criteria."""

import datetime as dt
from urllib.parse import urlencode

import django_tables2 as tables
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.history import person_name
from contacts.templatetags.formats import day, number
from segments.models import SavedCriteria

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_DAY = {"td": {"class": "day"}}


class SavedCriteriaTable(tables.Table):
    """Saved criteria with what ``selectors.saved_criteria_by_code`` counts."""

    caption = gettext_lazy("Saved criteria")
    code = tables.Column(verbose_name=gettext_lazy("Code"), attrs=_DAY)
    description = tables.Column(verbose_name=gettext_lazy("Description"), default="", attrs={"td": {"class": "text"}})
    step_count = tables.Column(verbose_name=pgettext_lazy("column", "Steps"), attrs=_NUMBER)
    segment_count = tables.Column(verbose_name=gettext_lazy("Used on segments"), attrs=_NUMBER)
    saved_from = tables.Column(verbose_name=gettext_lazy("From segment"), default="", attrs=_DAY)
    saved_at = tables.Column(verbose_name=gettext_lazy("Saved on"), attrs=_DAY)
    saved_by = tables.Column(verbose_name=gettext_lazy("Saved by"), order_by=("saved_by__username",), default="")

    class Meta:
        empty_text = gettext_lazy("No saved criteria match these filters.")

    def render_code(self, value: str) -> SafeString:
        """Return a link to the card."""
        return format_html('<a href="{}">{}</a>', reverse("segments:saved-card", args=[value]), value)

    def render_step_count(self, value: int) -> str:
        return number(value)

    def render_segment_count(self, value: int, record: SavedCriteria) -> SafeString | str:
        """Return the number with a link to those segments."""
        if not value:
            return number(value)
        url = f"{reverse('segments:list')}?{urlencode({'criteria': record.code})}"
        return format_html('<a href="{}">{}</a>', url, number(value))

    def render_saved_at(self, value: dt.datetime) -> str:
        return day(timezone.localdate(value))

    def render_saved_by(self, value: User) -> str:
        return person_name(value)
