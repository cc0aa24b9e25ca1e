import datetime as dt
from dataclasses import replace

from django.test import TestCase

from contacts.details import (
    ContactChangedError,
    ContactCompanyError,
    ContactDetails,
    ContactNameError,
    ContactPhoneError,
    ContactSalespersonError,
    ContactTypeError,
)
from contacts.models import Contact, ContactComment, NumberSeries
from contacts.numbering import NumberTakenError
from contacts.services import add_comment, change_contact, create_contact, set_company
from tests.factories import cast
from tests.factories.contacts import NumberSeriesFactory, SalespersonFactory
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PERSON = ContactDetails(type="person", first_name="Anna Maria", middle_name="van", surname="Berg")


class CreateContactTest(TestCase):
    def setUp(self) -> None:
        NumberSeriesFactory(code="CONTACT")
        NumberSeries.objects.filter(code="CONTACT").update(prefix="C", digit_count=5, next_value=1)

    def test_company_gets_the_next_number(self) -> None:
        contact = create_contact(details=ContactDetails(name=" Alder ", city="Utrecht"), by=None)
        contact.refresh_from_db()
        self.assertEqual((contact.number, contact.name, contact.type), ("C00001", "Alder", "company"))
        self.assertEqual((contact.city, contact.company, contact.salesperson), ("Utrecht", None, None))

    def test_name_of_a_person_is_made_of_its_parts(self) -> None:
        person = create_contact(details=PERSON, company=cast.company("Alder"), by=None)
        self.assertEqual((person.name, person.company.number), ("Anna Maria van Berg", "ALDER"))

    def test_name_of_a_person_falls_into_its_parts(self) -> None:
        for name, first_name, middle_name, surname in (
            ("X Y Z", "X", "Y", "Z"),
            ("Anna Maria van Berg", "Anna Maria", "van", "Berg"),
            ("Anna Berg", "Anna", "", "Berg"),
            ("Anna", "Anna", "", ""),
            ("Anna " + "B" * 31, "", "", ""),
        ):
            with self.subTest(name=name):
                person = create_contact(details=ContactDetails(type="person", name=name), by=None)
                parts = (person.first_name, person.middle_name, person.surname)
                self.assertEqual((person.name, *parts), (name, first_name, middle_name, surname))

    def test_company_has_no_name_parts(self) -> None:
        company = create_contact(details=replace(PERSON, type="company", name="Alder"), by=None)
        self.assertEqual((company.name, company.first_name, company.surname), ("Alder", "", ""))

    def test_own_salesperson_of_the_user_is_the_default(self) -> None:
        user = UserFactory()
        own, other = SalespersonFactory(user=user), SalespersonFactory()
        self.assertEqual(create_contact(details=PERSON, by=user).salesperson, own)
        self.assertEqual(create_contact(details=replace(PERSON, salesperson=other), by=user).salesperson, other)

    def test_refusals_write_nothing_and_take_no_number(self) -> None:
        alder, zoe = cast.company("Alder"), cast.person("Zoe")
        blocked = SalespersonFactory(code="SP1", name="Sam", is_blocked=True)
        for error, sentence, arguments in (
            (ContactNameError, "Fill in a name.", {"details": ContactDetails(name=" ")}),
            (ContactPhoneError, "020-call is not a phone", {"details": ContactDetails(name="A", phone="020-call")}),
            (ContactPhoneError, "x is not a phone", {"details": ContactDetails(name="A", mobile_phone="x")}),
            (ContactSalespersonError, "SP1 Sam is blocked", {"details": replace(PERSON, salesperson=blocked)}),
            (ContactTypeError, "A company cannot", {"details": ContactDetails(name="A"), "company": alder}),
            (ContactCompanyError, "ZOE Zoe is a person", {"details": PERSON, "company": zoe}),
            (NumberTakenError, "ALDER already exists", {"details": PERSON, "number": "alder"}),
        ):
            with self.subTest(error=error), self.assertRaisesMessage(error, sentence):
                create_contact(**arguments, by=None)
        self.assertEqual(Contact.objects.count(), 2)
        self.assertEqual(NumberSeries.objects.get(code="CONTACT").next_value, 1)


