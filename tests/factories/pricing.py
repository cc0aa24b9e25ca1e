"""For how much: items, customer terms, sales prices and line discounts. Rows are for everyone unless said."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from pricing.models import (
    CustomerDiscountGroup,
    CustomerPriceGroup,
    CustomerTerms,
    Item,
    ItemDiscountGroup,
    ItemUnit,
    ItemVariant,
    SalesLineDiscount,
    SalesPrice,
    UnitOfMeasure,
)
from tests.factories.contacts import CompanyFactory


class UnitOfMeasureFactory(DjangoModelFactory[UnitOfMeasure]):
    class Meta:
        model = UnitOfMeasure
        django_get_or_create = ("code",)

    code = "PCS"


class ItemDiscountGroupFactory(DjangoModelFactory[ItemDiscountGroup]):
    class Meta:
        model = ItemDiscountGroup
        django_get_or_create = ("code",)

    code = "RESALE"


class CustomerPriceGroupFactory(DjangoModelFactory[CustomerPriceGroup]):
    class Meta:
        model = CustomerPriceGroup
        django_get_or_create = ("code",)

    code = "WHOLESALE"


class CustomerDiscountGroupFactory(DjangoModelFactory[CustomerDiscountGroup]):
    class Meta:
        model = CustomerDiscountGroup
        django_get_or_create = ("code",)

    code = "LARGE"


class ItemFactory(DjangoModelFactory[Item]):
    """An item of 100 for a piece, without a row in its units: the base unit needs none."""

    class Meta:
        model = Item

    number = factory.Sequence(lambda n: f"ITEM{n:04}")
    description = factory.LazyAttribute(lambda item: f"Item {item.number}")
    base_unit = factory.SubFactory(UnitOfMeasureFactory)
    unit_price = Decimal(100)


class ItemVariantFactory(DjangoModelFactory[ItemVariant]):
    class Meta:
        model = ItemVariant

    item = factory.SubFactory(ItemFactory)
    code = factory.Sequence(lambda n: f"V{n}")


class ItemUnitFactory(DjangoModelFactory[ItemUnit]):
    class Meta:
        model = ItemUnit

    item = factory.SubFactory(ItemFactory)
    unit = factory.SubFactory(UnitOfMeasureFactory, code="BOX")
    quantity_per_unit = Decimal(5)


class CustomerTermsFactory(DjangoModelFactory[CustomerTerms]):
    class Meta:
        model = CustomerTerms

    buyer = factory.SubFactory(CompanyFactory)


class SalesPriceFactory(DjangoModelFactory[SalesPrice]):
    class Meta:
        model = SalesPrice

    item = factory.SubFactory(ItemFactory)
    unit_price = Decimal(90)


class SalesLineDiscountFactory(DjangoModelFactory[SalesLineDiscount]):
    """A discount of 10 % on all items, unless an item or an item discount group is given."""

    class Meta:
        model = SalesLineDiscount

    line_discount_percent = Decimal(10)
