"""Preview and activate: check the effect, start the run, apply it chunk by chunk."""

import datetime as dt
import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from campaigns.models import Campaign
from contacts.templatetags.formats import number as number_words
from contacts.views import way_back
from orders.activation import (
    ActivationError,
    NotPlannedError,
    StalePlanError,
    apply_chunk,
    discard_run,
    plan_run,
    start_run,
)
from orders.checks import plan_warnings, warnings
from orders.drift import drift_of
from orders.filters import LedgerFilter
from orders.forms import StartForm
from orders.models import ActivationRun
from orders.preview import preview_of
from orders.selectors import planned_run_of, runs_for_list
from orders.tables import LedgerTable
from orders.views import PageRequest
from orders.views.ledgers import LedgerPage

Kind = ActivationRun.Kind
State = ActivationRun.State

# How long one request goes on applying chunks before it answers.
PATIENCE = dt.timedelta(seconds=3)

# The first part of the names of a kind's three pages: activation-preview, activation-check, activation-start.
PAGES = {Kind.ACTIVATE: "activation", Kind.DEACTIVATE: "deactivation", Kind.RESYNC: "resync"}


def page_url(campaign: Campaign, kind: str, verb: str) -> str:
    """Return the URL at which a run of ``kind`` has its ``preview``, is checked or is started."""
    return reverse(f"orders:{PAGES[Kind(kind)]}-{verb}", kwargs={"number": campaign.number})


def urls_of(campaign: Campaign, kind: Kind) -> dict[str, str]:
    """Return where a run is checked and started, and set to be made by itself if its kind can be."""
    verbs = ("check", "start") if kind == Kind.RESYNC else ("check", "start", "schedule", "unschedule")
    return {f"{verb}_url": page_url(campaign, kind, verb) for verb in verbs}


class PreviewPage(LedgerPage):
    """What has to be known before a run, and the lines that it would change once its effect was checked."""

    template_name = "orders/activation_preview.html"
    filterset_class = LedgerFilter
    table_class = LedgerTable
    kind = Kind.ACTIVATE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.campaign = get_object_or_404(Campaign, number=self.kwargs["number"])
        self.preview = preview_of(self.campaign, kind=self.kind, today=timezone.localdate())
        self.run = self.preview.run
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**context),
            "campaign": self.campaign,
            "kind": self.kind,
            "kinds": [(kind, page_url(self.campaign, kind, "preview")) for kind in self._kinds()],
            "preview": self.preview,
            "drift": drift_of(self.campaign, planned_run_of(self.campaign)),
            "resync_url": page_url(self.campaign, Kind.RESYNC, "preview"),
            "recheck_url": page_url(self.campaign, Kind.RESYNC, "check"),
            **urls_of(self.campaign, self.kind),
        }

    def _kinds(self) -> list[Kind]:
        """Return the kinds of run that make sense now, and that of this page."""
        sensible = (Kind.DEACTIVATE, Kind.RESYNC) if self.campaign.is_active else (Kind.ACTIVATE,)
        return [kind for kind in Kind if kind in sensible or kind == self.kind]


@require_POST
@permission_required("campaigns.activate_campaign", raise_exception=True)
def check(request: PageRequest, number: str, kind: Kind) -> HttpResponse:
    """Plan the run, which changes no order line, and show what it would change."""
    return _plan(request, get_object_or_404(Campaign, number=number), kind)


@require_POST
@permission_required("campaigns.activate_campaign", raise_exception=True)
def start(request: PageRequest, number: str, kind: Kind) -> HttpResponse:
    """Start the run that was previewed, and apply as much of it as fits in one request."""
    campaign = get_object_or_404(Campaign, number=number)
    found = warnings(campaign, kind, today=timezone.localdate()) + plan_warnings(planned_run_of(campaign, kind))
    form = StartForm(request.POST, runs=campaign.runs.filter(kind=kind), warnings=found)
    if not form.is_valid():
        for sentence in form.sentences():
            messages.error(request, sentence)
        return redirect(page_url(campaign, kind, "preview"))
    run = form.cleaned_data["run"]
    try:
        start_run(run, at=timezone.now(), by=request.user)
    except NotPlannedError as error:
        messages.info(request, str(error))
        was_started = ActivationRun.objects.filter(pk=run.pk).exists()
        return redirect("orders:run", pk=run.pk) if was_started else redirect(page_url(campaign, kind, "preview"))
    except StalePlanError as error:
        # The effect is checked again at once, so nobody is asked to.
        words = _("Changed since the preview: %(changes)s. Nothing was changed.")
        messages.error(request, words % {"changes": ", ".join(error.changes)})
        return _plan(request, campaign, kind)
    except ActivationError as error:
        messages.error(request, str(error))
        return redirect(page_url(campaign, kind, "preview"))
    _apply_for_a_while(request, run.pk)
    return redirect("orders:run", pk=run.pk)


@require_POST
@permission_required("campaigns.activate_campaign", raise_exception=True)
def discard(request: PageRequest, pk: int) -> HttpResponse:
    """Throw away a plan that waits, which changes no order line."""
    run = get_object_or_404(runs_for_list(), pk=pk)
    try:
        discard_run(run)
    except NotPlannedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The check was discarded. No order line was changed."))
    return redirect(way_back(request, page_url(run.campaign, run.kind, "preview")))


@require_POST
@permission_required("campaigns.activate_campaign", raise_exception=True)
def proceed(request: PageRequest, pk: int) -> HttpResponse:
    """Go on with a run under way, whoever started it, and show how far it is."""
    get_object_or_404(ActivationRun, pk=pk)
    run = _apply_for_a_while(request, pk)
    if not request.htmx:
        return redirect("orders:run", pk=pk)
    if run.state != State.APPLYING:
        return HttpResponseClientRedirect(reverse("orders:run", args=[pk]))
    return render(request, "orders/_run_progress.html", {"run": run, **progress_of(run), "may_go_on": True})


def settled_count(run: ActivationRun) -> int:
    """Return how many lines of a run under way were changed or skipped so far."""
    return run.applied_count + run.skipped_count


def progress_of(run: ActivationRun) -> dict[str, Any]:
    """Return how many lines are done, and how long the rest will take at the pace so far; None before there is one."""
    done = settled_count(run)
    left = run.apply_duration * ((run.line_count - done) / done) if done else None
    return {"done": done, "left": left}


def _plan(request: PageRequest, campaign: Campaign, kind: Kind) -> HttpResponse:
    try:
        plan_run(campaign, kind=kind, at=timezone.now(), by=request.user, counts_kept=True)
    except ActivationError as error:
        messages.error(request, str(error))
    return redirect(page_url(campaign, kind, "preview"))


def _apply_for_a_while(request: PageRequest, run_pk: int) -> ActivationRun:
    """Apply chunks until the run is finished, and say so, or ``PATIENCE`` is at its end."""
    deadline = time.monotonic() + PATIENCE.total_seconds()
    while True:
        run = apply_chunk(run_pk, at=timezone.now())
        if run.state == State.FINISHED:
            messages.success(request, _finished_words(run))
        if run.state != State.APPLYING or time.monotonic() >= deadline:
            return run


def _finished_words(run: ActivationRun) -> str:
    changed = ngettext(
        "%(kind)s is done: %(count)s order line changed.",
        "%(kind)s is done: %(count)s order lines changed.",
        run.applied_count,
    )
    return changed % {"kind": run.get_kind_display(), "count": number_words(run.applied_count)}
