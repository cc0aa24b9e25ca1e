"""What runs did to order lines, week by week."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from contacts.templatetags.formats import short_day
from orders.amount_fields import amount_difference
from orders.models import ActivationRun

_WEEKS = 12
_DAYS = dt.timedelta(days=6)
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class WeekOfRuns:
    """The finished runs that were started in one week, and how many order lines they changed.

    ``priced_count`` counts the lines of activations and re-syncs, ``put_back_count`` those of deactivations.
    ``taken_off`` is what all of them took off the amounts of open order lines, in local currency; negative where what
    deactivations put back is more.
    """

    monday: dt.date
    run_count: int
    priced_count: int
    put_back_count: int
    taken_off: Decimal

    @property
    def sunday(self) -> dt.date:
        """The last day of the week."""
        return self.monday + _DAYS

    @property
    def url(self) -> str:
        """The list of these runs."""
        days = {"from_day": self.monday.isoformat(), "until_day": self.sunday.isoformat()}
        query = urlencode({"state": ActivationRun.State.FINISHED.value} | days)
        return f"{reverse('orders:run-list')}?{query}"


def weeks_until(today: dt.date) -> Sequence[WeekOfRuns]:
    """Return the last twelve weeks, this one last; a week without runs is there too. One query, of runs only."""
    this_monday = today - dt.timedelta(days=today.weekday())
    mondays = [this_monday - dt.timedelta(weeks=back) for back in reversed(range(_WEEKS))]
    taken_back = Q(kind=ActivationRun.Kind.DEACTIVATE)
    rows = (
        ActivationRun.objects.filter(state=ActivationRun.State.FINISHED, started_at__date__gte=mondays[0])
        .annotate(week=TruncWeek("started_at"))
        .order_by()
        .values("week")
        .annotate(
            run_count=Count("pk"),
            priced_count=Sum("applied_count", filter=~taken_back, default=0),
            put_back_count=Sum("applied_count", filter=taken_back, default=0),
            taken_off=Sum(amount_difference("local_after", "local_before"), default=_NOTHING),
        )
        .values_list("week", "run_count", "priced_count", "put_back_count", "taken_off")
    )
    found = {timezone.localtime(week).date(): counts for week, *counts in rows}
    return [WeekOfRuns(monday, *found.get(monday, (0, 0, 0, _NOTHING))) for monday in mondays]


def chart_of(weeks: Sequence[WeekOfRuns]) -> dict[str, Any] | None:
    """Return ``weeks`` as the script of the page draws them; None when no run changed a line."""
    if not any(week.priced_count or week.put_back_count for week in weeks):
        return None
    return {
        "lang": get_language(),
        "labels": [short_day(week.monday) for week in weeks],
        "series": [
            {"label": gettext("Got campaign prices"), "data": [week.priced_count for week in weeks]},
            {"label": pgettext("order lines", "Put back"), "data": [week.put_back_count for week in weeks]},
        ],
    }
