from contacts.columns import Layout
from orders.line_export import HEADINGS
from orders.line_import import COLUMNS


class TestHeadings:
    def test_give_everything_but_prices_to_an_import(self):
        layout = Layout.of(COLUMNS, HEADINGS)
        found = {source.column.name for source in layout.sources}
        missing = {column.name for column in COLUMNS} - found
        assert missing == {"unit_price", "line_discount", "allow_line_discount"}
