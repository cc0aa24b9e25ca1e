"""Reads about contacts and salespeople that other rooms need."""

from django.contrib.auth.models import User

from contacts.models import Salesperson


def salesperson_of(user: User | None) -> Salesperson | None:
    """Return the salesperson who signs in as ``user``, unless there is none or it is blocked."""
    if user is None:
        return None
    return Salesperson.objects.filter(user=user, is_blocked=False).first()
