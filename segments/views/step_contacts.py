"""Lists of contacts behind the numbers of steps: those that criteria find, and those that a step is about."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from contacts.models import Contact, ContactQuerySet
from contacts.views.lists import ListPage
from segments.builder_words import fate_words
from segments.criteria_form import query_of
from segments.criteria_words import rule_sentence, step_sentence
from segments.filters import FoundFilter, ScopeError, StepContactFilter
from segments.matching import UnknownCodeError
from segments.models import Segment, SegmentLine, SegmentStep, StepContact
from segments.selectors import segments_with_counts
from segments.shown_steps import read_step
from segments.step_preview import ShownStep, contacts_by_fate
from segments.step_tables import FoundTable, StepContactTable


class ContactsOfSegment(ListPage):
    """A list of contacts on a tab of a segment."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")
    count_words = ngettext_lazy("%(found)s of %(all)s contact", "%(found)s of %(all)s contacts", "total")
    keeps_views = False

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the segment."""
        return super().get_context_data(**kwargs, segment=self.segment)


class ContactsByFate(ContactsOfSegment):
    """The contacts that one number of a page counts: ``fate`` says which. ``refusals`` say why they cannot be found."""

    filterset_class = FoundFilter
    table_class = FoundTable
    refusals: tuple[type[Exception], ...]

    def find(self, fate: str) -> ContactQuerySet:
        """Return the contacts of whom this becomes.

        :raises KeyError: there is no such fate.
        """
        raise NotImplementedError

    @cached_property
    def contacts(self) -> ContactQuerySet:
        """Return the contacts.

        :raises Http404: there is no such list, or they cannot be found any more.
        """
        try:
            return self.find(self.kwargs["fate"])
        except self.refusals as error:
            raise Http404(str(error)) from error
        except KeyError as error:
            raise Http404(_("There is no such list of these contacts.")) from error

    def get_queryset(self) -> ContactQuerySet:
        return self.contacts.select_related("company", "salesperson").order_by("name", "number")


class FoundContacts(ContactsByFate):
    """The contacts that one number of the builder counts, of the step that the page showed."""

    refusals = (UnknownCodeError,)
    template_name = "segments/found_contacts.html"
    file_name = gettext_lazy("Contacts that are found")

    @cached_property
    def shown_step(self) -> ShownStep:
        try:
            return read_step(self.kwargs["step"], segment=self.segment)
        except ScopeError as error:
            raise Http404(str(error)) from error

    def find(self, fate: str) -> ContactQuerySet:
        step = self.shown_step
        groups = contacts_by_fate(self.segment, action=step.action, criteria=step.criteria, options=step.options)
        return groups[fate]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule in words, what becomes of these contacts, and the way back to the builder."""
        step = self.shown_step
        query = query_of(step.criteria, action=step.action, options=step.options)
        return super().get_context_data(
            **kwargs,
            fate=fate_words(step.action)[self.kwargs["fate"]],
            rule=rule_sentence(action=step.action, criteria=step.criteria, options=step.options),
            builder_url=f"{reverse('segments:build', args=[self.segment.number])}?{query}",
        )


class StepContacts(ContactsOfSegment):
    """The contacts that a step is about, with what it says of each and whether it is on the segment now."""

    filterset_class = StepContactFilter
    table_class = StepContactTable
    template_name = "segments/step_contacts.html"
    file_name = gettext_lazy("Contacts of the step")

    @cached_property
    def step(self) -> SegmentStep:
        steps = SegmentStep.objects.select_related("taken_by", "undone_by", "segment")
        return get_object_or_404(steps, segment=self.segment, sequence=self.kwargs["sequence"])

    def get_queryset(self) -> ContactQuerySet:
        mentions = StepContact.objects.filter(step=self.step, contact=OuterRef("pk"))
        lines = SegmentLine.objects.filter(segment=self.segment, contact=OuterRef("pk"))
        contacts: ContactQuerySet = Contact.objects.filter(
            pk__in=StepContact.objects.filter(step=self.step).values("contact")
        ).annotate(
            is_addition=Subquery(mentions.values("is_addition")[:1]),
            row_number=Subquery(mentions.values("row_number")[:1]),
            is_on_segment=Exists(lines),
        )
        return contacts.select_related("company").order_by("name", "number")

    def get_total_count(self) -> int:
        return StepContact.objects.filter(step=self.step).count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the step."""
        return super().get_context_data(**kwargs, step=self.step, rule=step_sentence(self.step))
