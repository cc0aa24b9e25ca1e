import pytest
from django.contrib.auth.models import AnonymousUser

from config.backends import groups_with, refused_permission
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def test_last_refusal_is_remembered() -> None:
    user = UserFactory(group="Viewer")
    assert refused_permission(user) == ""
    assert user.has_perm("campaigns.view_campaign")
    assert refused_permission(user) == ""
    assert not user.has_perms(["campaigns.view_campaign", "campaigns.change_campaign", "campaigns.delete_campaign"])
    assert refused_permission(user) == "campaigns.change_campaign"


def test_nobody_signed_in_is_refused_as_well() -> None:
    user = AnonymousUser()
    assert not user.has_perm("campaigns.view_campaign")
    assert refused_permission(user) == "campaigns.view_campaign"


@pytest.mark.parametrize(
    ("permission", "groups"),
    [
        ("campaigns.view_campaign", ["Viewer", "Marketer", "Campaign manager"]),
        ("pricing.change_salesprice", ["Marketer", "Campaign manager", "Set-up"]),
        ("campaigns.activate_campaign", ["Campaign manager"]),
        ("auth.add_user", []),
        ("nonsense", []),
    ],
)
def test_groups_that_may(permission: str, groups: list[str]) -> None:
    assert groups_with(permission) == groups
