from django.test import TestCase

from contacts.models import MarketingSetup
from contacts.selectors import companies_called, marketing_setup, salesperson_of
from tests.factories import cast
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


class MarketingSetupTest(TestCase):
    def test_missing_row_reads_as_the_choices_it_starts_with(self) -> None:
        MarketingSetup.objects.all().delete()
        self.assertEqual((marketing_setup().inherits_address, marketing_setup().customer_relation), (True, None))


class CompaniesCalledTest(TestCase):
    def test_closest_meaning_goes_first(self) -> None:
        alder, alders = cast.company("Alder", city="Bath"), cast.company("Alders", phone="0123")
        cast.person("Ald")
        for text, found in (
            ("alder", [alder]),
            ("ald", [alder, alders]),
            ("ders", [alders]),
            ("bath", [alder]),
            ("123", [alders]),
            ("oak", []),
        ):
            with self.subTest(text=text):
                self.assertEqual(companies_called(text), found)
        self.assertEqual(companies_called("ald", limit=1), [alder])
