import pytest
from django.contrib.auth.models import AnonymousUser, User

from contacts.models import Preferences
from contacts.preferences import preferences_of, remember_language, save_preferences
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def test_everybody_starts_with_the_defaults() -> None:
    for user in (UserFactory(), AnonymousUser()):
        preferences = preferences_of(user)
        assert (preferences.language, preferences.rows_per_page, preferences.start_page) == ("", 50, "home")
        assert preferences.uses_shortcuts
    assert Preferences.objects.count() == 0


def test_what_was_chosen_stays() -> None:
    user = UserFactory()
    preferences = preferences_of(user)
    preferences.rows_per_page = 100
    preferences.uses_shortcuts = False
    save_preferences(preferences)
    kept = preferences_of(User.objects.get(pk=user.pk))
    assert (kept.rows_per_page, kept.uses_shortcuts) == (100, False)


def test_is_asked_of_the_database_once(django_assert_num_queries) -> None:
    for user in (UserFactory(), Preferences.objects.create(user=UserFactory()).user):
        asking = User.objects.get(pk=user.pk)
        with django_assert_num_queries(1):
            preferences_of(asking)
            preferences_of(asking)


def test_language_is_remembered_beside_the_rest() -> None:
    user = UserFactory()
    remember_language(user, language="nl")
    Preferences.objects.update(rows_per_page=25)
    remember_language(user, language="en-gb")
    assert list(Preferences.objects.values_list("language", "rows_per_page")) == [("en-gb", 25)]
