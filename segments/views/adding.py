"""Adding contacts to a segment: search, tick and add, or add all that were found."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from contacts.filters import ContactFilter
from contacts.models import Contact
from contacts.templatetags.formats import number as shown
from contacts.views.lists import ListPage
from segments.filters import ScopeError, read_contacts, settled_query, sign_contacts
from segments.models import Segment
from segments.price_effect import ConfirmationNeededError
from segments.selectors import segments_with_counts
from segments.sentences import added_sentence, campaigns_of
from segments.services import SegmentError, add_contacts
from segments.step_tables import CandidateTable
from segments.views.confirming import ask_first, confirmed_by, say_done


class AddContacts(ListPage):
    """Contacts to choose from; POST adds those that are ticked, or all that match the filters in the address."""

    permission_required = "segments.add_segmentline"
    permission_denied_message = gettext_lazy("You can look at segments but not add contacts to them.")
    filterset_class = ContactFilter
    table_class = CandidateTable
    template_name = "segments/contact_choice.html"
    file_name = gettext_lazy("Contacts to choose from")
    count_words = ngettext_lazy("%(found)s of %(all)s contact", "%(found)s of %(all)s contacts", "total")
    keeps_views = False

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get_queryset(self) -> QuerySet[Contact]:
        on_segment = Exists(self.segment.lines.filter(contact=OuterRef("pk")))
        contacts = Contact.objects.select_related("company", "salesperson").annotate(is_on_segment=on_segment)
        return contacts.order_by("name", "number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the segment, and what "all that match" stands for."""
        context: dict[str, Any] = super().get_context_data(**kwargs, segment=self.segment)
        count = context["table"].paginator.count
        scope = sign_contacts(self.segment, query=settled_query(self.filterset), count=count)
        below = "segments/_candidate_verbs.html" if count else ""
        return {**context, "found_count": count, "scope": scope, "below_list": below}

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Add contacts and go to the segment, or stay when there was nothing to add."""
        try:
            contacts, expected_count = self._chosen()
            if not expected_count:
                messages.info(request, _("No contact was selected. Nothing was added."))
                return redirect(request.get_full_path())
            self._add(contacts, expected_count)
        except ConfirmationNeededError as needed:
            question = ngettext(
                "Add %(count)s contact to %(segment)s?", "Add %(count)s contacts to %(segment)s?", expected_count
            ) % {"count": shown(expected_count), "segment": self.segment}
            return ask_first(request, self.segment, needed.effects, question=question, back=request.get_full_path())
        except (ScopeError, SegmentError) as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        return redirect("segments:card", number=number)

    def _add(self, contacts: QuerySet[Contact], expected_count: int) -> None:
        confirmed = confirmed_by(self.request)
        user: Any = self.request.user
        outcome = add_contacts(
            self.segment,
            contacts=contacts,
            expected_count=expected_count,
            at=timezone.now(),
            by=user,
            confirmed=confirmed,
        )
        if outcome.added.line_count:
            campaign_numbers = campaigns_of(confirmed)
            say_done(self.request, added_sentence(outcome), campaign_numbers=campaign_numbers, change=None)
        else:
            messages.info(self.request, added_sentence(outcome))

    def _chosen(self) -> tuple[QuerySet[Contact], int]:
        """Return the contacts that are meant, and how many the person saw that these are."""
        if token := self.request.POST.get("whole"):
            scope = read_contacts(token, segment=self.segment)
            return scope.contacts, scope.count
        ticked = {int(key) for key in self.request.POST.getlist("contact") if key.isdecimal()}
        return Contact.objects.filter(pk__in=ticked), len(ticked)
