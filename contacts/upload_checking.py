"""The way of an upload into the database: checked by an import that saves nothing, then saved as it was checked.

Both are the import that the commands run. Saving runs it again and keeps it only if every row does what the check
said; otherwise nothing is saved and the new check is shown.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.columns import Layout
from contacts.import_kinds import ImportKind, ImportRequest
from contacts.importing import ImportOptions, ImportStep, StepResult, run_import
from contacts.models import Upload
from contacts.sheets import Sheet, SheetError, SheetRow, open_sheet
from contacts.upload_files import open_upload
from contacts.upload_reading import Reading
from contacts.upload_results import RowResults


class UploadError(Exception):
    """The upload cannot go on as asked; nothing was saved."""


class UploadDecidedError(UploadError):
    """It was saved or discarded meanwhile."""


class UploadNotCheckedError(UploadError):
    """What was looked at is not the last check."""


class UploadIncompleteError(UploadError):
    """Rows are wrong, and all have to be good."""


class TooManyRowsError(SheetError):
    """The file has more rows than a page imports."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What rows of a file do."""

    added: int
    changed: int
    unchanged: int
    rejected: int

    @classmethod
    def of(cls, upload: Upload) -> "Counts":
        """Return the counts of the last check of ``upload``."""
        return cls(upload.added_count, upload.changed_count, upload.unchanged_count, upload.rejected_count)

    @property
    def read(self) -> int:
        return self.added + self.changed + self.unchanged + self.rejected


@dataclass(frozen=True, slots=True)
class SaveResult:
    """Whether an upload was saved; if not, what its check had said ``before``, and what the new one says ``now``."""

    is_saved: bool
    before: Counts
    now: Counts


def check_upload(upload: Upload, *, kind: ImportKind, at: dt.datetime, by: User | None) -> None:
    """Find out what the rows of ``upload`` would do, and write that down.

    :raises UploadError: it was decided about already. Also ColumnError, ImportingError, SheetError and UploadGoneError.
    """
    with RowResults() as results:
        run = _run(upload, kind=kind, results=results, request=_request(upload, at, by))
        with transaction.atomic(durable=True):
            _keep_check(_locked(upload), run, results=results, at=at)


def save_upload(
    upload: Upload, *, kind: ImportKind, digest: str, skips_bad: bool, at: dt.datetime, by: User
) -> SaveResult:
    """Save the rows of ``upload`` if they still do what the check with ``digest`` said; otherwise check it again.

    :raises UploadError: it was decided about already, that is not the last check, or rows are wrong and not to be left
        out. Also ColumnError, ImportingError, SheetError and UploadGoneError.
    """
    with RowResults() as results, transaction.atomic(durable=True):
        upload = _locked(upload)
        before = Counts.of(upload)
        _refuse_unchecked(upload, kind=kind, digest=digest, skips_bad=skips_bad)
        options = ImportOptions(keeps_first=Reading.of(upload).keeps_first, skips_bad=skips_bad)
        run = _run(upload, kind=kind, results=results, request=_request(upload, at, by), options=options)
        if run.is_saved:
            upload.state, upload.decided_at, upload.decided_by = Upload.State.SAVED, at, by
            upload.save(update_fields=["state", "decided_at", "decided_by"])
        else:
            _keep_check(upload, run, results=results, at=at)
        return SaveResult(run.is_saved, before, Counts.of(upload))


@transaction.atomic(durable=True)
def discard_upload(upload: Upload, *, at: dt.datetime, by: User) -> None:
    """Decide that ``upload`` is not imported; its file is removed with the others of its age.

    :raises UploadDecidedError: it was decided about already.
    """
    upload = _locked(upload)
    upload.state, upload.decided_at, upload.decided_by = Upload.State.DISCARDED, at, by
    upload.save(update_fields=["state", "decided_at", "decided_by"])


def needs_all(upload: Upload, kind: ImportKind) -> bool:
    """Tell whether an extra that was ticked forbids to leave wrong rows out."""
    ticked = Reading.of(upload).extras
    return any(extra.needs_all and extra.name in ticked for extra in kind.extras)


