"""Letting a campaign be activated or deactivated by itself on its day, and no longer."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.models import Campaign
from contacts.templatetags.formats import long_day
from orders.checks import plan_warnings, warnings
from orders.forms import ConfirmForm
from orders.models import ActivationRun
from orders.schedule import ScheduleError, cancel_schedule, set_schedule
from orders.selectors import planned_run_of
from orders.views import PageRequest
from orders.views.activation import page_url

Kind = ActivationRun.Kind


@require_POST
@permission_required("campaigns.activate_campaign", raise_exception=True)
def schedule(request: PageRequest, number: str, kind: Kind) -> HttpResponse:
    """Let it happen by itself, once each warning was confirmed."""
    campaign, today = get_object_or_404(Campaign, number=number), timezone.localdate()
    found = warnings(campaign, kind, today=today) + plan_warnings(planned_run_of(campaign, kind))
    form = ConfirmForm(request.POST, warnings=found)
    if not form.is_valid():
        for sentence in form.sentences():
            messages.error(request, sentence)
        return redirect(page_url(campaign, kind, "preview"))
    try:
        when = set_schedule(campaign, kind, today=today)
    except ScheduleError as error:
        messages.error(request, str(error))
    else:
        words = (
            _("%(number)s will be activated by itself on %(day)s.")
            if kind == Kind.ACTIVATE
            else _("%(number)s will be deactivated by itself on %(day)s.")
        )
        messages.success(request, words % {"number": campaign.number, "day": long_day(when.day)})
    return redirect(page_url(campaign, kind, "preview"))


@require_POST
@permission_required("campaigns.activate_campaign", raise_exception=True)
def cancel(request: PageRequest, number: str, kind: Kind) -> HttpResponse:
    """Let it no longer happen by itself."""
    campaign = get_object_or_404(Campaign, number=number)
    cancel_schedule(campaign, kind)
    words = (
        _("%(number)s will no longer be activated by itself.")
        if kind == Kind.ACTIVATE
        else _("%(number)s will no longer be deactivated by itself.")
    )
    messages.success(request, words % {"number": campaign.number})
    return redirect(page_url(campaign, kind, "preview"))
