"""The kinds of jobs: runs, imports and bulk changes, with what the list says of each."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from config.jobs.listing import Job, JobKind, JobSource, JobState
from config.uploads.kinds import KINDS, kinds_for
from contacts.models import Upload
from contacts.templatetags.formats import number
from orders.models import ActivationRun
from orders.selectors import runs_for_list
from segments.models import BulkChange
from segments.selectors import bulk_changes

_RUN_STATES = {
    ActivationRun.State.PLANNED: JobState.WAITING,
    ActivationRun.State.APPLYING: JobState.RUNNING,
    ActivationRun.State.FINISHED: JobState.DONE,
}
_UPLOAD_STATES = {
    Upload.State.UNREAD: JobState.WAITING,
    Upload.State.CHECKED: JobState.WAITING,
    Upload.State.SAVED: JobState.DONE,
    Upload.State.DISCARDED: JobState.DROPPED,
}


def _runs(user: User | AnonymousUser) -> QuerySet[ActivationRun]:
    runs = runs_for_list().annotate(moment=Coalesce("started_at", "planned_at"))
    return runs if user.has_perm("orders.view_activationrun") else runs.none()


def _run_job(run: ActivationRun) -> Job:
    skipped = run.skipped_count
    by = run.started_by or run.planned_by
    return Job(
        kind=JobKind.RUN,
        title=run.get_kind_display(),
        subject=f"{run.campaign.number} {run.campaign.description}",
        url=reverse("orders:run", args=[run.pk]),
        at=run.started_at or run.planned_at,
        who=_name(by),
        state=_RUN_STATES[ActivationRun.State(run.state)],
        state_words=run.get_state_display(),
        counts=ngettext("%(count)s order line", "%(count)s order lines", run.line_count)
        % {"count": number(run.line_count)},
        trouble=ngettext(
            "%(count)s was changed meanwhile and left alone", "%(count)s were changed meanwhile and left alone", skipped
        )
        % {"count": number(skipped)}
        if skipped
        else "",
        trouble_url=f"{reverse('orders:run', args=[run.pk])}?result=skipped",
        verb=pgettext("button", "Go on") if run.state == ActivationRun.State.APPLYING else "",
    )


def _uploads(user: User | AnonymousUser) -> QuerySet[Upload]:
    keys = [kind.key for kind in kinds_for(user)]
    uploads = Upload.objects.filter(kind__in=keys).select_related("uploaded_by", "decided_by")
    return uploads.annotate(moment=Coalesce("decided_at", F("uploaded_at")))


def _upload_job(upload: Upload) -> Job:
    kind = KINDS[upload.kind]
    return Job(
        kind=JobKind.IMPORT,
        title=_("Import of %(what)s") % {"what": str(kind.label).lower()},
        subject=f"{upload.name} · {upload.about}" if upload.about else upload.name,
        url=reverse("import", args=[upload.pk]),
        at=upload.decided_at or upload.uploaded_at,
        who=_name(upload.decided_by or upload.uploaded_by),
        state=_UPLOAD_STATES[Upload.State(upload.state)],
        state_words=upload.get_state_display(),
        counts=_upload_counts(upload),
        trouble=_wrong_rows(upload),
        trouble_url=f"{reverse('import', args=[upload.pk])}?result=rejected",
        verb=pgettext("button", "Decide") if upload.is_waiting else "",
    )


def _upload_counts(upload: Upload) -> str:
    if upload.checked_at is None:
        return ""
    return _("%(added)s new, %(changed)s changed, %(unchanged)s unchanged") % {
        "added": number(upload.added_count),
        "changed": number(upload.changed_count),
        "unchanged": number(upload.unchanged_count),
    }


def _wrong_rows(upload: Upload) -> str:
    if not upload.rejected_count:
        return ""
    words = {"count": number(upload.rejected_count)}
    if upload.state == Upload.State.SAVED:
        return ngettext("%(count)s wrong row left out", "%(count)s wrong rows left out", upload.rejected_count) % words
    return ngettext("%(count)s wrong row", "%(count)s wrong rows", upload.rejected_count) % words


def _bulk_changes(user: User | AnonymousUser) -> QuerySet[BulkChange]:
    changes = bulk_changes().annotate(moment=Coalesce("undone_at", F("made_at")))
    return changes if user.has_perm("segments.view_segment") else changes.none()


def _bulk_job(change: BulkChange) -> Job:
    left_alone, put_back = change.left_alone_count or 0, change.restored_count or 0
    count = put_back if change.undone_at else change.line_count
    words = {"count": number(count)}
    return Job(
        kind=JobKind.BULK,
        title=change.get_verb_display(),
        subject=f"{change.segment.number} {change.segment.description}",
        url=reverse("segments:changes", args=[change.segment.number]),
        at=change.undone_at or change.made_at,
        who=_name(change.undone_by or change.made_by),
        state=JobState.DROPPED if change.undone_at else JobState.DONE,
        state_words=pgettext("job", "Undone") if change.undone_at else pgettext("job", "Done"),
        counts=ngettext("%(count)s line put back", "%(count)s lines put back", count) % words
        if change.undone_at
        else ngettext("%(count)s line changed", "%(count)s lines changed", count) % words,
        trouble=ngettext("%(count)s line was left alone", "%(count)s lines were left alone", left_alone)
        % {"count": number(left_alone)}
        if left_alone
        else "",
        trouble_url=reverse("segments:changes", args=[change.segment.number]),
    )


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.username) if user else "–"


SOURCES = (
    JobSource(
        kind=JobKind.RUN,
        rows=_runs,
        people=("planned_by", "started_by"),
        states={
            JobState.WAITING: Q(state=ActivationRun.State.PLANNED),
            JobState.RUNNING: Q(state=ActivationRun.State.APPLYING),
            JobState.DONE: Q(state=ActivationRun.State.FINISHED),
        },
        show=_run_job,
    ),
    JobSource(
        kind=JobKind.IMPORT,
        rows=_uploads,
        people=("uploaded_by", "decided_by"),
        states={
            JobState.WAITING: Q(state__in=[Upload.State.UNREAD, Upload.State.CHECKED]),
            JobState.DONE: Q(state=Upload.State.SAVED),
            JobState.DROPPED: Q(state=Upload.State.DISCARDED),
        },
        show=_upload_job,
    ),
    JobSource(
        kind=JobKind.BULK,
        rows=_bulk_changes,
        people=("made_by", "undone_by"),
        states={JobState.DONE: Q(undone_at=None), JobState.DROPPED: Q(undone_at__isnull=False)},
        show=_bulk_job,
    ),
)
