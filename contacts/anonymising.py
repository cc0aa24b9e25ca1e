"""What makes a contact nobody in particular: its own texts, and what it said and others wrote about it."""

import datetime as dt
import json

from django.db.models import CASCADE, CharField, Field, ForeignObjectRel, Model, Q, TextField
from django.db.models.functions import Cast

from contacts.models import (
    Consent,
    Contact,
    ContactBusinessRelation,
    MergedNumber,
    PersonalDataEvent,
    Upload,
    UploadChunk,
    UploadRow,
)

# Texts that say nothing of the person: what the rest of the firm's records stand on.
_KEPT = {"number", "type", "business_relation", "country_code", "language_code", "correspondence_type"}
# A relation holds no more than the contact's own number, and so does one from before a merge.
_KEPT_RECORDS = {Consent, ContactBusinessRelation, MergedNumber, PersonalDataEvent}


def blank_contact(contact: Contact) -> None:
    """Take all personal data off ``contact``, which is saved; the number takes the place of the name.

    Number, type, country, language, salesperson, territory, company and what other rooms keep by the number stay. It is
    privacy blocked and excluded from segments from now on. The caller has locked the contact, in a transaction.
    """
    for field in blanked_fields():
        setattr(contact, field.name, "")
    contact.name = contact.number
    contact.is_privacy_blocked = contact.is_excluded_from_segments = True
    contact.is_minor = contact.has_parental_consent = False
    contact.organizational_level = None
    contact.save()
    for model, name in removed_records():
        model._default_manager.filter(**{name: contact}).delete()
    contact.consents.update(source="")


def blanked_fields() -> list["Field[str, str]"]:
    """Return the fields of a contact that lose their text; one that is added to contacts later is among them."""
    return [
        field
        for field in Contact._meta.concrete_fields
        if isinstance(field, CharField | TextField) and field.name not in _KEPT
    ]


def removed_records() -> list[tuple[type[Model], str]]:
    """Return the tables of this room whose records about a contact are removed, each with the field that names it.

    These are all that a contact takes along when it is deleted, groups among them, but for those that are kept; a table
    that is added later is among them.
    """
    relations = [each for each in Contact._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if relation.on_delete is CASCADE
        and relation.related_model._meta.app_label == Contact._meta.app_label
        and relation.related_model not in _KEPT_RECORDS
    ]


def forget_in_uploads(contact: Contact, *, at: dt.datetime) -> int:
    """Remove the files and rows of uploads that have ``contact``, as it is now, in a row; return of how many.

    Their counts stay; one that still waits is discarded. Files that were never read into rows are removed by age.
    """
    cells = UploadRow.objects.annotate(
        cells_text=Cast("cells", TextField()), differences_text=Cast("differences", TextField())
    )
    condition = Q()
    for text in {contact.number, contact.email, contact.name} - {""}:
        for written in {text, json.dumps(text)[1:-1]}:
            condition |= Q(cells_text__icontains=written) | Q(differences_text__icontains=written)
    keys = set(cells.filter(condition).values_list("upload", flat=True))
    UploadChunk.objects.filter(upload__in=keys).delete()
    UploadRow.objects.filter(upload__in=keys).delete()
    waiting = Q(state=Upload.State.UNREAD) | Q(state=Upload.State.CHECKED)
    uploads = Upload.objects.filter(pk__in=keys)
    uploads.filter(waiting).update(state=Upload.State.DISCARDED, decided_at=at)
    return uploads.filter(emptied_at=None).update(emptied_at=at)
