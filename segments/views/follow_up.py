"""Making a follow-up segment: whom it would be about, counted before it is made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from contacts.numbering import NumberError
from contacts.templatetags.formats import number as shown
from segments.follow_up import AskedFollowUp, FollowUpPlan, Whom, create_follow_up, plan_follow_up
from segments.models import Segment
from segments.selectors import segments_with_counts
from segments.services import SegmentError
from segments.verb_forms import FollowUpForm

UNPROCESSABLE = 422


class FollowUp(PermissionRequiredMixin, View):
    """A follow-up on a segment, open or logged: of who responded, who did not, or everybody."""

    permission_required = ("segments.add_segment", "segments.add_segmentline")
    permission_denied_message = gettext_lazy("You can look at segments but not add one.")

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    @cached_property
    def plans(self) -> dict[Whom, FollowUpPlan]:
        return {whom: plan_follow_up(self.segment, whom) for whom in Whom}

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        description = _("Follow-up on segment %(number)s") % {"number": number}
        first = next((whom for whom, plan in self.plans.items() if plan.coming_count), Whom.RESPONDED)
        initial = {"whom": first, "description": description[:100], "dated_on": timezone.localdate()}
        return self._page(FollowUpForm(plans=self.plans, initial=initial))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        form = FollowUpForm(request.POST, plans=self.plans)
        if form.is_valid():
            try:
                follow_up = self._make(form)
            except (NumberError, SegmentError) as error:
                form.add_error(None, str(error))
            else:
                return redirect("segments:card", number=follow_up.number)
        return self._page(form, status=UNPROCESSABLE)

    def _make(self, form: FollowUpForm) -> Segment:
        user: Any = self.request.user
        whom = Whom(form.cleaned_data["whom"])
        seen = self.request.POST.get(f"seen_{whom}", "")
        asked = AskedFollowUp(
            whom=whom,
            description=form.cleaned_data["description"],
            dated_on=form.cleaned_data["dated_on"],
            expected_count=int(seen) if seen.isdecimal() else -1,
        )
        follow_up = create_follow_up(self.segment, asked, at=timezone.now(), by=user)
        count = follow_up.lines.count()
        words = ngettext(
            "%(follow_up)s was made: %(count)s contact of %(number)s.",
            "%(follow_up)s was made: %(count)s contacts of %(number)s.",
            count,
        )
        numbers = {"follow_up": follow_up.number, "count": shown(count), "number": self.segment.number}
        messages.success(self.request, words % numbers)
        return follow_up

    def _page(self, form: FollowUpForm, *, status: int = 200) -> HttpResponse:
        context = {
            "segment": self.segment,
            "form": form,
            "seen": [(whom.value, plan.coming_count) for whom, plan in self.plans.items()],
            "can_make": any(plan.coming_count for plan in self.plans.values()),
        }
        return render(self.request, "segments/follow_up.html", context, status=status)
