from segments.models import SegmentLine
from segments.segment_import import _FLAGS, COLUMNS


class TestColumns:
    def test_every_column_is_explained(self):
        assert [column.name for column in COLUMNS if not column.explanation] == []

    def test_every_flag_of_a_line_has_one(self):
        flags = {field.name for field in SegmentLine._meta.fields if field.name.startswith("is_campaign_")}
        assert set(_FLAGS.values()) == flags
        assert set(_FLAGS) <= {column.name for column in COLUMNS}
