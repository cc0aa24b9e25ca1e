"""Merging two contacts that are one: choosing the other, seeing what becomes of what, and doing it for good."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.details import ContactError
from contacts.merged_numbers import merged_number
from contacts.models import Contact
from contacts.views import PageRequest
from orders.services import OrderError
from segments.forms import ChooseMergeForm, MergeForm
from segments.merge_plan import MergePlan, plan_merge
from segments.merge_words import place_sentences, row_words
from segments.merging import MergeError, merge_contacts, refuse_merge
from segments.views.confirming import resync_note

UNPROCESSABLE = 422


class _MergePage(PermissionRequiredMixin, View):
    # The page shows orders and prices of both, and writes what only who may delete a contact may.
    permission_required = (
        "contacts.change_contact",
        "contacts.delete_contact",
        "orders.view_order",
        "pricing.view_salesprice",
        "segments.view_segment",
    )
    permission_denied_message = gettext_lazy("You can look at contacts but not merge them.")

    def contact(self, number: str) -> Contact:
        """Return the contact of that number, with all that its card names."""
        related = ("company", "territory", "salesperson", "organizational_level")
        return get_object_or_404(Contact.objects.select_related(*related), number=number)


class ChooseMerge(_MergePage):
    """With which other contact this one is to be merged."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = self.contact(number)
        return self._page(contact, ChooseMergeForm(contact=contact))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = self.contact(number)
        form = ChooseMergeForm(request.POST, contact=contact)
        if form.is_valid():
            return redirect("segments:merge", number=number, other=form.cleaned_data["other"].number)
        return self._page(contact, form, status=UNPROCESSABLE)

    def _page(self, contact: Contact, form: ChooseMergeForm, *, status: int = 200) -> HttpResponse:
        context = {"contact": contact, "form": form}
        return render(self.request, "segments/merge_choose.html", context, status=status)


class MergeContacts(_MergePage):
    """Field by field what is kept of two contacts, what becomes of all else, and the merge once its number is typed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- as the base says
        """Lead to the card, which says what became of it, where the other one was merged: by the same button maybe."""
        if self.has_permission() and merged_number(kwargs["other"]) is not None:
            return redirect("contacts:card", number=kwargs["other"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, number: str, other: str) -> HttpResponse:
        kept, gone = self.contact(number), self.contact(other)
        try:
            refuse_merge(kept, gone)
        except MergeError as error:
            messages.error(request, str(error))
            return redirect("segments:merge-with", number=number)
        plan = plan_merge(kept, gone)
        return self._page(plan, MergeForm(plan=plan))

    def post(self, request: PageRequest, number: str, other: str) -> HttpResponse:
        plan = plan_merge(self.contact(number), self.contact(other))
        form = MergeForm(request.POST, plan=plan)
        if form.is_valid():
            try:
                kept = merge_contacts(
                    kept=plan.kept, gone=plan.gone, wish=form.wish(), at=timezone.now(), by=request.user
                )
            except (ContactError, OrderError) as error:
                form.refuse(error)
            else:
                _say_merged(request, kept, plan)
                return redirect("contacts:card", number=kept.number)
        return self._page(plan, form, status=UNPROCESSABLE)

    def _page(self, plan: MergePlan, form: MergeForm, *, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "contact": plan.kept,
            "plan": plan,
            "form": form,
            "rows": row_words(plan),
            "places": place_sentences(plan),
        }
        return render(self.request, "segments/merge.html", context, status=status)


def _say_merged(request: HttpRequest, kept: Contact, plan: MergePlan) -> None:
    sentence = _("%(gone)s was merged with %(kept)s, and is found under that number from now on.") % {
        "gone": plan.gone,
        "kept": kept,
    }
    note = resync_note(place.campaign.number for place in plan.places_that_matter)
    messages.success(request, format_html("{} {}", sentence, note))
