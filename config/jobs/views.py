"""The list of jobs."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from config.jobs.forms import JobFilterForm
from config.jobs.listing import JobKind, JobList, JobState, JobWishes
from config.jobs.sources import SOURCES
from config.jobs.tables import JobRows, JobTable
from config.uploads.kinds import kinds_for

_MOST_WAITING = 10


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Show who ran, imported or changed what, and when; uploads that wait for a decision first.

    Everybody may open it: each source gives only what the person may see.
    """
    kinds = kinds_for(request.user)
    form = JobFilterForm(request.GET)
    is_valid = form.is_valid()
    found = JobList(SOURCES if is_valid else (), user=request.user, wishes=form.wishes() if is_valid else JobWishes())
    everything = JobList(SOURCES, user=request.user, wishes=JobWishes())
    waiting = JobList(
        SOURCES, user=request.user, wishes=JobWishes(kind=JobKind.IMPORT.value, state=JobState.WAITING.value)
    )
    table = JobTable(JobRows(found))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "filter": SimpleNamespace(form=form),
        "table": table,
        "total_count": len(everything),
        "waiting": JobTable(waiting.page(0, _MOST_WAITING)) if len(waiting) and not request.GET else None,
        "waiting_count": len(waiting),
        "may_import": bool(kinds),
    }
    return render(request, "config/jobs.html", context)