def _locked(upload: Upload) -> Upload:
    """Lock the upload before anything that its rows are about.

    :raises UploadDecidedError: it was decided about already.
    """
    locked = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if not locked.is_waiting:
        raise UploadDecidedError(
            _("%(name)s was saved already; nothing was saved again.") % {"name": locked.name}
            if locked.state == Upload.State.SAVED
            else _("%(name)s was discarded; nothing was saved. Upload it again if you need it.") % {"name": locked.name}
        )
    return locked


def _refuse_unchecked(upload: Upload, *, kind: ImportKind, digest: str, skips_bad: bool) -> None:
    if upload.state != Upload.State.CHECKED or upload.digest != digest:
        raise UploadNotCheckedError(
            _("The file was checked again meanwhile. Nothing was saved; look at the new check.")
        )
    if upload.rejected_count and (not skips_bad or needs_all(upload, kind)):
        raise UploadIncompleteError(_("Rows are wrong, so nothing was saved. Mend them and upload the file again."))


def _request(upload: Upload, at: dt.datetime, by: User | None) -> ImportRequest:
    return ImportRequest(
        at=at, by=by, about=upload.about, extras=frozenset(Reading.of(upload).extras), file_name=upload.name
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """What an import did, and the headings of its sheet."""

    step: StepResult
    headings: Sequence[str]
    is_saved: bool


def _run(
    upload: Upload,
    *,
    kind: ImportKind,
    results: RowResults,
    request: ImportRequest,
    options: ImportOptions | None = None,
) -> _Run:
    """Run the import: as ``options`` say if it still does what the last check found, otherwise without saving."""
    reading = Reading.of(upload)
    options = options or ImportOptions(keeps_first=reading.keeps_first, is_dry_run=True)
    importer, assignment = kind.importer(request), reading.assignment()
    with ExitStack() as stack:
        file = stack.enter_context(open_upload(upload))
        sheet = stack.enter_context(open_sheet(file, name=upload.name, options=reading.sheet_options()))
        sheet = kind.prepare(_limited(sheet, kind), importer, assignment)
        layout = Layout.of(reading.columns_of(kind), sheet.headings, assignment)
        step = ImportStep(importer=importer, sheet=sheet, layout=layout, reject=results.reject, accept=results.accept)
        result = run_import([step], options=options, approve=lambda steps: results.digest(steps[0]) == upload.digest)
        return _Run(result.steps[0], sheet.headings, result.is_saved)


def _limited(sheet: Sheet, kind: ImportKind) -> Sheet:
    limit = kind.most_rows or settings.UPLOAD_MOST_ROWS

    def rows() -> Iterator[SheetRow]:
        for count, row in enumerate(sheet.rows, start=1):
            if count > limit:
                raise TooManyRowsError(_too_many(sheet.name, limit, kind))
            yield row

    return replace(sheet, rows=rows())


def _too_many(name: str, limit: int, kind: ImportKind) -> str:
    if kind.command:
        return _(
            "%(name)s has more than %(limit)d rows. Part it, or ask who looks after the system to run %(command)s."
        ) % {"name": name, "limit": limit, "command": f"manage.py {kind.command}"}
    return _("%(name)s has more than %(limit)d rows: part it.") % {"name": name, "limit": limit}


def _keep_check(upload: Upload, run: _Run, *, results: RowResults, at: dt.datetime) -> None:
    results.write(upload)
    step = run.step
    upload.state, upload.checked_at, upload.digest = Upload.State.CHECKED, at, results.digest(step)
    upload.headings, upload.remarks = list(run.headings), [remark.text for remark in step.remarks]
    upload.added_count, upload.changed_count = step.added, step.changed
    upload.unchanged_count, upload.rejected_count = step.unchanged, step.rejected
    upload.further_count = sum(remark.change_count for remark in step.remarks)
    upload.save()
