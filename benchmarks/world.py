"""A made-up world of a given size: half of the buyers are targeted, and every order line is a candidate.

Rows are streamed to the database, by COPY on PostgreSQL and in one transaction on SQLite, and depend on nothing but
the size: two machines measure the same world.
"""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.management.color import no_style
from django.db import connection, models, transaction

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact
from orders.models import ActivationRun, Order, OrderLine, PlanClock, RunLine
from pricing.arithmetic import line_amount, offered_price
from pricing.models import Item, ItemDiscountGroup, ItemUnit, ItemVariant, SalesLineDiscount, SalesPrice, UnitOfMeasure
from segments.models import Segment, SegmentLine, SegmentStep, StepContact
from segments.steps import record_lines

LINES_PER_ORDER = 10
ITEM_COUNT = 500
CAMPAIGN_ITEM_COUNT = 100
STANDING_ROW_COUNT = 5_000
BOX_HOLDS = Decimal(6)
DOLLAR_FACTOR = Decimal("1.1")
NOW = dt.datetime(2030, 6, 1, 12, tzinfo=dt.UTC)

# The campaigns of the world: the one that is measured, one that overlaps it and is active, and one for a single item.
WIDE, OVERLAPPING, NARROW = 1, 2, 3

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class World:
    """How large the world is. ``line_count`` is a multiple of ten times ``orders_per_buyer``.

    Half of the buyers have orders, each as many.
    """

    line_count: int
    orders_per_buyer: int = 1

    @property
    def order_count(self) -> int:
        return self.line_count // LINES_PER_ORDER

    @property
    def ordering_count(self) -> int:
        return self.order_count // self.orders_per_buyer

    @property
    def buyer_count(self) -> int:
        return 2 * self.ordering_count

    def buyer_of(self, order: int) -> int:
        """Return the key of the buyer of the order with this key."""
        return (order - 1) % self.ordering_count + 1


def build(world: World) -> None:
    """Empty the tables and fill them with ``world``."""
    with transaction.atomic():
        _empty()
        _insert(UnitOfMeasure, ("id", "code", "description"), [(1, "PCS", ""), (2, "BOX", "")])
        _insert(ItemDiscountGroup, ("id", "code", "description"), [(key, f"GROUP{key}", "") for key in range(1, 11)])
        _insert(Contact, _CONTACT, _contacts(world))
        _build_items()
        _build_campaigns(world)
        _build_prices(world)
        _insert(Order, _ORDER, _orders(world))
        _insert(OrderLine, _ORDER_LINE, _lines(world))
        PlanClock.objects.get_or_create(pk=1)
        _reset_sequences()
    settle()


