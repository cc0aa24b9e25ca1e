"""Tables of campaigns, of target groups and of campaign entries."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

import django_tables2 as tables
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django_tables2.data import TableData

from campaigns.list_figures import ListFigure
from campaigns.models import Campaign, CampaignEntry, CampaignStatus, CampaignType
from campaigns.selectors import status_text
from contacts.models import Salesperson
from contacts.tables import TickColumn
from contacts.templatetags.formats import day, icon, moment, money, number

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}


class CampaignTable(tables.Table):
    """Campaigns as the list shows them; a campaign that lacks what is sorted by stands last."""

    caption = pgettext_lazy("menu", "Campaigns")
    number = tables.Column(verbose_name=gettext_lazy("No."), attrs=_DAY)
    description = tables.Column(verbose_name=gettext_lazy("Description"), attrs=_TEXT)
    status = tables.Column(
        verbose_name=gettext_lazy("Status"), order_by=("status__sort_order", "status__code"), default=""
    )
    is_active = tables.Column(verbose_name=pgettext_lazy("column", "Activated"))
    starting_on = tables.Column(verbose_name=pgettext_lazy("column", "Start"), default="", attrs=_DAY)
    ending_on = tables.Column(verbose_name=pgettext_lazy("column", "End"), default="", attrs=_DAY)
    target_count = tables.Column(verbose_name=pgettext_lazy("column", "Targets"), attrs=_NUMBER)
    salesperson = tables.Column(verbose_name=gettext_lazy("Salesperson"), order_by=("salesperson__name",), default="")
    type = tables.Column(verbose_name=pgettext_lazy("column", "Type"), order_by=("type__code",), default="")
    contact_count = tables.Column(verbose_name=gettext_lazy("Flagged contacts"), attrs=_NUMBER)
    activated_at = tables.Column(verbose_name=gettext_lazy("Activated at"), default="", attrs=_DAY)
    budget_amount = tables.Column(verbose_name=gettext_lazy("Budget"), default="", attrs=_NUMBER)
    optional_columns = ("type", "contact_count", "activated_at", "budget_amount")
    until_targets = ("number", "description", "status", "is_active", "starting_on", "ending_on", "target_count")

    class Meta:
        empty_text = gettext_lazy("No campaigns match these filters.")

    def render_number(self, value: str) -> SafeString:
        """Return a link to the card."""
        return format_html('<a href="{}">{}</a>', reverse("campaigns:card", args=[value]), value)

    def render_description(self, value: str, record: Campaign) -> SafeString | str:
        """Return the description, and that the campaign is in the archive."""
        if not record.is_archived:
            return value
        return format_html('{} <span class="badge">{}</span>', value, pgettext("campaign", "Archived"))

    def render_status(self, value: CampaignStatus) -> str:
        """Return the status in the reader's words."""
        return status_text(value, language=get_language() or "")

    def render_is_active(self, *, value: bool) -> SafeString:
        """Return whether prices count, as a badge."""
        if value:
            return format_html(
                '<span class="badge badge-good">{}{}</span>',
                icon("check-circle-fill"),
                pgettext("campaign", "Activated"),
            )
        return format_html('<span class="badge">{}</span>', pgettext("campaign", "Not activated"))

    def render_starting_on(self, value: dt.date) -> str:
        return day(value)

    def render_ending_on(self, value: dt.date) -> str:
        return day(value)

    def render_target_count(self, value: int, record: Campaign) -> SafeString:
        """Return how many buyers are targets, with a link to them."""
        return format_html('<a href="{}">{}</a>', reverse("campaigns:targets", args=[record.number]), number(value))

    def render_salesperson(self, value: Salesperson) -> str:
        return value.name

    def render_type(self, value: CampaignType) -> str:
        return value.description or value.code

    def render_contact_count(self, value: int) -> str:
        return number(value)

    def render_activated_at(self, value: dt.datetime) -> str:
        return moment(value)

    def render_budget_amount(self, value: Decimal) -> str:
        return money(value)


class FigureColumn(tables.Column):
    """A number of a campaign that a higher room counts, with a link to the rows it counts."""

    def __init__(self, figure: ListFigure) -> None:
        super().__init__(verbose_name=figure.label, attrs=_NUMBER)
        self.url_name = figure.url_name

    def render(self, value: int, record: Campaign) -> SafeString:
        """Return the number with its link."""
        return format_html('<a href="{}">{}</a>', reverse(self.url_name, args=[record.number]), number(value))


@cache
def with_figures(figures: tuple[ListFigure, ...]) -> type[CampaignTable]:
    """Return the table of campaigns with a column for each of ``figures`` after the targets."""
    columns = {figure.name: FigureColumn(figure) for figure in figures}
    sequence = (*CampaignTable.until_targets, *columns, "...")
    meta = type("Meta", (CampaignTable.Meta,), {"sequence": sequence})
    return type("CampaignTable", (CampaignTable,), {**columns, "Meta": meta})


