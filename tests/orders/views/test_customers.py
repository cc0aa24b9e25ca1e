from django.test import TestCase

from contacts.models import MarketingSetup
from contacts.relations import make_customer
from tests.factories import cast
from tests.factories.contacts import BusinessRelationFactory
from tests.factories.users import UserFactory

VERB = "/contacts/ALDER/no-customer/"


class EndCustomerPageTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        MarketingSetup.objects.update(customer_relation=BusinessRelationFactory(code="CUST"))
        cls.alder = cast.company("Alder")
        make_customer(cls.alder, by=None)
        cls.marketer = UserFactory(group="Marketer")

    def is_customer(self) -> bool:
        self.alder.refresh_from_db()
        return self.alder.is_customer

    def test_is_for_those_who_may_change_contacts(self) -> None:
        self.assertRedirects(self.client.post(VERB), f"/sign-in/?next={VERB}")
        self.client.force_login(UserFactory(group="Viewer"))
        self.assertContains(self.client.post(VERB), "not change them.", status_code=403)
        self.assertTrue(self.is_customer())

    def test_card_of_a_customer_offers_it_and_the_message_its_undo(self) -> None:
        self.client.force_login(self.marketer)
        self.assertContains(self.client.get("/contacts/ALDER/"), VERB)
        answer = self.client.post(VERB, follow=True)
        self.assertContains(answer, "ALDER Alder is no longer a customer.")
        self.assertNotContains(answer, VERB)
        self.assertFalse(self.is_customer())
        self.client.post("/contacts/ALDER/customer/")
        self.assertTrue(self.is_customer())

    def test_refusal_says_what_was_agreed(self) -> None:
        cast.order(self.alder)
        self.client.force_login(self.marketer)
        self.assertContains(self.client.post(VERB, follow=True), "ALDER Alder stays a customer: it has 1 order.")
        self.assertTrue(self.is_customer())
