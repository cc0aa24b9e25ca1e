"""What happened to the segments of a campaign: linked, changed, taken away, and changes of many lines at once."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from campaigns.parts import Happening
from contacts.history import Write, person_name, writes_of
from contacts.templatetags.formats import number as shown
from segments.models import BulkChange, Segment


def segment_writes(campaign: Campaign) -> QuerySet[Any]:
    """Return the writes of segments that had the campaign, before the write or after it."""
    history = Segment.history.model._default_manager
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    writes: QuerySet[Any] = (
        history.filter(id__in=history.filter(campaign=campaign).values("id"))
        .annotate(campaign_before=Subquery(earlier.values("campaign_id")[:1]))
        .filter(Q(campaign=campaign) | Q(campaign_before=campaign.pk))
        .annotate(happened_at=F("history_date"), happened_by=F("history_user_id"), event=F("history_id"))
    )
    return writes


def tell_segment_writes(campaign: Campaign, keys: Collection[int]) -> Mapping[int, Happening]:
    """Return what these writes did to segments."""
    return {key: _segment_happening(write, campaign) for key, write in writes_of(Segment, keys).items()}


def bulk_writes(campaign: Campaign) -> QuerySet[Any]:
    """Return the changes of many lines at once on segments that have the campaign now."""
    changes = BulkChange.objects.filter(segment__campaign=campaign)
    return changes.annotate(happened_at=F("made_at"), happened_by=F("made_by_id"), event=F("pk"))


def tell_bulk_writes(_campaign: Campaign, keys: Collection[int]) -> Mapping[int, Happening]:
    """Return what these changes did to lines."""
    changes = BulkChange.objects.filter(pk__in=keys).select_related("segment", "made_by")
    return {change.pk: _bulk_happening(change) for change in changes}


def _segment_happening(write: Write, campaign: Campaign) -> Happening:
    segment = write.state
    return Happening(
        at=write.change.at,
        person=write.change.person,
        title=_title(write, campaign) % {"segment": f"{segment.number} {segment.description}"},
        url=_url(segment.number),
        fields=() if write.is_deletion else write.change.fields,
    )


def _title(write: Write, campaign: Campaign) -> str:
    if write.is_deletion:
        return _("Segment deleted: %(segment)s")
    if write.change.is_creation:
        return _("Segment made: %(segment)s")
    if write.state.campaign_id != campaign.pk:
        return _("Segment taken away: %(segment)s")
    if any(field.name == "campaign" for field in write.change.fields):
        return _("Segment linked: %(segment)s")
    return _("Segment changed: %(segment)s")


def _bulk_happening(change: BulkChange) -> Happening:
    lines = ngettext("%(shown)s line", "%(shown)s lines", change.line_count) % {"shown": shown(change.line_count)}
    title = f"{change.segment.number}: {change.get_verb_display()}, {lines}"
    if change.undone_at is not None:
        title = _("%(change)s; undone since") % {"change": title}
    return Happening(
        at=change.made_at, person=person_name(change.made_by), title=title, url=_url(change.segment.number)
    )


def _url(number: str) -> str:
    return reverse("segments:card", kwargs={"number": number})
