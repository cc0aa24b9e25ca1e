"""Writes worlds to the database: ``build_stage`` what all share, once for a class, ``build`` one world onto it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import note

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact
from orders.models import Order, OrderLine
from pricing.arithmetic import line_amount
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
from tests.factories.campaigns import NOW
from tests.worlds.drawing import (
    BOX,
    BUYERS,
    ITEMS,
    PCS,
    CampaignPart,
    DiscountPart,
    LinePart,
    OrderPart,
    PricePart,
    RowPart,
    World,
)


@dataclass(frozen=True)
class Stage:
    """What is there in every world, by the places that the parts name. The first buyer is in both customer groups."""

    buyers: list[Contact]
    items: list[Item]
    variants: list[list[ItemVariant]]
    units: list[UnitOfMeasure]
    groups: dict[str, Any]


@dataclass(frozen=True)
class Built:
    """A world in the database."""

    campaigns: list[Campaign]
    prices: list[SalesPrice]
    discounts: list[SalesLineDiscount]
    orders: list[Order]
    lines: list[OrderLine]


def build_stage() -> Stage:
    """Write what all worlds share."""
    buyers = Contact.objects.bulk_create(
        [Contact(number=f"BUYER{place}", name=f"Buyer {place}") for place in range(BUYERS)]
    )
    units = UnitOfMeasure.objects.bulk_create([UnitOfMeasure(code=code) for code in ("PCS", "BOX")])
    items = Item.objects.bulk_create(
        [Item(number=f"ITEM{place}", base_unit=units[PCS], unit_price=Decimal(100)) for place in range(ITEMS)]
    )
    ItemUnit.objects.bulk_create([ItemUnit(item=item, unit=units[BOX], quantity_per_unit=5) for item in items])
    groups = {
        "item_discount_group": ItemDiscountGroup.objects.create(code="RESALE"),
        "price_group": CustomerPriceGroup.objects.create(code="WHOLESALE"),
        "discount_group": CustomerDiscountGroup.objects.create(code="LARGE"),
    }
    CustomerTerms.objects.create(
        buyer=buyers[0], price_group=groups["price_group"], discount_group=groups["discount_group"]
    )
    variants = [
        ItemVariant.objects.bulk_create([ItemVariant(item=item, code=code) for code in ("BLUE", "RED")])
        for item in items
    ]
    return Stage(buyers=buyers, items=items, variants=variants, units=units, groups=groups)


def build(world: World, stage: Stage) -> Built:
    """Write the world, and return it. Lines carry their normal terms, as if no campaign had ever been active."""
    note(repr(world))
    ItemUnit.objects.update(quantity_per_unit=world.box_holds)
    Item.objects.filter(pk__in=[stage.items[place].pk for place in world.grouped_items]).update(
        discount_group=stage.groups["item_discount_group"]
    )
    campaigns = Campaign.objects.bulk_create([_campaign(part, place) for place, part in enumerate(world.campaigns)])
    CampaignTarget.objects.bulk_create(
        [
            CampaignTarget(campaign=campaign, buyer=stage.buyers[buyer], contact_count=1)
            for campaign, part in zip(campaigns, world.campaigns, strict=True)
            for buyer in sorted(part.buyers)
        ]
    )
    prices = SalesPrice.objects.bulk_create([_price(part, stage, campaigns) for part in world.prices])
    discounts = SalesLineDiscount.objects.bulk_create([_discount(part, stage, campaigns) for part in world.discounts])
    orders = Order.objects.bulk_create(
        [_order(part, place, stage, campaigns) for place, part in enumerate(world.orders)]
    )
    lines = OrderLine.objects.bulk_create(
        [
            _line(line, order, place, stage, world.box_holds)
            for order, part in zip(orders, world.orders, strict=True)
            for place, line in enumerate(part.lines, start=1)
        ]
    )
    return Built(campaigns=campaigns, prices=prices, discounts=discounts, orders=orders, lines=lines)


def _campaign(part: CampaignPart, place: int) -> Campaign:
    return Campaign(
        number=f"CAMPAIGN{place}",
        description=f"Campaign {place}",
        starting_on=part.period[0],
        ending_on=part.period[1],
        is_active=part.is_active,
        activated_at=NOW if part.is_active else None,
        applies_even_if_dearer=part.applies_even_if_dearer,
    )


def _price(part: PricePart, stage: Stage, campaigns: list[Campaign]) -> SalesPrice:
    return SalesPrice(
        **_row_values(part, stage, campaigns, "price_group"),
        unit_price=part.unit_price,
        is_free_of_charge=part.unit_price == 0,
        allows_line_discount=part.allows_line_discount,
    )


def _discount(part: DiscountPart, stage: Stage, campaigns: list[Campaign]) -> SalesLineDiscount:
    return SalesLineDiscount(
        **_row_values(part, stage, campaigns, "discount_group"),
        item_discount_group=stage.groups["item_discount_group"] if part.is_on_group else None,
        line_discount_percent=part.percent,
    )


def _row_values(part: RowPart, stage: Stage, campaigns: list[Campaign], group_field: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "item": None if part.item is None else stage.items[part.item],
        "variant": None if part.item is None or part.variant is None else stage.variants[part.item][part.variant],
        "unit": None if part.unit is None else stage.units[part.unit],
        "currency_code": part.currency_code,
        "minimum_quantity": part.minimum_quantity,
        "withdrawn_at": NOW if part.is_withdrawn else None,
    }
    match part.source:
        case ("campaign", place):
            values["campaign"] = campaigns[place]
        case ("buyer", place):
            values["buyer"] = stage.buyers[place]
        case ("group", _):
            values[group_field] = stage.groups[group_field]
    return values


def _order(part: OrderPart, place: int, stage: Stage, campaigns: list[Campaign]) -> Order:
    return Order(
        number=f"ORDER{place}",
        buyer=stage.buyers[part.buyer],
        ordered_on=part.ordered_on,
        currency_code=part.currency[0],
        currency_factor=part.currency[1],
        campaign=None if part.campaign is None else campaigns[part.campaign],
        status=part.status,
    )


def _line(part: LinePart, order: Order, number: int, stage: Stage, box_holds: Decimal) -> OrderLine:
    percent = part.normal_percent if part.normal_allows_line_discount else Decimal(0)
    return OrderLine(
        order=order,
        buyer_id=order.buyer_id,
        line_number=number,
        item=stage.items[part.item],
        variant=None if part.variant is None else stage.variants[part.item][part.variant],
        unit=stage.units[part.unit],
        quantity=part.quantity,
        quantity_per_unit=box_holds if part.unit == BOX else Decimal(1),
        shipped_quantity=Decimal(1) if part.state == "shipped" else Decimal(0),
        unit_price=part.normal_unit_price,
        line_discount_percent=percent,
        line_amount=line_amount(part.quantity, part.normal_unit_price, percent),
        normal_unit_price=part.normal_unit_price,
        normal_discount_percent=part.normal_percent,
        normal_allows_line_discount=part.normal_allows_line_discount,
        normal_is_card_price=part.normal_is_card_price,
        is_priced_by_hand=part.state == "by hand",
        hand_priced_at=NOW if part.state == "by hand" else None,
    )
