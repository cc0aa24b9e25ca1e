"""Which runs of a campaign were started."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from campaigns.models import Campaign
from campaigns.parts import Happening
from contacts.history import person_name
from contacts.templatetags.formats import number as shown
from orders.models import ActivationRun


def run_starts(campaign: Campaign) -> QuerySet[Any]:
    """Return the runs of the campaign that were started; a plan changes nothing."""
    runs = ActivationRun.objects.filter(campaign=campaign, started_at__isnull=False)
    return runs.annotate(happened_at=F("started_at"), happened_by=F("started_by_id"), event=F("pk"))


def tell_runs(_campaign: Campaign, keys: Collection[int]) -> Mapping[int, Happening]:
    """Return what these runs changed."""
    runs = ActivationRun.objects.filter(pk__in=keys).select_related("started_by")
    return {run.pk: _happening(run) for run in runs}


def _happening(run: ActivationRun) -> Happening:
    title = ngettext(
        "%(kind)s: %(shown)s order line changed", "%(kind)s: %(shown)s order lines changed", run.applied_count
    ) % {"kind": run.get_kind_display(), "shown": shown(run.applied_count)}
    return Happening(
        at=run.started_at or run.planned_at,
        person=person_name(run.started_by),
        title=title,
        url=reverse("orders:run", kwargs={"pk": run.pk}),
    )
