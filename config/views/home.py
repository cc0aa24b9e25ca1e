"""The first page."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from config.activity import last_activities
from config.attention import attention_for
from config.cues import cues_for
from config.schedule import schedule_from
from config.weekly import chart_of, weeks_until

# So many campaigns in need are a list to work through; all of them are in the list of campaigns.
MOST_IN_NEED = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what needs attention, what comes, and what happened; before the first campaign, how one is made."""
    if not Campaign.objects.exists():
        return render(request, "config/home_first.html")
    return render(request, "config/home.html", _context(request.user))


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers, which ask here when a page names no icon, to the static file."""
    return redirect(static("app/favicon.svg"))


def _context(user: User | AnonymousUser) -> dict[str, Any]:
    """Return what the page shows of what ``user`` may see."""
    today = timezone.localdate()
    context: dict[str, Any] = {"cues": cues_for(user), "activities": last_activities(user), "today": today}
    if user.has_perm("campaigns.view_campaign"):
        campaigns = Campaign.objects.filter(is_archived=False).order_by("starting_on", "number")
        context["attention"] = attention_for(user, campaigns, day=today)
        context["schedule"] = schedule_from(today)
    if user.has_perm("orders.view_activationrun"):
        context["weeks"] = weeks_until(today)
        context["weeks_for_chart"] = chart_of(context["weeks"])
        context["taken_off"] = sum(week.taken_off for week in context["weeks"])
    return context
