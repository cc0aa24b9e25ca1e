"""Tables of contacts to choose from, of those that criteria find, and of those that a step is about."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext, gettext_lazy, pgettext

from contacts.models import Contact
from contacts.tables import ContactTable, TickColumn
from contacts.templatetags.formats import number

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class FoundTable(ContactTable):
    """Contacts that criteria find."""

    caption = gettext_lazy("Contacts that are found")


class StepContactTable(ContactTable):
    """Contacts that a step is about, with what it says of each and whether it is on the segment now."""

    caption = gettext_lazy("Contacts of the step")
    is_addition = tables.Column(verbose_name=gettext_lazy("By the step"))
    is_on_segment = tables.Column(verbose_name=gettext_lazy("On the segment now"))
    row_number = tables.Column(verbose_name=gettext_lazy("Row of the file"), default="", attrs=_NUMBER)
    optional_columns = ("row_number",)

    class Meta:
        exclude = ("salesperson",)
        sequence = ("number", "name", "is_addition", "is_on_segment", "...")

    def render_is_addition(self, *, value: bool) -> str:
        return pgettext("step", "On the segment") if value else pgettext("step", "Off the segment")

    def render_is_on_segment(self, *, value: bool) -> str:
        return pgettext("segment", "Yes") if value else pgettext("segment", "No")

    def render_row_number(self, value: int) -> str:
        return number(value)

    def value_row_number(self, value: Any) -> Any:  # noqa: ANN401 -- a number, or nothing
        return value


class CandidateTable(ContactTable):
    """Contacts to choose from for a segment. The form ``contacts`` sends those that are ticked."""

    caption = gettext_lazy("Contacts to choose from")
    is_tickable = True
    tick = TickColumn(name="contact", form="contacts", label=lambda contact: contact.name)
    is_on_segment = tables.Column(verbose_name=gettext_lazy("On the segment"))

    class Meta:
        sequence = ("tick", "number", "name", "is_on_segment", "...")
        exclude = ("salesperson",)

    def render_is_on_segment(self, *, value: bool, record: Contact) -> str:
        """Return whether the contact is on the segment, or why it would be left out."""
        if record.is_privacy_blocked:
            return gettext("privacy blocked")
        if record.is_excluded_from_segments:
            return gettext("excluded from segments")
        return pgettext("segment", "Yes") if value else ""