def add_prices(count: int) -> None:
    """Add ``count`` standing prices of single buyers, spread over all items."""
    with transaction.atomic():
        start = (SalesPrice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        buyer_count = Contact.objects.count()
        _insert(
            SalesPrice,
            _PRICE,
            (
                _price(
                    start + n,
                    item=n % ITEM_COUNT + 1,
                    buyer=n // ITEM_COUNT % buyer_count + 1,
                    minimum=1_000 + n // (ITEM_COUNT * buyer_count),
                )
                for n in range(count)
            ),
        )
        _reset_sequences()
    settle()


def add_segment(line_count: int) -> None:
    """Add the segment WHOLE of the first ``line_count`` contacts, the targets among them flagged."""
    with transaction.atomic():
        segment = Segment.objects.create(number="WHOLE", dated_on=NOW.date(), campaign_id=WIDE)
        columns = ("segment_id", "line_number", "contact_id", "buyer_id", "campaign_id", *_FLAGS)
        targets = set(CampaignTarget.objects.filter(campaign_id=WIDE).values_list("buyer_id", flat=True))
        rows = ((segment.pk, n, n, n, WIDE, n in targets, False, False) for n in range(1, line_count + 1))
        _insert(SegmentLine, columns, rows)
        _reset_sequences()
        step = SegmentStep(segment=segment, action=SegmentStep.Action.ADD, source=SegmentStep.Source.THERE_BEFORE)
        step.taken_at = NOW
        record_lines(step, lines=segment.lines.all())
    settle()


def settle() -> None:
    """Let the database tidy up, so that what is measured next does not pay for what was done before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# Rows --------------------------------------------------------------------------------------------

_CONTACT = (
    "id", "number", "type", "name", "first_name", "middle_name", "surname", "is_customer", "address", "post_code",
    "city", "country_code", "phone", "mobile_phone", "email", "language_code", "is_excluded_from_segments",
    "is_privacy_blocked", "modified_at", "search_name", "job_title", "business_relation", "address_2", "county",
    "home_page", "correspondence_type", "vat_registration_number", "registration_number", "is_minor",
    "has_parental_consent",
)  # fmt: skip
_FLAGS = ("is_campaign_target", "is_campaign_response", "is_cancelled")
_PRICE = (
    "id", "item_id", "campaign_id", "buyer_id", "variant_id", "unit_id", "currency_code", "minimum_quantity",
    "unit_price", "allows_line_discount", "is_free_of_charge",
)  # fmt: skip
_DISCOUNT = (
    "id", "item_id", "item_discount_group_id", "campaign_id", "currency_code", "minimum_quantity",
    "line_discount_percent",
)  # fmt: skip
_ORDER = ("id", "number", "buyer_id", "status", "ordered_on", "currency_code", "currency_factor", "campaign_id")
_ORDER_LINE = (
    "id", "order_id", "buyer_id", "line_number", "item_id", "variant_id", "unit_id", "quantity_per_unit", "quantity",
    "shipped_quantity", "invoiced_quantity", "unit_price", "line_discount_percent", "line_amount",
    "normal_unit_price", "normal_discount_percent", "normal_allows_line_discount", "normal_is_card_price",
    "is_priced_by_hand", "hand_price_reason", "generation",
)  # fmt: skip


def _contacts(world: World) -> Iterator[Row]:
    for key in range(1, world.buyer_count + 1):
        yield (
            key, f"C{key:07}", "company", f"Buyer {key}", "", "", "", True, "", "", "", "", "", "", "", "", False,
            False, NOW, f"BUYER {key}", "", "customer", "", "", "", "", "", "", False, False,
        )  # fmt: skip


def _build_items() -> None:
    keys = range(1, ITEM_COUNT + 1)
    Item.objects.bulk_create(
        Item(
            pk=key,
            number=f"I{key:04}",
            base_unit_id=1,
            unit_price=card_price(key),
            discount_group_id=key % 10 + 1,
        )
        for key in keys
    )
    ItemVariant.objects.bulk_create(ItemVariant(pk=key, item_id=key, code="BLUE") for key in keys)
    ItemUnit.objects.bulk_create(ItemUnit(pk=key, item_id=key, unit_id=2, quantity_per_unit=BOX_HOLDS) for key in keys)


def card_price(item: int) -> Decimal:
    """Return the card price of an item."""
    return Decimal(item % 90 + 10)


def _build_campaigns(world: World) -> None:
    period = {"starting_on": dt.date(2030, 1, 1), "ending_on": dt.date(2030, 12, 31)}
    active = {"is_active": True, "activated_at": NOW}
    Campaign.objects.bulk_create(
        [
            Campaign(pk=WIDE, number="WIDE", **period),
            Campaign(pk=OVERLAPPING, number="OVERLAPPING", **period, **active),
            Campaign(pk=NARROW, number="NARROW", **period),
        ]
    )
    targeted = range(1, world.ordering_count + 1)
    overlapping = range(world.ordering_count * 6 // 10 + 1, world.ordering_count * 14 // 10 + 1)
    rows = [(WIDE, targeted), (OVERLAPPING, overlapping), (NARROW, targeted)]
    _insert(
        CampaignTarget,
        ("campaign_id", "buyer_id", "contact_count"),
        ((campaign, buyer, 1) for campaign, buyers in rows for buyer in buyers),
    )


def _price(key: int, *, item: int, factor: str = "0.9", minimum: int = 0, **row: object) -> Row:
    values: dict[str, object] = (
        {
            "id": key,
            "item_id": item,
            "currency_code": "",
            "minimum_quantity": minimum,
            "unit_price": card_price(item) * Decimal(factor),
            "allows_line_discount": True,
            "is_free_of_charge": False,
        }
        | {"campaign_id": row.pop("campaign", None), "buyer_id": row.pop("buyer", None)}
        | row
    )
    return [values.get(column) for column in _PRICE]


def _prices(world: World) -> Iterator[Row]:
    """140 prices of the campaign that is measured, 60 of the overlapping one, one narrow one, and standing ones."""
    key = 0
    for item in range(1, CAMPAIGN_ITEM_COUNT + 1):
        key += 1
        unit = 2 if item % 7 == 0 else None
        yield _price(key, item=item, campaign=WIDE, minimum=5 if item % 5 == 0 else 0, unit_id=unit)
    for item in range(1, 41):
        key += 1
        special = {"variant_id": item} if item % 2 == 0 else {"currency_code": "USD"}
        allows = item % 3 > 0
        yield _price(key, item=item, campaign=WIDE, factor="0.8", minimum=10, allows_line_discount=allows, **special)
    for item in range(1, 61):
        key += 1
        yield _price(key, item=item, campaign=OVERLAPPING, factor="0.88")
    key += 1
    yield _price(key, item=7, campaign=NARROW, factor="0.5")
    for number in range(STANDING_ROW_COUNT):
        key += 1
        buyer = number // ITEM_COUNT % world.buyer_count + 1
        yield _price(key, item=number % ITEM_COUNT + 1, buyer=buyer, factor="0.95", minimum=number // ITEM_COUNT)


def _discounts() -> Iterator[Row]:
    """60 discounts: 50 on items and 10 on item discount groups."""
    for item in range(1, 51):
        yield item, item, None, WIDE, "", item % 3 * 5, 5 + item % 10
    for group in range(1, 11):
        yield 50 + group, None, group, WIDE, "", 3, 3


def _build_prices(world: World) -> None:
    _insert(SalesPrice, _PRICE, _prices(world))
    _insert(SalesLineDiscount, _DISCOUNT, _discounts())


def _orders(world: World) -> Iterator[Row]:
    first_day = dt.date(2030, 1, 1)
    for key in range(1, world.order_count + 1):
        is_dollar = key % 10 == 0
        yield (
            key,
            f"SO{key:07}",
            world.buyer_of(key),
            "open",
            first_day + dt.timedelta(days=key % 360),
            "USD" if is_dollar else "",
            DOLLAR_FACTOR if is_dollar else 1,
            WIDE if key % 50 == 0 else None,
        )


def _lines(world: World) -> Iterator[Row]:
    key = 0
    for order in range(1, world.order_count + 1):
        factor = DOLLAR_FACTOR if order % 10 == 0 else Decimal(1)
        for number in range(1, LINES_PER_ORDER + 1):
            key += 1
            yield _line(key, order, number, buyer=world.buyer_of(order), factor=factor)


def _line(key: int, order: int, number: int, *, buyer: int, factor: Decimal) -> Row:
    item = (order * 7 + number * 13) % CAMPAIGN_ITEM_COUNT + 1
    is_box = (order + number * 3) % 6 == 0
    holds = BOX_HOLDS if is_box else Decimal(1)
    quantity = Decimal((order * 3 + number * 5) % 20 + 1)
    percent = Decimal(order % 4 * 2)
    price = offered_price(card_price(item), holds, factor)
    variant = item if (order + number) % 8 == 0 else None
    return (
        key, order, buyer, number, item, variant, 2 if is_box else 1, holds, quantity, 0, 0, price, percent,
        line_amount(quantity, price, percent), price, percent, True, True, False, "", 0,
    )  # fmt: skip


# Tables ------------------------------------------------------------------------------------------

# From what refers to what is referred to.
_MODELS: tuple[type[models.Model], ...] = (
    RunLine, StepContact, ActivationRun, SegmentStep, SegmentLine, Segment, OrderLine, Order, SalesPrice,
    SalesLineDiscount, ItemUnit, ItemVariant, Item, ItemDiscountGroup, UnitOfMeasure, CampaignTarget, Campaign, Contact,
)  # fmt: skip


def _empty() -> None:
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in _MODELS]
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            return
        for table in ("campaigns_campaignentry", *tables):
            cursor.execute(f"DELETE FROM {table}")


def _insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", _CopyFile(rows))
            return
        marks = ", ".join("?" for _column in columns)
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        cursor.connection.executemany(statement, ([_plain(value) for value in row] for row in rows))


def _plain(value: object) -> object:
    """Return what SQLite stores: numbers as it compares them, moments as Django writes them."""
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, dt.date) else value


class _CopyFile(io.TextIOBase):
    """Rows in the text form of COPY, made as they are read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._rest = ""

    def read(self, size: int | None = -1) -> str:
        """Return about ``size`` characters, or an empty text at the end."""
        wanted = 65_536 if size is None or size < 0 else size
        parts, length = [self._rest], len(self._rest)
        while length < wanted:
            row = next(self._rows, None)
            if row is None:
                break
            text = "\t".join("\\N" if value is None else str(value) for value in row) + "\n"
            parts.append(text)
            length += len(text)
        text = "".join(parts)
        self._rest = text[wanted:]
        return text[:wanted]


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*_MODELS[2:]]):
            cursor.execute(statement)
