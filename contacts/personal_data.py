"""All that is held about one contact, as a file: in parts, of which each room brings its own."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.cells import CellValue
from contacts.models import Contact, ContactProfileAnswer
from contacts.sheet_writing import create_sheet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# By which field a record that another one refers to is known.
_NAMES = ("number", "code", "username")


@dataclass(frozen=True, kw_only=True)
class DataPart:
    """Records about a contact: how they are found, and which of their fields (paths as in queries) are told."""

    key: str
    title: "StrPromise"
    find: Callable[[Contact], QuerySet[Any]]
    fields: tuple[str, ...]


def told_fields(model: type[Model]) -> tuple[str, ...]:
    """Return every field of ``model`` but its key; of a record that it refers to, the number or code."""
    paths = (_path(field) for field in model._meta.concrete_fields if not field.primary_key)
    return tuple(path for path in paths if path)


def count_records(contact: Contact, parts: Sequence[DataPart]) -> list[tuple[DataPart, int]]:
    """Return how many records each of ``parts`` holds about ``contact``."""
    return [(part, part.find(contact).count()) for part in parts]


def write_json(file: BinaryIO, contact: Contact, parts: Sequence[DataPart]) -> None:
    """Write ``parts`` as JSON: by the key of each part its records, by the name of each field its value."""
    file.write(b"{")
    for number, part in enumerate(parts):
        file.write(f"{',' if number else ''}\n {json.dumps(part.key)}: [".encode())
        for row, values in enumerate(_rows(part, contact)):
            record = json.dumps(dict(zip(part.fields, values, strict=True)), cls=DjangoJSONEncoder, ensure_ascii=False)
            file.write(f"{',' if row else ''}\n  {record}".encode())
        file.write(b"]")
    file.write(b"\n}\n")


def write_sheet(file: BinaryIO, contact: Contact, parts: Sequence[DataPart], *, name: str) -> None:
    """Write ``parts`` as a sheet to read: a row for each value, in the words of the pages and the reader's language."""
    headings = [_("Part"), pgettext_lazy("personal data", "Record"), _("Field"), _("Value")]
    with create_sheet(file, name=name, headings=[str(heading) for heading in headings]) as write:
        for part in parts:
            fields = [_field(part.find(contact).model, path) for path in part.fields]
            for number, values in enumerate(_rows(part, contact), start=1):
                for field, path, value in zip(fields, part.fields, values, strict=True):
                    if value not in (None, ""):
                        write([str(part.title), number, _label(field, path), _shown(field, value)])


def _rows(part: DataPart, contact: Contact) -> Iterator[tuple[Any, ...]]:
    return part.find(contact).values_list(*part.fields).iterator(chunk_size=2000)


def _path(field: "Field[Any, Any]") -> str:
    if field.related_model is None:
        return field.name
    known = {each.name for each in field.related_model._meta.concrete_fields}
    name = next((name for name in _NAMES if name in known), "")
    return f"{field.name}__{name}" if name else ""


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    """Return the field at the end of ``path``."""
    first, _dot, rest = path.partition("__")
    field = model._meta.get_field(first)
    return _field(field.related_model, rest) if rest else field  # type: ignore[arg-type, return-value]


def _label(field: "Field[Any, Any]", path: str) -> str:
    return " ".join([*(part.replace("_", " ") for part in path.split("__")[:-1]), str(field.verbose_name)]).capitalize()


def _shown(field: "Field[Any, Any]", value: object) -> CellValue:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value  # type: ignore[return-value]


CONTACT_PARTS = (
    DataPart(
        key="contact",
        title=gettext_lazy("Contact"),
        find=lambda contact: Contact.objects.filter(pk=contact.pk),
        fields=(*told_fields(Contact), "company__name"),
    ),
    DataPart(
        key="industry_groups",
        title=gettext_lazy("Industry groups"),
        find=lambda contact: contact.industry_groups.order_by("code"),
        fields=("code", "description"),
    ),
    DataPart(
        key="job_responsibilities",
        title=gettext_lazy("Job responsibilities"),
        find=lambda contact: contact.job_responsibilities.order_by("code"),
        fields=("code", "description"),
    ),
    DataPart(
        key="mailing_groups",
        title=gettext_lazy("Mailing groups"),
        find=lambda contact: contact.mailing_groups.order_by("code"),
        fields=("code", "description"),
    ),
    DataPart(
        key="business_relations",
        title=gettext_lazy("Business relations"),
        find=lambda contact: contact.relations.order_by("relation__code"),
        fields=("relation__code", "relation__description", "number"),
    ),
    DataPart(
        key="comments",
        title=gettext_lazy("Comments"),
        find=lambda contact: contact.comments.order_by("written_at", "pk"),
        fields=("written_at", "written_by__username", "text"),
    ),
    DataPart(
        key="profile",
        title=pgettext_lazy("tab", "Profile"),
        find=lambda contact: ContactProfileAnswer.objects.filter(contact=contact).order_by("answered_at", "pk"),
        fields=("answer__question__text", "answer__text", "answered_at", "answered_by__username"),
    ),
    DataPart(
        key="consent",
        title=pgettext_lazy("tab", "Consent"),
        find=lambda contact: contact.consents.order_by("stated_on", "pk"),
        fields=("channel", "state", "source", "stated_on", "recorded_at", "recorded_by__username"),
    ),
    DataPart(
        key="merged_numbers",
        title=gettext_lazy("Numbers from before a merge"),
        find=lambda contact: contact.merged_numbers.order_by("number"),
        fields=("number", "merged_at", "merged_by__username"),
    ),
    DataPart(
        key="uses",
        title=gettext_lazy("Uses of personal data"),
        find=lambda contact: contact.personal_data_events.order_by("done_at", "pk"),
        fields=("kind", "done_at", "done_by__username"),
    ),
)
