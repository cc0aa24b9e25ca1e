import datetime as dt

from django.test import TestCase

from contacts.anonymising import blank_contact, blanked_fields, forget_in_uploads, removed_records
from contacts.models import Contact, ContactComment, ContactProfileAnswer, Upload, UploadChunk, UploadRow
from tests.factories import cast
from tests.factories.contacts import (
    ConsentFactory,
    ContactProfileAnswerFactory,
    JobResponsibilityFactory,
    PersonFactory,
    TerritoryFactory,
)

NINE = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


class BlankingTest(TestCase):
    def test_takes_every_text_but_those_that_say_nothing_of_the_person(self) -> None:
        names = {field.name for field in blanked_fields()}
        self.assertLessEqual(
            {"name", "first_name", "surname", "search_name", "address", "post_code", "city", "phone", "email"}, names
        )
        self.assertFalse(names & {"number", "type", "country_code", "language_code"})

    def test_contact_is_nobody_and_blocked(self) -> None:
        north, alder = TerritoryFactory(), cast.company("Alder")
        texts = {field.name: "Quill" for field in blanked_fields()}
        ann = PersonFactory(
            number="ANN", company=alder, territory=north, country_code="NL", **{**texts, "name": "Ann Quill"}
        )
        ann.job_responsibilities.add(JobResponsibilityFactory())
        ContactComment.objects.create(contact=ann, text="Quill likes tea", written_at=NINE)
        ContactProfileAnswerFactory(contact=ann)
        consent = ConsentFactory(contact=ann, source="Letter of Quill")
        blank_contact(ann)
        ann = Contact.objects.get(pk=ann.pk)
        self.assertEqual({getattr(ann, name) for name in texts if name != "name"}, {""})
        self.assertEqual((ann.name, ann.number, ann.company, ann.territory), ("ANN", "ANN", alder, north))
        self.assertEqual((ann.is_privacy_blocked, ann.is_excluded_from_segments, ann.country_code), (True, True, "NL"))
        self.assertFalse(ann.job_responsibilities.exists())
        self.assertFalse(ContactComment.objects.exists() or ContactProfileAnswer.objects.exists())
        consent.refresh_from_db()
        self.assertEqual((consent.source, consent.state), ("", "given"))

    def test_removes_all_that_a_deleted_contact_takes_along_but_what_is_kept(self) -> None:
        removed = {model.__name__ for model, _name in removed_records()}
        self.assertLessEqual({"ContactComment", "ContactProfileAnswer", "Contact_mailing_groups"}, removed)
        self.assertFalse(removed & {"Consent", "ContactBusinessRelation", "PersonalDataEvent", "Contact"})


class UploadTest(TestCase):
    def upload(self, *cells: object, state: str = Upload.State.SAVED) -> Upload:
        upload = Upload.objects.create(kind="contacts", name="c.csv", size=9, uploaded_at=NINE, state=state)
        UploadChunk.objects.create(upload=upload, position=0, content=b"x")
        UploadRow.objects.create(upload=upload, outcome="added", row_number=2, cells=list(cells))
        return upload

    def test_files_with_the_contact_go_and_others_stay(self) -> None:
        zoe = cast.person("Zoë", email="zoe@quill.example")
        by_name = self.upload("", "Zoë", state=Upload.State.CHECKED)
        by_email = self.upload("ZOE@quill.example")
        other = self.upload("Ann")
        self.assertEqual(forget_in_uploads(zoe, at=NINE), 2)
        self.assertEqual(list(UploadRow.objects.values_list("upload", flat=True)), [other.pk])
        self.assertEqual(list(UploadChunk.objects.values_list("upload", flat=True)), [other.pk])
        states = [Upload.objects.get(pk=upload.pk).state for upload in (by_name, by_email, other)]
        self.assertEqual(states, ["discarded", "saved", "saved"])
        self.assertEqual(Upload.objects.filter(emptied_at=NINE).count(), 2)

    def test_contact_without_a_name_clears_nothing_by_it(self) -> None:
        self.upload("Ann")
        self.assertEqual(forget_in_uploads(cast.person("Ben", email=""), at=NINE), 0)
