"""Arrows point down, the hidden ones too: relations, URL names, permissions, template names and paths in strings."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Model

# From the lowest room to the highest; config sees all.
ROOMS = ("contacts", "campaigns", "pricing", "orders", "segments", "planning", "config")

_ROOM = "|".join(ROOMS)
# orders:run-list, orders.view_order, orders/run.html, and the same of any other room.
_NAME_IN_ROOM = re.compile(rf"(?P<room>{_ROOM})[:./][\w./:-]+")
_TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_PERMISSION = re.compile(rf"\bperms\.(?P<room>{_ROOM})\b")
_LOAD = re.compile(r"\{%\s*load\s+(?P<names>[^%]*?)\s*%\}")


# What calls or finds another room without naming it. Ruff bans these too, but not at the edges, which may speak HTTP.
_HIDDEN_ARROWS = {"django.db.models.signals", "django.dispatch", "django.contrib.contenttypes.fields"}


class Relation(NamedTuple):
    """A field of a model that names another: labels as in ``orders.Order``."""

    model: str
    field: str
    target: str


def relations_of(models: Iterable[type[Model]]) -> list[Relation]:
    """Return every foreign key, one-to-one and many-to-many field that ``models`` define themselves."""
    return [
        Relation(model._meta.label, field.name, field.related_model._meta.label)
        for model in models
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.related_model is not None
    ]


def upward_relations(relations: Iterable[Relation]) -> list[str]:
    """Return a sentence for each relation that names a room above its own."""
    return [
        f"{relation.model}.{relation.field} points up to {relation.target}: move the field to the higher room."
        for relation in relations
        if _is_above(_room_of(relation.target), _room_of(relation.model))
    ]


def upward_names(source: str, room: str) -> list[str]:
    """Return a sentence for each string in the Python ``source`` of ``room`` that names something of a room above."""
    return [
        f"line {node.lineno}: {node.value!r} names a room above {room}: let the higher room bring it."
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _names_room_above(node.value, room)
    ]


def upward_names_in_template(text: str, room: str, libraries: dict[str, str]) -> list[str]:
    """Return a sentence for each name in a template of ``room`` that belongs to a room above.

    ``libraries`` says which room owns each template library; those it does not name are not ours.
    """
    return [
        f"{name!r} names a room above {room}: let the page of the higher room show it."
        for name in _names_in_template(text, libraries)
        if _names_room_above(name, room)
    ]


def hidden_arrows(source: str) -> list[str]:
    """Return a sentence for each import of signals or generic relations in the Python ``source``."""
    return [
        f"line {node.lineno}: {module} hides an arrow: call the service, name the model."
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in _imported_modules(node)
        if module in _HIDDEN_ARROWS
    ]


def _imported_modules(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}


def _names_in_template(text: str, libraries: dict[str, str]) -> Iterator[str]:
    for tag in _TEMPLATE_TAG.findall(text):
        for double, single in _QUOTED.findall(tag):
            yield double or single
        for match in _PERMISSION.finditer(tag):
            yield f"{match['room']}.permission"
    for match in _LOAD.finditer(text):
        for library in match["names"].split():
            if library in libraries:
                yield f"{libraries[library]}.{library}"


def _names_room_above(text: str, room: str) -> bool:
    match = _NAME_IN_ROOM.fullmatch(text)
    return match is not None and _is_above(match["room"], room)


def _room_of(label: str) -> str:
    return label.partition(".")[0]


def _is_above(room: str, other: str) -> bool:
    return room in ROOMS and other in ROOMS and ROOMS.index(room) > ROOMS.index(other)
