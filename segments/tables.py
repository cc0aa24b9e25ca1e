"""Tables of the lines of segments, and of what was done to many of them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact, Salesperson
from contacts.tables import ContactTable, TickColumn
from contacts.templatetags.formats import day, icon, moment, number
from segments.models import BulkChange, Segment, SegmentLine, SegmentStep
from segments.provenance import Reasons
from segments.switches import flag_switch, yes_or_no
from segments.undo import is_flag_change

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}


class LineTable(tables.Table):
    """Lines of one segment. The form ``lines`` sends those that are ticked, the form ``flags`` one switch."""

    caption = gettext_lazy("Segment lines")
    is_tickable = True
    tick = TickColumn(name="line", form="lines", label=lambda line: line.contact.name)
    contact = tables.Column(
        verbose_name=gettext_lazy("Contact"), order_by=("contact__name", "line_number"), attrs=_TEXT
    )
    buyer = tables.Column(verbose_name=gettext_lazy("Buyer"), order_by=("buyer__name", "line_number"), attrs=_TEXT)
    city = tables.Column(verbose_name=gettext_lazy("City"), accessor="contact__city", default="")
    post_code = tables.Column(verbose_name=gettext_lazy("Post code"), accessor="contact__post_code", default="")
    type = tables.Column(verbose_name=gettext_lazy("Type"), accessor="contact__type")
    phone = tables.Column(verbose_name=gettext_lazy("Phone"), accessor="contact__phone", default="", attrs=_DAY)
    mobile_phone = tables.Column(
        verbose_name=gettext_lazy("Mobile phone"), accessor="contact__mobile_phone", default="", attrs=_DAY
    )
    email = tables.Column(verbose_name=gettext_lazy("E-mail"), accessor="contact__email", default="")
    salesperson = tables.Column(
        verbose_name=gettext_lazy("Salesperson"),
        order_by=("segment__salesperson__name", "contact__salesperson__name"),
        default="",
    )
    contact_salesperson = tables.Column(
        verbose_name=gettext_lazy("Salesperson of the contact"),
        accessor="contact__salesperson",
        order_by=("contact__salesperson__name",),
        default="",
    )
    dated_on = tables.Column(verbose_name=gettext_lazy("Date"), accessor="segment__dated_on", attrs=_DAY)
    description = tables.Column(verbose_name=gettext_lazy("Description"), accessor="segment__description", attrs=_TEXT)
    campaign = tables.Column(
        verbose_name=gettext_lazy("Campaign"), order_by=("campaign__number",), default="", attrs=_DAY
    )
    is_campaign_target = tables.Column(verbose_name=gettext_lazy("Campaign target"))
    is_campaign_response = tables.Column(verbose_name=gettext_lazy("Campaign response"))
    why = tables.Column(verbose_name=gettext_lazy("Why here"), empty_values=(), orderable=False, attrs=_TEXT)
    optional_columns = (
        "post_code",
        "type",
        "phone",
        "mobile_phone",
        "email",
        "salesperson",
        "contact_salesperson",
        "dated_on",
        "description",
        "why",
    )
    only_in_files = (("contact_number", gettext_lazy("Contact No.")), ("buyer_number", gettext_lazy("Buyer No.")))

    class Meta:
        empty_text = gettext_lazy("No lines match these filters.")
        row_attrs = {"id": lambda record: f"line-{record.line_number}"}

    def __init__(self, *args: object, segment: Segment, may_flag: bool, may_remove: bool, **kwargs: Any) -> None:
        hidden = () if may_flag or may_remove else ("tick",)
        super().__init__(*args, **{**kwargs, "exclude": (*kwargs.get("exclude", ()), *hidden)})
        self.segment = segment
        self.may_flag = may_flag
        self.reasons = Reasons(SegmentStep.objects.filter(segment=segment))

    @cached_property
    def _query(self) -> str:
        request = getattr(self, "request", None)
        return request.GET.urlencode() if request else ""

    def value_contact(self, record: SegmentLine) -> str:
        return record.contact.name

    def value_contact_number(self, record: SegmentLine) -> str:
        return record.contact.number

    def value_buyer_number(self, record: SegmentLine) -> str:
        return record.buyer.number

    def value_campaign(self, record: SegmentLine) -> str:
        return record.campaign.number if record.campaign else ""

    def value_is_campaign_target(self, record: SegmentLine) -> str:
        return yes_or_no(value=record.is_campaign_target)

    def value_is_campaign_response(self, record: SegmentLine) -> str:
        return yes_or_no(value=record.is_campaign_response)

    def render_is_campaign_target(self, *, value: bool, record: SegmentLine) -> str:
        return self._flag(record, "target", is_on=value)

    def render_is_campaign_response(self, *, value: bool, record: SegmentLine) -> str:
        return self._flag(record, "response", is_on=value)

    def _flag(self, line: SegmentLine, flag: str, *, is_on: bool) -> str:
        """Return the switch of a flag, or what it says where it is not to be changed."""
        if not self.may_flag or line.campaign_id is None:
            return yes_or_no(value=is_on)
        return flag_switch(line, flag, is_on=is_on, segment_number=self.segment.number, query=self._query)

    def value_why(self, record: SegmentLine) -> str:
        return f"{self.reasons.sentence(record)} {self.reasons.told_by(record)}".strip()

    def render_why(self, record: SegmentLine) -> str:
        return _reason(self.reasons, record)

    def render_type(self, record: SegmentLine) -> str:
        return record.contact.get_type_display()

    def render_salesperson(self, value: Salesperson) -> str:
        return value.name

    def render_contact_salesperson(self, value: Salesperson) -> str:
        return value.name

    def render_dated_on(self, value: dt.date) -> str:
        return day(value)

    def render_contact(self, value: Contact) -> SafeString:
        """Return the contact with a link to its card and its number."""
        url = reverse("contacts:card", args=[value.number])
        return format_html('<a href="{}">{}</a><br><span class="hint">{}</span>', url, value.name, value.number)

    def render_buyer(self, value: Contact) -> str:
        return value.name

    def render_campaign(self, value: Campaign) -> SafeString:
        """Return a link to the campaign."""
        return format_html('<a href="{}">{}</a>', reverse("campaigns:card", args=[value.number]), value.number)


def _reason(reasons: Reasons, line: SegmentLine) -> str:
    """Return why the line is there, with a link to the contacts of the step, who took it and when."""
    step = reasons.step_of(line)
    if step is None:
        return "–"
    url = reverse("segments:step-contacts", args=[step.segment.number, step.sequence])
    words, told_by = reasons.sentence(line), reasons.told_by(line)
    return format_html('<a href="{}">{}</a><br><span class="hint">{}</span>', url, words, told_by)


def _segment_links(numbers: Iterable[str]) -> SafeString:
    """Return links to segments, each once."""
    links = ((reverse("segments:card", args=[number]), number) for number in dict.fromkeys(numbers))
    return format_html_join(", ", '<a href="{}">{}</a>', links)


class ContactLineTable(tables.Table):
    """Lines about one contact, on whatever segment."""

    caption = gettext_lazy("Segment lines")
    segment = tables.Column(verbose_name=gettext_lazy("Segment"), order_by=("segment__number",), attrs=_DAY)
    description = tables.Column(verbose_name=gettext_lazy("Description"), accessor="segment__description", attrs=_TEXT)
    dated_on = tables.Column(verbose_name=gettext_lazy("Date"), accessor="segment__dated_on", attrs=_DAY)
    contact = tables.Column(verbose_name=gettext_lazy("Contact"), order_by=("contact__name",))
    campaign = tables.Column(
        verbose_name=gettext_lazy("Campaign"), order_by=("campaign__number",), default="", attrs=_DAY
    )
    is_campaign_target = tables.Column(verbose_name=gettext_lazy("Campaign target"))
    is_campaign_response = tables.Column(verbose_name=gettext_lazy("Campaign response"))
    why = tables.Column(verbose_name=gettext_lazy("Why here"), empty_values=(), orderable=False, attrs=_TEXT)

    def __init__(self, *args: object, reasons: Reasons | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = reasons or Reasons(SegmentStep.objects.none())

    def render_why(self, record: SegmentLine) -> str:
        return _reason(self.reasons, record)

    def render_segment(self, value: Segment) -> SafeString:
        """Return a link to the segment."""
        return format_html('<a href="{}">{}</a>', reverse("segments:card", args=[value.number]), value.number)

    def render_dated_on(self, value: dt.date) -> str:
        return day(value)

    def render_contact(self, value: Contact) -> str:
        return value.name

    def render_campaign(self, value: Campaign) -> SafeString:
        """Return a link to the campaign."""
        return format_html('<a href="{}">{}</a>', reverse("campaigns:card", args=[value.number]), value.number)

    def render_is_campaign_target(self, *, value: bool, record: SegmentLine) -> str:
        """Return whether the line counts as a target; on a cancelled segment it does not."""
        return yes_or_no(value=value and not record.is_cancelled)

    def render_is_campaign_response(self, *, value: bool) -> str:
        return yes_or_no(value=value)


class ContactCampaignTable(tables.Table):
    """The campaigns that have one buyer in their target group, with the segments that put it there."""

    caption = pgettext_lazy("menu", "Campaigns")
    campaign = tables.Column(verbose_name=gettext_lazy("Campaign"), order_by=("campaign__number",), attrs=_TEXT)
    is_active = tables.Column(
        verbose_name=pgettext_lazy("column", "Activated"),
        accessor="campaign__is_active",
        order_by=("campaign__is_active",),
    )
    starting_on = tables.Column(
        verbose_name=pgettext_lazy("column", "Start"), accessor="campaign__starting_on", default="", attrs=_DAY
    )
    ending_on = tables.Column(
        verbose_name=pgettext_lazy("column", "End"), accessor="campaign__ending_on", default="", attrs=_DAY
    )
    contact_count = tables.Column(verbose_name=gettext_lazy("Flagged contacts"), attrs=_NUMBER)
    flagging_segments = tables.Column(verbose_name=gettext_lazy("Marked on"), orderable=False, attrs=_TEXT)

    def render_campaign(self, value: Campaign) -> SafeString:
        """Return a link to the campaign, and what it is called."""
        url = reverse("campaigns:card", args=[value.number])
        return format_html('<a href="{}">{}</a><br><span class="hint">{}</span>', url, value.number, value.description)

    def render_is_active(self, *, value: bool, record: CampaignTarget) -> SafeString:
        """Return whether its prices count, and since when."""
        if not value:
            return format_html('<span class="badge">{}</span>', pgettext("campaign", "Not activated"))
        return format_html(
            '<span class="badge badge-good">{}{}</span><br><span class="hint">{}</span>',
            icon("check-circle-fill"),
            pgettext("campaign", "Activated"),
            gettext("since %(at)s") % {"at": moment(record.campaign.activated_at)},
        )

    def render_starting_on(self, value: dt.date) -> str:
        return day(value)

    def render_ending_on(self, value: dt.date) -> str:
        return day(value)

    def render_contact_count(self, value: int, record: CampaignTarget) -> SafeString:
        """Return how many contacts put the buyer there, with a link to them."""
        url = reverse("segments:campaign-flagged", args=[record.campaign.number], query={"buyer": record.buyer.number})
        return format_html('<a href="{}">{}</a>', url, number(value))

    def render_flagging_segments(self, value: list[Segment]) -> SafeString:
        """Return links to the segments."""
        return _segment_links(segment.number for segment in value)


class FlaggedTable(ContactTable):
    """The contacts behind the target group of a campaign, each with the segments that mark it."""

    caption = gettext_lazy("Flagged contacts")
    flagging_lines = tables.Column(verbose_name=gettext_lazy("Marked on"), orderable=False, attrs=_TEXT)

    class Meta:
        empty_text = gettext_lazy("No contacts match these filters.")
        exclude = ("salesperson",)

    def value_flagging_lines(self, record: Contact) -> str:
        """Return the numbers of the segments, for files."""
        return ", ".join(dict.fromkeys(line.segment.number for line in record.flagging_lines))  # type: ignore[attr-defined]

    def render_flagging_lines(self, value: list[SegmentLine]) -> SafeString:
        """Return links to the segments on which the contact is marked as campaign target."""
        return _segment_links(line.segment.number for line in value)


class BulkChangeTable(tables.Table):
    """Bulk changes of one segment, each with the button that undoes it while the person may and can."""

    caption = gettext_lazy("Bulk changes")
    made_at = tables.Column(verbose_name=gettext_lazy("When"), attrs=_DAY)
    made_by = tables.Column(verbose_name=gettext_lazy("Who"), order_by=("made_by__username",), default="–")
    verb = tables.Column(verbose_name=gettext_lazy("What was done"), attrs=_TEXT)
    line_count = tables.Column(verbose_name=gettext_lazy("Lines changed"), attrs=_NUMBER)
    already_count = tables.Column(verbose_name=gettext_lazy("Were so already"), attrs=_NUMBER)
    undo = tables.TemplateColumn(
        verbose_name=pgettext_lazy("column", "Undo"),
        template_name="segments/_undo.html",
        orderable=False,
        attrs={"td": {"class": "text"}},
    )

    class Meta:
        row_attrs = {"id": lambda record: f"change-{record.pk}"}

    def __init__(self, *args: object, at: dt.datetime, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.user = user

    def may_undo(self, change: BulkChange) -> bool:
        """Return whether the person may still undo the change."""
        needed = "segments.change_segmentline" if is_flag_change(change) else "segments.change_segment"
        return change.is_undoable(at=self.at) and bool(self.user.has_perm(needed))

    def before_render(self, _request: object) -> None:
        """Learn once for all rows which of them can be undone."""
        for row in self.page or self.rows:
            row.record.may_undo = self.may_undo(row.record)

    def render_made_at(self, value: dt.datetime) -> str:
        return moment(value)

    def render_made_by(self, value: User) -> str:
        return value.get_full_name() or value.get_username()

    def render_line_count(self, value: int) -> str:
        return number(value)

    def render_already_count(self, value: int) -> str:
        return number(value)
