from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from contacts.merging import references
from contacts.models import (
    Contact,
    ContactComment,
    DuplicatePair,
    MergedNumber,
    PersonalDataEvent,
    SearchString,
    SearchStringRule,
)
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.services import add_row
from segments.bulk import change_many
from segments.merge_plan import plan_merge
from segments.merging import (
    ContactGoneError,
    MergeChangedError,
    MergeNotTypedError,
    OtherTypeError,
    SameContactError,
)
from segments.models import BulkChange, SegmentLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import (
    ConsentFactory,
    ContactBusinessRelationFactory,
    ContactProfileAnswerFactory,
    IndustryGroupFactory,
    JobResponsibilityFactory,
    MailingGroupFactory,
)
from tests.factories.orders import RunLineFactory
from tests.segments.merge_stage import MergeTestCase


class EveryReferenceTest(MergeTestCase):
    """Whatever refers to a contact refers to the kept one afterwards, and whoever adds a table has to think of it."""

    def refer(self, contact: Contact) -> None:
        """Let a row of every table refer to the contact."""
        contact.industry_groups.add(IndustryGroupFactory())
        contact.job_responsibilities.add(JobResponsibilityFactory())
        contact.mailing_groups.add(MailingGroupFactory())
        cast.person("Carl", contact)
        ContactBusinessRelationFactory(contact=contact)
        ContactComment.objects.create(contact=contact, text="Called", written_at=NOW)
        ConsentFactory(contact=contact)
        rule = SearchStringRule.objects.order_by("pk")[0]
        SearchString.objects.create(contact=contact, rule=rule, text="ALDER")
        for other in (cast.company("Oak"), cast.company("Elm")):
            first, second = sorted((contact, other), key=lambda company: company.pk)
            DuplicatePair.objects.create(first=first, second=second, equal_count=9)
        DuplicatePair.objects.create(first=self.alder, second=contact, equal_count=9)
        PersonalDataEvent.objects.create(contact=contact, kind="exported", done_at=NOW)
        ContactProfileAnswerFactory(contact=contact)
        MergedNumber.objects.create(number="ALDER3", contact=contact, merged_at=NOW)
        cast.terms(contact)
        item = cast.item()
        add_row(row=SalesPrice(item=item, buyer=contact, unit_price=Decimal(90)), at=NOW, by=None)
        add_row(row=SalesLineDiscount(item=item, buyer=contact, line_discount_percent=Decimal(5)), at=NOW, by=None)
        RunLineFactory(order_line=cast.line(cast.order(contact), item))
        segment = self.segment(contact)
        change_many(
            BulkChange(segment=segment, verb="mark-responses", made_at=NOW),
            lines=SegmentLine.objects.filter(segment=segment),
        )

    def count(self, contact: Contact) -> dict[str, int]:
        return {
            f"{model._meta.label}.{name}": model._default_manager.filter(**{name: contact.pk}).count()
            for model, name in references()
        }

    def test_every_table_that_refers_to_contacts_is_known(self) -> None:
        known = {(model._meta.label, name) for model, name in references()}
        found = {
            (model._meta.label, field.name)
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is Contact
        }
        self.assertEqual(known, found)

    def test_nothing_refers_to_the_one_that_is_gone(self) -> None:
        self.refer(self.twin)
        before = self.count(self.twin)
        # The twin was made before the others and after Alder, so that it stands on both sides of pairs.
        self.assertEqual([name for name, count in before.items() if not count], [])
        kept_before = self.count(self.alder)
        kept = self.merge(taken=("terms",))
        self.assertEqual(set(self.count(self.twin).values()), {0})
        self.assertFalse(Contact.objects.filter(pk=self.twin.pk).exists())
        after = self.count(kept)
        derived = {"contacts.SearchString.contact", "contacts.DuplicatePair.first", "contacts.DuplicatePair.second"}
        expected = {name: kept_before[name] + count for name, count in before.items() if name not in derived}
        expected["contacts.MergedNumber.contact"] += 1
        # Each price has one more write in its history: that it changed hands.
        expected["pricing.HistoricalSalesPrice.buyer"] += 1
        expected["pricing.HistoricalSalesLineDiscount.buyer"] += 1
        self.assertEqual({name: after[name] for name in expected}, expected)

    def test_reference_that_nobody_thought_of_stops_the_merge(self) -> None:
        cast.target(self.spring, self.twin)
        with pytest.raises(RuntimeError, match=r"campaigns\.CampaignTarget\.buyer"):
            self.merge()
        self.assertTrue(Contact.objects.filter(pk=self.twin.pk).exists())
        self.spring.targets.all().delete()


class RefusalTest(MergeTestCase):
    def refused(self, error: type[Exception], words: str, **merge: Any) -> None:
        with pytest.raises(error, match=words):
            self.merge(**merge)
        self.assertTrue(Contact.objects.filter(pk=self.twin.pk).exists())
        self.assertFalse(MergedNumber.objects.exists())

    def test_contact_itself_and_the_other_type_are_refused(self) -> None:
        self.refused(SameContactError, "is this contact itself", gone=self.alder)
        self.refused(OtherTypeError, "^ANN Ann is a person", gone=self.ann)

    def test_number_of_the_one_that_goes_is_typed(self) -> None:
        self.refused(MergeNotTypedError, "^“ALDER” is not the number", typed_number="ALDER")
        self.merge(typed_number=" alder2 ")

    def test_what_was_shown_must_still_be_so(self) -> None:
        seen = plan_merge(self.alder, self.twin).digest
        cast.order(self.twin)
        self.refused(MergeChangedError, "Nothing was merged", expected=seen)
        self.merge(expected=plan_merge(self.alder, self.twin).digest)

    def test_contact_that_is_gone_is_refused(self) -> None:
        self.merge()
        with pytest.raises(ContactGoneError, match=r"^ALDER2 Alder2 was deleted or merged meanwhile\."):
            self.merge()
