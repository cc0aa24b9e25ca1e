from typing import Any

from django.test import TestCase

from contacts.models import MarketingSetup
from contacts.relations import make_customer
from orders.customers import NotACustomerError, StillACustomerError, end_customer
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import BusinessRelationFactory
from tests.factories.users import UserFactory


class EndCustomerTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        MarketingSetup.objects.update(customer_relation=BusinessRelationFactory(code="CUST"))
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        make_customer(cls.alder, by=None)
        cls.item = cast.item("1000")

    def test_takes_back_the_relation_and_the_label_of_the_persons_too(self) -> None:
        user = UserFactory()
        alder = end_customer(self.alder, by=user)
        self.ann.refresh_from_db()
        self.assertEqual((alder.is_customer, alder.business_relation, alder.modified_by), (False, "", user))
        self.assertEqual((alder.relations.count(), self.ann.business_relation), (0, ""))

    def test_what_was_agreed_keeps_it_a_customer(self) -> None:
        agreed: list[tuple[Any, str]] = [
            (lambda: cast.order(self.alder), "1 order"),
            (lambda: cast.price(self.item, "90", self.alder), "1 order, 1 sales price"),
            (lambda: cast.discount(None, "5", self.alder), "1 order, 1 sales price, 1 sales line discount"),
            (lambda: cast.terms(self.alder), "1 order, 1 sales price, 1 sales line discount, 1 customer terms"),
        ]
        for make, uses in agreed:
            make()
            with self.assertRaisesMessage(StillACustomerError, f"ALDER Alder stays a customer: it has {uses}."):
                end_customer(self.alder, by=None)
        self.alder.refresh_from_db()
        self.assertEqual((self.alder.is_customer, self.alder.relations.count()), (True, 1))

    def test_withdrawn_prices_do_not_count(self) -> None:
        cast.price(self.item, "90", self.alder, withdrawn_at=NOW)
        self.assertFalse(end_customer(self.alder, by=None).is_customer)

    def test_who_is_none_cannot_end_it(self) -> None:
        with self.assertRaisesMessage(NotACustomerError, "ANN Ann is no customer."):
            end_customer(self.ann, by=None)
