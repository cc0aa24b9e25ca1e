"""What was done to many lines of a segment at once, and undoing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from contacts.views import way_back
from segments.models import BulkChange, Segment
from segments.price_effect import ConfirmationNeededError
from segments.selectors import bulk_changes, segments_with_counts
from segments.sentences import campaigns_of, undone_sentence
from segments.services import SegmentError
from segments.tables import BulkChangeTable
from segments.undo import UndoError, is_flag_change, undo_change
from segments.views.confirming import Undo, ask_first, confirmed_by, say_done


class SegmentChanges(PermissionRequiredMixin, View):
    """The bulk changes of a segment, the last one first, each with a way to undo it while that is possible."""

    permission_required = ("segments.view_segment", "segments.view_bulkchange")
    permission_denied_message = gettext_lazy("You may not look at segments.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        user: Any = request.user
        table = BulkChangeTable(bulk_changes().filter(segment=segment), at=timezone.now(), user=user)
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render(request, "segments/changes.html", {"segment": segment, "table": table})


class UndoChange(PermissionRequiredMixin, View):
    """Put the lines of a bulk change back, and go to where the person came from."""

    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    def get_permission_required(self) -> tuple[str, ...]:
        """Ask for what doing it would need."""
        change = BulkChange.objects.filter(pk=self.kwargs["pk"], segment__number=self.kwargs["number"]).first()
        needed = "segments.change_segmentline" if change and is_flag_change(change) else "segments.change_segment"
        return ("segments.view_segment", needed)

    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        change = get_object_or_404(BulkChange.objects.select_related("segment"), pk=pk, segment__number=number)
        back = way_back(request, otherwise=reverse("segments:card", args=[number]))
        confirmed = confirmed_by(request)
        user: Any = request.user
        try:
            undone = undo_change(change, by=user, at=timezone.now(), confirmed=confirmed)
        except ConfirmationNeededError as needed:
            segment = get_object_or_404(Segment, number=number)
            question = _("Undo “%(change)s”?") % {"change": change.get_verb_display()}
            return ask_first(request, segment, needed.effects, question=question, back=back, undo=Undo.NEVER)
        except (UndoError, SegmentError) as error:
            messages.error(request, str(error))
        else:
            sentence = undone_sentence(undone.change)
            say_done(request, sentence, campaign_numbers=campaigns_of(confirmed), change=None)
        return redirect(back)
