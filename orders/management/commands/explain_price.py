"""Say why an order line costs what it costs, with every offer that lost and the reason."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from orders.models import OrderLine
from orders.selectors import explain_line
from pricing.labels import OfferLabel, discount_labels, price_labels, reason_words
from pricing.terms import Judgement, Reason


class Command(BaseCommand):
    help = "Says why an order line costs what it costs, with every offer that lost and the reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("order", metavar="ORDER", help="order number")
        parser.add_argument("line", metavar="LINE", type=int, help="line number")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the line's price and every offer that the rule looked at."""
        line = (
            OrderLine.objects.select_related("order__buyer", "item", "unit")
            .filter(order__number=options["order"].upper(), line_number=options["line"])
            .first()
        )
        if line is None:
            message = f"There is no line {options['line']} on order {options['order']}."
            raise CommandError(message)
        self._show_line(line)
        judgement = explain_line(line)
        self._show_rule(judgement)

    def _show_line(self, line: OrderLine) -> None:
        self.stdout.write(
            f"Order {line.order.number} of {line.order.buyer}, line {line.line_number}: "
            f"{line.quantity.normalize():f} {line.unit.code} of {line.item} on {line.order.ordered_on:%Y-%m-%d}"
        )
        self.stdout.write(
            f"costs {line.unit_price.normalize():f} less {line.line_discount_percent.normalize():f} %, "
            f"amount {line.line_amount:.2f}"
        )
        if line.is_priced_by_hand:
            self.stdout.write(f"Priced by hand on {line.hand_priced_at:%Y-%m-%d}: {line.hand_price_reason or '–'}")

    def _show_rule(self, judgement: Judgement) -> None:
        normal, terms = judgement.normal, judgement.terms
        self.stdout.write(
            f"The rule gives {terms.unit_price.normalize():f} less {terms.line_discount_percent.normalize():f} %; "
            f"normally {normal.unit_price.normalize():f} less {normal.discount_percent.normalize():f} %"
        )
        prices = price_labels([verdict.offer.row_id for verdict in judgement.prices])
        for price in judgement.prices:
            value = price.offer.unit_price if price.value is None else price.value
            self._show_offer(prices[price.offer.row_id], f"price {value.normalize():f}", price.reason)
        discounts = discount_labels([verdict.offer.row_id for verdict in judgement.discounts])
        for discount in judgement.discounts:
            self._show_offer(
                discounts[discount.offer.row_id], f"discount {discount.offer.percent.normalize():f} %", discount.reason
            )

    def _show_offer(self, label: OfferLabel, offered: str, reason: Reason | None) -> None:
        words = "it decides" if reason is None else reason_words(reason)
        self.stdout.write(f"  {label}: {offered} from {label.minimum_quantity.normalize():f}: {words}")
