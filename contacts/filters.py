"""How the list of contacts is narrowed, and filters that other lists share."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.consents import may_be_reached
from contacts.models import (
    CodeTable,
    Consent,
    Contact,
    ContactQuerySet,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    MergedNumber,
    ProfileAnswer,
    Salesperson,
    Territory,
)
from contacts.selectors import salesperson_of

ME = "me"

_ALL = pgettext_lazy("contacts", "All")
_BLOCKED = [
    ("privacy", pgettext_lazy("contacts", "Privacy blocked")),
    ("segments", pgettext_lazy("contacts", "Excluded from segments")),
    ("none", pgettext_lazy("contacts", "Not blocked")),
]
_BLOCKS = {"privacy": "is_privacy_blocked", "segments": "is_excluded_from_segments"}

_NO_RELATION = "none"
_CUSTOMER = [("yes", pgettext_lazy("customer", "Yes")), ("no", pgettext_lazy("customer", "No"))]


class DayFilter(django_filters.DateFilter):
    """A day, chosen on a calendar. A period takes two of them, each with its own label."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class CodeField(django_filters.fields.ModelChoiceField):
    """A classification, shown by its description."""

    def label_from_instance(self, code: CodeTable) -> str:
        return code.description or code.code


class CodeFilter(django_filters.ModelChoiceFilter):
    """The rows with one classification."""

    field_class = CodeField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_label": _ALL, **kwargs})


class AnswerField(django_filters.fields.ModelChoiceField):
    """An answer of a profile, shown after its question."""

    def label_from_instance(self, answer: ProfileAnswer) -> str:
        return f"{answer.question.text} {answer.text}"


class AnswerFilter(django_filters.ModelChoiceFilter):
    """The contacts that gave an answer."""

    field_class = AnswerField

    def __init__(self) -> None:
        answers = ProfileAnswer.objects.select_related("question").order_by(
            "question__questionnaire__code", "question__position", "question", "position", "pk"
        )
        super().__init__(label=_("Profile answer"), queryset=answers, empty_label=_ALL)

    def filter(self, qs: QuerySet[Any], value: ProfileAnswer | None) -> QuerySet[Any]:
        """Keep the contacts that gave the answer, each once."""
        return qs.filter(pk__in=value.given_answers.values("contact")) if value else qs


class ReachFilter(django_filters.ChoiceFilter):
    """The rows whose contact may get messages by a channel; ``contact`` is where the row names it."""

    def __init__(self, *, contact: str = "pk") -> None:
        self.contact = contact
        super().__init__(label=_("May get messages by"), choices=Consent.Channel.choices, empty_label=_ALL)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the rows of those who gave consent, did not withdraw it, and are not privacy blocked."""
        return qs.filter(may_be_reached(value, contact=self.contact)) if value else qs


class SalespersonField(django_filters.fields.ModelChoiceField):
    """A salesperson; ``me`` is the one who signs in as the reader, so that a shared view is everybody's own."""

    def __init__(self, *args: Any, me: Salesperson | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me = me

    def to_python(self, value: object) -> Salesperson | None:
        """Return the salesperson.

        :raises ValidationError: there is none of that key, or the reader is no salesperson.
        """
        if value != ME:
            chosen: Salesperson | None = super().to_python(value)
            return chosen
        if self.me is None:
            raise ValidationError(_("You do not sign in as a salesperson, so that nothing here is yours."))
        return self.me


class SalespersonFilter(django_filters.ModelChoiceFilter):
    """The rows of one salesperson, or of the reader."""

    field_class = SalespersonField

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Salesperson"))
        super().__init__(
            queryset=Salesperson.objects.order_by("code"),
            empty_label=_ALL,
            null_label=pgettext_lazy("salespeople", "Me"),
            null_value=ME,
            **kwargs,
        )

    @property
    def field(self) -> SalespersonField:
        """Return the field, which knows who reads and offers ``me`` to salespeople only."""
        field: SalespersonField = super().field
        user = getattr(self.get_request(), "user", None)
        field.me = salesperson_of(user if isinstance(user, User) else None)
        field.null_label = self.extra["null_label"] if field.me else None
        return field

    def filter(self, qs: QuerySet[Any], value: Salesperson | None) -> QuerySet[Any]:
        """Keep the rows of that salesperson."""
        return qs.filter(**{str(self.field_name): value}) if value else qs


class ContactFilter(django_filters.FilterSet):
    """Companies and persons."""

    more = (
        "post_code",
        "country",
        "language",
        "territory",
        "industry",
        "job",
        "mailing_group",
        "relation",
        "correspondence",
        "answer",
        "blocked",
    )
    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    type = django_filters.ChoiceFilter(
        label=_("Type"), choices=Contact.Type.choices, empty_label=pgettext_lazy("contacts", "All")
    )
    customer = django_filters.ChoiceFilter(
        label=_("Customer"),
        method="filter_customer",
        choices=_CUSTOMER,
        empty_label=pgettext_lazy("contacts", "All"),
    )
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains")
    salesperson = SalespersonFilter()
    reach = ReachFilter()
    post_code = django_filters.CharFilter(label=_("Post code"), lookup_expr="istartswith")
    territory = CodeFilter(label=_("Territory"), queryset=Territory.objects.order_by("code"))
    industry = CodeFilter(
        label=_("Industry group"), field_name="industry_groups", queryset=IndustryGroup.objects.order_by("code")
    )
    mailing_group = CodeFilter(
        label=_("Mailing group"), field_name="mailing_groups", queryset=MailingGroup.objects.order_by("code")
    )
    answer = AnswerFilter()
    job = CodeFilter(
        label=_("Job responsibility"),
        field_name="job_responsibilities",
        queryset=JobResponsibility.objects.order_by("code"),
    )
    relation = django_filters.ChoiceFilter(
        label=_("Business relation"),
        method="filter_relation",
        choices=[(value or _NO_RELATION, label) for value, label in Contact.Relation.choices],
        empty_label=_ALL,
    )
    correspondence = django_filters.ChoiceFilter(
        label=_("Correspondence"),
        field_name="correspondence_type",
        choices=Contact.Correspondence.choices,
        empty_label=_ALL,
    )
    language = django_filters.CharFilter(label=_("Language"), field_name="language_code", lookup_expr="iexact")
    country = django_filters.CharFilter(label=_("Country"), field_name="country_code", lookup_expr="iexact")
    blocked = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Blocked"), method="filter_blocked", choices=_BLOCKED, empty_label=_ALL
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def filter_search(self, contacts: ContactQuerySet, _name: str, text: str) -> ContactQuerySet:
        """Keep the contacts whose number, also one from before a merge, or name, or that of their company, holds it."""
        merged = MergedNumber.objects.filter(number__icontains=text)
        found = Q(number__icontains=text) | Q(name__icontains=text) | Q(company__name__icontains=text)
        return contacts.filter(found | Q(pk__in=merged.values("contact")))

    def filter_relation(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep the contacts whose relations, with those of their company, come to that."""
        return contacts.filter(business_relation="" if choice == _NO_RELATION else choice)

    def filter_blocked(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep those who are blocked in that way, or those who are not blocked at all."""
        if choice == "none":
            return contacts.filter(is_privacy_blocked=False, is_excluded_from_segments=False)
        return contacts.filter(**{_BLOCKS[choice]: True})

    def filter_customer(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep customers, or those who are none."""
        return contacts.filter(is_customer=choice == "yes")
