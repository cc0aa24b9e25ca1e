from config.uploads.kinds import KINDS
from config.uploads.titles import TITLES


def test_there_is_a_title_for_every_column_and_no_other():
    assert {column.name for kind in KINDS.values() for column in kind.columns} == set(TITLES)
