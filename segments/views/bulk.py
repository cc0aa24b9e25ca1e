"""What is done with many lines at once: with those that are ticked, or with all that match the filters of the page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from contacts.templatetags.formats import number as shown
from segments.bulk import change_many
from segments.filters import LineScope, ScopeError, read_scope
from segments.models import BulkChange, Segment
from segments.price_effect import ConfirmationNeededError
from segments.selectors import lines_of
from segments.sentences import campaigns_of, done_sentence
from segments.services import SegmentError
from segments.views.confirming import Undo, ask_first, confirmed_by, say_done

Verb = BulkChange.Verb


class ChangeMany(PermissionRequiredMixin, View):
    """Do ``verb`` with the chosen lines. It ends on the same page of the list, on which nothing is ticked any more.

    Ticked lines are never crossed with the filters: those that are ticked are meant.
    """

    verb = ""
    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    def get_permission_required(self) -> tuple[str]:
        is_removal = self.verb == Verb.REMOVE_LINES
        return ("segments.change_segment",) if is_removal else ("segments.change_segmentline",)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(Segment, number=number)
        user: Any = request.user
        change = BulkChange(segment=segment, verb=self.verb, made_at=timezone.now(), made_by=user)
        try:
            chosen = self._chosen(segment)
            if not chosen.count:
                messages.info(request, _("No line was selected. Nothing was changed."))
                return self._back()
            self._do(change, chosen)
        except ConfirmationNeededError as needed:
            question = self._question(chosen.count)
            return ask_first(
                request, segment, needed.effects, question=question, back=self._list_url(), undo=Undo.FOR_A_DAY
            )
        except (SegmentError, ScopeError) as error:
            messages.error(request, str(error))
        return self._back()

    def _do(self, change: BulkChange, chosen: LineScope) -> None:
        confirmed = confirmed_by(self.request)
        outcome = change_many(change, lines=chosen.lines, expected_count=chosen.count, confirmed=confirmed)
        if outcome.change.line_count:
            sentence, campaign_numbers = done_sentence(outcome.change), campaigns_of(confirmed)
            say_done(self.request, sentence, campaign_numbers=campaign_numbers, change=outcome.change)
        else:
            messages.info(self.request, done_sentence(outcome.change))

    def _chosen(self, segment: Segment) -> LineScope:
        if token := self.request.POST.get("whole"):
            if not self.request.user.has_perm("segments.bulk_change_segment"):
                raise PermissionDenied(_("You can change lines one by one, but not all of a segment at once."))
            return read_scope(token, segment=segment)
        ticked = {int(key) for key in self.request.POST.getlist("line") if key.isdecimal()}
        return LineScope(lines=lines_of(segment).filter(pk__in=ticked), count=len(ticked))

    def _question(self, count: int) -> str:
        if self.verb == Verb.MARK_TARGETS:
            question = ngettext(
                "Mark %(count)s line as campaign target?", "Mark %(count)s lines as campaign target?", count
            )
        elif self.verb == Verb.CLEAR_TARGETS:
            question = ngettext(
                "Clear campaign target on %(count)s line?", "Clear campaign target on %(count)s lines?", count
            )
        else:
            question = ngettext(
                "Remove %(count)s line from the segment?", "Remove %(count)s lines from the segment?", count
            )
        return question % {"count": shown(count)}

    def _list_url(self) -> str:
        query = self.request.GET.urlencode()
        url = reverse("segments:card", kwargs={"number": self.kwargs["number"]})
        return f"{url}?{query}" if query else url

    def _back(self) -> HttpResponse:
        return redirect(self._list_url())