class TargetTable(tables.Table):
    """The target group of a campaign."""

    caption = gettext_lazy("Target group")
    buyer = tables.Column(
        verbose_name=pgettext_lazy("column", "No."), order_by=("buyer__number",), accessor="buyer__number", attrs=_DAY
    )
    name = tables.Column(verbose_name=gettext_lazy("Name"), accessor="buyer__name", attrs=_TEXT)
    city = tables.Column(verbose_name=gettext_lazy("City"), accessor="buyer__city", default="")
    is_customer = tables.Column(verbose_name=gettext_lazy("Customer"), accessor="buyer__is_customer")
    contact_count = tables.Column(verbose_name=gettext_lazy("Flagged contacts"), attrs=_NUMBER)

    class Meta:
        empty_text = gettext_lazy("Nobody is in the target group yet.")

    def render_buyer(self, value: str) -> SafeString:
        """Return a link to the buyer's card."""
        return format_html('<a href="{}">{}</a>', reverse("contacts:card", args=[value]), value)

    def render_is_customer(self, *, value: bool) -> str:
        return pgettext("customer", "Yes") if value else pgettext("customer", "No")

    def render_contact_count(self, value: int) -> str:
        return number(value)


class HistoryRows(TableData):
    """A history as rows of a table: a page at a time, in its own order."""

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, _aliases: object) -> None:
        """Leave the order as it is: the last thing stands first."""


class HistoryTable(tables.Table):
    """What happened to a campaign, the last thing first."""

    caption = pgettext_lazy("history", "Changes")
    at = tables.Column(verbose_name=gettext_lazy("When"), accessor="happening__at", orderable=False, attrs=_DAY)
    person = tables.Column(verbose_name=gettext_lazy("Who"), accessor="happening__person", orderable=False, default="–")
    kind = tables.Column(verbose_name=pgettext_lazy("column", "Kind"), orderable=False)
    what = tables.TemplateColumn(
        verbose_name=pgettext_lazy("history", "What"),
        template_name="campaigns/_happening.html",
        orderable=False,
        attrs=_TEXT,
    )

    class Meta:
        empty_text = gettext_lazy("Nothing happened that matches these filters.")

    def render_at(self, value: dt.datetime) -> str:
        return moment(value)


class EntryTable(tables.Table):
    """What happened for a campaign. The form ``entries`` sends those that are ticked."""

    caption = gettext_lazy("Campaign entries")
    is_tickable = True
    tick = TickColumn(name="entry", form="entries", label=lambda entry: entry.description)
    entered_on = tables.Column(verbose_name=gettext_lazy("Date"), order_by=("entered_on", "pk"), attrs=_DAY)
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    description = tables.Column(verbose_name=gettext_lazy("Description"), attrs=_TEXT)
    document_number = tables.Column(verbose_name=gettext_lazy("Document"), attrs=_DAY, default="")
    user = tables.Column(verbose_name=gettext_lazy("User"), order_by=("user__username",), default="")
    salesperson = tables.Column(verbose_name=gettext_lazy("Salesperson"), order_by=("salesperson__name",), default="")
    is_cancelled = tables.Column(verbose_name=gettext_lazy("State"))

    class Meta:
        empty_text = gettext_lazy("Nothing has happened yet. Each run and each logged segment adds an entry.")
        row_attrs: ClassVar = {"class": lambda record: "row-cancelled" if record.is_cancelled else ""}

    def __init__(self, *args: Any, document_pages: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._document_pages = document_pages

    def render_document_number(self, value: str, record: CampaignEntry) -> SafeString | str:
        """Return the document with a link to its page, where entries of this kind have one."""
        if record.kind not in self._document_pages:
            return value
        url_name, argument = self._document_pages[record.kind]
        try:
            url = reverse(url_name, kwargs={argument: value})
        except NoReverseMatch:
            return value
        return format_html('<a href="{}">{}</a>', url, value)

    def value_document_number(self, record: CampaignEntry) -> str:
        return record.document_number

    def render_entered_on(self, value: dt.date) -> str:
        return day(value)

    def render_user(self, value: User) -> str:
        return value.get_full_name() or value.get_username()

    def render_salesperson(self, value: Salesperson) -> str:
        return value.name

    def render_is_cancelled(self, *, value: bool) -> SafeString | str:
        """Return whether the entry stands."""
        if not value:
            return pgettext("entry", "Stands")
        return format_html('<span class="badge badge-warn">{}</span>', pgettext("entry", "Cancelled"))
