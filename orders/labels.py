"""What order lines and ledger rows say of themselves on pages and in files: where their terms come from."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.templatetags.formats import moment, number, person
from orders.models import Order, OrderLine, RunLine
from pricing.models import SalesLineDiscount, SalesPrice


def price_origin(line: OrderLine) -> str:
    """Return where the unit price of ``line`` comes from: who set it, or which kind of row."""
    if line.is_priced_by_hand:
        return _hand_words(line)
    return _price_words(line.sales_price, is_card_price=line.normal_is_card_price)


def discount_origin(line: OrderLine) -> str:
    """Return where the line discount of ``line`` comes from; blank where there is none, or the price says it."""
    return "" if line.is_priced_by_hand else _discount_words(line.line_discount)


def settled_words(line: OrderLine) -> str:
    """Return how much of the line was shipped and invoiced, which settles its price; blank where nothing was."""
    words = []
    if line.shipped_quantity:
        words.append(_("%(quantity)s shipped") % {"quantity": number(line.shipped_quantity)})
    if line.invoiced_quantity:
        words.append(_("%(quantity)s invoiced") % {"quantity": number(line.invoiced_quantity)})
    return ", ".join(words)


def new_origin(row: RunLine) -> str:
    """Return where the new terms of a ledger row come from, price first."""
    price = _price_words(row.new_sales_price, is_card_price=row.order_line.normal_is_card_price)
    discount = _discount_words(row.new_line_discount)
    return ", ".join(words for words in dict.fromkeys([price, discount]) if words)


def status_choices(statuses: Collection[Order.Status]) -> list[tuple[Order.Status, str, str]]:
    """Return each status with what an order goes through to get it, and what that means for its lines."""
    return [(status, str(_VERBS[status]), str(_MEANINGS[status])) for status in statuses]


def skip_words(row: RunLine) -> str:
    """Return why a run skipped the line of ``row``, as it was then; of old runs only that it had changed is known."""
    reason = RunLine.SkipReason.CHANGED if row.skip_reason is None else RunLine.SkipReason(row.skip_reason)
    return str(reason.label)


def _hand_words(line: OrderLine) -> str:
    values = {
        "name": person(line.hand_priced_by),
        "moment": moment(line.hand_priced_at),
    }
    words = _("priced by hand by %(name)s on %(moment)s") if values["name"] else _("priced by hand on %(moment)s")
    reason = f": {line.hand_price_reason}" if line.hand_price_reason else ""
    return words % values + reason


def _price_words(row: SalesPrice | None, *, is_card_price: bool) -> str:
    if row is None:
        return _("card price") if is_card_price else _("agreed price")
    if row.campaign is not None:
        return _("campaign %(number)s") % {"number": row.campaign.number}
    if row.buyer_id is not None:
        return _("buyer's price")
    return _("price of the customer group") if row.price_group_id is not None else _("price for everyone")


def _discount_words(row: SalesLineDiscount | None) -> str:
    if row is None:
        return ""
    if row.campaign is not None:
        return _("campaign %(number)s") % {"number": row.campaign.number}
    if row.buyer_id is not None:
        return _("buyer's discount")
    return _("discount of the customer group") if row.discount_group_id is not None else _("discount for everyone")


_VERBS: dict[Order.Status, Promise] = {
    Order.Status.OPEN: pgettext_lazy("order", "Reopen"),
    Order.Status.RELEASED: pgettext_lazy("order", "Release"),
    Order.Status.CLOSED: pgettext_lazy("order", "Close"),
    Order.Status.CANCELLED: pgettext_lazy("order", "Cancel the order"),
}
_MEANINGS: dict[Order.Status, Promise] = {
    Order.Status.OPEN: gettext_lazy(
        "Lines can be entered and changed again, and activations take the order in. Its prices stay until then."
    ),
    Order.Status.RELEASED: gettext_lazy(
        "It is handed on to be delivered: nobody enters or changes lines, and no activation touches its prices."
    ),
    Order.Status.CLOSED: gettext_lazy(
        "It is done: its lines stay to be read, nobody changes them, and no activation touches its prices."
    ),
    Order.Status.CANCELLED: gettext_lazy(
        "Nothing more of it is delivered: its lines stay to be read, and no activation touches its prices."
    ),
}
