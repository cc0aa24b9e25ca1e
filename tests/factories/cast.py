"""The cast of the tests, by name, so that every test tells its story in the same words.

``Alder``, ``Birch`` and ``Cedar`` are companies; ``Ann`` and ``Ben`` work for Alder unless said otherwise; item
``1000`` costs 100 a piece; campaign ``SPRING`` is active and open-ended::

    alder = cast.company("Alder")
    item = cast.item(price="100")
    spring = cast.campaign("SPRING", alder)
    cast.price(item, "90", spring, minimum_quantity=5)
    line = cast.line(cast.order(alder), item, "5")

Numbers may be given as text or whole numbers; they become decimals. Everything is written directly, past services.
"""

from decimal import Decimal
from typing import Any

from campaigns.models import Campaign
from contacts.models import Contact
from orders.models import Order, OrderLine
from pricing.models import (
    CustomerDiscountGroup,
    CustomerPriceGroup,
    CustomerTerms,
    Item,
    ItemDiscountGroup,
    ItemVariant,
    SalesLineDiscount,
    SalesPrice,
    UnitOfMeasure,
)
from tests.factories.campaigns import CampaignFactory, CampaignTargetFactory
from tests.factories.contacts import CompanyFactory, PersonFactory
from tests.factories.orders import OrderFactory, OrderLineFactory
from tests.factories.pricing import (
    CustomerTermsFactory,
    ItemFactory,
    ItemUnitFactory,
    ItemVariantFactory,
    SalesLineDiscountFactory,
    SalesPriceFactory,
    UnitOfMeasureFactory,
)

Number = Decimal | str | int
PriceSource = CustomerPriceGroup | Contact | Campaign | None
DiscountSource = CustomerDiscountGroup | Contact | Campaign | None


def company(name: str = "Alder", **fields: Any) -> Contact:
    """Return a new company."""
    return CompanyFactory(number=name.upper(), name=name, **fields)


def person(name: str = "Ann", company: Contact | None = None, **fields: Any) -> Contact:
    """Return a new person of a company, or of none."""
    return PersonFactory(number=name.upper(), name=name, company=company, **fields)


def terms(buyer: Contact, **fields: Any) -> CustomerTerms:
    """Return new customer terms of a buyer."""
    return CustomerTermsFactory(buyer=buyer, **fields)


def item(number: str = "1000", price: Number = 100, **fields: Any) -> Item:
    """Return a new item with its card price for a piece."""
    return ItemFactory(number=number, unit_price=Decimal(price), **fields)


def variant(item: Item, code: str = "BLUE") -> ItemVariant:
    """Return a new variant of an item."""
    return ItemVariantFactory(item=item, code=code)


def unit(item: Item, code: str = "BOX", holds: Number = 5) -> UnitOfMeasure:
    """Return a unit in which the item is now also sold, and of which one holds so many pieces."""
    return ItemUnitFactory(item=item, unit=UnitOfMeasureFactory(code=code), quantity_per_unit=Decimal(holds)).unit


def campaign(number: str = "SPRING", *targets: Contact, is_active: bool = True, **fields: Any) -> Campaign:
    """Return a new campaign, active unless said, with these buyers in its target group."""
    spring = CampaignFactory(number=number, active=is_active, **fields)
    for buyer in targets:
        target(spring, buyer)
    return spring


def target(campaign: Campaign, buyer: Contact, contact_count: int = 1) -> None:
    """Put a buyer in the target group of a campaign."""
    CampaignTargetFactory(campaign=campaign, buyer=buyer, contact_count=contact_count)


def price(item: Item, unit_price: Number, source: PriceSource = None, **fields: Any) -> SalesPrice:
    """Return a new sales price for everyone, a customer price group, a buyer or a campaign."""
    return SalesPriceFactory(
        item=item, unit_price=Decimal(unit_price), **_source("price_group", source), **_decimals(fields)
    )


def discount(
    on: Item | ItemDiscountGroup | None, percent: Number, source: DiscountSource = None, **fields: Any
) -> SalesLineDiscount:
    """Return a new line discount on an item, an item discount group or all items (None)."""
    field = "item_discount_group" if isinstance(on, ItemDiscountGroup) else "item"
    return SalesLineDiscountFactory(
        line_discount_percent=Decimal(percent),
        **{field: on},
        **_source("discount_group", source),
        **_decimals(fields),
    )


def order(buyer: Contact, **fields: Any) -> Order:
    """Return a new open order of the work date, without lines."""
    return OrderFactory(buyer=buyer, **_decimals(fields))


def line(order: Order, item: Item, quantity: Number = 1, **fields: Any) -> OrderLine:
    """Return a new line of an order, at the item's card price unless said."""
    return OrderLineFactory(order=order, item=item, quantity=Decimal(quantity), **_decimals(fields))


def _source(group_field: str, source: PriceSource | DiscountSource) -> dict[str, Any]:
    match source:
        case None:
            return {}
        case Contact():
            return {"buyer": source}
        case Campaign():
            return {"campaign": source}
        case _:
            return {group_field: source}


def _decimals(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with every quantity, price, percentage and factor as a decimal."""
    endings = ("_quantity", "_price", "_percent", "_factor", "quantity_per_unit")
    return {
        name: Decimal(value) if name.endswith(endings) and type(value) in (str, int) else value
        for name, value in fields.items()
    }
