import io

from contacts.columns import Layout
from contacts.importing import ImportOptions, ImportStep, run_import
from contacts.sheets import open_sheet
from segments.models import SegmentLine, SegmentStep
from segments.segment_import import _FLAGS, COLUMNS, SegmentImporter
from segments.steps import undo_steps
from tests.factories.campaigns import NOW
from tests.segments.counting import counted_lines
from tests.segments.stage import SegmentTestCase


class TestColumns:
    def test_every_column_is_explained(self):
        assert [column.name for column in COLUMNS if not column.explanation] == []

    def test_every_flag_of_a_line_has_one(self):
        flags = {field.name for field in SegmentLine._meta.fields if field.name.startswith("is_campaign_")}
        assert set(_FLAGS.values()) == flags
        assert set(_FLAGS) <= {column.name for column in COLUMNS}


class FileStepTest(SegmentTestCase):
    def run_file(self, *rows: tuple[str, str], chunk_size: int = 1) -> None:
        sheet = "\n".join(["segment_number,contact", *(",".join(row) for row in rows)])
        importer = SegmentImporter(at=NOW, file_name="fair.csv")
        with open_sheet(io.BytesIO(sheet.encode()), name="fair.csv") as opened:
            layout = Layout.of(COLUMNS, opened.headings)
            step = ImportStep(importer=importer, sheet=opened, layout=layout, reject=lambda *_: None)
            run_import([step], options=ImportOptions(chunk_size=chunk_size))

    def test_a_file_is_one_step_that_names_its_rows(self) -> None:
        segment = self.segment(self.ann)
        self.run_file((segment.number, "ANN"), (segment.number, "BEN"), (segment.number, "ZOE"))
        step = segment.steps.get(source=SegmentStep.Source.FILE)
        self.assertEqual((step.origin, step.matched_count, step.added_count), ("fair.csv", 3, 2))
        rows = step.contacts.order_by("row_number").values_list("contact__name", "row_number")
        self.assertEqual(list(rows), [("Ann", 2), ("Ben", 3), ("Zoe", 4)])
        self.assertEqual(counted_lines(segment), {self.ann.pk: 1, self.ben.pk: 1, self.zoe.pk: 1})
        undo_steps([segment.steps.get(source=SegmentStep.Source.HAND)], at=NOW, by=None)
        self.assertEqual(segment.lines.count(), 3)
