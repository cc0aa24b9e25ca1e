from django.test import TestCase

from contacts.columns import Record, RowError
from contacts.group_cells import GroupCells
from contacts.models import Contact, MarketingSetup
from contacts.relations import relate_customers
from contacts.sheets import SheetRow
from tests.factories import cast
from tests.factories.contacts import BusinessRelationFactory, MailingGroupFactory


def record(**values: object) -> Record:
    return Record(SheetRow(2, ()), values)


class GroupCellsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.news, cls.fair = MailingGroupFactory(code="NEWS"), MailingGroupFactory(code="FAIR")
        cls.alder.mailing_groups.add(cls.news)

    def test_says_what_changes(self) -> None:
        cells, row = GroupCells(), record(mailing_groups="fair;FAIR")
        cells.load([row], [self.alder.pk])
        (difference,) = cells.note(self.alder, cells.read(self.alder, row))
        self.assertEqual((difference.label, difference.before, difference.after), ("mailing groups", "NEWS", "FAIR"))
        cells.save()
        self.assertEqual(list(self.alder.mailing_groups.all()), [self.fair])

    def test_column_that_is_not_there_changes_nothing_and_asks_nothing(self) -> None:
        cells, row = GroupCells(), record(number="ALDER")
        with self.assertNumQueries(0):
            cells.load([row], [self.alder.pk])
            self.assertEqual(cells.note(self.alder, cells.read(self.alder, row)), [])
            cells.save()

    def test_refused_row_changes_nothing(self) -> None:
        cells, row = GroupCells(), record(mailing_groups="FAIR", job_responsibilities="BUYER")
        cells.load([row], [self.alder.pk])
        with self.assertRaisesMessage(RowError, "A company has no job responsibilities."):
            cells.read(self.alder, row)
        cells.save()
        self.assertEqual(list(self.alder.mailing_groups.all()), [self.news])


class TestBusinessRelations(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder", is_customer=True)
        cls.press = BusinessRelationFactory(code="PRESS")
        cls.customer = BusinessRelationFactory(code="CUST")
        MarketingSetup.objects.update_or_create(pk=1, defaults={"customer_relation": cls.customer})
        relate_customers(Contact.objects.all())

    def written(self, **cells: object) -> list[str]:
        """Let a row say these cells of Alder; return what it says is changed."""
        groups, row = GroupCells(), record(**cells)
        groups.load([row], [self.alder.pk])
        differences = groups.note(self.alder, groups.read(self.alder, row))
        groups.save()
        return [f"{difference.before} > {difference.after}" for difference in differences]

    def codes(self) -> list[str]:
        return sorted(self.alder.relations.values_list("relation__code", flat=True))

    def test_are_written_and_that_of_customers_stays(self) -> None:
        self.assertEqual(self.written(business_relations="press"), [" > PRESS"])
        self.assertEqual(self.codes(), ["CUST", "PRESS"])
        self.assertEqual(self.written(business_relations="cust; press"), [])
        self.assertEqual(self.written(business_relations=""), ["PRESS > "])
        self.assertEqual(self.codes(), ["CUST"])

    def test_that_of_customers_needs_a_customer(self) -> None:
        with self.assertRaisesMessage(RowError, "CUST is the relation of customers: say that the contact is"):
            self.written(business_relations="CUST", customer=False)
