"""Pages on which a file is imported: choose it, say what its columns are, look at the check, save.

All state is in the database, so that any web process can go on, and so can a colleague.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from config.uploads.access import allowed_kind
from config.uploads.forms import ReadingForm, UploadForm
from config.uploads.kinds import KINDS, kinds_for
from config.uploads.tables import NOTED, figures_of, rows_of, rows_table
from config.uploads.words import counts_moved, saved_words
from contacts.columns import ColumnError
from contacts.import_kinds import ImportKind
from contacts.importing import ImportingError
from contacts.models import Upload
from contacts.sheets import SheetError
from contacts.templatetags.formats import number
from contacts.upload_checking import UploadError, check_upload, discard_upload, needs_all, save_upload
from contacts.upload_files import UploadGoneError, earlier_of, keep_upload
from contacts.upload_reading import Reading, Table, look_at, remember_headings, with_columns, with_heading_row

UNPROCESSABLE = 422
_UNREADABLE = (ColumnError, ImportingError, SheetError, UploadError, UploadGoneError)


@require_safe
def choose_kind(request: HttpRequest) -> HttpResponse:
    """Offer the kinds of files that the person may import."""
    kinds = [kind for kind in kinds_for(request.user) if kind.subject is None]
    if not kinds:
        raise PermissionDenied(_("You may look at data but not import any."))
    return render(request, "config/import_choose.html", {"kinds": kinds})


def new_import(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a file. If nothing has to be asked about its columns it is checked at once."""
    chosen = allowed_kind(request, kind)
    about = request.GET.get("about", "") if chosen.subject else ""
    subject = chosen.subject(about) if chosen.subject else ""
    if subject is None:
        raise Http404
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        return _taken(request, chosen, form, about=about)
    if refused := getattr(request, "refused_upload", ""):
        form.errors["file"] = form.error_class([_too_large(refused, chosen)])
    status = UNPROCESSABLE if form.errors else 200
    context = {"kind": chosen, "form": form, "about": about, "subject": subject, "back_url": chosen.url(about)}
    return render(request, "config/import_new.html", context, status=status)


@require_safe
def bring_sheet(_request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Lead from the rows of a campaign to where their sheet is uploaded, which that room need not know."""
    return redirect(reverse("import-new", args=[kind], query={"about": number}))


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how the file is to be read and which heading is what; then check it."""
    upload, kind = _upload(request, pk)
    if not upload.is_waiting:
        return redirect("import", pk)
    reading, fault = Reading.of(upload), ""
    table: Table | None = None
    try:
        table = look_at(upload, kind=kind, reading=reading, by=_user(request))
    except _UNREADABLE as error:
        fault = str(error)
    is_workbook = upload.name.lower().endswith(".xlsx")
    form = ReadingForm(request.POST or None, kind=kind, reading=reading, table=table, is_workbook=is_workbook)
    if request.method == "POST" and form.is_valid():
        if table is None or not form.is_same_table():
            _keep_reading(upload, form.read_as())
            return redirect("import-columns", pk)
        remember_headings(kind=kind, by=_user(request), headings=form.columns_by_heading())
        _keep_reading(upload, form.read_as())
        fault = _check(request, upload, kind)
        if not fault:
            return redirect("import", pk)
    context = {"upload": upload, "kind": kind, "form": form, "fault": fault, "table": table}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "config/import_columns.html", context, status=status)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the rows of a file would do, or what they did."""
    upload, kind = _upload(request, pk)
    if upload.state == Upload.State.UNREAD:
        return redirect("import-columns", pk)
    result = request.GET.get("result", "")
    try:
        table = rows_table(upload, rows_of(upload, result))
    except ValueError:
        raise Http404(_("There is no such result.")) from None
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "upload": upload,
        "kind": kind,
        "table": table,
        "result": result,
        "subject": kind.subject(upload.about) if kind.subject else "",
        "rows_url": kind.url(upload.about),
        "earlier": earlier_of(upload) if upload.is_waiting else None,
        "needs_all": needs_all(upload, kind),
        "figures": figures_of(upload, shown=result),
        "noted_count": rows_of(upload, NOTED).count(),
        "extras": [(extra.label, extra.name in Reading.of(upload).extras) for extra in kind.extras],
    }
    return render(request, "config/import_check.html", context)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check a file again, after something that its rows name was changed."""
    upload, kind = _upload(request, pk)
    if fault := _check(request, upload, kind):
        messages.error(request, fault)
    return redirect("import", pk)


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the check showed; if it would be something else by now, nothing is saved and the new check shown."""
    upload, kind = _upload(request, pk)
    try:
        result = save_upload(
            upload,
            kind=kind,
            digest=request.POST.get("digest", ""),
            skips_bad="skip" in request.POST,
            at=timezone.now(),
            by=_user(request),
        )
    except _UNREADABLE as error:
        messages.error(request, str(error))
    else:
        if result.is_saved:
            messages.success(request, saved_words(result.now))
        else:
            messages.warning(request, counts_moved(result.before, result.now))
    return redirect("import", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide against a file."""
    upload, _kind_of_file = _upload(request, pk)
    try:
        discard_upload(upload, at=timezone.now(), by=_user(request))
    except UploadError as error:
        messages.error(request, str(error))
        return redirect("import", pk)
    messages.success(request, _("%(name)s was discarded; nothing was saved.") % {"name": upload.name})
    return redirect("jobs:list")


