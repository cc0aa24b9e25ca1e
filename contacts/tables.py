"""Tables of contacts, and the column with which tables let rows be ticked."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from contacts.models import Contact, Salesperson

_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}


class TickColumn(tables.Column):
    """A box on each row, sent as ``name`` with the form of that id; the box in the head ticks the whole page.

    The table needs ``is_tickable = True``. ``label`` says what a row is called for screen readers.
    """

    empty_values = ()

    def __init__(self, *, name: str, form: str, label: Callable[[Any], str] = str) -> None:
        super().__init__(orderable=False, attrs={"td": {"class": "tick"}, "th": {"class": "tick"}})
        self.name = name
        self.form = form
        self.label = label

    @property
    def header(self) -> SafeString:
        """Return the box for all rows."""
        return format_html(
            '<label><input type="checkbox" class="form-check-input" data-tick-all aria-label="{}"></label>',
            _("All rows on this page"),
        )

    def render(self, record: Model, **_kwargs: Any) -> SafeString:
        """Return the box of one row."""
        return format_html(
            '<label><input type="checkbox" class="form-check-input" form="{}" name="{}" value="{}" data-tick'
            ' aria-label="{}"></label>',
            self.form,
            self.name,
            record.pk,
            self.label(record),
        )


class ContactTable(tables.Table):
    """Companies and persons as the list shows them."""

    caption = pgettext_lazy("menu", "Contacts")
    number = tables.Column(verbose_name=gettext_lazy("No."), attrs=_DAY)
    name = tables.Column(verbose_name=gettext_lazy("Name"), attrs=_TEXT)
    type = tables.Column(verbose_name=gettext_lazy("Type"))
    company = tables.Column(verbose_name=gettext_lazy("Company"), order_by=("company__name",), default="")
    city = tables.Column(verbose_name=gettext_lazy("City"), default="")
    is_customer = tables.Column(verbose_name=gettext_lazy("Customer"))
    salesperson = tables.Column(verbose_name=gettext_lazy("Salesperson"), order_by=("salesperson__name",), default="")

    class Meta:
        empty_text = gettext_lazy("No contacts match these filters.")

    def render_number(self, value: str) -> SafeString:
        """Return a link to the card."""
        return format_html('<a href="{}">{}</a>', reverse("contacts:card", args=[value]), value)

    def render_company(self, value: Contact) -> SafeString:
        """Return a link to the company's card."""
        return format_html('<a href="{}">{}</a>', reverse("contacts:card", args=[value.number]), value.name)

    def render_is_customer(self, *, value: bool) -> str:
        return pgettext("customer", "Yes") if value else pgettext("customer", "No")

    def render_salesperson(self, value: Salesperson) -> str:
        return value.name
