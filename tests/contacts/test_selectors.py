from django.test import TestCase

from contacts.selectors import salesperson_of
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory


class SalespersonOfTest(TestCase):
    def test_is_the_one_who_signs_in_as_the_user(self) -> None:
        user = UserFactory()
        salesperson = SalespersonFactory(user=user)
        SalespersonFactory(user=UserFactory())
        self.assertEqual(salesperson_of(user), salesperson)

    def test_is_nobody_for_another_user_and_for_none(self) -> None:
        SalespersonFactory(user=None)
        self.assertIsNone(salesperson_of(UserFactory()))
        self.assertIsNone(salesperson_of(None))

    def test_is_nobody_when_blocked(self) -> None:
        user = UserFactory()
        SalespersonFactory(user=user, is_blocked=True)
        self.assertIsNone(salesperson_of(user))
