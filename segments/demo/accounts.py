"""Accounts with which one can sign in to the demo: one for each group of users, and one that may do everything."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, User


@dataclass(frozen=True, slots=True)
class Account:
    """A name to sign in with, and the group whose rights it has; blank: every right."""

    username: str
    first_name: str
    last_name: str
    group: str


ACCOUNTS = (
    Account("viewer", "Vera", "Koster", "Viewer"),
    Account("marketer", "Thijs", "Mulder", "Marketer"),
    Account("manager", "Marit", "de Boer", "Campaign manager"),
    Account("admin", "Noor", "Timmermans", ""),
)
MANAGER = "manager"


def make_accounts(password: str) -> list[Account]:
    """Make those of the accounts that are not there yet, all with one password, and return them."""
    taken = set(User.objects.values_list("username", flat=True))
    made = [account for account in ACCOUNTS if account.username not in taken]
    for account in made:
        user = User.objects.create_user(
            account.username,
            password=password,
            first_name=account.first_name,
            last_name=account.last_name,
            is_staff=not account.group,
            is_superuser=not account.group,
        )
        if account.group:
            user.groups.add(Group.objects.get(name=account.group))
    return made


def manager() -> User | None:
    """Return the account that appears as the one who did it all, if it is there."""
    return User.objects.filter(username=MANAGER).first()
