"""Drift: what changed on an active campaign since its open order lines were last brought in line with it.

Which lines differ is what a re-sync would change: its plan lists them, page by page.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from contacts.history import changes_of, person_name
from contacts.templatetags.formats import number
from orders.models import ActivationRun
from pricing.models import SalesLineDiscount, SalesPrice

# The moment that a change is noted and that of its history row are read a little apart.
_APART = dt.timedelta(seconds=5)

_DECIDING_FIELDS = ("starting_on", "ending_on", "applies_even_if_dearer")


@dataclass(frozen=True, kw_only=True)
class TermsChange:
    """One kind of thing that changed: in words, how it changed last, and the URL name of its list or history."""

    words: str
    url_name: str
    at: dt.datetime | None = None
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Since when open order lines may differ from the rule, and why. ``run`` is a planned re-sync that counts them."""

    since: dt.datetime
    changes: tuple[TermsChange, ...]
    run: ActivationRun | None


def drift_of(campaign: Campaign, run: ActivationRun | None) -> Drift | None:
    """Return why open lines of the campaign may differ from the rule; None where nothing changed.

    Cost: a few queries, whatever changed.

    :param run: a plan that waits; one of a re-sync counts the lines.
    """
    if not campaign.is_active or campaign.terms_changed_at is None:
        return None
    since = campaign.terms_changed_at
    changes = [*_rows(campaign, since), *_dates(campaign, since)]
    now = campaign.targets.count()
    if now != campaign.activated_target_count or not changes:
        changes.append(_targets(campaign, now))
    is_count = run is not None and run.kind == ActivationRun.Kind.RESYNC
    return Drift(since=since, changes=tuple(changes), run=run if is_count else None)


def _rows(campaign: Campaign, since: dt.datetime) -> Iterator[TermsChange]:
    histories: tuple[tuple[Any, str], ...] = (
        (SalesPrice.history, "pricing:campaign-prices"),
        (SalesLineDiscount.history, "pricing:campaign-discounts"),
    )
    for history, url_name in histories:
        writes = history.filter(campaign_id=campaign.pk, history_date__gte=since - _APART)
        last = writes.select_related("history_user").order_by("-history_date", "-history_id").first()
        if last is None:
            continue
        count = writes.values("id").distinct().count()
        words = (
            ngettext("%(count)s sales price", "%(count)s sales prices", count)
            if url_name == "pricing:campaign-prices"
            else ngettext("%(count)s line discount", "%(count)s line discounts", count)
        )
        person = person_name(last.history_user)
        yield TermsChange(
            words=words % {"count": number(count)}, url_name=url_name, at=last.history_date, person=person
        )


def _dates(campaign: Campaign, since: dt.datetime) -> Iterator[TermsChange]:
    """Yield the newest change of dates or flags of the campaign itself."""
    deciding = {capfirst(str(field.verbose_name)) for field in Campaign._meta.fields if field.name in _DECIDING_FIELDS}
    for change in changes_of(campaign):
        if change.at < since - _APART:
            return
        fields = [field for field in change.fields if field.label in deciding]
        if fields:
            words = ", ".join(f"{field.label}: {field.old or '–'} → {field.new or '–'}" for field in fields)
            yield TermsChange(words=words, url_name="campaigns:history", at=change.at, person=change.person)
            return


def _targets(campaign: Campaign, now: int) -> TermsChange:
    words = _("target group: %(then)s buyers at activation, %(now)s now") % {
        "then": number(campaign.activated_target_count),
        "now": number(now),
    }
    return TermsChange(words=words, url_name="campaigns:targets")
