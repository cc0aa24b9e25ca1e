"""How the list of segments and the lines of one segment are narrowed, and which lines "all that match" are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import FilterSet

from contacts.few_keys import few_keys
from contacts.filters import ContactFilter, DayFilter, ReachFilter, SalespersonFilter
from contacts.models import Contact, ContactQuerySet, IndustryGroup
from segments.models import SavedCriteria, Segment, SegmentLine, SegmentLineQuerySet, SegmentStep
from segments.selectors import following_segments, lines_of

_YES_NO = [("yes", pgettext_lazy("filter", "Yes")), ("no", pgettext_lazy("filter", "No"))]
_WITH = [("yes", pgettext_lazy("filter", "With")), ("no", pgettext_lazy("filter", "Without"))]
_ALL = pgettext_lazy("filter", "All")
_SALT = "segments.filters.scope"
# A page that was open longer than a working day shows too old a list to act on the whole of it.
_SECONDS_VALID = 8 * 60 * 60


class ScopeError(Exception):
    """It is not sure which lines are meant."""


class SegmentFilter(django_filters.FilterSet):
    """Segments."""

    more = ("campaign", "linked", "criteria", "follows", "refresh", "from_day", "until_day")
    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=Segment.State.choices, empty_label=_ALL)
    campaign = django_filters.CharFilter(
        label=gettext_lazy("Campaign No."), field_name="campaign__number", lookup_expr="iexact"
    )
    targets = django_filters.ChoiceFilter(
        label=gettext_lazy("Campaign targets"), method="filter_targets", choices=_WITH, empty_label=_ALL
    )
    salesperson = SalespersonFilter()
    linked = django_filters.ChoiceFilter(
        label=gettext_lazy("Linked to a campaign"), method="filter_linked", choices=_YES_NO, empty_label=_ALL
    )
    follows = django_filters.ChoiceFilter(
        label=gettext_lazy("Follows its rules"), method="filter_follows", choices=_YES_NO, empty_label=_ALL
    )
    refresh = django_filters.ChoiceFilter(
        label=gettext_lazy("Last refresh"),
        method="filter_refresh",
        choices=[("done", pgettext_lazy("refresh", "Done")), ("failed", pgettext_lazy("refresh", "Failed"))],
        empty_label=_ALL,
    )
    criteria = django_filters.CharFilter(label=gettext_lazy("Saved criteria used"), method="filter_criteria")
    from_day = DayFilter(label=gettext_lazy("Dated from"), field_name="dated_on", lookup_expr="gte")
    until_day = DayFilter(label=gettext_lazy("Dated until"), field_name="dated_on", lookup_expr="lte")

    class Meta:
        model = Segment
        fields: list[str] = []

    def filter_targets(self, segments: QuerySet[Segment], _name: str, choice: str) -> QuerySet[Segment]:
        """Keep the segments with a line that is flagged as campaign target, or those without."""
        flagged = Exists(SegmentLine.objects.filter(segment=OuterRef("pk"), is_campaign_target=True))
        return segments.filter(flagged if choice == "yes" else ~flagged)

    def filter_linked(self, segments: QuerySet[Segment], _name: str, choice: str) -> QuerySet[Segment]:
        """Keep the segments that name a campaign, or those that name none."""
        return segments.filter(campaign__isnull=choice == "no")

    def filter_follows(self, segments: QuerySet[Segment], _name: str, choice: str) -> QuerySet[Segment]:
        """Keep the segments that follow their rules, or the fixed ones."""
        return segments.filter(follows_rules=choice == "yes")

    def filter_refresh(self, segments: QuerySet[Segment], _name: str, choice: str) -> QuerySet[Segment]:
        """Keep the segments that wait since a refresh of them was refused, or those whose last one was done."""
        if choice == "failed":
            failed = following_segments().filter(refresh_failed_at__isnull=False)
            return segments.filter(pk__in=failed.values("pk"))
        return segments.filter(refresh_failed_at=None, refreshed_at__isnull=False)

    def filter_criteria(self, segments: QuerySet[Segment], _name: str, code: str) -> QuerySet[Segment]:
        """Keep the segments with a step from the saved criteria of this code, undone ones too."""
        steps = SegmentStep.objects.filter(saved_criteria__code__iexact=code, segment=OuterRef("pk"))
        return segments.filter(Exists(steps))

    def filter_search(self, segments: QuerySet[Segment], _name: str, text: str) -> QuerySet[Segment]:
        """Keep the segments whose number or description holds the text."""
        return segments.filter(Q(number__icontains=text) | Q(description__icontains=text))


class SavedCriteriaFilter(django_filters.FilterSet):
    """Saved criteria."""

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    used = django_filters.ChoiceFilter(
        label=pgettext_lazy("saved criteria", "Used"), method="filter_used", choices=_YES_NO, empty_label=_ALL
    )

    class Meta:
        model = SavedCriteria
        fields: list[str] = []

    def filter_search(self, saved: QuerySet[SavedCriteria], _name: str, text: str) -> QuerySet[SavedCriteria]:
        """Keep those whose code or description holds the text."""
        return saved.filter(Q(code__icontains=text) | Q(description__icontains=text))

    def filter_used(self, saved: QuerySet[SavedCriteria], _name: str, choice: str) -> QuerySet[SavedCriteria]:
        """Keep those from which a segment has a step, or those from which none has."""
        used = Exists(SegmentStep.objects.filter(saved_criteria=OuterRef("pk")))
        return saved.filter(used if choice == "yes" else ~used)


class LineFilter(django_filters.FilterSet):
    """Lines of one segment."""

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    city = django_filters.CharFilter(label=gettext_lazy("City"), field_name="contact__city", lookup_expr="icontains")
    post_code = django_filters.CharFilter(
        label=gettext_lazy("Post code"), field_name="contact__post_code", lookup_expr="istartswith"
    )
    type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"), field_name="contact__type", choices=Contact.Type.choices, empty_label=_ALL
    )
    industry = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Industry group"),
        field_name="contact__industry_groups",
        queryset=IndustryGroup.objects.order_by("code"),
        empty_label=_ALL,
    )
    salesperson = SalespersonFilter(field_name="contact__salesperson", label=gettext_lazy("Salesperson of the contact"))
    reach = ReachFilter(contact="contact")
    customer = django_filters.ChoiceFilter(
        label=gettext_lazy("Customer"),
        field_name="contact__is_customer",
        method="filter_flag",
        choices=_YES_NO,
        empty_label=_ALL,
    )
    target = django_filters.ChoiceFilter(
        label=gettext_lazy("Campaign target"),
        field_name="is_campaign_target",
        method="filter_flag",
        choices=_YES_NO,
        empty_label=_ALL,
    )
    response = django_filters.ChoiceFilter(
        label=gettext_lazy("Campaign response"),
        field_name="is_campaign_response",
        method="filter_flag",
        choices=_YES_NO,
        empty_label=_ALL,
    )

    class Meta:
        model = SegmentLine
        fields: list[str] = []

    def filter_search(self, lines: SegmentLineQuerySet, _name: str, text: str) -> SegmentLineQuerySet:
        """Keep the lines whose contact, or its company, holds the text in number or name."""
        found = few_keys(Contact.objects.filter(Q(number__icontains=text) | Q(name__icontains=text)))
        return lines.filter(Q(contact__in=found) | Q(buyer__in=found))

    def filter_flag(self, lines: SegmentLineQuerySet, name: str, choice: str) -> SegmentLineQuerySet:
        """Keep the lines on which the field is true, or those on which it is not."""
        return lines.filter(**{name: choice == "yes"})


class FlaggedFilter(django_filters.FilterSet):
    """The contacts behind the target group of a campaign."""

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    buyer = django_filters.CharFilter(label=gettext_lazy("Buyer No."), method="filter_buyer")
    segment = django_filters.CharFilter(label=gettext_lazy("Segment No."), method="filter_segment")

    class Meta:
        model = Contact
        fields: list[str] = []

    def filter_search(self, contacts: ContactQuerySet, _name: str, text: str) -> ContactQuerySet:
        """Keep the contacts whose number or name, or that of their company, holds the text."""
        return contacts.filter(Q(number__icontains=text) | Q(name__icontains=text) | Q(company__name__icontains=text))

    def filter_buyer(self, contacts: ContactQuerySet, _name: str, number: str) -> ContactQuerySet:
        """Keep the contacts for whom the buyer of this number buys."""
        return contacts.filter(Q(company__number__iexact=number) | Q(company=None, number__iexact=number))

    def filter_segment(self, contacts: ContactQuerySet, _name: str, number: str) -> ContactQuerySet:
        """Keep the contacts that are on the segment of this number."""
        return contacts.filter(pk__in=SegmentLine.objects.filter(segment__number__iexact=number).values("contact"))


class FoundFilter(django_filters.FilterSet):
    """Contacts that criteria find."""

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def filter_search(self, contacts: ContactQuerySet, _name: str, text: str) -> ContactQuerySet:
        """Keep the contacts whose number or name, or that of their company, holds the text."""
        return contacts.filter(Q(number__icontains=text) | Q(name__icontains=text) | Q(company__name__icontains=text))


class StepContactFilter(FoundFilter):
    """Contacts that a step is about."""

    effect = django_filters.ChoiceFilter(
        label=gettext_lazy("By the step"),
        method="filter_effect",
        choices=[("on", pgettext_lazy("step", "On the segment")), ("off", pgettext_lazy("step", "Off the segment"))],
        empty_label=_ALL,
    )
    now = django_filters.ChoiceFilter(
        label=gettext_lazy("On the segment now"),
        method="filter_now",
        choices=_YES_NO,
        empty_label=_ALL,
    )

    def filter_effect(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep the contacts that the step puts on the segment, or those that it takes off."""
        return contacts.filter(Q(is_addition=choice == "on"))

    def filter_now(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep the contacts that are on the segment, or those that are not."""
        return contacts.filter(Q(is_on_segment=choice == "yes"))


@dataclass(frozen=True)
class LineScope:
    """All lines of a segment that match the filters, and how many a person saw that these are."""

    lines: SegmentLineQuerySet
    count: int


@dataclass(frozen=True)
class ContactScope:
    """All contacts that match the filters, and how many a person saw that these are."""

    contacts: ContactQuerySet
    count: int


def settled_query(chosen: FilterSet) -> dict[str, str]:
    """Return what ``chosen`` was asked for, naming who ``me`` is: a signed scope is read without knowing the reader."""
    query: dict[str, str] = chosen.data.dict() if hasattr(chosen.data, "dict") else dict(chosen.data or {})
    salesperson = chosen.form.cleaned_data.get("salesperson") if chosen.is_bound and chosen.form.is_valid() else None
    return query if salesperson is None else {**query, "salesperson": str(salesperson.pk)}


def sign_scope(segment: Segment, *, query: Mapping[str, str], count: int) -> str:
    """Return what a page holds so that "all that match" later means the lines of the filters it shows."""
    return _sign(segment, LineFilter, query=query, count=count)


def read_scope(token: str, *, segment: Segment) -> LineScope:
    """Return the lines that a page meant.

    :raises ScopeError: it is not a page of this segment, it is too old, or one of its filters no longer works.
    """
    lines, count = _read(token, segment=segment, filters=LineFilter, rows=lines_of(segment))
    return LineScope(lines=lines, count=count)


def sign_contacts(segment: Segment, *, query: Mapping[str, str], count: int) -> str:
    """Return what a page holds so that "all that match" later means the contacts of the filters it shows."""
    return _sign(segment, ContactFilter, query=query, count=count)


def read_contacts(token: str, *, segment: Segment) -> ContactScope:
    """Return the contacts that a page meant for a segment.

    :raises ScopeError: as ``read_scope``.
    """
    contacts, count = _read(token, segment=segment, filters=ContactFilter, rows=Contact.objects.all())
    return ContactScope(contacts=contacts, count=count)


def _sign(segment: Segment, filters: type[FilterSet], *, query: Mapping[str, str], count: int) -> str:
    chosen = {name: query[name] for name in filters.base_filters if query.get(name)}
    return signing.dumps(
        {"list": filters.__name__, "segment": segment.pk, "filters": chosen, "count": count}, salt=_SALT
    )


def _read(token: str, *, segment: Segment, filters: type[FilterSet], rows: QuerySet[Any]) -> tuple[Any, int]:
    """Return those of the ``rows`` that match. An invalid filter would not narrow at all, and all would be meant."""
    try:
        scope = signing.loads(token, salt=_SALT, max_age=_SECONDS_VALID)
    except signing.BadSignature as error:
        raise ScopeError(_("The list was open for too long. Nothing was changed: look again.")) from error
    chosen = filters(scope["filters"], rows)
    is_ours = (scope["list"], scope["segment"]) == (filters.__name__, segment.pk)
    if not is_ours or not chosen.is_valid() or scope["filters"].keys() - chosen.filters.keys():
        raise ScopeError(_("The filters of the list no longer work. Nothing was changed: look again."))
    return chosen.qs, scope["count"]
