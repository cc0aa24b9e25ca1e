"""Items of the demo company with their units and variants, and its standing prices and discounts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from contacts.models import Contact
from pricing.models import (
    CustomerDiscountGroup,
    CustomerPriceGroup,
    Item,
    ItemDiscountGroup,
    ItemUnit,
    ItemVariant,
    SalesLineDiscount,
    SalesPrice,
    UnitOfMeasure,
)
from pricing.services import add_row
from segments.demo.names import chance
from segments.demo.people import SHOWN_BUYER, customers

UNITS = {"PCS": "Piece", "BOX": "Box"}
ITEM_GROUPS = {
    "DESKS": "Desks and tables",
    "CHAIRS": "Chairs",
    "STORAGE": "Cupboards and lockers",
    "LIGHT": "Lamps",
    "COFFEE": "Coffee and tea",
    "MACHINES": "Coffee machines",
    "TABLEWARE": "Cups and glasses",
}
_COLOURS = {"OAK": "Oak", "WHITE": "White", "BLACK": "Black"}
_FURNITURE = ("DESKS", "CHAIRS", "STORAGE")
_STEP = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Ware:
    """An item as the catalogue has it: ``box_holds`` pieces make a box, 0 where it is not sold by the box."""

    number: str
    description: str
    unit_price: str
    group: str
    box_holds: int = 0
    has_colours: bool = False


WARES = (
    Ware("1000", "Desk Vecht 120 × 80", "289.00", "DESKS", has_colours=True),
    Ware("1010", "Desk Vecht 160 × 80", "329.00", "DESKS", has_colours=True),
    Ware("1020", "Desk Vecht 180 × 90", "379.00", "DESKS", has_colours=True),
    Ware("1030", "Sit-stand desk IJssel 160 × 80", "589.00", "DESKS", has_colours=True),
    Ware("1040", "Sit-stand desk IJssel 180 × 80", "629.00", "DESKS", has_colours=True),
    Ware("1050", "Meeting table Eem, 6 places", "749.00", "DESKS", has_colours=True),
    Ware("1060", "Meeting table Eem, 10 places", "1149.00", "DESKS", has_colours=True),
    Ware("1070", "Bistro table Regge", "159.50", "DESKS"),
    Ware("1080", "Cable tray", "18.95", "DESKS", 10),
    Ware("1090", "Screen panel Dommel 160", "129.00", "DESKS"),
    Ware("1100", "Office chair Maas", "249.00", "CHAIRS", has_colours=True),
    Ware("1110", "Office chair Maas with headrest", "299.00", "CHAIRS", has_colours=True),
    Ware("1120", "Office chair Waal, 24 hours", "549.00", "CHAIRS", has_colours=True),
    Ware("1130", "Meeting chair Linge", "119.00", "CHAIRS", has_colours=True),
    Ware("1140", "Canteen chair Aa", "48.50", "CHAIRS", 4, has_colours=True),
    Ware("1150", "Saddle stool Dinkel", "189.00", "CHAIRS"),
    Ware("1160", "Sofa Rotte, 2 places", "899.00", "CHAIRS"),
    Ware("1170", "Armrests, pair", "39.00", "CHAIRS", 5),
    Ware("1200", "Roller cupboard Zaan 120", "319.00", "STORAGE"),
    Ware("1210", "Roller cupboard Zaan 198", "429.00", "STORAGE"),
    Ware("1220", "Drawer unit Spaarne", "189.00", "STORAGE"),
    Ware("1230", "Lockers Amstel, 4 doors", "359.00", "STORAGE"),
    Ware("1240", "Lockers Amstel, 8 doors", "569.00", "STORAGE"),
    Ware("1250", "Open shelf Gein", "99.00", "STORAGE"),
    Ware("1260", "Folder box", "2.35", "STORAGE", 50),
    Ware("1300", "Desk lamp Geul", "64.90", "LIGHT", 6),
    Ware("1310", "Desk lamp Geul with charger", "84.90", "LIGHT", 6),
    Ware("1320", "Floor lamp Berkel", "229.00", "LIGHT"),
    Ware("1330", "Hanging lamp Schelde 150", "279.00", "LIGHT"),
    Ware("1340", "Light panel 60 × 60", "54.50", "LIGHT", 4),
    Ware("2000", "Coffee beans Huisbranding, 1 kg", "14.95", "COFFEE", 8),
    Ware("2010", "Coffee beans Espresso Sterk, 1 kg", "16.75", "COFFEE", 8),
    Ware("2020", "Coffee beans Peru organic, 1 kg", "19.40", "COFFEE", 8),
    Ware("2030", "Filter coffee, 1 kg", "12.60", "COFFEE", 6),
    Ware("2040", "Decaffeinated beans, 1 kg", "17.20", "COFFEE", 6),
    Ware("2050", "Breakfast tea, 100 bags", "6.85", "COFFEE", 12),
    Ware("2060", "Green tea, 100 bags", "7.25", "COFFEE", 12),
    Ware("2070", "Milk powder, 750 g", "5.95", "COFFEE", 10),
    Ware("2080", "Sugar sticks, 1,000 pieces", "11.30", "COFFEE", 6),
    Ware("2090", "Biscuits, 200 pieces", "13.90", "COFFEE", 8),
    Ware("2100", "Bean machine Kolk 2", "1890.00", "MACHINES"),
    Ware("2110", "Bean machine Kolk 4", "3450.00", "MACHINES"),
    Ware("2120", "Filter machine Sluis", "349.00", "MACHINES"),
    Ware("2130", "Water boiler Wiel", "129.00", "MACHINES"),
    Ware("2140", "Milk cooler", "419.00", "MACHINES"),
    Ware("2150", "Cleaning tablets, 100 pieces", "24.50", "MACHINES", 10),
    Ware("2160", "Water filter", "48.00", "MACHINES", 6),
    Ware("2200", "Mug Terp", "3.95", "TABLEWARE", 24),
    Ware("2210", "Espresso cup Terp", "3.25", "TABLEWARE", 24),
    Ware("2220", "Water glass", "1.85", "TABLEWARE", 48),
    Ware("2230", "Paper cups, 100 pieces", "5.40", "TABLEWARE", 20),
    Ware("2240", "Carafe", "9.95", "TABLEWARE", 6),
    Ware("2250", "Serving tray", "12.50", "TABLEWARE", 12),
)


def load_goods() -> None:
    """Write the catalogue: units of measure, item discount groups, items with their units and variants."""
    units = {code: UnitOfMeasure.objects.create(code=code, description=words) for code, words in UNITS.items()}
    groups = {
        code: ItemDiscountGroup.objects.create(code=code, description=words) for code, words in ITEM_GROUPS.items()
    }
    items = [
        Item(
            number=ware.number,
            description=ware.description,
            base_unit=units["PCS"],
            unit_price=Decimal(ware.unit_price),
            discount_group=groups[ware.group],
        )
        for ware in WARES
    ]
    Item.objects.bulk_create(items)
    wares = list(zip(items, WARES, strict=True))
    ItemUnit.objects.bulk_create(
        ItemUnit(item=item, unit=units["BOX"], quantity_per_unit=ware.box_holds)
        for item, ware in wares
        if ware.box_holds
    )
    ItemVariant.objects.bulk_create(
        ItemVariant(item=item, code=code, description=words)
        for item, ware in wares
        if ware.has_colours
        for code, words in _COLOURS.items()
    )


def share_of(price: Decimal, percent: int) -> Decimal:
    """Return ``percent`` of a price as a firm would quote it: in steps of five cents."""
    return (price * percent / 100 / _STEP).quantize(Decimal(1), ROUND_HALF_UP) * _STEP


# Standing prices and discounts -------------------------------------------------------------------


def load_standing_rows(*, at: dt.datetime) -> None:
    """Write the prices and discounts for everyone, for groups and for single buyers."""
    for price in (*_prices_for_everyone(), *_group_prices(), *_buyers_prices()):
        add_row(row=price, at=at, by=None)
    for discount in (*_group_discounts(), *_buyers_discounts()):
        add_row(row=discount, at=at, by=None)


def _prices_for_everyone() -> Iterator[SalesPrice]:
    """Return prices by which a box costs less than its pieces, and twenty bags of coffee less than one each."""
    box, holds = UnitOfMeasure.objects.get(code="BOX"), {ware.number: ware.box_holds for ware in WARES}
    for item in Item.objects.select_related("discount_group").order_by("number"):
        if holds[item.number]:
            yield SalesPrice(item=item, unit=box, unit_price=share_of(item.unit_price * holds[item.number], 95))
        if item.discount_group and item.discount_group.code == "COFFEE":
            yield SalesPrice(item=item, unit_price=share_of(item.unit_price, 94), minimum_quantity=Decimal(20))


def _group_prices() -> Iterator[SalesPrice]:
    """Return the prices of frame contracts, and those of resellers, which are net."""
    contract, resell = (CustomerPriceGroup.objects.get(code=code) for code in ("CONTRACT", "RESELL"))
    for item in Item.objects.filter(discount_group__code__in=_FURNITURE).order_by("number"):
        yield SalesPrice(item=item, price_group=contract, unit_price=share_of(item.unit_price, 91))
        yield SalesPrice(
            item=item, price_group=resell, unit_price=share_of(item.unit_price, 82), allows_line_discount=False
        )


def _buyers_prices() -> Iterator[SalesPrice]:
    """Return what the shown buyer agreed for a chair, and some others for some item."""
    dice, items = chance("buyers' prices"), {item.number: item for item in Item.objects.all()}
    yield SalesPrice(item=items["1120"], buyer=Contact.objects.get(number=SHOWN_BUYER), unit_price=Decimal("449.00"))
    for buyer in _buyers_with_agreements()[::2]:
        item = items[dice.choice(WARES).number]
        yield SalesPrice(item=item, buyer=buyer, unit_price=share_of(item.unit_price, dice.choice((84, 86, 88))))


def _group_discounts() -> Iterator[SalesLineDiscount]:
    """Return the discounts of large and of public customers, and one on many cups for everyone."""
    large, public = (CustomerDiscountGroup.objects.get(code=code) for code in ("LARGE", "PUBLIC"))
    for group in ItemDiscountGroup.objects.filter(code__in=_FURNITURE).order_by("code"):
        yield SalesLineDiscount(item_discount_group=group, discount_group=large, line_discount_percent=Decimal(5))
    yield SalesLineDiscount(discount_group=public, line_discount_percent=Decimal(3))
    yield SalesLineDiscount(
        item_discount_group=ItemDiscountGroup.objects.get(code="TABLEWARE"),
        minimum_quantity=Decimal(96),
        line_discount_percent=Decimal("2.5"),
    )


def _buyers_discounts() -> Iterator[SalesLineDiscount]:
    dice, items = chance("buyers' discounts"), {item.number: item for item in Item.objects.all()}
    for buyer in _buyers_with_agreements()[1::2]:
        item = items[dice.choice(WARES).number]
        yield SalesLineDiscount(item=item, buyer=buyer, line_discount_percent=Decimal(dice.choice((4, 6, 8))))


def _buyers_with_agreements() -> list[Contact]:
    """Return every fifteenth customer, thirty at most."""
    return list(customers().exclude(number=SHOWN_BUYER)[14 : 15 * 30 : 15])