class ChangeContactTest(TestCase):
    def setUp(self) -> None:
        self.alder = cast.company("Alder")

    def test_writes_the_card_and_leaves_number_and_company(self) -> None:
        ann = cast.person("Ann", self.alder)
        changed = change_contact(ann, details=replace(PERSON, phone="+31 (20) 555-01"), at=NOW, by=None)[0]
        changed.refresh_from_db()
        self.assertEqual((changed.number, changed.company, changed.name), ("ANN", self.alder, "Anna Maria van Berg"))
        self.assertEqual(changed.phone, "+31 (20) 555-01")

    def test_details_of_a_contact_written_back_change_nothing(self) -> None:
        ann = cast.person("Ann", self.alder, city="Utrecht")
        changed = change_contact(ann, details=ContactDetails.of(ann), at=NOW, by=UserFactory())[0]
        changed.refresh_from_db()
        self.assertEqual((changed.name, changed.city, changed.modified_at), ("Ann", "Utrecht", ann.modified_at))
        self.assertIsNone(changed.modified_by)

    def test_salesperson_blocked_since_may_stay(self) -> None:
        blocked = SalespersonFactory(is_blocked=True)
        Contact.objects.update(salesperson=blocked)
        changed = change_contact(
            self.alder, details=ContactDetails(name="Alder & Co", salesperson=blocked), at=NOW, by=None
        )[0]
        self.assertEqual(changed.name, "Alder & Co")

    def test_company_with_persons_stays_a_company(self) -> None:
        cast.person("Ann", self.alder)
        with self.assertRaisesMessage(ContactTypeError, "Persons belong to ALDER Alder (1)."):
            change_contact(self.alder, details=PERSON, at=NOW, by=None)[0]
        self.alder.refresh_from_db()
        self.assertEqual(self.alder.type, "company")

    def test_person_of_a_company_stays_a_person(self) -> None:
        ann = cast.person("Ann", self.alder)
        with self.assertRaisesMessage(ContactTypeError, "ANN Ann belongs to a company."):
            change_contact(ann, details=ContactDetails(name="Ann"), at=NOW, by=None)[0]
        ann.refresh_from_db()
        self.assertEqual(ann.type, "person")

    def test_others_may_change_type(self) -> None:
        self.assertEqual(change_contact(self.alder, details=PERSON, at=NOW, by=None)[0].type, "person")
        self.assertEqual(
            change_contact(cast.person("Zoe"), details=ContactDetails(name="Zoe"), at=NOW, by=None)[0].type, "company"
        )

    def test_says_when_and_by_whom(self) -> None:
        user = UserFactory()
        changed, _count = change_contact(self.alder, details=ContactDetails(name="Ash"), at=NOW, by=user)
        changed.refresh_from_db()
        self.assertEqual((changed.modified_at > self.alder.modified_at, changed.modified_by), (True, user))

    def test_who_saw_an_older_card_is_refused(self) -> None:
        seen_at = self.alder.modified_at
        change_contact(self.alder, details=ContactDetails(name="Ash"), seen_at=seen_at, at=NOW, by=None)
        with self.assertRaisesMessage(ContactChangedError, "ALDER was changed while you were editing it."):
            change_contact(self.alder, details=ContactDetails(name="Oak"), seen_at=seen_at, at=NOW, by=None)
        self.alder.refresh_from_db()
        self.assertEqual(self.alder.name, "Ash")


class AddCommentTest(TestCase):
    def test_comment_says_when_and_by_whom(self) -> None:
        alder, user = cast.company("Alder"), UserFactory()
        add_comment(alder, text=" Likes tea. ", at=NOW, by=user)
        comment = ContactComment.objects.get()
        self.assertEqual((comment.contact, comment.text), (alder, "Likes tea."))
        self.assertEqual((comment.written_at, comment.written_by), (NOW, user))
        before = alder.modified_at
        alder.refresh_from_db()
        self.assertEqual((alder.modified_at > before, alder.modified_by), (True, user))


class SetCompanyTest(TestCase):
    def test_writes_the_company_and_takes_it_away(self) -> None:
        alder, ann = cast.company("Alder"), cast.person("Ann")
        self.assertEqual(set_company(ann, company=alder).company, alder)
        self.assertIsNone(set_company(ann, company=None).company)

    def test_company_must_be_a_company_and_the_other_a_person(self) -> None:
        alder, birch, ann = cast.company("Alder"), cast.company("Birch"), cast.person("Ann")
        with self.assertRaises(ContactTypeError):
            set_company(birch, company=alder)
        with self.assertRaisesMessage(ContactCompanyError, "ANN Ann is a person. Choose a company"):
            set_company(cast.person("Ben"), company=ann)
        self.assertFalse(Contact.objects.exclude(company=None).exists())
