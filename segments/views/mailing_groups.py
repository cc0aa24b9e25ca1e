"""Applying a mailing group to the contacts of a segment, with the numbers before it is done."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.mailing_groups import Assignment, AssignmentChangedError, contacts_by_fate
from contacts.models import ContactQuerySet, MailingGroup
from contacts.templatetags.formats import number as shown
from segments.filters import FoundFilter
from segments.mailing_groups import apply_mailing_group, contacts_on, plan_mailing_group
from segments.models import Segment
from segments.selectors import segments_with_counts
from segments.services import SegmentError
from segments.step_tables import FoundTable
from segments.verb_forms import MailingGroupForm
from segments.views.step_contacts import ContactsOfSegment

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

UNPROCESSABLE = 422
_FATES: dict[str, "StrPromise"] = {
    "coming": gettext_lazy("Would come into it"),
    "already": gettext_lazy("In it already"),
    "leaving": gettext_lazy("Would leave it"),
}


class ApplyMailingGroup(PermissionRequiredMixin, View):
    """Choose a group, see who would come into it and leave it, and do it."""

    permission_required = ("segments.view_segment", "contacts.change_contact")
    permission_denied_message = gettext_lazy("You can look at contacts but not change them.")

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(MailingGroupForm(request.GET if request.GET else None))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        form = MailingGroupForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=UNPROCESSABLE)
        try:
            self._apply(form)
        except AssignmentChangedError as error:
            return self._page(form, fault=str(error), status=UNPROCESSABLE)
        except SegmentError as error:
            messages.error(request, str(error))
            return redirect("segments:mailing-group", number=number)
        return redirect("segments:card", number=number)

    def _apply(self, form: MailingGroupForm) -> None:
        user: Any = self.request.user
        group: MailingGroup = form.cleaned_data["group"]
        done = apply_mailing_group(
            self.segment,
            group,
            replaces=form.cleaned_data["replaces"],
            expected=_seen(self.request.POST.get("seen", "")),
            at=timezone.now(),
            by=user,
        )
        words = _(
            "Mailing group %(group)s. Came into it: %(coming)s. In it already: %(already)s. Left it: %(leaving)s."
        )
        numbers = {
            "group": group.code,
            "coming": shown(done.coming_count),
            "already": shown(done.already_count),
            "leaving": shown(done.leaving_count),
        }
        messages.success(self.request, words % numbers)

    def _page(self, form: MailingGroupForm, *, fault: str = "", status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "segment": self.segment,
            "form": form,
            "fault": fault,
            "has_groups": MailingGroup.objects.exists(),
        }
        if form.is_bound and form.is_valid():
            group, replaces = form.cleaned_data["group"], form.cleaned_data["replaces"]
            plan = plan_mailing_group(self.segment, group, replaces=replaces)
            seen = f"{plan.coming_count}-{plan.already_count}-{plan.leaving_count}"
            context |= {"group": group, "plan": plan, "seen": seen, "replaces": replaces}
            context["figures"] = list(_figures(self.segment, group, plan, replaces=replaces))
        elif form.is_bound:
            status = UNPROCESSABLE
        return render(self.request, "segments/mailing_group.html", context, status=status)


class AssignedContacts(ContactsOfSegment):
    """The contacts that one number of the page counts: ``fate`` says which."""

    filterset_class = FoundFilter
    table_class = FoundTable
    template_name = "segments/assigned_contacts.html"
    file_name = gettext_lazy("Contacts that are found")

    @cached_property
    def group(self) -> MailingGroup:
        return get_object_or_404(MailingGroup, code=self.kwargs["code"])

    def get_queryset(self) -> ContactQuerySet:
        """Return the contacts.

        :raises Http404: there is no such list.
        """
        fates = contacts_by_fate(self.group, contacts=contacts_on(self.segment))
        if self.kwargs["fate"] not in fates:
            raise Http404(_("There is no such list of these contacts."))
        return fates[self.kwargs["fate"]].select_related("company", "salesperson").order_by("name", "number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the group and what becomes of these contacts."""
        return super().get_context_data(**kwargs, group=self.group, fate=_FATES[self.kwargs["fate"]])


def _figures(
    segment: Segment, group: MailingGroup, plan: Assignment, *, replaces: bool
) -> Iterator[tuple["StrPromise", int, str]]:
    """Yield what becomes of whom: a word, a number, and the page of the contacts it counts."""
    counts = {"coming": plan.coming_count, "already": plan.already_count}
    if replaces:
        counts["leaving"] = plan.leaving_count
    for fate, count in counts.items():
        yield _FATES[fate], count, reverse("segments:assigned", args=[segment.number, group.code, fate])


def _seen(text: str) -> Assignment:
    """Return the numbers that the page showed; impossible ones where it sent none, so that nothing is done."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return Assignment(coming_count=-1, already_count=-1, leaving_count=-1)
    coming, already, leaving = map(int, parts)
    return Assignment(coming_count=coming, already_count=already, leaving_count=leaving)
