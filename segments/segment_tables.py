"""Tables of segments."""

import datetime as dt

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from campaigns.models import Campaign
from contacts.models import Salesperson
from contacts.templatetags.formats import day, icon, moment, number
from segments.models import Segment
from segments.refresh_words import membership_words, refresh_counts

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}


class SegmentTable(tables.Table):
    """Segments as lists show them."""

    caption = pgettext_lazy("menu", "Segments")
    number = tables.Column(verbose_name=gettext_lazy("No."), attrs=_DAY)
    description = tables.Column(verbose_name=gettext_lazy("Description"), attrs=_TEXT)
    campaign = tables.Column(
        verbose_name=gettext_lazy("Campaign"), order_by=("campaign__number",), default="", attrs=_DAY
    )
    dated_on = tables.Column(verbose_name=gettext_lazy("Date"), attrs=_DAY)
    state = tables.Column(verbose_name=gettext_lazy("State"))
    line_count = tables.Column(verbose_name=pgettext_lazy("column", "Lines"), attrs=_NUMBER)
    target_line_count = tables.Column(verbose_name=pgettext_lazy("column", "Targets"), attrs=_NUMBER)
    response_line_count = tables.Column(verbose_name=pgettext_lazy("column", "Responses"), attrs=_NUMBER)
    salesperson = tables.Column(verbose_name=gettext_lazy("Salesperson"), order_by=("salesperson__name",), default="")
    follows_rules = tables.Column(verbose_name=gettext_lazy("Who is on it"))
    refreshed_at = tables.Column(verbose_name=gettext_lazy("Last refresh"), default="", attrs=_DAY)
    optional_columns = ("refreshed_at",)

    class Meta:
        empty_text = gettext_lazy("No segments match these filters.")

    def render_number(self, value: str) -> SafeString:
        """Return a link to the card."""
        return format_html('<a href="{}">{}</a>', reverse("segments:card", args=[value]), value)

    def render_campaign(self, value: Campaign) -> SafeString:
        """Return a link to the campaign."""
        return format_html('<a href="{}">{}</a>', reverse("campaigns:card", args=[value.number]), value.number)

    def render_dated_on(self, value: dt.date) -> str:
        return day(value)

    def render_line_count(self, value: int, record: Segment) -> SafeString:
        return _lines_link(record, value)

    def render_target_line_count(self, value: int, record: Segment) -> SafeString:
        return _lines_link(record, value, target="yes")

    def render_response_line_count(self, value: int, record: Segment) -> SafeString:
        return _lines_link(record, value, response="yes")

    def render_salesperson(self, value: Salesperson) -> str:
        return value.name

    def render_follows_rules(self, *, value: bool, record: Segment) -> SafeString:
        """Return whether it follows its rules, with a link to its refresh; a sign where the last one was refused."""
        if not value:
            return format_html("{}", membership_words(follows=False))
        warning = format_html(
            '<br><span class="badge badge-bad">{}{}</span>',
            icon("exclamation-octagon-fill"),
            gettext("Refresh failed"),
        )
        url = reverse("segments:refresh", args=[record.number])
        link = format_html('<a href="{}">{}</a>', url, membership_words(follows=True))
        return format_html("{}{}", link, warning if record.refresh_failed_at else "")

    def value_follows_rules(self, record: Segment) -> str:
        return membership_words(follows=record.follows_rules)

    def render_refreshed_at(self, value: dt.datetime, record: Segment) -> SafeString:
        """Return when, and how many came and left; each number opens those contacts."""
        return format_html("{}<br>{}", moment(value), refresh_counts(record))

    def value_refreshed_at(self, record: Segment) -> str:
        return moment(record.refreshed_at)


class CampaignSegmentTable(SegmentTable):
    """Segments of one campaign, with what can be done with each as a whole. The form ``segments`` sends it."""

    caption = gettext_lazy("Segments of the campaign")
    customer_line_count = tables.Column(verbose_name=gettext_lazy("Customers"), attrs=_NUMBER)
    prospect_line_count = tables.Column(verbose_name=gettext_lazy("Prospects"), attrs=_NUMBER)
    modified_at = tables.Column(verbose_name=gettext_lazy("Last changed"), attrs=_DAY)
    verbs = tables.TemplateColumn(
        verbose_name=gettext_lazy("Whole segment"),
        template_name="segments/_whole_verbs.html",
        orderable=False,
        attrs={"td": {"class": "text"}},
    )

    class Meta:
        exclude = ("campaign", "dated_on", "salesperson", "response_line_count", "refreshed_at", "follows_rules")
        sequence = (
            "number",
            "description",
            "state",
            "line_count",
            "target_line_count",
            "customer_line_count",
            "prospect_line_count",
            "modified_at",
            "verbs",
        )

    def render_customer_line_count(self, value: int, record: Segment) -> SafeString:
        return _lines_link(record, value, customer="yes")

    def render_prospect_line_count(self, value: int, record: Segment) -> SafeString:
        return _lines_link(record, value, customer="no")

    def render_modified_at(self, value: dt.datetime) -> str:
        return day(timezone.localdate(value))


def _lines_link(segment: Segment, count: int, **query: str) -> SafeString:
    """Return a number with a link to the lines that it counts."""
    url = reverse("segments:card", args=[segment.number], query=query)
    return format_html('<a href="{}">{}</a>', url, number(count))
