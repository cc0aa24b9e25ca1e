"""Companies that may be the same one twice: the pairs, one pair side by side, and saying that they are two."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views import View

from contacts.duplicate_list import DuplicateFilter, DuplicateTable
from contacts.duplicates import DuplicatesError, equal_rules, find_duplicates, set_separate
from contacts.field_kinds import label_of
from contacts.models import Contact, DuplicatePair, SearchStringRule
from contacts.saved_views import BuiltInView
from contacts.search_strings import build_search_strings
from contacts.templatetags.formats import number
from contacts.views.lists import ListPage

_SHOWN = (
    "number",
    "name",
    "address",
    "address_2",
    "post_code",
    "city",
    "country_code",
    "phone",
    "mobile_phone",
    "email",
    "vat_registration_number",
    "registration_number",
    "salesperson",
    "modified_at",
)


@dataclass(frozen=True, kw_only=True)
class ComparedField:
    """A field of the two companies side by side; ``alike`` says which parts of it are equal."""

    label: str
    first: object
    second: object
    alike: str

    @property
    def is_equal(self) -> bool:
        return bool(self.first) and self.first == self.second


class DuplicateList(ListPage):
    """Pairs of companies that are alike, the most alike first."""

    permission_required = "contacts.view_contact"
    permission_denied_message = gettext_lazy("You may not look at contacts.")
    filterset_class = DuplicateFilter
    table_class = DuplicateTable
    template_name = "contacts/duplicate_list.html"
    file_name = gettext_lazy("Possible duplicates")
    count_words = ngettext_lazy("%(found)s of %(all)s pair", "%(found)s of %(all)s pairs", "total")
    built_in_views = (
        BuiltInView("open", pgettext_lazy("duplicates", "To look at"), "decided=no"),
        BuiltInView("separate", pgettext_lazy("duplicates", "Separate contacts"), "decided=yes"),
    )

    def get_queryset(self) -> QuerySet[DuplicatePair]:
        pairs = DuplicatePair.objects.select_related("first", "second", "decided_by")
        return pairs.order_by("-equal_count", "first__name", "pk")


class DuplicateCard(PermissionRequiredMixin, View):
    """The two companies of a pair side by side."""

    permission_required = "contacts.view_contact"
    permission_denied_message = gettext_lazy("You may not look at contacts.")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pairs = DuplicatePair.objects.select_related("first__salesperson", "second__salesperson", "decided_by")
        pair = get_object_or_404(pairs, pk=pk)
        return render(request, "contacts/duplicate_card.html", {"pair": pair, "fields": _compared(pair)})


class SearchDuplicates(PermissionRequiredMixin, View):
    """Compare all companies anew."""

    permission_required = "contacts.change_contact"
    permission_denied_message = gettext_lazy("You can look at contacts but not change them.")

    def post(self, request: HttpRequest) -> HttpResponse:
        company_count = build_search_strings()
        found = find_duplicates()
        messages.success(
            request,
            _("Companies compared: %(companies)s. Pairs to look at: %(pairs)s, of which %(new)s new.")
            % {
                "companies": number(company_count),
                "pairs": number(found.pair_count),
                "new": number(found.new_count),
            },
        )
        return redirect(_open_pairs_url())


class DecideDuplicate(PermissionRequiredMixin, View):
    """Say that the companies of a pair are two, or take that back."""

    is_separate = True
    permission_required = "contacts.change_contact"
    permission_denied_message = gettext_lazy("You can look at contacts but not change them.")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair = get_object_or_404(DuplicatePair.objects.select_related("first", "second"), pk=pk)
        user: Any = request.user
        try:
            set_separate(pair, is_separate=self.is_separate, at=timezone.now(), by=user)
        except DuplicatesError as error:
            messages.error(request, str(error))
            return redirect(_open_pairs_url())
        sentence = _("%(first)s and %(second)s stand among the possible duplicates again.")
        if self.is_separate:
            sentence = _("%(first)s and %(second)s are two separate contacts, and are not asked about again.")
        sentence %= {"first": pair.first, "second": pair.second}
        undo_url = reverse("contacts:join-duplicate", args=[pk]) if self.is_separate else ""
        messages.success(request, sentence, extra_tags=undo_url)
        return redirect(_open_pairs_url())


def _open_pairs_url() -> str:
    return reverse("contacts:duplicates", query={"view": "open"})


def _compared(pair: DuplicatePair) -> list[ComparedField]:
    alike: dict[str, list[str]] = {}
    for rule in equal_rules(pair):
        words = _("first %(count)s") if rule.part == SearchStringRule.Part.FIRST else _("last %(count)s")
        alike.setdefault(rule.field, []).append(words % {"count": rule.length})
    return [
        ComparedField(
            label=label_of(Contact, name),
            first=getattr(pair.first, name),
            second=getattr(pair.second, name),
            alike=", ".join(alike.get(name, ())),
        )
        for name in _SHOWN
    ]
