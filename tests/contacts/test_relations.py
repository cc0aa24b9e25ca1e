from django.test import TestCase

from contacts.models import Contact, ContactBusinessRelation, MarketingSetup
from contacts.relations import (
    AlreadyCustomerError,
    CustomerPrivacyError,
    NoCustomerRelationError,
    ReservedRelationError,
    add_relation,
    make_customer,
    relate_customers,
    remove_relation,
)
from contacts.selectors import marketing_setup
from tests.factories import cast
from tests.factories.contacts import BusinessRelationFactory
from tests.factories.users import UserFactory


class MakeCustomerTest(TestCase):
    def refuse(self, error: type[Exception], sentence: str, contact: Contact) -> None:
        before = (Contact.objects.filter(is_customer=True).count(), ContactBusinessRelation.objects.count())
        with self.assertRaisesMessage(error, sentence):
            make_customer(contact, by=None)
        after = (Contact.objects.filter(is_customer=True).count(), ContactBusinessRelation.objects.count())
        self.assertEqual(after, before)

    def test_says_by_whom(self) -> None:
        user = UserFactory()
        self.assertEqual(make_customer(cast.company("Alder"), by=user).modified_by, user)

    def test_is_refused_to_who_is_one(self) -> None:
        alder = make_customer(cast.company("Alder"), by=None)
        self.refuse(AlreadyCustomerError, "ALDER Alder is a customer already.", cast.person("Ann", alder))

    def test_is_refused_to_who_is_privacy_blocked(self) -> None:
        alder = cast.company("Alder")
        self.refuse(CustomerPrivacyError, "ANN Ann is privacy", cast.person("Ann", alder, is_privacy_blocked=True))
        birch = cast.company("Birch", is_privacy_blocked=True)
        self.refuse(CustomerPrivacyError, "BIRCH Birch is privacy blocked", cast.person("Ben", birch))

    def test_is_refused_without_a_reserved_relation(self) -> None:
        MarketingSetup.objects.update(customer_relation=None)
        self.refuse(NoCustomerRelationError, "The marketing set-up has no business relation", cast.company("Alder"))


class FreeRelationTest(TestCase):
    def setUp(self) -> None:
        self.press, self.alder = BusinessRelationFactory(code="PRESS"), cast.company("Alder")

    def test_label_sums_up_what_there_is(self) -> None:
        labels = []
        for relation in (self.press, BusinessRelationFactory(code="UNION")):
            self.assertTrue(add_relation(self.alder, relation=relation, by=None))
            self.assertFalse(add_relation(self.alder, relation=relation, by=None))
            self.alder.refresh_from_db()
            labels.append(self.alder.business_relation)
        self.assertTrue(remove_relation(self.alder, relation=self.press, by=None))
        self.assertFalse(remove_relation(self.alder, relation=self.press, by=None))
        self.alder.refresh_from_db()
        self.assertEqual([*labels, self.alder.business_relation], ["other", "multiple", "other"])

    def test_reserved_one_is_neither_chosen_nor_taken_away_by_hand(self) -> None:
        reserved = marketing_setup().customer_relation
        with self.assertRaisesMessage(ReservedRelationError, "CUSTOMER is the relation of customers"):
            add_relation(self.alder, relation=reserved, by=None)
        make_customer(self.alder, by=None)
        with self.assertRaises(ReservedRelationError):
            remove_relation(self.alder, relation=reserved, by=None)
        self.assertEqual(ContactBusinessRelation.objects.count(), 1)


class RelateCustomersTest(TestCase):
    def test_exactly_the_customers_get_the_relation(self) -> None:
        alder, birch = cast.company("Alder", is_customer=True), cast.company("Birch", is_customer=True)
        ann = cast.person("Ann", alder)
        relate_customers(Contact.objects.all())
        Contact.objects.filter(pk=birch.pk).update(is_customer=False)
        relate_customers(Contact.objects.all())
        self.assertEqual(ContactBusinessRelation.objects.get().contact, alder)
        labels = dict(Contact.objects.values_list("number", "business_relation"))
        self.assertEqual(labels, {"ALDER": "customer", "ANN": "customer", "BIRCH": ""})
        self.assertEqual(ann.company, alder)
