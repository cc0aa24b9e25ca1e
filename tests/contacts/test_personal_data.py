import json
from io import BytesIO

from django.test import TestCase

from contacts.models import Contact
from contacts.personal_data import CONTACT_PARTS, DataPart, count_records, told_fields, write_json, write_sheet
from tests.factories import cast
from tests.factories.contacts import (
    ConsentFactory,
    ContactProfileAnswerFactory,
    MailingGroupFactory,
    ProfileAnswerFactory,
    SalespersonFactory,
)


class ContactPartsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        alder = cast.company("Alder")
        cls.ann = cast.person("Ann", alder, email="ann@alder.example", salesperson=SalespersonFactory(code="MK"))
        cls.ann.mailing_groups.add(MailingGroupFactory(code="NEWS"))
        ContactProfileAnswerFactory(
            contact=cls.ann, answer=ProfileAnswerFactory(text="Yes", question__text="Visits “fairs”?")
        )
        ConsentFactory(contact=cls.ann)
        ConsentFactory(contact=alder)

    def told(self) -> dict[str, list[dict[str, object]]]:
        file = BytesIO()
        write_json(file, self.ann, CONTACT_PARTS)
        told: dict[str, list[dict[str, object]]] = json.loads(file.getvalue())
        return told

    def test_json_holds_every_field_and_what_the_contact_said(self) -> None:
        told = self.told()
        [contact] = told["contact"]
        self.assertEqual(
            (contact["number"], contact["email"], contact["company__name"], contact["salesperson__code"]),
            ("ANN", "ann@alder.example", "Alder", "MK"),
        )
        fields = {field.name for field in Contact._meta.concrete_fields} - {"id"}
        self.assertEqual({path.partition("__")[0] for path in contact}, fields)
        self.assertEqual([group["code"] for group in told["mailing_groups"]], ["NEWS"])
        self.assertEqual([row["answer__question__text"] for row in told["profile"]], ["Visits “fairs”?"])
        self.assertEqual([row["source"] for row in told["consent"]], ["Web form"])
        self.assertEqual(told["comments"], [])

    def test_sheet_says_the_same_in_words(self) -> None:
        file = BytesIO()
        write_sheet(file, self.ann, CONTACT_PARTS, name="ann.csv")
        rows = file.getvalue().decode("utf-8-sig").splitlines()
        self.assertEqual(rows[0], "Part,Record,Field,Value")
        self.assertIn("Contact,1,E-mail,ann@alder.example", rows)
        self.assertIn("Contact,1,Type,Person", rows)
        self.assertIn("Contact,1,Company name,Alder", rows)
        self.assertIn("Contact,1,Customer,No", rows)
        self.assertIn("Consent,1,Consent,Given", rows)
        self.assertFalse([row for row in rows if row.startswith("Contact,1,Phone")])

    def test_counts_records(self) -> None:
        counts = {part.key: count for part, count in count_records(self.ann, CONTACT_PARTS)}
        self.assertEqual((counts["contact"], counts["consent"], counts["comments"]), (1, 1, 0))

    def test_query_count_is_one_for_each_part(self) -> None:
        ConsentFactory.create_batch(5, contact=self.ann)
        with self.assertNumQueries(len(CONTACT_PARTS)):
            write_json(BytesIO(), self.ann, CONTACT_PARTS)

    def test_empty_part_and_no_part_are_json(self) -> None:
        for parts in ((), (DataPart(key="none", title="", find=lambda _: Contact.objects.none(), fields=("name",)),)):
            file = BytesIO()
            write_json(file, self.ann, parts)
            self.assertEqual(json.loads(file.getvalue()), {part.key: [] for part in parts})

    def test_fields_name_what_they_refer_to(self) -> None:
        paths = told_fields(Contact)
        self.assertIn("company__number", paths)
        self.assertIn("territory__code", paths)
        self.assertNotIn("id", paths)
