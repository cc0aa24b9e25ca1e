"""Campaign entries say what happened. One is taken back by cancelling it, and only cancelled ones can be deleted."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, CampaignEntry
from contacts.models import Salesperson


class EntryError(Exception):
    """A campaign entry cannot be written as asked."""


class EntryNotCancelledError(EntryError):
    """An entry is to be deleted that is not cancelled."""


class UnknownChoiceError(EntryError):
    """There is no such campaign or salesperson."""


@dataclass(frozen=True, kw_only=True)
class EntryChoice:
    """Which entries are meant: of these campaigns (numbers), dated before a day, of one salesperson (code).

    Blank stands for all.
    """

    campaign_numbers: Collection[str] = ()
    before: dt.date | None = None
    salesperson_code: str = ""


@transaction.atomic
def cancel_entries(entries: QuerySet[CampaignEntry]) -> int:
    """Cancel those of ``entries`` that are not cancelled and return how many that were."""
    return CampaignEntry.objects.filter(pk__in=entries.values("pk"), is_cancelled=False).update(is_cancelled=True)


@transaction.atomic
def uncancel_entries(entries: QuerySet[CampaignEntry]) -> int:
    """Let those of ``entries`` that are cancelled stand again and return how many that were."""
    return CampaignEntry.objects.filter(pk__in=entries.values("pk"), is_cancelled=True).update(is_cancelled=False)


@transaction.atomic
def delete_entries(entries: QuerySet[CampaignEntry]) -> int:
    """Delete ``entries`` and return how many they were; if one of them is not cancelled, none is deleted.

    :raises EntryNotCancelledError: the sentence says how many are not cancelled.
    """
    chosen = CampaignEntry.objects.filter(pk__in=entries.values("pk")).order_by("pk").select_for_update()
    standing_count = sum(not entry.is_cancelled for entry in chosen)
    if standing_count:
        raise EntryNotCancelledError(
            ngettext(
                "%(count)d entry is not cancelled. Cancel it before deleting it.",
                "%(count)d entries are not cancelled. Cancel them before deleting them.",
                standing_count,
            )
            % {"count": standing_count}
        )
    CampaignEntry.objects.filter(pk__in=[entry.pk for entry in chosen]).delete()
    return len(chosen)


@transaction.atomic(durable=True)
def delete_cancelled_entries(choice: EntryChoice, *, is_dry_run: bool = False) -> int:
    """Delete the cancelled ones of the entries that are meant and return how many they are.

    A dry run counts them and deletes none.

    :raises UnknownChoiceError: a campaign or the salesperson does not exist.
    """
    cancelled = _chosen(choice).filter(is_cancelled=True)
    return cancelled.count() if is_dry_run else delete_entries(cancelled)


def _chosen(choice: EntryChoice) -> QuerySet[CampaignEntry]:
    entries = CampaignEntry.objects.all()
    if choice.campaign_numbers:
        campaigns = Campaign.objects.filter(number__in=choice.campaign_numbers)
        unknown = set(choice.campaign_numbers) - set(campaigns.values_list("number", flat=True))
        if unknown:
            raise UnknownChoiceError(_("There is no campaign %(numbers)s.") % {"numbers": ", ".join(sorted(unknown))})
        entries = entries.filter(campaign__in=campaigns)
    if choice.before:
        entries = entries.filter(entered_on__lt=choice.before)
    if choice.salesperson_code:
        salesperson = Salesperson.objects.filter(code=choice.salesperson_code).first()
        if salesperson is None:
            raise UnknownChoiceError(_("There is no salesperson %(code)s.") % {"code": choice.salesperson_code})
        entries = entries.filter(salesperson=salesperson)
    return entries
