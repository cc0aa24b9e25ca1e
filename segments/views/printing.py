"""Labels and the address list of a segment, on paper: of all whom its lines are about, or of those that match."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext

from contacts.models import Contact, ContactQuerySet
from contacts.views.printing import AddressesPage, LabelsPage, Printed, PrintPage
from segments.filters import LineFilter
from segments.models import Segment, SegmentLineQuerySet
from segments.selectors import lines_of


class _SegmentPrint(PrintPage):
    """Contacts on the lines of a segment that are not cancelled, each once however many lines it has."""

    permission_required = ("segments.view_segment", "contacts.view_contact")
    permission_denied_message = gettext_lazy("You may not look at segments.")
    filterset_class = LineFilter
    labels_name = "segments:labels"
    addresses_name = "segments:addresses"

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(Segment, number=self.kwargs["number"])

    def get_rows(self) -> SegmentLineQuerySet:
        return lines_of(self.segment).filter(is_cancelled=False)

    def get_contacts(self, rows: Any) -> ContactQuerySet:  # noqa: ANN401 -- what the filters left of the lines.
        contacts: ContactQuerySet = Contact.objects.filter(pk__in=rows.order_by().values("contact"))
        return contacts

    def get_printed(self) -> Printed:
        return Printed(
            name=str(self.segment),
            url=reverse("segments:card", args=[self.segment.number]),
            above=[(pgettext("menu", "Segments"), reverse("segments:list"))],
        )


class SegmentLabels(_SegmentPrint, LabelsPage):
    """Labels for the contacts of a segment."""


class SegmentAddresses(_SegmentPrint, AddressesPage):
    """The address list of the contacts of a segment."""
