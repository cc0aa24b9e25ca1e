"""Short writes about campaigns: their card, whether they are active, their entries."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.locks import lock_campaigns
from campaigns.models import Campaign, CampaignEntry, CampaignStatus, CampaignType
from contacts.models import Salesperson
from contacts.numbering import take_number
from contacts.selectors import salesperson_of

SERIES = "CAMPAIGN"


class CampaignError(Exception):
    """A campaign cannot be written as asked."""


class CampaignDatesError(CampaignError):
    """The campaign would end before it starts."""


class CampaignScheduleError(CampaignError):
    """The campaign is to start or stop by itself on a day that is not given."""


class CampaignBudgetError(CampaignError):
    """The budget would be negative."""


class CampaignSalespersonError(CampaignError):
    """The salesperson is blocked."""


class CampaignChangedError(CampaignError):
    """Somebody else wrote the campaign since it was read."""


class CampaignActiveError(CampaignError):
    """The campaign is activated."""


class CampaignInUseError(CampaignError):
    """Something refers to the campaign."""


@dataclass(frozen=True, kw_only=True)
class CampaignDetails:
    """What staff fill in on the campaign card, number apart. ``budget_amount`` is in local currency."""

    description: str
    starting_on: dt.date | None = None
    ending_on: dt.date | None = None
    salesperson: Salesperson | None = None
    status: CampaignStatus | None = None
    type: CampaignType | None = None
    objective: str = ""
    budget_amount: Decimal | None = None
    applies_even_if_dearer: bool = False
    starts_by_itself: bool = False
    stops_by_itself: bool = False

    @classmethod
    def of(cls, campaign: Campaign) -> "CampaignDetails":
        """Return the details as they stand on the card of ``campaign``."""
        return cls(**{field: getattr(campaign, field) for field in cls.__dataclass_fields__})


@transaction.atomic
def create_campaign(*, number: str = "", details: CampaignDetails, by: User | None) -> Campaign:
    """Make a campaign with a typed number, or with the next one where ``number`` is blank.

    Without a salesperson it gets the one who signs in as ``by``.

    :raises NumberError: the number cannot be given.
    :raises CampaignError: the dates, the budget or the salesperson cannot be.
    """
    values = values_of(details)
    campaign = Campaign(number=take_number(series_code=SERIES, typed=number, taken=Campaign.objects))
    _fill(campaign, values)
    campaign.salesperson = details.salesperson or salesperson_of(by)
    campaign.save(force_insert=True)
    return campaign


@transaction.atomic
def change_campaign(
    campaign: Campaign, *, details: CampaignDetails, seen_at: dt.datetime | None = None, at: dt.datetime
) -> Campaign:
    """Write ``details`` on the card and return the campaign as written.

    Its price rows follow its dates, because they have none of their own (D13). When what is changed may move open
    order lines of an active campaign, that is noted. ``seen_at`` is the moment of change of the campaign that the
    person saw; None writes over whatever stands there.

    :raises CampaignError: the dates, the budget or the salesperson cannot be, or the campaign is not as it was seen.
    """
    campaign = _locked(campaign)
    if seen_at is not None and campaign.modified_at != seen_at:
        raise CampaignChangedError(
            _("%(number)s was changed while you were editing it. Compare and save again.") % {"number": campaign.number}
        )
    values = values_of(details, blocked_before=campaign.salesperson)
    before = CampaignDetails.of(campaign)
    if details == before:
        return campaign
    _fill(campaign, values)
    if campaign.is_active and campaign.terms_changed_at is None and decides_otherwise(before, details):
        campaign.terms_changed_at = at
    campaign.save()
    return campaign


@transaction.atomic
def archive_campaign(campaign: Campaign) -> Campaign:
    """Put the campaign away: lists leave it out unless asked, and everything about it can still be read.

    :raises CampaignActiveError: it is activated.
    """
    campaign = _locked(campaign)
    _refuse_active(campaign, _("Deactivate %(number)s before archiving it."))
    campaign.is_archived = True
    campaign.save(update_fields=["is_archived", "modified_at"])
    return campaign


@transaction.atomic
def restore_campaign(campaign: Campaign) -> Campaign:
    """Take the campaign back out of the archive."""
    campaign = _locked(campaign)
    campaign.is_archived = False
    campaign.save(update_fields=["is_archived", "modified_at"])
    return campaign


@transaction.atomic
def delete_campaign(campaign: Campaign) -> None:
    """Delete the campaign with its cancelled entries, its target group and its price rows (D2).

    :raises CampaignActiveError: it is activated.
    :raises CampaignInUseError: something refers to it; the sentence says what and how many.
    """
    campaign = _locked(campaign)
    _refuse_active(campaign, _("Deactivate %(number)s before deleting it."))
    try:
        with transaction.atomic():
            campaign.entries.filter(is_cancelled=True).delete()
            campaign.delete()
    except models.ProtectedError as error:
        raise CampaignInUseError(
            _("%(number)s cannot be deleted, because it is used by %(uses)s. Archive it instead.")
            % {"number": campaign.number, "uses": _counted(error.protected_objects)}
        ) from error


@transaction.atomic
def switch_on(campaign: Campaign, *, at: dt.datetime, by: User | None) -> Campaign:
    """Make the campaign's prices count from now on, and return it as written.

    Its open order lines are the caller's matter: they are to carry what the rule gives when the transaction ends, or
    a run is to bring them there.
    """
    campaign = _locked(campaign)
    campaign.is_active = True
    campaign.activated_at = at
    campaign.activated_by = by
    campaign.activated_target_count = campaign.targets.count()
    campaign.terms_changed_at = None
    campaign.starts_by_itself = False
    campaign.save()
    return campaign


@transaction.atomic
def switch_off(campaign: Campaign, *, at: dt.datetime, by: User | None) -> Campaign:
    """Make the campaign's prices count no more, and return it as written."""
    campaign = _locked(campaign)
    campaign.is_active = False
    campaign.activated_at = None
    campaign.activated_by = None
    campaign.activated_target_count = 0
    campaign.terms_changed_at = None
    campaign.starts_by_itself = False
    campaign.stops_by_itself = False
    campaign.save()
    return campaign


