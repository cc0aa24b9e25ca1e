from django.test import TestCase

from contacts.classification import KINDS, ClassificationError, classify, declassify, kinds_of
from contacts.models import Contact
from contacts.relations import ReservedRelationError, make_customer
from contacts.selectors import marketing_setup
from tests.factories import cast
from tests.factories.contacts import (
    BusinessRelationFactory,
    IndustryGroupFactory,
    JobResponsibilityFactory,
    MailingGroupFactory,
)
from tests.factories.users import UserFactory


class ClassifyTest(TestCase):
    def setUp(self) -> None:
        self.alder, self.ann = cast.company("Alder"), cast.person("Ann")

    def test_each_type_has_its_kinds(self) -> None:
        self.assertEqual([kind.key for kind in kinds_of(self.alder)], ["industry", "mailing", "relation"])
        self.assertEqual([kind.key for kind in kinds_of(self.ann)], ["job", "mailing", "relation"])

    def test_group_is_given_and_taken_away_and_says_by_whom(self) -> None:
        user = UserFactory()
        for contact, kind, code in (
            (self.alder, KINDS["industry"], IndustryGroupFactory()),
            (self.ann, KINDS["job"], JobResponsibilityFactory()),
            (self.ann, KINDS["mailing"], MailingGroupFactory()),
            (self.alder, KINDS["relation"], BusinessRelationFactory(code="PRESS")),
        ):
            with self.subTest(kind=kind.key):
                self.assertIn(code, kind.addable(contact))
                self.assertTrue(classify(contact, kind=kind, code=code, by=user))
                self.assertFalse(classify(contact, kind=kind, code=code, by=user))
                self.assertEqual((kind.codes_of(contact), kind.addable(contact)), ([code], []))
                self.assertEqual(Contact.objects.get(pk=contact.pk).modified_by, user)
                self.assertTrue(declassify(contact, kind=kind, code=code, by=user))
                self.assertFalse(declassify(contact, kind=kind, code=code, by=user))
                self.assertEqual(kind.codes_of(contact), [])

    def test_other_type_is_refused(self) -> None:
        for contact, kind, code, sentence in (
            (self.ann, KINDS["industry"], IndustryGroupFactory(), "Industry groups are for companies; ANN Ann is a"),
            (self.alder, KINDS["job"], JobResponsibilityFactory(), "Job responsibilities are for persons; ALDER"),
        ):
            with self.assertRaisesMessage(ClassificationError, sentence):
                classify(contact, kind=kind, code=code, by=None)
        self.assertFalse(self.ann.industry_groups.exists())
        self.assertFalse(self.alder.job_responsibilities.exists())

    def test_relation_of_customers_is_not_offered(self) -> None:
        reserved = marketing_setup().customer_relation
        self.assertNotIn(reserved, KINDS["relation"].addable(self.alder))
        make_customer(self.alder, by=None)
        with self.assertRaises(ReservedRelationError):
            declassify(self.alder, kind=KINDS["relation"], code=reserved, by=None)
