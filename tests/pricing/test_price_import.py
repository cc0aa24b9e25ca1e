from pricing.models import SalesLineDiscount, SalesPrice
from pricing.price_import import _NAMED_BY_DISCOUNTS, _NAMED_BY_PRICES, COLUMNS

OTHER = {"variant", "currency", "minimum_quantity", "starting_date"}


class TestColumns:
    def test_every_column_is_explained(self):
        assert [column.name for column in COLUMNS if not column.explanation] == []

    def test_every_relation_of_a_row_can_be_named(self):
        names = {column.name for column in COLUMNS}
        for model, named in ((SalesPrice, _NAMED_BY_PRICES), (SalesLineDiscount, _NAMED_BY_DISCOUNTS)):
            relations = {field.name for field in model._meta.fields if field.is_relation}
            assert relations == {*named, "variant"}
            assert relations <= names
