"""What people who sign in like: their language, how long lists are, where they start, whether keys are shortcuts."""

from django.contrib.auth.models import AnonymousUser, User

from contacts.models import Preferences


def preferences_of(user: User | AnonymousUser) -> Preferences:
    """Return what ``user`` likes; what everybody gets where nothing was chosen yet, or nobody is signed in.

    The user remembers them, so that a request asks the database once.
    """
    if isinstance(user, User):
        try:
            return user.preferences
        except Preferences.DoesNotExist:
            return Preferences(user=user)
    return Preferences()


def save_preferences(preferences: Preferences) -> None:
    """Keep ``preferences``, which ``preferences_of`` gave and a form filled in."""
    preferences.save()


def remember_language(user: User, *, language: str) -> None:
    """Keep that ``user`` chose ``language`` (one of ``settings.LANGUAGES``), and leave the other preferences be."""
    Preferences.objects.update_or_create(user=user, defaults={"language": language})
