"""The files that imports give away: a template of each kind, and the wrong rows of an upload."""

import tempfile
from collections.abc import Iterator
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from config.uploads.access import allowed_kind
from config.uploads.kinds import MOST_SHEET_ROWS
from config.uploads.titles import TITLES
from contacts.cells import CellValue
from contacts.contact_export import EXPORTED, rows_of
from contacts.filters import ContactFilter
from contacts.list_address import unknown_names
from contacts.list_export import MOST_WORKBOOK_ROWS
from contacts.models import Contact, ContactQuerySet, Upload, UploadRow
from contacts.rejects import REASON_HEADING, ROW_HEADING
from contacts.sheet_writing import create_sheet
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.row_sheet import TooManyRowsError, write_row_sheet

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def template(request: HttpRequest, kind: str) -> FileResponse:
    """Send a workbook with the headings of a kind of file, in the language of the page, and no rows."""
    chosen = allowed_kind(request, kind)
    file = BytesIO()
    headings = [chosen.title(column.name) for column in chosen.columns]
    with create_sheet(file, name="template.xlsx", headings=headings):
        pass
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{chosen.key}.xlsx")


@require_safe
def rejects(request: HttpRequest, pk: int) -> FileResponse:
    """Send the wrong rows of an upload as they were, each with its number and the reason, to be mended and uploaded."""
    upload = get_object_or_404(Upload, pk=pk)
    allowed_kind(request, upload.kind)
    if upload.emptied_at is not None:
        raise Http404(_("The rows of this file were removed."))
    suffix = ".xlsx" if upload.name.lower().endswith(".xlsx") else ".csv"
    file = BytesIO()
    with create_sheet(file, name=f"rejects{suffix}", headings=_headings(upload)) as write:
        for cells in _wrong_rows(upload):
            write(cells)
    file.seek(0)
    stem = upload.name.rpartition(".")[0].removesuffix(".csv") or upload.name
    return FileResponse(file, as_attachment=True, filename=f"{stem}.rejected{suffix}")


@require_safe
def contacts(request: HttpRequest) -> FileResponse:
    """Send the contacts that the filters of their list let through, with all that an import reads of them.

    A workbook, or CSV where they are very many; with the headings of the page's language.
    """
    if not request.user.has_perms(("contacts.view_contact", "contacts.view_consent")):
        raise PermissionDenied(_("You may not look at contacts and their consent."))
    found = _filtered(request)
    suffix = "xlsx" if found.count() <= MOST_WORKBOOK_ROWS else "csv"
    name = f"{pgettext('menu', 'Contacts')} {timezone.localdate().isoformat()}.{suffix}"
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    headings = [str(TITLES[column.name]) for column in EXPORTED]
    with create_sheet(file, name=f"contacts.{suffix}", headings=headings) as write:
        for row in rows_of(found):
            write(row)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def _filtered(request: HttpRequest) -> ContactQuerySet:
    """Return the contacts that match; a filter that is not understood must not widen the file.

    :raises Http404: there is such a filter.
    """
    chosen = ContactFilter(request.GET, request=request, queryset=Contact.objects.all())
    parameters = {name: request.GET.getlist(name) for name in request.GET}
    if unknown_names(parameters, chosen.filters) or not chosen.is_valid():
        raise Http404(_("The list does not know one of these filters. Open the list and choose them again."))
    found: ContactQuerySet = chosen.qs
    return found


@require_safe
def price_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Send the prices of a campaign as a workbook for editing."""
    return _row_sheet(request, number, SalesPrice)


@require_safe
def discount_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Send the discounts of a campaign as a workbook for editing."""
    return _row_sheet(request, number, SalesLineDiscount)


def _row_sheet(request: HttpRequest, number: str, model: type[SalesPrice] | type[SalesLineDiscount]) -> HttpResponse:
    kind = allowed_kind(request, "campaign-prices" if model is SalesPrice else "campaign-discounts")
    campaign = get_object_or_404(Campaign, number=number)
    file = BytesIO()
    try:
        write_row_sheet(campaign, model, titles=kind.titles, most_rows=MOST_SHEET_ROWS, file=file)
    except TooManyRowsError as error:
        messages.error(request, str(error))
        return redirect(kind.url(number))
    response = HttpResponse(file.getvalue(), content_type=_WORKBOOK)
    name = f"{number} {kind.key}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _headings(upload: Upload) -> list[str]:
    return [*_own_headings(upload), ROW_HEADING, REASON_HEADING]


def _own_headings(upload: Upload) -> list[str]:
    """Return the headings of the file without the two that a file of wrong rows has already."""
    headings = list(upload.headings)
    return headings[:-2] if headings[-2:] == [ROW_HEADING, REASON_HEADING] else headings


def _wrong_rows(upload: Upload) -> Iterator[list[CellValue]]:
    own, all_of_them = len(_own_headings(upload)), len(upload.headings)
    rows = upload.rows.filter(outcome=UploadRow.Outcome.REJECTED).order_by("row_number")
    for row in rows.iterator(chunk_size=500):
        cells = row.cells[:own] if own < all_of_them else row.cells
        yield [*cells, *[None] * (own - len(cells)), row.row_number, row.reason]
