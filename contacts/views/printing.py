"""Labels and address lists on paper, of the contacts that a list shows.

Higher rooms print other contacts by ``PrintPage``: they say which contacts, by which filters, and of what.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext
from django.views import View
from django_filters import FilterSet

from contacts.addresses import Part, PartCounts, address_lines, count_parts, part_of, place_lines
from contacts.filters import ContactFilter
from contacts.label_form import AddressListForm, LabelForm
from contacts.label_sheets import count_parts as count_label_parts
from contacts.label_sheets import sheets_of, slice_of_part
from contacts.list_address import PAGE, Pairs, Parameters, address_without, unknown_names
from contacts.list_frame import ListTool, Notice, notices_of
from contacts.models import Contact, ContactQuerySet

ROWS_ON_A_PAGE = 1000
# Who has no address is named below the labels; the address list shows the others.
MOST_NAMED = 100
_UNPROCESSABLE = 422


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Of what something is printed: its name, the page it comes from, and the pages above that in the bread crumbs."""

    name: str
    url: str
    above: Sequence[tuple[str, str]] = field(default=())


class PrintPage(PermissionRequiredMixin, View):
    """What labels and address list have in common: contacts by the filters of a list, all of them strict."""

    permission_required: Any = "contacts.view_contact"
    permission_denied_message = gettext_lazy("You may not look at contacts.")
    filterset_class: ClassVar[type[FilterSet]] = ContactFilter
    form_class: ClassVar[type[Form]]
    template_name: ClassVar[str]
    # The names of the two pages, each of which leads to the other.
    labels_name: ClassVar[str] = "contacts:labels"
    addresses_name: ClassVar[str] = "contacts:addresses"

    def get(self, request: HttpRequest, **_kwargs: str) -> HttpResponse:
        """Answer with the page; what was not understood shows nothing and says so."""
        parameters: Parameters = {name: request.GET.getlist(name) for name in request.GET}
        filterset = self.filterset_class(request.GET, request=request, queryset=self.get_rows())
        form = self.form_class(self._form_data())
        notices = self._notices(parameters, filterset, form)
        contacts = Contact.objects.none() if notices else self.get_contacts(filterset.qs)
        counts = count_parts(contacts)
        context = {
            "printed": self.get_printed(),
            "printed_at": timezone.now(),
            "form": form,
            "notices": notices,
            "kept": [pair for pair in _pairs(parameters) if pair[0] not in form.fields and pair[0] != PAGE],
            "counts": counts,
            **self._links(parameters, form),
        }
        if form.is_valid():
            context |= self.get_page(contacts, form, counts)
        return render(request, self.template_name, context, status=_UNPROCESSABLE if form.errors else None)

    def get_rows(self) -> Any:  # noqa: ANN401 -- a query set of the rows that the filters are about.
        """Return the rows that the filters narrow."""
        return Contact.objects.all()

    def get_contacts(self, rows: Any) -> ContactQuerySet:  # noqa: ANN401 -- as above.
        """Return the contacts of the rows that match."""
        contacts: ContactQuerySet = rows
        return contacts

    def get_printed(self) -> Printed:
        """Return of what this is printed."""
        return Printed(name=pgettext("menu", "Contacts"), url=reverse("contacts:list"))

    def get_page(self, contacts: ContactQuerySet, form: Any, counts: PartCounts) -> dict[str, Any]:  # noqa: ANN401
        """Return what this page shows of the contacts."""
        raise NotImplementedError

    def _form_data(self) -> dict[str, str]:
        fields = self.form_class.base_fields
        return {name: self.request.GET.get(name, str(field.initial)) for name, field in fields.items()}

    def _notices(self, parameters: Parameters, filterset: FilterSet, form: Form) -> list[Notice]:
        own = {*LabelForm.base_fields, *AddressListForm.base_fields}
        unknown = unknown_names(parameters, {*filterset.filters, *own})
        notices = notices_of(parameters, unknown=unknown, form=filterset.form, headings=[], columns=[])
        return [notice for notice in notices if notice.hides_rows]

    def _links(self, parameters: Parameters, form: Form) -> dict[str, str]:
        names = {*LabelForm.base_fields, *AddressListForm.base_fields}
        filters = address_without(parameters, names)
        return {
            "labels_url": reverse(self.labels_name, kwargs=self.kwargs) + filters,
            "addresses_url": reverse(self.addresses_name, kwargs=self.kwargs) + filters,
            "page_query": address_without(parameters, [PAGE]).removesuffix("1"),
        }


class LabelsPage(PrintPage):
    """Labels, sheet by sheet; who cannot get one is counted, and named where an address could be filled in."""

    form_class = LabelForm
    template_name = "contacts/labels.html"

    def get_page(self, contacts: ContactQuerySet, form: LabelForm, counts: PartCounts) -> dict[str, Any]:
        sheet, start = form.chosen, form.cleaned_data["start"]
        part_count = count_label_parts(sheet, start=start, label_count=counts.with_address_count)
        asked = self.request.GET.get(PAGE, "")
        part = min(int(asked), part_count) if asked.isdecimal() and int(asked) else 1
        found = part_of(contacts, Part.WITH_ADDRESS)[slice_of_part(sheet, start=start, part=part)]
        labels = [address_lines(contact) for contact in found]
        return {
            "sheet": sheet,
            "sheets": list(sheets_of(labels, sheet, start=start if part == 1 else 1)),
            "part": part,
            "parts": range(1, part_count + 1),
            "without_address": part_of(contacts, Part.WITHOUT_ADDRESS)[:MOST_NAMED],
            "more_without_address": max(counts.without_address_count - MOST_NAMED, 0),
        }


class AddressesPage(PrintPage):
    """Who may be written to, with address, phone and e-mail; or who is left out, by reason."""

    form_class = AddressListForm
    template_name = "contacts/addresses.html"

    def get_page(self, contacts: ContactQuerySet, form: AddressListForm, counts: PartCounts) -> dict[str, Any]:
        pages = Paginator(part_of(contacts, Part(form.cleaned_data["show"])), ROWS_ON_A_PAGE)
        page = pages.get_page(self.request.GET.get(PAGE))
        return {
            "rows": [(contact, ", ".join(place_lines(contact))) for contact in page],
            "row_count": pages.count,
            "part": page.number,
            "parts": pages.page_range,
        }


class ContactLabels(LabelsPage):
    """Labels for the contacts that match the filters of their list."""


class ContactAddresses(AddressesPage):
    """The address list of the contacts that match the filters of their list."""


def print_tools(labels_url: str, addresses_url: str) -> list[ListTool]:
    """Return what a list offers to print, given the addresses of the two pages."""
    return [
        ListTool("tags", pgettext("list", "Labels"), labels_url),
        ListTool("printer", pgettext("list", "Address list"), addresses_url),
    ]


def _pairs(parameters: Parameters) -> Pairs:
    return [(name, value) for name, values in parameters.items() for value in values]