@transaction.atomic
def note_terms_changed(*, campaign_ids: Iterable[int], at: dt.datetime) -> None:
    """Note on the active ones of the campaigns that open order lines may differ from what the rule gives since ``at``.

    Call it after writing what changed, in the same transaction: it waits for a switch-on under way, which would
    otherwise not see the change and not be told of it.
    """
    active = [campaign.pk for campaign in lock_campaigns(campaign_ids) if campaign.is_active]
    Campaign.objects.filter(pk__in=active, terms_changed_at=None).update(terms_changed_at=at)


def record_entry(
    campaign: Campaign,
    *,
    kind: CampaignEntry.Kind,
    description: str,
    entered_on: dt.date,
    by: User | None,
    document_number: str = "",
) -> CampaignEntry:
    """Write down one thing that happened for the campaign. Its salesperson is the one who did it, else the campaign's.

    ``document_number`` is the number of what it came from, for example of a segment.
    """
    return CampaignEntry.objects.create(
        campaign=campaign,
        kind=kind,
        description=description,
        entered_on=entered_on,
        user=by,
        salesperson=salesperson_of(by) or campaign.salesperson,
        document_number=document_number,
    )


def values_of(details: CampaignDetails, *, blocked_before: Salesperson | None = None) -> dict[str, object]:
    """Return what ``details`` put on the card, by field.

    ``blocked_before`` is the salesperson of the campaign so far, who may stay although blocked since.

    :raises CampaignError: the details cannot be.
    """
    _check(details, blocked_before=blocked_before)
    return {field: getattr(details, field) for field in CampaignDetails.__dataclass_fields__}


def decides_otherwise(before: CampaignDetails, after: CampaignDetails) -> bool:
    """Tell whether the change may move the prices of open order lines, if the campaign is active."""
    fields = ("starting_on", "ending_on", "applies_even_if_dearer")
    return any(getattr(before, field) != getattr(after, field) for field in fields)


def _locked(campaign: Campaign) -> Campaign:
    [locked] = lock_campaigns([campaign.pk])
    return locked


def _check(details: CampaignDetails, *, blocked_before: Salesperson | None) -> None:
    """Refuse details that cannot be; a salesperson who was blocked since may stay."""
    if details.starting_on and details.ending_on and details.ending_on < details.starting_on:
        raise CampaignDatesError(
            _(
                "The ending date (%(ending)s) is before the starting date (%(starting)s). "
                "Choose %(starting)s or later, or leave it empty."
            )
            % {"ending": date_format(details.ending_on), "starting": date_format(details.starting_on)}
        )
    if details.starts_by_itself and details.starting_on is None:
        raise CampaignScheduleError(_("Fill in the starting date on which the campaign is to be activated."))
    if details.stops_by_itself and details.ending_on is None:
        raise CampaignScheduleError(_("Fill in the ending date after which the campaign is to be deactivated."))
    if details.budget_amount is not None and details.budget_amount < 0:
        raise CampaignBudgetError(_("The budget cannot be negative."))
    if details.salesperson and details.salesperson.is_blocked and details.salesperson != blocked_before:
        raise CampaignSalespersonError(
            _("Salesperson %(salesperson)s is blocked. Choose another one.") % {"salesperson": details.salesperson}
        )


def _fill(campaign: Campaign, values: dict[str, object]) -> None:
    for field, value in values.items():
        setattr(campaign, field, value)


def _refuse_active(campaign: Campaign, instruction: str) -> None:
    if campaign.is_active:
        raise CampaignActiveError(instruction % {"number": campaign.number})


def _counted(used_by: Iterable[models.Model]) -> str:
    """Return what the records are and how many of each, for example ``1 order, 3 campaign entries``."""
    counts = Counter(type(record) for record in used_by)
    return ", ".join(
        f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
        for model, count in sorted(counts.items(), key=lambda item: item[0]._meta.label)
    )
