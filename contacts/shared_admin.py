"""What admin pages of several rooms have in common: what is only looked at there, and codes that stay while used."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import PROTECT, ForeignObjectRel, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from contacts.templatetags.formats import number


class LookOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KeepUsed:
    """For the admin of codes. The page that asks before it deletes says why a code that is used stays.

    Django would list every record that refers to it, which may be all contacts, and let groups go from under them.
    """

    def get_deleted_objects(
        self, objs: "Sequence[Any] | QuerySet[Any]", request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Return what would go; of what is used nothing goes, and the sentences say why."""
        reasons = [reason for record in objs if (reason := why_it_stays(record))]
        if reasons:
            return [], {}, set(), reasons
        return super().get_deleted_objects(objs, request)  # type: ignore[misc, no-any-return]


def why_it_stays(record: Model) -> str:
    """Return why ``record`` cannot be deleted: what uses it and how often; blank where nothing does."""
    uses = ", ".join(_uses(record))
    if not uses:
        return ""
    return _("%(record)s cannot be deleted: it is used by %(uses)s. Change those first.") % {
        "record": record,
        "uses": uses,
    }


def _uses(record: Model) -> Iterator[str]:
    """Return how many records of each kind use it. Those in a group count, although Django would not protect it."""
    for relation in record._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        model: type[Model] = relation.related_model
        if relation.on_delete is not PROTECT and not model._meta.auto_created:
            continue
        if count := model._default_manager.filter(**{relation.field.name: record}).count():
            owner: Any = model._meta.auto_created or model
            names = owner._meta
            yield f"{number(count)} {names.verbose_name if count == 1 else names.verbose_name_plural}"
