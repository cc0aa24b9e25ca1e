"""Who may do what, as Django decides it; a refusal is remembered, so that the page that says no can name who may."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db.models import Model

_REFUSED = "_refused_permission"


class RefusalsRememberedBackend(ModelBackend):
    """Django's own answers; the last permission that a user was refused stays with the user."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        """Tell whether the user has the permission (``app_label.codename``)."""
        is_allowed = super().has_perm(user_obj, perm, obj)
        if not is_allowed:
            setattr(user_obj, _REFUSED, perm)
        return is_allowed


def refused_permission(user: User | AnonymousUser) -> str:
    """Return the permission that was refused last in this request; blank when none was."""
    refused: str = getattr(user, _REFUSED, "")
    return refused


def groups_with(permission: str) -> list[str]:
    """Return the names of the groups that have ``permission`` (``app_label.codename``)."""
    app_label, _, codename = permission.partition(".")
    having = Group.objects.filter(permissions__content_type__app_label=app_label, permissions__codename=codename)
    return list(having.order_by("pk").values_list("name", flat=True))
