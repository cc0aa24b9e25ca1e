"""What is looked at before a run: what stands in its way, what somebody has to confirm, what is worth a look.

The page, the card and the commands say the same sentences; the page adds where each is put right.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from contacts.templatetags.formats import long_day, number
from orders.models import ActivationRun
from pricing.models import SalesLineDiscount, SalesPrice

Kind = ActivationRun.Kind


class Subject(StrEnum):
    """What a finding is about, which decides where it is put right."""

    ARCHIVED = "archived"
    ACTIVE = "active"
    NOT_ACTIVE = "not_active"
    TARGETS = "targets"
    ROWS = "rows"
    PERIOD = "period"
    DEARER = "dearer"
    PROSPECTS = "prospects"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found, in a sentence that stands alone."""

    subject: Subject
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def refusals(campaign: Campaign, kind: Kind) -> list[Finding]:
    """Return why the run cannot be, each with what to do about it."""
    if campaign.is_archived and kind == Kind.ACTIVATE:
        return [_finding(Subject.ARCHIVED, _("%(number)s is archived. Restore it first."), campaign)]
    if kind == Kind.ACTIVATE and campaign.is_active:
        return [_finding(Subject.ACTIVE, _("%(number)s is already activated."), campaign)]
    if kind == Kind.DEACTIVATE and not campaign.is_active:
        return [_finding(Subject.NOT_ACTIVE, _("%(number)s is not activated."), campaign)]
    if kind == Kind.ACTIVATE and not campaign.targets.exists():
        sentence = _(
            "%(number)s cannot be activated: no contact is marked as campaign target. Open a segment of the "
            "campaign and tick “Campaign target” for the contacts that should get the prices."
        )
        return [_finding(Subject.TARGETS, sentence, campaign)]
    return []


def warnings(campaign: Campaign, kind: Kind, *, today: dt.date) -> list[Finding]:
    """Return what somebody has to confirm before the run, as far as it shows without a plan."""
    if kind != Kind.ACTIVATE:
        return []
    found = []
    if not _has_rows(campaign):
        sentence = _("%(number)s has no prices or discounts. Activating it changes nothing for customers.")
        found.append(_finding(Subject.ROWS, sentence, campaign))
    if campaign.ending_on is not None and campaign.ending_on < today:
        sentence = _("%(number)s ended on %(day)s. Only orders dated until then get its prices.")
        found.append(_finding(Subject.PERIOD, sentence, campaign, day=long_day(campaign.ending_on)))
    return found


def plan_warnings(run: ActivationRun | None) -> list[Finding]:
    """Return what somebody has to confirm because of the lines that the plan changes."""
    count = run.reach_counts.get("dearer", 0) if run is not None and run.kind == Kind.ACTIVATE else 0
    if not count:
        return []
    sentence = ngettext(
        "%(count)s order line becomes dearer than it is today.",
        "%(count)s order lines become dearer than they are today.",
        count,
    )
    return [Finding(Subject.DEARER, sentence % {"count": number(count)})]


def notices(campaign: Campaign, kind: Kind) -> list[Finding]:
    """Return what is worth a look and need not be confirmed."""
    if kind != Kind.ACTIVATE:
        return []
    count = campaign.targets.filter(buyer__is_customer=False).count()
    if not count:
        return []
    sentence = ngettext(
        "%(count)s buyer in the target group is no customer yet. The prices count as soon as they order.",
        "%(count)s buyers in the target group are no customers yet. The prices count as soon as they order.",
        count,
    )
    return [Finding(Subject.PROSPECTS, sentence % {"count": number(count)})]


def _has_rows(campaign: Campaign) -> bool:
    rows = (SalesPrice.objects.of_campaign(campaign), SalesLineDiscount.objects.of_campaign(campaign))
    return any(of_kind.exists() for of_kind in rows)


def _finding(subject: Subject, sentence: str, campaign: Campaign, **values: str) -> Finding:
    return Finding(subject, sentence % {"number": campaign.number, **values})
