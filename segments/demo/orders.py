"""Orders of the demo company, priced by the price rule as if each line had been entered.

The first four orders are the ones that the demo shows: they are the shown buyer's, and each of their lines stands
for one thing that can happen to a line when ``CP0001`` is activated.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from django.contrib.auth.models import User

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact
from orders.locks import share_lane
from orders.models import Order, OrderLine
from orders.selectors import sale_of
from orders.services import write_normal_terms, write_terms
from pricing.models import CustomerTerms, Item, ItemVariant, UnitOfMeasure
from pricing.selectors import OfferBook, quantities_per_unit
from pricing.terms import PriceTerms
from segments.demo.campaigns import ALREADY_ACTIVE, TO_ACTIVATE
from segments.demo.goods import WARES, Ware, share_of
from segments.demo.names import chance
from segments.demo.people import SHOWN_BUYER, customers

# How many units of a foreign currency one euro is worth.
_FACTORS = {"": Decimal(1), "GBP": Decimal("0.86")}
_REASONS = ("Agreed on the phone", "Agreed at the fair", "Complaint about a late delivery", "Sample for the showroom")
_MOST_ORDERED = {"DESKS": 12, "CHAIRS": 30, "STORAGE": 8, "LIGHT": 16, "COFFEE": 40, "MACHINES": 4, "TABLEWARE": 120}
_OLDEST = 60
_AT_A_TIME = 2000

_Status = Order.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    """What is to stand on a line. With ``hand_percent``, that much of the card price was agreed by hand."""

    item: str
    quantity: int
    unit: str = "PCS"
    variant: str = ""
    hand_percent: int | None = None
    reason: str = ""
    is_shipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedOrder:
    """What is to stand on an order; ``days_ago`` is counted from the day of loading."""

    buyer_id: int
    days_ago: int
    lines: tuple[WantedLine, ...]
    status: Order.Status = _Status.OPEN
    currency_code: str = ""
    campaign: str = ""


@dataclass(slots=True)
class _Shelf:
    """What lines refer to, by what the wanted lines call it."""

    items: Mapping[str, Item] = field(default_factory=lambda: {item.number: item for item in Item.objects.all()})
    units: Mapping[str, UnitOfMeasure] = field(
        default_factory=lambda: {unit.code: unit for unit in UnitOfMeasure.objects.all()}
    )
    variants: Mapping[tuple[int, str], ItemVariant] = field(
        default_factory=lambda: {(variant.item_id, variant.code): variant for variant in ItemVariant.objects.all()}
    )
    campaigns: Mapping[str, Campaign] = field(
        default_factory=lambda: {campaign.number: campaign for campaign in Campaign.objects.all()}
    )
    holds: Mapping[tuple[int, int], Decimal] = field(init=False)

    def __post_init__(self) -> None:
        self.holds = quantities_per_unit([item.pk for item in self.items.values()])


def load_orders(*, order_count: int, today: dt.date, at: dt.datetime, by: User | None) -> None:
    """Write so many orders with their lines, the shown ones first. ``by`` is who priced lines by hand.

    Cost: some ten statements per 2,000 orders.
    """
    shelf, generation = _Shelf(), share_lane()
    wanted = iter([*_shown_orders(), *_random_orders(order_count)])
    number = 1
    while chunk := list(islice(wanted, _AT_A_TIME)):
        orders = [
            _order(f"SO{number + place:05d}", order, today=today, shelf=shelf) for place, order in enumerate(chunk)
        ]
        number += len(chunk)
        Order.objects.bulk_create(orders)
        lines = [
            _line(order, line, line_number=line_number, shelf=shelf)
            for order, wanted_order in zip(orders, chunk, strict=True)
            for line_number, line in enumerate(wanted_order.lines, start=1)
        ]
        _price(lines, shelf)
        for line, wanted_line in zip(lines, (line for order in chunk for line in order.lines), strict=True):
            line.generation = generation
            _settle(line, wanted_line, shelf, at=at, by=by)
        OrderLine.objects.bulk_create(lines)


def _order(number: str, wanted: WantedOrder, *, today: dt.date, shelf: _Shelf) -> Order:
    return Order(
        number=number,
        buyer_id=wanted.buyer_id,
        status=wanted.status,
        ordered_on=today - dt.timedelta(days=wanted.days_ago),
        currency_code=wanted.currency_code,
        currency_factor=_FACTORS[wanted.currency_code],
        campaign=shelf.campaigns.get(wanted.campaign),
    )


def _line(order: Order, wanted: WantedLine, *, line_number: int, shelf: _Shelf) -> OrderLine:
    item, unit = shelf.items[wanted.item], shelf.units[wanted.unit]
    return OrderLine(
        order=order,
        buyer_id=order.buyer_id,
        line_number=line_number,
        item=item,
        variant=shelf.variants[item.pk, wanted.variant] if wanted.variant else None,
        unit=unit,
        quantity_per_unit=shelf.holds[item.pk, unit.pk],
        quantity=Decimal(wanted.quantity),
    )


def _price(lines: Iterable[OrderLine], shelf: _Shelf) -> None:
    """Put on each line what the rule gives."""
    book = OfferBook.load(
        item_ids={item.pk for item in shelf.items.values()}, buyer_ids={line.buyer_id for line in lines}
    )
    for line in lines:
        judgement = book.judge(sale_of(line.order, line))
        write_normal_terms(line, judgement.normal)
        write_terms(line, judgement.terms)


def _settle(line: OrderLine, wanted: WantedLine, shelf: _Shelf, *, at: dt.datetime, by: User | None) -> None:
    """Do to the line what happened to it after it was entered: priced by hand, shipped, invoiced."""
    if wanted.hand_percent is not None:
        card_price = shelf.items[wanted.item].unit_price * line.quantity_per_unit * line.order.currency_factor
        write_terms(line, PriceTerms(share_of(card_price, wanted.hand_percent), Decimal(0)))
        line.is_priced_by_hand, line.hand_priced_at, line.hand_priced_by = True, at, by
        line.hand_price_reason = wanted.reason
    if wanted.is_shipped or line.order.status == _Status.CLOSED:
        line.shipped_quantity = line.quantity
    if line.order.status == _Status.CLOSED:
        line.invoiced_quantity = line.quantity


# The orders that the demo shows ------------------------------------------------------------------

_SHOWN_LINES = (
    WantedLine(item="1030", quantity=6),  # the campaign's price
    WantedLine(item="1040", quantity=4, variant="WHITE"),  # its price for the variant
    WantedLine(item="1300", quantity=12),  # its discount
    WantedLine(item="1140", quantity=5, unit="BOX"),  # its price for a box
    WantedLine(item="1020", quantity=2),  # below the minimum quantity
    WantedLine(item="1120", quantity=3),  # the buyer's own price is better
    WantedLine(item="1130", quantity=10),  # the other campaign is better
    WantedLine(item="2130", quantity=1),  # nothing for this item
    WantedLine(item="1000", quantity=5, hand_percent=93, reason="Agreed at the fair"),
    WantedLine(item="1100", quantity=20, is_shipped=True),
    WantedLine(item="2000", quantity=24),  # the other campaign's price
)
_ONE_DESK = (WantedLine(item="1030", quantity=2),)


def _shown_orders() -> Iterator[WantedOrder]:
    buyer_id = Contact.objects.get(number=SHOWN_BUYER).pk
    yield WantedOrder(buyer_id=buyer_id, days_ago=3, lines=_SHOWN_LINES)
    yield WantedOrder(buyer_id=buyer_id, days_ago=5, lines=_ONE_DESK, campaign=ALREADY_ACTIVE)
    yield WantedOrder(buyer_id=buyer_id, days_ago=8, lines=_ONE_DESK, status=_Status.RELEASED)
    yield WantedOrder(buyer_id=buyer_id, days_ago=40, lines=_ONE_DESK)


# All others --------------------------------------------------------------------------------------


def _random_orders(order_count: int) -> Iterator[WantedOrder]:
    """Return orders of which three in five are from buyers in a target group."""
    dice = chance("orders")
    currencies = dict(CustomerTerms.objects.values_list("buyer_id", "currency_code"))
    buyers = list(customers().exclude(number=SHOWN_BUYER).values_list("pk", flat=True))
    targets = CampaignTarget.objects.filter(campaign__number__in=[TO_ACTIVATE, ALREADY_ACTIVE])
    # A buyer of two target groups stands here twice and orders more.
    targeted = list(
        targets.exclude(buyer__number=SHOWN_BUYER).order_by("buyer_id", "pk").values_list("buyer_id", flat=True)
    )
    for _place in range(order_count - 4):
        buyer_id = dice.choice(targeted if targeted and dice.random() < 0.6 else buyers)
        yield _random_order(dice, buyer_id, currencies.get(buyer_id, ""))


def _random_order(dice: random.Random, buyer_id: int, currency_code: str) -> WantedOrder:
    [status] = dice.choices((_Status.OPEN, _Status.RELEASED, _Status.CLOSED, _Status.CANCELLED), (84, 8, 6, 2))
    [campaign] = dice.choices(("", TO_ACTIVATE, ALREADY_ACTIVE), (92, 5, 3))
    days_ago = dice.randint(0, 20) if dice.random() < 0.85 else dice.randint(21, _OLDEST)
    wares = dice.sample(WARES, dice.choice((1, 2, 3, 3, 4, 4, 5, 6, 8)))
    return WantedOrder(
        buyer_id=buyer_id,
        days_ago=days_ago,
        lines=tuple(_random_line(dice, ware) for ware in wares),
        status=status,
        currency_code=currency_code,
        campaign=campaign,
    )


def _random_line(dice: random.Random, ware: Ware) -> WantedLine:
    is_per_box = ware.box_holds > 0 and dice.random() < 0.4
    most = max(2, _MOST_ORDERED[ware.group] // (ware.box_holds if is_per_box else 1))
    is_by_hand = dice.random() < 0.04
    return WantedLine(
        item=ware.number,
        quantity=dice.randint(1, most),
        unit="BOX" if is_per_box else "PCS",
        variant=dice.choice(("", "OAK", "WHITE", "BLACK")) if ware.has_colours else "",
        hand_percent=dice.choice((80, 85, 90, 95)) if is_by_hand else None,
        reason=dice.choice(_REASONS) if is_by_hand else "",
        is_shipped=dice.random() < 0.05,
    )
