"""Sums of money are kept to the last cent on both databases, and calculated with in cents only where that is said."""

from decimal import Decimal

from django.core import serializers
from django.core.exceptions import FieldError
from django.db import transaction
from django.db.models import F, Sum
from django.test import TestCase

from orders.amount_fields import AmountField, amount_difference
from orders.models import ActivationRun
from tests.factories.campaigns import NOW, CampaignFactory

LARGEST = Decimal("9999999999999999.99")


class AmountFieldTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.run_of_all = ActivationRun.objects.create(
            campaign=CampaignFactory(),
            kind=ActivationRun.Kind.ACTIVATE,
            generation=1,
            planned_at=NOW,
            local_before=LARGEST,
            local_after=LARGEST - Decimal("0.01"),
        )

    def test_keeps_the_last_cent_of_eighteen_digits(self) -> None:
        run = ActivationRun.objects.get()
        self.assertEqual((run.local_before, run.local_after), (LARGEST, LARGEST - Decimal("0.01")))
        self.assertEqual(str(run.total_before), "0.00")

    def test_finds_and_adds_amounts(self) -> None:
        self.assertEqual(ActivationRun.objects.get(local_before=LARGEST, local_after__lt=LARGEST), self.run_of_all)
        self.assertEqual(ActivationRun.objects.aggregate(sum=Sum("local_before"))["sum"], LARGEST)

    def test_difference_of_two_amounts_is_exact(self) -> None:
        runs = ActivationRun.objects.annotate(difference=amount_difference("local_before", "local_after"))
        self.assertEqual(runs.get().difference, Decimal("-0.01"))
        self.assertEqual(runs.aggregate(sum=Sum("difference"))["sum"], Decimal("-0.01"))

    def test_an_expression_that_does_not_say_what_it_gives_is_refused(self) -> None:
        with self.assertRaises(FieldError):
            list(ActivationRun.objects.annotate(difference=F("local_after") - F("local_before")))

    def test_refuses_a_fraction_of_a_cent(self) -> None:
        refused = self.assertRaisesMessage(ValueError, "0.005 holds a fraction of a cent.")
        with refused, transaction.atomic():
            ActivationRun.objects.update(local_before=Decimal("0.005"))
        self.assertEqual(ActivationRun.objects.get().local_before, LARGEST)

    def test_survives_being_written_out_as_text(self) -> None:
        [read] = serializers.deserialize("json", serializers.serialize("json", [self.run_of_all]))
        self.assertEqual(read.object.local_before, LARGEST)

    def test_nothing_stays_nothing(self) -> None:
        field = AmountField()
        self.assertEqual((field.to_python(None), field.get_prep_value(None), field.from_db_value(None)), (None,) * 3)
