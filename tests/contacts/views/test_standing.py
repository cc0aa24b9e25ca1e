from django.test import TestCase

from contacts.models import Contact, ContactComment
from contacts.selectors import marketing_setup
from tests.factories import cast
from tests.factories.contacts import BusinessRelationFactory, IndustryGroupFactory, MailingGroupFactory
from tests.factories.users import UserFactory


class StandingTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        cls.retail = IndustryGroupFactory(code="RETAIL", description="Shops")
        cls.marketer = UserFactory(group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_are_for_those_who_may_change_contacts(self) -> None:
        pages = ("customer/", "type/", "comments/", f"groups/industry/{self.retail.pk}/add/", "groups/industry/")
        for page in (f"/contacts/ALDER/{page}" for page in pages):
            self.client.force_login(UserFactory(group="Viewer"))
            self.assertEqual(self.client.post(page).status_code, 403)
            self.client.logout()
            self.assertRedirects(self.client.post(page), f"/sign-in/?next={page}")
        self.alder.refresh_from_db()
        self.assertEqual((self.alder.is_customer, self.alder.type), (False, "company"))

    def test_reading_an_address_writes_nothing(self) -> None:
        self.assertEqual(self.client.get("/contacts/ALDER/customer/").status_code, 405)

    def test_group_is_added_and_taken_away_each_with_undo(self) -> None:
        answer = self.client.post("/contacts/ALDER/groups/industry/", {"code": self.retail.pk}, follow=True)
        self.assertContains(answer, "Shops was added.")
        undo = f"/contacts/ALDER/groups/industry/{self.retail.pk}/remove/"
        self.assertContains(answer, f'formaction="{undo}"')
        self.assertEqual(list(self.alder.industry_groups.all()), [self.retail])
        answer = self.client.post(undo, follow=True)
        self.assertContains(answer, "Shops was taken away.")
        self.client.post(f"/contacts/ALDER/groups/industry/{self.retail.pk}/add/")
        self.assertEqual(list(self.alder.industry_groups.all()), [self.retail])

    def test_what_is_done_already_is_said(self) -> None:
        mailing = MailingGroupFactory(code="NEWS")
        page = "/contacts/ANN/groups/mailing/"
        self.assertContains(
            self.client.post(f"{page}{mailing.pk}/remove/", follow=True), "NEWS was not there any more."
        )
        self.client.post(page, {"code": mailing.pk})
        self.assertContains(self.client.post(page, {"code": mailing.pk}, follow=True), "NEWS was there already.")

    def test_nothing_chosen_and_what_cannot_be_is_refused(self) -> None:
        for kind, key, sentence in (
            ("industry", "", "Choose what to add."),
            ("industry", "x", "Choose what to add."),
            ("industry", self.retail.pk, "Industry groups are for companies"),
            ("relation", marketing_setup().customer_relation_id, "is the relation of customers"),
        ):
            answer = self.client.post(f"/contacts/ANN/groups/{kind}/", {"code": key}, follow=True)
            self.assertContains(answer, sentence)
        self.assertEqual(self.client.post("/contacts/ANN/groups/shoe/", {"code": "1"}).status_code, 404)
        self.assertFalse(self.ann.industry_groups.exists())

    def test_company_of_a_person_becomes_the_customer(self) -> None:
        answer = self.client.post("/contacts/ANN/customer/", follow=True)
        self.assertContains(answer, "ALDER Alder is now a customer.")
        self.assertContains(self.client.post("/contacts/ANN/customer/", follow=True), "is a customer already")
        self.assertEqual([contact.name for contact in Contact.objects.filter(is_customer=True)], ["Alder"])

    def test_type_changes_and_back(self) -> None:
        birch = cast.company("Birch")
        answer = self.client.post("/contacts/BIRCH/type/", follow=True)
        self.assertContains(answer, "BIRCH is now of type person.")
        self.client.post("/contacts/BIRCH/type/")
        birch.refresh_from_db()
        self.assertEqual(birch.type, "company")
        self.assertContains(
            self.client.post("/contacts/ALDER/type/", follow=True), "Persons belong to ALDER Alder (1)."
        )

    def test_comment_is_written_and_deleted(self) -> None:
        answer = self.client.post("/contacts/ALDER/comments/", {"text": "Likes <b>tea</b>."}, follow=True)
        self.assertContains(answer, "Likes &lt;b&gt;tea&lt;/b&gt;.")
        self.assertContains(
            self.client.post("/contacts/ALDER/comments/", {"text": " "}, follow=True), "Write something"
        )
        comment = ContactComment.objects.get()
        page = f"/contacts/ALDER/comments/{comment.pk}/delete/"
        self.assertEqual(self.client.post(page).status_code, 403)
        self.client.force_login(UserFactory(group="Campaign manager"))
        self.assertEqual(self.client.post(page.replace("ALDER", "ANN")).status_code, 404)
        self.assertRedirects(self.client.post(page), "/contacts/ALDER/")
        self.assertFalse(ContactComment.objects.exists())

    def test_relation_of_customers_has_no_button(self) -> None:
        press = BusinessRelationFactory(code="PRESS")
        self.client.post("/contacts/ALDER/groups/relation/", {"code": press.pk})
        self.client.post("/contacts/ALDER/customer/")
        card = self.client.get("/contacts/ALDER/")
        self.assertContains(card, f"/groups/relation/{press.pk}/remove/")
        self.assertNotContains(card, f"/groups/relation/{marketing_setup().customer_relation_id}/remove/")
        self.assertContains(card, "Multiple")
