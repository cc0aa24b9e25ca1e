"""Numbers of each campaign that the list of campaigns shows and of which only higher rooms know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models.expressions import Combinable
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class ListFigure:
    """A column of the list, called ``name``: ``count`` makes what counts the rows of the campaign ``OuterRef("pk")``.

    ``url_name`` is the page of the campaign with the rows that it counts, ``permission`` what one needs to see them.
    """

    name: str
    label: "StrPromise"
    count: Callable[[], Combinable]
    url_name: str
    permission: str


def list_figures() -> Sequence[ListFigure]:
    """Return the numbers that the rooms above bring."""
    figures: Sequence[ListFigure] = import_string(settings.FURTHER_CAMPAIGN_FIGURES)
    return figures
