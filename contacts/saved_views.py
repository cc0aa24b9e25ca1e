"""Views of lists: those that come with a list, those that people save, and the one a list opens with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contacts.list_address import ViewTerms
from contacts.models import SavedView, StartView
from contacts.selectors import salesperson_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ALL = "all"
MAY_SHARE = "contacts.share_savedview"


class ViewError(Exception):
    """A view cannot be saved as asked."""


class ViewNameError(ViewError):
    """The name is missing, or this person's other view of the list has it."""


class NotOwnViewError(ViewError):
    """The view belongs to somebody else."""


class SharingError(ViewError):
    """The person may not share views."""


@dataclass(frozen=True)
class BuiltInView:
    """A view that comes with a list. ``filters`` is written as in an address, ``sort`` names columns.

    One that ``is_for_salespeople`` shows what is one's own, and others would see nothing.
    """

    key: str
    label: "StrPromise"
    filters: str = ""
    sort: str = ""
    is_for_salespeople: bool = False

    @property
    def terms(self) -> ViewTerms:
        return ViewTerms(filters=self.filters, sort=self.sort)


def built_in_views_for(user: User, views: Sequence[BuiltInView]) -> Sequence[BuiltInView]:
    """Return those of a list's own views that are of use to ``user``."""
    if any(view.is_for_salespeople for view in views) and salesperson_of(user) is None:
        return [view for view in views if not view.is_for_salespeople]
    return views


def views_for(user: User, list_name: str) -> Sequence[SavedView]:
    """Return the saved views of a list that ``user`` may use, their own first, each by name."""
    views = SavedView.objects.visible_to(user).filter(list_name=list_name).select_related("owner")
    return sorted(views, key=lambda view: (view.owner_id != user.pk, view.name.casefold(), view.pk))


def terms_of(view: SavedView) -> ViewTerms:
    """Return what a saved view says of its list."""
    return ViewTerms(filters=view.filters, sort=view.sort, columns=view.columns)


def start_view_key(user: User, list_name: str) -> str:
    """Return the key of the view with which the list opens for ``user``; blank when none was chosen."""
    return StartView.objects.filter(user=user, list_name=list_name).values_list("view_key", flat=True).first() or ""


def save_view(*, owner: User, list_name: str, name: str, terms: ViewTerms, is_shared: bool = False) -> SavedView:
    """Write a new view of a list.

    :raises ViewError: the name is missing or taken, or the owner may not share.
    """
    view = SavedView(owner=owner, list_name=list_name, is_shared=is_shared)
    _refuse_sharing(owner, view)
    _fill(view, terms)
    return _named(view, name)


def change_view(view: SavedView, *, terms: ViewTerms, by: User) -> SavedView:
    """Give a view other filters, order and columns.

    :raises NotOwnViewError: somebody else made it.
    """
    refuse_others(view, by)
    _fill(view, terms)
    view.save(update_fields=["filters", "sort", "columns"])
    return view


def rename_view(view: SavedView, *, name: str, is_shared: bool, by: User) -> SavedView:
    """Give a view another name, and share it or keep it to oneself.

    :raises ViewError: somebody else made it, the name is missing or taken, or the owner may not share.
    """
    refuse_others(view, by)
    if is_shared and not view.is_shared:
        view.is_shared = True
        _refuse_sharing(by, view)
    view.is_shared = is_shared
    return _named(view, name)


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """Remove a view; lists that open with it open as they do without.

    :raises NotOwnViewError: somebody else made it.
    """
    refuse_others(view, by)
    StartView.objects.filter(list_name=view.list_name, view_key=str(view.pk)).delete()
    view.delete()


def start_with(user: User, *, list_name: str, view_key: str) -> None:
    """Let a list open with a view for ``user``; with a blank key, as it does for everybody."""
    if view_key:
        StartView.objects.update_or_create(user=user, list_name=list_name, defaults={"view_key": view_key})
    else:
        StartView.objects.filter(user=user, list_name=list_name).delete()


def refuse_others(view: SavedView, by: User) -> None:
    """Refuse a change of a view by anybody but its owner.

    :raises NotOwnViewError: somebody else made it.
    """
    if view.owner_id != by.pk:
        raise NotOwnViewError(
            _("The view “%(name)s” belongs to %(owner)s. Save it under a name of your own instead.")
            % {"name": view.name, "owner": view.owner.get_username()}
        )


def _refuse_sharing(user: User, view: SavedView) -> None:
    if view.is_shared and not user.has_perm(MAY_SHARE):
        raise SharingError(_("You may save views for yourself but not share them with everybody."))


def _fill(view: SavedView, terms: ViewTerms) -> None:
    view.filters, view.sort, view.columns = terms.filters, terms.sort, terms.columns


def _named(view: SavedView, name: str) -> SavedView:
    """Write the view under the name, without the spaces around it."""
    view.name = name.strip()
    if not view.name:
        raise ViewNameError(_("Give the view a name."))
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ViewNameError(
            _("You already have a view “%(name)s” on this list. Choose another name.") % {"name": view.name}
        ) from error
    return view
