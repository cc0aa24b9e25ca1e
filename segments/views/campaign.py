"""The segments of a campaign, a tab of its card."""

import dataclasses
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from campaigns.models import Campaign
from contacts.templatetags.formats import number as shown
from segments.forms import LinkForm
from segments.header import SegmentChange, change_segment
from segments.models import Segment
from segments.price_effect import ConfirmationNeededError
from segments.segment_tables import CampaignSegmentTable
from segments.selectors import campaign_audience, segments_of
from segments.sentences import campaigns_of
from segments.services import SegmentDetails, SegmentError
from segments.views.confirming import Undo, ask_first, confirmed_by, say_done

UNPROCESSABLE = 422


class CampaignSegments(PermissionRequiredMixin, View):
    """Whom the campaign addresses; POST links a segment that is no campaign's yet."""

    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    def get_permission_required(self) -> tuple[str]:
        return ("segments.change_segment",) if self.request.method == "POST" else ("segments.view_segment",)

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        return self._page(campaign, LinkForm(campaign=campaign))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        form = LinkForm(request.POST, campaign=campaign)
        if form.is_valid():
            segment = form.cleaned_data["segment"]
            try:
                self._link(segment, campaign, is_target=form.cleaned_data["is_campaign_target"])
            except ConfirmationNeededError as needed:
                question = _("Link %(segment)s to %(campaign)s?") % {"segment": segment, "campaign": campaign.number}
                return ask_first(
                    request, segment, needed.effects, question=question, back=request.path, undo=Undo.FOR_A_DAY
                )
            except SegmentError as error:
                form.add_error("segment", str(error))
            else:
                return redirect("segments:campaign-segments", number=number)
        return self._page(campaign, form, status=UNPROCESSABLE)

    def _page(self, campaign: Campaign, form: LinkForm, *, status: int = 200) -> HttpResponse:
        table = CampaignSegmentTable(segments_of(campaign))
        RequestConfig(self.request, paginate={"per_page": 50}).configure(table)
        context = {"campaign": campaign, "table": table, "form": form, "audience": campaign_audience(campaign)}
        return render(self.request, "segments/campaign_segments.html", context, status=status)

    def _link(self, segment: Segment, campaign: Campaign, *, is_target: bool) -> None:
        user: Any = self.request.user
        confirmed = confirmed_by(self.request)
        details = dataclasses.replace(
            SegmentDetails.of(segment), campaign=campaign, is_campaign_target=is_target or segment.is_campaign_target
        )
        change = change_segment(segment, details=details, by=user, at=timezone.now(), confirmed=confirmed)
        sentence = linked_sentence(change, campaign)
        say_done(self.request, sentence, campaign_numbers=campaigns_of(confirmed), change=change.bulk_change)


def linked_sentence(change: SegmentChange, campaign: Campaign) -> str:
    """Return how many lines the campaign got with the segment, and how many buyers came into its target group."""
    return _("%(segment)s is linked to %(campaign)s. Lines: %(lines)s. New in the target group: %(targets)s.") % {
        "segment": change.segment.number,
        "campaign": campaign.number,
        "lines": shown(change.lines.line_count),
        "targets": shown(change.lines.targets.added_count),
    }
