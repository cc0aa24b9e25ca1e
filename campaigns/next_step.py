"""What to do next with a campaign: one step, the most sensible one. Status and activation are kept apart (D1, D3)."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, CampaignStatus
from campaigns.selectors import StatusPath
from contacts.templatetags.formats import moment, number

_Phase = CampaignStatus.Phase


class Place(Protocol):
    """A page of the card: of whatever room, as the registry of cards knows it."""

    @property
    def url(self) -> str: ...


class Move(Place, Protocol):
    """A page to which one can go next."""

    @property
    def label(self) -> str | Promise: ...


class Goal(Place, Protocol):
    """The page where the first thing is missing, or where all leads to: ``missing`` says what, ``step`` what to do."""

    @property
    def step(self) -> str | Promise: ...

    @property
    def missing(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What to do and why: a link, or a status to be set, or neither where nothing is to be done."""

    sentence: str
    label: str = ""
    url: str = ""
    status: CampaignStatus | None = None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A campaign with its counts, where it stands, and where one can go from its card.

    ``goal`` is None where the person may see none of the pages.
    """

    campaign: Campaign
    path: StatusPath
    goal: Goal | None
    moves: Mapping[str, Move]
    edit_url: str
    today: dt.date

    @property
    def has_ended(self) -> bool:
        ending_on = self.campaign.ending_on
        return ending_on is not None and ending_on < self.today

    def is_in(self, phase: _Phase) -> bool:
        """Tell whether the status of the campaign stands for that phase."""
        return self.path.current is not None and self.path.current.status.phase == phase

    def leads_to(self, phase: _Phase) -> bool:
        """Tell whether the next status is the first of that phase."""
        following = self.path.following
        return following is not None and following.status.phase == phase and not self.is_in(phase)


def next_step(situation: Situation) -> NextStep:
    """Return the one thing to do next; the first that applies."""
    steps = (_of_archived, _of_active, _of_finished, _of_planned)
    return next(step for step in (of(situation) for of in steps) if step is not None)


_Step = Callable[[Situation], NextStep | None]


def _of_archived(situation: Situation) -> NextStep | None:
    if not situation.campaign.is_archived:
        return None
    return NextStep(sentence=_("Nothing: this campaign is in the archive."))


def _of_active(situation: Situation) -> NextStep | None:
    campaign = situation.campaign
    if not campaign.is_active:
        return None
    if situation.has_ended and campaign.ending_on is not None:
        return _going(
            _("The campaign ended on %(day)s but is still activated. Deactivate it, so that open order lines go back.")
            % {"day": date_format(campaign.ending_on)},
            situation.moves.get("deactivate"),
        )
    if campaign.terms_changed_at is not None:
        return _going(
            _(
                "Prices, targets or dates changed since %(at)s: open order lines may differ from what they should be. "
                "See the difference and re-sync them."
            )
            % {"at": moment(campaign.terms_changed_at)},
            situation.moves.get("resync"),
        )
    count: int = campaign.target_count  # type: ignore[attr-defined]
    sentence = ngettext(
        "Its prices count: %(shown)s buyer gets them.", "Its prices count: %(shown)s buyers get them.", count
    ) % {"shown": number(count)}
    if situation.leads_to(_Phase.RUNNING):
        return _setting_status(situation, sentence + " " + _("Say so in the status too."))
    return NextStep(sentence=f"{sentence} {_until(campaign)}")


def _of_finished(situation: Situation) -> NextStep | None:
    """Return what to do with a campaign that is not active and is finished, or was running and has ended."""
    if situation.is_in(_Phase.FINISHED):
        return NextStep(sentence=_("This campaign is finished. Its prices do not count."))
    if situation.has_ended and situation.leads_to(_Phase.FINISHED):
        return _setting_status(situation, _("The campaign has ended and its prices do not count. Close it."))
    return None


def _of_planned(situation: Situation) -> NextStep:
    campaign, goal = situation.campaign, situation.goal
    if situation.has_ended:
        return NextStep(
            sentence=_("Its period is over and its prices do not count. Give it new dates to use it again."),
            label=_("Change the dates"),
            url=situation.edit_url,
        )
    if goal is not None and goal.missing:
        return NextStep(sentence=goal.missing, label=str(goal.step), url=goal.url)
    count: int = campaign.target_count  # type: ignore[attr-defined]
    sentence = ngettext(
        "Check the effect, then activate. %(shown)s buyer is a target and does not get these prices yet.",
        "Check the effect, then activate. %(shown)s buyers are targets and do not get these prices yet.",
        count,
    ) % {"shown": number(count)}
    if goal is None:
        return NextStep(sentence=sentence)
    return NextStep(sentence=sentence, label=str(goal.step), url=goal.url)


def _setting_status(situation: Situation, sentence: str) -> NextStep:
    following = situation.path.following
    if following is None:
        return NextStep(sentence=sentence)
    label = _("Set status: %(status)s") % {"status": following.description}
    return NextStep(sentence=sentence, label=label, status=following.status)


def _going(sentence: str, move: Move | None) -> NextStep:
    return (
        NextStep(sentence=sentence)
        if move is None
        else NextStep(sentence=sentence, label=str(move.label), url=move.url)
    )


def _until(campaign: Campaign) -> str:
    """Return when there is something to do again."""
    if campaign.ending_on is None:
        return _("Nothing is to be done: it is open-ended.")
    day = {"day": date_format(campaign.ending_on)}
    if campaign.stops_by_itself:
        return _("It is deactivated by itself after %(day)s.") % day
    return _("Deactivate it after %(day)s.") % day


def schedule_of(campaign: Campaign) -> str:
    """Return in a sentence when the campaign is activated and deactivated by itself; blank where it is not."""
    starts = campaign.starting_on if campaign.starts_by_itself and not campaign.is_active else None
    stops = campaign.ending_on if campaign.stops_by_itself else None
    days = {"start": date_format(starts) if starts else "", "stop": date_format(stops) if stops else ""}
    if starts and stops:
        return _("It is activated by itself on %(start)s and deactivated after %(stop)s.") % days
    if starts:
        return _("It is activated by itself on %(start)s.") % days
    return _("It is deactivated by itself after %(stop)s.") % days if stops else ""
