"""What is said about bulk changes and what they do to prices, in the reader's language."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.templatetags.formats import number as shown
from segments.models import BulkChange
from segments.price_effect import Effects, PriceEffect
from segments.services import AddedContacts

Verb = BulkChange.Verb


def done_sentence(change: BulkChange) -> str:
    """Return how many lines ``change`` altered, and how many were so already."""
    count, already = change.line_count, change.already_count
    numbers = {"count": shown(count), "already": shown(already)}
    if change.verb == Verb.REMOVE_LINES:
        return ngettext("%(count)s line was removed.", "%(count)s lines were removed.", count) % numbers
    if not count:
        return _nothing_to_do(change.verb, already) % numbers
    sentence = _changed(change.verb, count)
    if already and change.verb in {Verb.MARK_TARGETS, Verb.MARK_RESPONSES}:
        sentence += " " + ngettext("%(already)s already was.", "%(already)s already were.", already)
    elif already:
        sentence += " " + ngettext("%(already)s was none before.", "%(already)s were none before.", already)
    return sentence % numbers


def added_sentence(outcome: AddedContacts) -> str:
    """Return how many contacts were added, and how many were left out for which reason."""
    count = outcome.added.line_count
    sentence = ngettext("%(count)s contact was added.", "%(count)s contacts were added.", count)
    left_out = ", ".join(_left_out(outcome))
    if left_out:
        sentence += " " + _("Left out: %(reasons)s.")
    return sentence % {"count": shown(count), "reasons": left_out}


def undone_sentence(change: BulkChange) -> str:
    """Return how many lines an undone ``change`` gave back, and how many were left alone."""
    count, left_alone = change.restored_count or 0, change.left_alone_count or 0
    sentence = ngettext(
        "Undone: %(count)s line is as it was before.", "Undone: %(count)s lines are as they were before.", count
    )
    if left_alone:
        sentence += " " + ngettext(
            "%(left)s was changed since, so it was left alone.",
            "%(left)s were changed since, so they were left alone.",
            left_alone,
        )
    return sentence % {"count": shown(count), "left": shown(left_alone)}


def effect_sentence(effect: PriceEffect) -> str:
    """Return who gets or loses the prices of an active campaign at once."""
    numbers = {"campaign": effect.campaign_number}
    gained = ngettext(
        "%(count)s buyer gets the prices of %(campaign)s at once.",
        "%(count)s buyers get the prices of %(campaign)s at once.",
        effect.gained_count,
    ) % {**numbers, "count": shown(effect.gained_count)}
    lost = ngettext(
        "%(count)s buyer loses the prices of %(campaign)s at once.",
        "%(count)s buyers lose the prices of %(campaign)s at once.",
        effect.lost_count,
    ) % {**numbers, "count": shown(effect.lost_count)}
    return " ".join(text for text, count in ((gained, effect.gained_count), (lost, effect.lost_count)) if count)


def agreement(effects: Effects) -> str:
    """Return the words of the button with which a person agrees to the ``effects``."""
    gained, lost = sum(effect.gained_count for effect in effects), sum(effect.lost_count for effect in effects)
    if gained and lost:
        sentence = ngettext("Change prices for %(count)s buyer", "Change prices for %(count)s buyers", gained + lost)
    elif gained:
        sentence = ngettext("Give prices to %(count)s buyer", "Give prices to %(count)s buyers", gained)
    else:
        sentence = ngettext("Take prices from %(count)s buyer", "Take prices from %(count)s buyers", lost)
    return sentence % {"count": shown(gained + lost)}


def campaigns_of(effects: Iterable[PriceEffect]) -> list[str]:
    """Return the numbers of the campaigns whose prices change."""
    return [effect.campaign_number for effect in effects]


def _changed(verb: str, count: int) -> str:
    if verb == Verb.MARK_TARGETS:
        return ngettext("%(count)s line is now campaign target.", "%(count)s lines are now campaign target.", count)
    if verb == Verb.CLEAR_TARGETS:
        return ngettext(
            "%(count)s line is no longer campaign target.", "%(count)s lines are no longer campaign target.", count
        )
    if verb == Verb.MARK_RESPONSES:
        return ngettext("%(count)s line is now campaign response.", "%(count)s lines are now campaign response.", count)
    if verb == Verb.CLEAR_RESPONSES:
        return ngettext(
            "%(count)s line is no longer campaign response.", "%(count)s lines are no longer campaign response.", count
        )
    return ngettext("%(count)s line follows the segment.", "%(count)s lines follow the segment.", count)


def _nothing_to_do(verb: str, already: int) -> str:
    if verb == Verb.MARK_TARGETS:
        return ngettext(
            "The line already was campaign target. Nothing was changed.",
            "All %(already)s lines already were campaign target. Nothing was changed.",
            already,
        )
    if verb == Verb.CLEAR_TARGETS:
        return ngettext(
            "The line was no campaign target. Nothing was changed.",
            "None of the %(already)s lines was campaign target. Nothing was changed.",
            already,
        )
    if verb == Verb.MARK_RESPONSES:
        return ngettext(
            "The line already was campaign response. Nothing was changed.",
            "All %(already)s lines already were campaign response. Nothing was changed.",
            already,
        )
    return ngettext(
        "The line was no campaign response. Nothing was changed.",
        "None of the %(already)s lines was campaign response. Nothing was changed.",
        already,
    )


def _left_out(outcome: AddedContacts) -> Iterator[str]:
    if outcome.already_count:
        yield _("%(count)s already on the segment") % {"count": shown(outcome.already_count)}
    if outcome.excluded_count:
        yield _("%(count)s excluded from segments") % {"count": shown(outcome.excluded_count)}
    if outcome.privacy_blocked_count:
        yield _("%(count)s privacy blocked") % {"count": shown(outcome.privacy_blocked_count)}