def _upload(request: HttpRequest, pk: int) -> tuple[Upload, ImportKind]:
    """Return the upload and its kind. Who may import that kind may see and save what others uploaded.

    :raises PermissionDenied: the person may not import it.
    """
    upload = get_object_or_404(Upload.objects.select_related("uploaded_by", "decided_by"), pk=pk)
    return upload, allowed_kind(request, upload.kind)


def _taken(request: HttpRequest, kind: ImportKind, form: UploadForm, *, about: str) -> HttpResponse:
    file = form.uploaded()
    upload = keep_upload(
        file.chunks(), name=file.name or "", kind=kind.key, about=about, at=timezone.now(), by=_user(request)
    )
    reading = _like_last_time(upload)
    try:
        reading = with_heading_row(upload, kind=kind, reading=reading, by=_user(request))
        table = look_at(upload, kind=kind, reading=reading, by=_user(request))
    except _UNREADABLE:
        _keep_reading(upload, reading)
        return redirect("import-columns", upload.pk)
    _keep_reading(upload, with_columns(reading, table))
    is_certain = table.is_certain(kind) and not reading.heading_row
    if is_certain and not _check(request, upload, kind):
        return redirect("import", upload.pk)
    return redirect("import-columns", upload.pk)


def _like_last_time(upload: Upload) -> Reading:
    """Return how the person's last file of this kind wrote its numbers; the rest is the file's own."""
    earlier = Upload.objects.filter(uploaded_by=upload.uploaded_by, kind=upload.kind).exclude(pk=upload.pk)
    last = earlier.exclude(reading={}).order_by("-uploaded_at", "-pk").first()
    before = Reading.of(last) if last else Reading()
    percent_as = KINDS[upload.kind].percent_as or before.percent_as
    return Reading(decimal_comma=before.decimal_comma, percent_as=percent_as)


def _keep_reading(upload: Upload, reading: Reading) -> None:
    upload.reading = reading.stored()
    upload.save(update_fields=["reading"])


def _check(request: HttpRequest, upload: Upload, kind: ImportKind) -> str:
    """Check the upload; return why that cannot be, blank when it could."""
    try:
        check_upload(upload, kind=kind, at=timezone.now(), by=_user(request))
    except _UNREADABLE as error:
        return str(error)
    return ""


def _too_large(name: str, kind: ImportKind) -> str:
    size = number(settings.UPLOAD_MOST_BYTES // 1_000_000)
    words = {"name": name, "size": size, "command": f"manage.py {kind.command}"}
    if kind.command:
        return (
            _("%(name)s is larger than %(size)s MB. Part it, or ask who looks after the system to run %(command)s.")
            % words
        )
    return _("%(name)s is larger than %(size)s MB: part it.") % words


def _user(request: HttpRequest) -> Any:  # noqa: ANN401  # every page needs a person who is signed in
    return request.user
