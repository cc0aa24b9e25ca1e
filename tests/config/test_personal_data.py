import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from unittest.mock import patch

from django.apps import apps
from django.db.models import BinaryField, CharField, JSONField, Model, TextField
from django.test import TestCase

from campaigns.models import CampaignTarget
from config.personal_data import PARTS, InUseError, NotTypedError, anonymise, obstacles
from contacts.anonymising import blanked_fields
from contacts.models import Contact, ContactComment, PersonalDataEvent, Upload, UploadChunk, UploadRow
from contacts.personal_data import write_json
from orders.models import Order
from segments.models import Segment
from segments.services import set_target_flag
from tests.factories import cast
from tests.factories.contacts import ConsentFactory, ContactProfileAnswerFactory, PersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

NINE = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
ROOMS = {"contacts", "campaigns", "pricing", "orders", "segments", "planning"}


def traces(text: str) -> Iterator[str]:
    """Yield where ``text`` still stands: every text, JSON and binary field of every table, histories too."""
    for model in (model for model in apps.get_models() if model._meta.app_label in ROOMS):
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField | JSONField | BinaryField):
                place = f"{model._meta.label}.{field.name}"
                yield from (place for value in _values(model, field.name) if text in value)


def _values(model: type[Model], name: str) -> Iterator[str]:
    for value in model._default_manager.values_list(name, flat=True):
        yield (bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)).lower()


class PersonalDataTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.by = UserFactory()
        texts = {field.name: f"Quill {number}" for number, field in enumerate(blanked_fields())}
        cls.ann = PersonFactory(number="ANN", **{**texts, "name": "Ann Quill"})
        ContactComment.objects.create(contact=cls.ann, text="Quill likes tea", written_at=NINE)
        ContactProfileAnswerFactory(contact=cls.ann)
        ConsentFactory(contact=cls.ann, source="Call of Mrs Quill")
        upload = Upload.objects.create(kind="contacts", name="c.csv", size=9, uploaded_at=NINE)
        UploadChunk.objects.create(upload=upload, position=0, content=b"ANN,Ann Quill")
        UploadRow.objects.create(upload=upload, outcome="added", row_number=2, cells=["ANN", "Ann Quill"])
        cls.spring = cast.campaign("SPRING")
        cls.west = SegmentFactory(number="WEST", campaign=cls.spring)
        SegmentLineFactory(segment=cls.west, contact=cls.ann, line_number=1)
        set_target_flag(cls.west, lines=cls.west.lines.all(), is_target=True, at=NINE)
        cls.order = cast.order(cls.ann, number="SO1")
        cls.line = cast.line(cls.order, cast.item(price=100), 5)
        cast.price(cls.line.item, "80", cls.ann)

    def settle(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        Order.objects.update(status=Order.Status.CLOSED)

    def anonymise(self, typed: str = "ann") -> int:
        return anonymise(self.ann, typed_number=typed, by=self.by, at=NINE)

    def test_export_holds_what_each_room_has(self) -> None:
        file = BytesIO()
        write_json(file, self.ann, PARTS)
        told = json.loads(file.getvalue())
        self.assertEqual([line["segment__number"] for line in told["segments"]], ["WEST"])
        self.assertEqual([target["campaign__number"] for target in told["campaigns"]], ["SPRING"])
        self.assertEqual([order["number"] for order in told["orders"]], ["SO1"])
        self.assertEqual([Decimal(line["quantity"]) for line in told["order_lines"]], [Decimal(5)])
        self.assertEqual([Decimal(row["unit_price"]) for row in told["prices"]], [Decimal(80)])
        self.assertEqual(told["comments"][0]["text"], "Quill likes tea")

    def test_export_of_another_holds_nothing_of_this_one(self) -> None:
        file = BytesIO()
        write_json(file, cast.person("Ben"), PARTS)
        self.assertNotIn("Quill", file.getvalue().decode())

    def test_no_trace_of_the_name_is_left(self) -> None:
        self.settle()
        self.assertGreater(len(set(traces("quill"))), 15)
        self.assertEqual(self.anonymise(), 1)
        self.assertEqual(list(traces("quill")), [])

    def test_number_orders_amounts_and_targets_stay(self) -> None:
        self.settle()
        self.anonymise()
        ann = Contact.objects.get(number="ANN")
        self.assertEqual((ann.name, ann.is_privacy_blocked, ann.is_excluded_from_segments), ("ANN", True, True))
        self.assertEqual(list(CampaignTarget.objects.values_list("buyer", "contact_count")), [(ann.pk, 1)])
        self.line.refresh_from_db()
        self.assertEqual((self.line.quantity, self.line.unit_price, self.line.buyer_id), (5, 100, ann.pk))
        use = PersonalDataEvent.objects.get()
        self.assertEqual((use.contact, use.kind, use.done_by, use.done_at), (ann, "anonymised", self.by, NINE))

    def test_open_segments_and_orders_are_named_and_nothing_is_written(self) -> None:
        self.assertEqual([obstacle.name for obstacle in obstacles(self.ann)], ["segment WEST", "order SO1"])
        before = sorted(traces("quill"))
        with self.assertRaises(InUseError) as caught:
            self.anonymise()
        self.assertEqual(
            str(caught.exception),
            "ANN is still worked with: segment WEST, order SO1. Take it off the segments and close the orders first.",
        )
        self.assertEqual(sorted(traces("quill")), before)
        self.assertFalse(PersonalDataEvent.objects.exists())
        for number in range(2, 12):
            cast.order(self.ann, number=f"SO{number}")
        with self.assertRaisesMessage(InUseError, "order SO7 …. Take it off"):
            self.anonymise()
        Order.objects.update(status=Order.Status.RELEASED)
        self.assertEqual(obstacles(self.ann)[1].name, "order SO1")

    def test_another_number_is_refused_and_nothing_is_written(self) -> None:
        self.settle()
        with self.assertRaises(NotTypedError) as caught:
            self.anonymise("BEN")
        self.assertEqual(
            str(caught.exception),
            "“BEN” is not the number of this contact. Type ANN to confirm; nothing was changed.",
        )
        self.assertTrue(Contact.objects.filter(name="Ann Quill").exists())

    def test_fault_on_the_way_undoes_all(self) -> None:
        self.settle()
        with patch("config.personal_data.note_use", side_effect=RuntimeError), self.assertRaises(RuntimeError):
            self.anonymise()
        self.assertTrue(ContactComment.objects.filter(text__contains="Quill").exists())
        self.assertTrue(UploadRow.objects.exists())
