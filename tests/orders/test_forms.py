"""What people fill in about runs, orders and lines."""

from decimal import Decimal

from django.test import TestCase

from orders.checks import Finding, Subject
from orders.forms import ChangeLineForm, EnterLineForm, HandPriceForm, StartForm
from orders.models import ActivationRun
from pricing.models import Item
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory


class StartFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.planned = ActivationRunFactory()

    def form(self, *subjects: Subject, **fields: object) -> StartForm:
        warnings = [Finding(subject, "…") for subject in subjects]
        return StartForm(fields, runs=ActivationRun.objects.all(), warnings=warnings)

    def test_every_warning_needs_its_tick(self) -> None:
        both = [Subject.ROWS, Subject.PERIOD]
        self.assertTrue(self.form(*both, run=self.planned.pk, confirmed=["rows", "period"]).is_valid())
        for ticked in ([], ["rows"]):
            form = self.form(*both, run=self.planned.pk, confirmed=ticked)
            self.assertEqual(form.sentences(), ["Tick each warning to confirm it. Nothing was changed."])

    def test_warning_that_is_no_longer_given_is_refused(self) -> None:
        form = self.form(Subject.PERIOD, run=self.planned.pk, confirmed=["rows"])
        self.assertEqual(form.sentences(), ["What has to be confirmed has changed. Read it again."])

    def test_run_that_is_gone_or_missing_is_refused(self) -> None:
        for fields in ({"run": 99}, {"run": "x"}, {}):
            [sentence] = self.form(**fields).sentences()
            self.assertIn("Look at the newest check.", sentence)


class LineFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.item = cast.item("1000a")
        cls.box = cast.unit(cls.item, "BOX", 5)
        cls.blue = cast.variant(cls.item, "BLUE")
        cls.line = cast.line(cast.order(cast.company()), cls.item, "2.5", variant=cls.blue)

    def test_entered_line_finds_item_unit_and_variant_in_any_case(self) -> None:
        form = EnterLineForm({"item": " 1000A ", "quantity": "1", "unit": "box", "variant": "Blue"})
        self.assertTrue(form.is_valid(), form.errors)
        details = form.details()
        self.assertEqual((details.item, details.unit, details.variant), (self.item, self.box, self.blue))
        self.assertEqual(details.quantity, 1)

    def test_unit_and_variant_may_be_left_out(self) -> None:
        form = EnterLineForm({"item": "1000a", "quantity": "1"})
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual((form.details().unit, form.details().variant), (None, None))

    def test_what_is_unknown_or_blocked_is_named(self) -> None:
        fields = {"item": "1000a", "quantity": "1"}
        for wrong, field, sentence in (
            ({"item": "9"}, "item", "There is no item 9. Type its number, or a part of its name to choose from."),
            ({"unit": "CRATE"}, "unit", "There is no unit of measure CRATE."),
            ({"variant": "RED"}, "variant", "Item 1000a has no such variant."),
        ):
            self.assertEqual(EnterLineForm({**fields, **wrong}).errors[field], [sentence])
        Item.objects.update(is_blocked=True)
        self.assertEqual(EnterLineForm(fields).errors["item"], ["Item 1000a is blocked."])

    def test_change_starts_from_what_the_line_has(self) -> None:
        form = ChangeLineForm(line=self.line)
        self.assertEqual(form["quantity"].value(), "2.5")
        self.assertEqual((form["unit"].value(), form["variant"].value()), (self.item.base_unit_id, self.blue.pk))

    def test_units_are_those_of_the_item(self) -> None:
        cast.unit(cast.item("2000"), "CRATE", 3)
        self.assertEqual([unit.code for unit in ChangeLineForm(line=self.line).fields["unit"].queryset], ["BOX", "PCS"])

    def test_variant_is_left_out_where_the_item_has_none(self) -> None:
        line = cast.line(self.line.order, cast.item("2000"))
        form = ChangeLineForm({"quantity": "3", "unit": line.unit_id}, line=line)
        self.assertNotIn("variant", form.fields)
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual((form.details().item, form.details().variant), (line.item, None))

    def test_hand_price_starts_from_the_price_of_the_line(self) -> None:
        form = HandPriceForm(line=self.line)
        self.assertEqual((form["unit_price"].value(), form["line_discount_percent"].value()), ("100.00", "0"))

    def test_hand_price_needs_a_reason(self) -> None:
        form = HandPriceForm({"unit_price": "7.5", "line_discount_percent": "1"}, line=self.line)
        self.assertEqual(list(form.errors), ["reason"])
        self.assertEqual(form.cleaned_data["unit_price"], Decimal("7.5"))
