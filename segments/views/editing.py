"""Making a segment, changing its header and deleting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from contacts.history import last_person
from contacts.numbering import NumberError
from contacts.selectors import salesperson_of
from contacts.templatetags.formats import moment
from contacts.templatetags.formats import number as shown
from segments.forms import ChangedSegmentForm, NewSegmentForm
from segments.header import SegmentChange, change_only_segment, change_segment
from segments.models import Segment
from segments.price_effect import ConfirmationNeededError
from segments.selectors import segments_with_counts
from segments.sentences import campaigns_of
from segments.services import SegmentChangedError, SegmentDetails, SegmentError, create_segment, delete_segment
from segments.views.confirming import Undo, ask_first, confirmed_by, say_done

UNPROCESSABLE = 422


class CreateSegment(PermissionRequiredMixin, View):
    """A new segment, of the campaign that the address names, if any."""

    permission_required = "segments.add_segment"
    permission_denied_message = gettext_lazy("You can look at segments but not add one.")

    def get(self, request: HttpRequest) -> HttpResponse:
        campaign = request.GET.get("campaign", "")
        initial = {
            "dated_on": timezone.localdate(),
            "salesperson": salesperson_of(_user(request)),
            "campaign": campaign,
            "is_campaign_target": bool(campaign),
        }
        return render(request, "segments/segment_new.html", {"form": NewSegmentForm(initial=initial)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewSegmentForm(request.POST)
        if form.is_valid():
            try:
                segment = create_segment(number=form.cleaned_data["number"], details=form.details(), by=_user(request))
            except (NumberError, SegmentError) as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(number)s was made. Now add contacts.") % {"number": segment.number})
                return redirect("segments:card", number=segment.number)
        return render(request, "segments/segment_new.html", {"form": form}, status=UNPROCESSABLE)


class ChangeSegment(PermissionRequiredMixin, View):
    """The header of a segment as a form. What changes of campaign and flags is written on its lines."""

    permission_required = "segments.change_segment"
    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        initial = {"seen_at": segment.modified_at.isoformat(), **vars(SegmentDetails.of(segment))}
        form = ChangedSegmentForm(initial=initial, line_count=segment.line_count)  # type: ignore[attr-defined]
        return render(request, "segments/segment_edit.html", {"segment": segment, "form": form})

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        form = ChangedSegmentForm(request.POST, line_count=segment.line_count)  # type: ignore[attr-defined]
        if form.is_valid():
            try:
                self._save(segment, form)
            except ConfirmationNeededError as needed:
                question = _("Save %(segment)s?") % {"segment": segment}
                return ask_first(
                    request, segment, needed.effects, question=question, back=request.path, undo=Undo.FOR_A_DAY
                )
            except SegmentChangedError:
                stored = Segment.objects.get(pk=segment.pk)
                form.compare_with(stored, sentence=_changed_meanwhile(stored))
            except SegmentError as error:
                form.refuse(error)
            else:
                return redirect("segments:card", number=number)
        return render(request, "segments/segment_edit.html", {"segment": segment, "form": form}, status=UNPROCESSABLE)

    def _save(self, segment: Segment, form: ChangedSegmentForm) -> None:
        confirmed = confirmed_by(self.request)
        details, seen_at = form.details(), form.cleaned_data["seen_at"]
        if form.cleaned_data.get("keeps_lines"):
            change = change_only_segment(segment, details=details, seen_at=seen_at)
        else:
            change = change_segment(
                segment,
                details=details,
                seen_at=seen_at,
                by=_user(self.request),
                at=timezone.now(),
                confirmed=confirmed,
            )
        say_done(
            self.request,
            saved_sentence(change),
            campaign_numbers=campaigns_of(confirmed),
            change=change.bulk_change,
        )


class DeleteSegment(PermissionRequiredMixin, View):
    """Ask whether a segment is to go for good, and delete it."""

    permission_required = "segments.delete_segment"
    permission_denied_message = gettext_lazy("You may not delete segments.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        return render(request, "segments/segment_delete.html", {"segment": segment})

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(Segment, number=number)
        try:
            delete_segment(segment, at=timezone.now())
        except SegmentError as error:
            messages.error(request, str(error))
            return redirect("segments:card", number=number)
        messages.success(request, _("%(segment)s was deleted.") % {"segment": segment})
        return redirect("segments:list")


def _changed_meanwhile(stored: Segment) -> str:
    """Return who changed the segment and when, and what to do."""
    sentence = _(
        "%(person)s changed this segment at %(time)s while you were editing. "
        "Your text is still here; compare the marked fields and save again."
    )
    return sentence % {"person": last_person(stored) or _("Somebody"), "time": moment(stored.modified_at)}


def saved_sentence(change: SegmentChange) -> str:
    """Return that the segment was saved, and how many of its lines that changed."""
    numbers = {"number": change.segment.number, "count": shown(change.lines.line_count)}
    if not change.lines.line_count:
        return _("%(number)s was saved. No line changed.") % numbers
    return (
        ngettext(
            "%(number)s was saved. %(count)s line follows.",
            "%(number)s was saved. %(count)s lines follow.",
            change.lines.line_count,
        )
        % numbers
    )


def _user(request: HttpRequest) -> User | None:
    user: Any = request.user
    return user if user.is_authenticated else None
