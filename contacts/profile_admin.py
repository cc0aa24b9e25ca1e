"""Set-up of profile questionnaires. What contacts have answered cannot be deleted."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from contacts.models import ProfileAnswer, ProfileQuestion, ProfileQuestionnaire
from contacts.profiles import AnswersInUseError, refuse_used_answers, take_answer_code


class KeepUsedInline(admin.TabularInline):
    """Rows of which those that contacts use stay."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.BaseInlineFormSet]:  # noqa: ANN401 (Django's)
        """Say how many contacts stand in the way, where Django would list them all."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.hand_clean_DELETE = _refuse_deleting  # type: ignore[attr-defined]
        return formset


class KeepUsedAdmin(admin.ModelAdmin):
    """The page that asks before it deletes says how many contacts stand in the way."""

    def get_deleted_objects(
        self, objs: "Sequence[Any] | QuerySet[Any]", request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Return what would go; of what contacts use nothing goes, and the sentence says why."""
        reasons = [reason for record in objs for reason in _uses(record)]
        if reasons:
            return [], {}, set(), reasons
        return super().get_deleted_objects(objs, request)


class QuestionInline(KeepUsedInline):
    model = ProfileQuestion
    fields = ["position", "text", "allows_several_answers"]
    extra = 1
    show_change_link = True


class AnswerInline(KeepUsedInline):
    model = ProfileAnswer
    fields = ["position", "text", "priority", "code", "contacts"]
    readonly_fields = ["code", "contacts"]
    extra = 3

    @admin.display(description=pgettext_lazy("column", "Contacts"))
    def contacts(self, answer: ProfileAnswer) -> SafeString | str:
        """Return how many contacts gave the answer, leading to them."""
        count = answer.given_answers.count() if answer.pk else 0
        if not count:
            return "0"
        return format_html('<a href="{}?answer={}">{}</a>', reverse("contacts:list"), answer.pk, count)


@admin.register(ProfileQuestionnaire)
class QuestionnaireAdmin(KeepUsedAdmin):
    list_display = ["code", "description", "contact_type", "business_relation", "priority"]
    list_filter = ["contact_type"]
    list_select_related = ["business_relation"]
    search_fields = ["code", "description"]
    autocomplete_fields = ["business_relation"]
    ordering = ["code"]
    inlines = [QuestionInline]


@admin.register(ProfileQuestion)
class QuestionAdmin(KeepUsedAdmin):
    """A question with its answers, which get codes of their own."""

    list_display = ["questionnaire", "position", "text", "allows_several_answers"]
    list_display_links = ["text"]
    list_filter = ["questionnaire"]
    list_select_related = ["questionnaire"]
    search_fields = ["text"]
    ordering = ["questionnaire__code", "position", "pk"]
    inlines = [AnswerInline]

    def save_formset(  # noqa: PLR0917 (Django's)
        self,
        request: HttpRequest,
        form: forms.ModelForm,
        formset: forms.BaseModelFormSet,
        change: bool,  # noqa: FBT001 (Django's)
    ) -> None:
        """Give new answers their codes."""
        for answer in formset.save(commit=False):
            if not answer.code:
                answer.code = take_answer_code(answer.question.questionnaire)
            answer.save()
        for answer in formset.deleted_objects:
            answer.delete()


def _refuse_deleting(form: forms.ModelForm) -> None:
    """Refuse to delete the row of an inline that contacts use.

    :raises ValidationError: it is to be deleted, and they do.
    """
    if form.cleaned_data.get(DELETION_FIELD_NAME) and form.instance.pk and (reasons := _uses(form.instance)):
        raise ValidationError(reasons)


def _uses(record: Model) -> list[str]:
    """Return why a questionnaire, question or answer stays: contacts use it. Nothing where none does."""
    condition = {
        ProfileQuestionnaire: Q(question__questionnaire=record),
        ProfileQuestion: Q(question=record),
        ProfileAnswer: Q(pk=record.pk),
    }[type(record)]
    try:
        refuse_used_answers(ProfileAnswer.objects.filter(condition), name=str(record))
    except AnswersInUseError as error:
        return [str(error)]
    return []
