"""What was agreed: orders, and lines that carry the item's card price; runs and their ledger."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from orders.models import ActivationRun, Order, OrderLine, RunLine
from pricing.arithmetic import line_amount, offered_price
from pricing.terms import ONE
from tests.factories.campaigns import NOW, WORK_DATE, CampaignFactory
from tests.factories.contacts import CompanyFactory
from tests.factories.pricing import ItemFactory


class OrderFactory(DjangoModelFactory[Order]):
    """An open order of the work date in local currency."""

    class Meta:
        model = Order

    # Not SO00001: the number series gives such numbers.
    number = factory.Sequence(lambda n: f"ORDER{n:04}")
    buyer = factory.SubFactory(CompanyFactory)
    ordered_on = WORK_DATE


class OrderLineFactory(DjangoModelFactory[OrderLine]):
    """A line of one base unit at the card price, as the price rule leaves it where nothing is agreed.

    Give ``normal_unit_price`` for other normal terms, ``unit_price`` for a line that differs from them, and
    ``by_hand=True`` for one that a person priced.
    """

    class Meta:
        model = OrderLine

    class Params:
        by_hand = factory.Trait(is_priced_by_hand=True, hand_priced_at=NOW)

    order = factory.SubFactory(OrderFactory)
    buyer = factory.SelfAttribute("order.buyer")
    line_number = factory.LazyAttribute(lambda line: 10000 * (line.order.lines.count() + 1))
    item = factory.SubFactory(ItemFactory)
    unit = factory.SelfAttribute("item.base_unit")
    quantity_per_unit = Decimal(1)
    quantity = Decimal(1)
    normal_unit_price = factory.LazyAttribute(
        lambda line: offered_price(line.item.unit_price, line.quantity_per_unit, line.order.currency_factor)
    )
    unit_price = factory.SelfAttribute("normal_unit_price")
    normal_discount_percent = Decimal(0)
    line_discount_percent = factory.SelfAttribute("normal_discount_percent")
    line_amount = factory.LazyAttribute(
        lambda line: line_amount(line.quantity, line.unit_price, line.line_discount_percent)
    )


class ActivationRunFactory(DjangoModelFactory[ActivationRun]):
    """A planned run without ledger rows."""

    class Meta:
        model = ActivationRun

    campaign = factory.SubFactory(CampaignFactory)
    kind = ActivationRun.Kind.ACTIVATE
    generation = 0
    planned_at = NOW


class RunLineFactory(DjangoModelFactory[RunLine]):
    """A ledger row that takes an order line from what it carries to a tenth less."""

    class Meta:
        model = RunLine

    run = factory.SubFactory(ActivationRunFactory)
    order_line = factory.SubFactory(OrderLineFactory)
    buyer = factory.SelfAttribute("order_line.buyer")
    item = factory.SelfAttribute("order_line.item")
    quantity = factory.SelfAttribute("order_line.quantity")
    old_unit_price = factory.SelfAttribute("order_line.unit_price")
    new_unit_price = factory.LazyAttribute(lambda row: offered_price(row.old_unit_price, Decimal("0.9"), ONE))
    old_discount_percent = factory.SelfAttribute("order_line.line_discount_percent")
    new_discount_percent = factory.SelfAttribute("old_discount_percent")
    old_line_amount = factory.SelfAttribute("order_line.line_amount")
    new_line_amount = factory.LazyAttribute(
        lambda row: line_amount(row.quantity, row.new_unit_price, row.new_discount_percent)
    )
