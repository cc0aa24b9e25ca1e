"""Accounts."""

import factory
from django.contrib.auth.models import Group, Permission, User
from factory.django import DjangoModelFactory, Password


class UserFactory(DjangoModelFactory[User]):
    """An account whose password is ``secret``.

    ``UserFactory(group="Marketer")`` may do what that group may, ``UserFactory(permissions=["pricing.add_item"])`` just
    that.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    password = Password("secret")

    @factory.post_generation
    def group(self, create: bool, extracted: str | None) -> None:
        if extracted:
            self.groups.add(Group.objects.get(name=extracted))

    @factory.post_generation
    def permissions(self, create: bool, extracted: list[str] | None) -> None:
        for name in extracted or []:
            app_label, codename = name.split(".")
            self.user_permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
