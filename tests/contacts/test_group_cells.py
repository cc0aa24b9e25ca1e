from django.test import TestCase

from contacts.columns import Record, RowError
from contacts.group_cells import GroupCells
from contacts.sheets import SheetRow
from tests.factories import cast
from tests.factories.contacts import MailingGroupFactory


def record(**values: str) -> Record:
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
        (difference,) = cells.take(self.alder, row)
        self.assertEqual((difference.label, difference.before, difference.after), ("mailing groups", "NEWS", "FAIR"))
        cells.save()
        self.assertEqual(list(self.alder.mailing_groups.all()), [self.fair])

    def test_column_that_is_not_there_changes_nothing_and_asks_nothing(self) -> None:
        cells, row = GroupCells(), record(number="ALDER")
        with self.assertNumQueries(0):
            cells.load([row], [self.alder.pk])
            self.assertEqual(cells.take(self.alder, row), [])
            cells.save()

    def test_refused_row_changes_nothing(self) -> None:
        cells, row = GroupCells(), record(mailing_groups="FAIR", job_responsibilities="BUYER")
        cells.load([row], [self.alder.pk])
        with self.assertRaisesMessage(RowError, "A company has no job responsibilities."):
            cells.take(self.alder, row)
        cells.save()
        self.assertEqual(list(self.alder.mailing_groups.all()), [self.news])
