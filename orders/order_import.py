"""The import of orders, their heads. docs/imports.md describes the columns; ``orders.line_import`` has the lines."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from contacts.bulk_writing import BulkWriter
from contacts.cells import Currency, Number
from contacts.columns import Column, Record, RowError
from contacts.field_kinds import code_of, kind_of, label_of
from contacts.importing import Difference, Importer, Outcome
from contacts.key_store import Key, KeyStore
from contacts.merged_numbers import ContactReferences
from contacts.models import Contact
from contacts.references import References
from orders.locks import lock_applying_run, lock_orders, share_lane
from orders.models import Order, OrderLine

COLUMNS = (
    Column("order_number", code_of(Order), gettext_lazy("the number by which the order is known"), is_required=True),
    Column(
        "buyer",
        code_of(Contact),
        gettext_lazy("the number of the contact that buys; for a person of a company, the company buys"),
    ),
    Column("order_date", kind_of(Order, "ordered_on"), gettext_lazy("the day of the order")),
    Column(
        "status",
        kind_of(Order, "status"),
        gettext_lazy("open, released, closed or cancelled; open for a new order unless told"),
    ),
    Column("currency", Currency(), gettext_lazy("the code of the currency; blank is local currency")),
    Column(
        "currency_factor",
        Number(15, 9, may_be_zero=False),
        gettext_lazy("how many of the currency one of local currency is worth"),
    ),
    Column("campaign", code_of(Campaign), gettext_lazy("the number of the campaign named on the order")),
)


@dataclass(frozen=True, slots=True)
class HeadDecision:
    """What a row does to the head of an order: nothing yet, until it is accepted."""

    order: Order
    status: str
    outcome: Outcome
    differences: Sequence[Difference] = ()

    @property
    def is_open(self) -> bool:
        return self.status == Order.Status.OPEN


class OrderHeads:
    """Finds and adds the orders that rows name, and changes the status of those that are there.

    Whatever else stands in the head of an order prices its lines, so it is changed on the order itself.
    """

    def __init__(self, *, at: dt.datetime, by: User | None = None) -> None:
        self._orders: dict[str, Order] = {}
        self._buyers = ContactReferences(Contact.objects.only("number", "company_id"))
        self._campaigns = References(Campaign.objects.only("number"), field="number")
        self._written = BulkWriter(Order, at=at, by=by)
        self._status_changed: set[int] = set()
        # The orders that rows of the file had, and those that rows of the present chunk had.
        self._seen = KeyStore()
        self._accepted: set[str] = set()
        self.generation = 0

    def load(self, records: Sequence[Record]) -> None:
        """Lock the orders and fetch buyers and campaigns. The first time, no run may start until the import ends."""
        if not self.generation:
            self.generation = share_lane()
            lock_applying_run()
        self._accepted.clear()
        self._orders = {order.number: order for order in lock_orders({record["order_number"] for record in records})}
        self._buyers.load(record.get("buyer", "") for record in records)
        self._campaigns.load(record.get("campaign", "") for record in records)

    def loaded(self) -> Sequence[Order]:
        """Return the orders of the present rows that are there already."""
        return list(self._orders.values())

    def buyer_ids(self, records: Sequence[Record]) -> set[int]:
        """Return who buys by the rows and by the orders that are there."""
        named = (self._buyers.get(record.get("buyer", "")) for record in records)
        return {order.buyer_id for order in self._orders.values()} | {buyer.buyer_id for buyer in named if buyer}

    def decide(self, record: Record) -> HeadDecision:
        """Return what the row does to its order.

        :raises RowError: the order cannot be, or its head would change.
        """
        given = self._given(record)
        order = self._orders.get(record["order_number"])
        if order is None:
            order = _new_order(record["order_number"], given)
            return HeadDecision(order, order.status, Outcome.ADDED)
        status = given.pop("status", order.status)
        _refuse_other_head(order, given)
        if status == order.status:
            return HeadDecision(order, status, Outcome.UNCHANGED)
        if self._seen.get((order.number,)) is not None:
            raise RowError(
                _("Above in the file order %(order)s is %(status)s.") % {"order": order.number, "status": order.status}
            )
        difference = Difference(label_of(Order, "status"), order.status, status)
        return HeadDecision(order, status, Outcome.CHANGED, [difference])

    def accept(self, decision: HeadDecision) -> None:
        """Take what was decided into what is written next."""
        order = decision.order
        if decision.outcome == Outcome.ADDED:
            self._written.add(order)
            self._orders[order.number] = order
        elif self._written.change(order, {"status": decision.status}) == Outcome.CHANGED:
            self._status_changed.add(order.pk)
        if order.number not in self._accepted:
            self._accepted.add(order.number)
            self._seen.put((order.number,), 1)

    def save(self) -> None:
        """Write the orders; their lines take note where the status changed."""
        self._written.write()
        if self._status_changed:
            OrderLine.objects.filter(order__in=self._status_changed).update(generation=self.generation)
            self._status_changed.clear()

    def _given(self, record: Record) -> dict[str, Any]:
        """Return what the row says of the head, by field. A blank cell says nothing."""
        given = {
            "ordered_on": record.get("order_date"),
            "status": record.get("status"),
            "currency_code": record.get("currency"),
            "currency_factor": record.get("currency_factor"),
        }
        if buyer := self._buyers.named_or_none(record.get("buyer")):
            given["buyer_id"] = buyer.buyer_id
        if campaign := self._campaigns.named_or_none(record.get("campaign")):
            given["campaign_id"] = campaign.pk
        return {field: value for field, value in given.items() if value is not None}


class OrderImporter(Importer):
    """Adds orders without lines, known by their numbers, and changes the status of those that are there."""

    noun = "orders"
    columns = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None) -> None:
        self._heads = OrderHeads(at=at, by=by)
        self._differences: Sequence[Difference] = ()

    def key(self, record: Record) -> Key:
        """Tell orders by their numbers."""
        return (record["order_number"],)

    def load(self, records: Sequence[Record]) -> None:
        """Fetch what the rows name."""
        self._heads.load(records)

    def take(self, record: Record) -> Outcome:
        """Add the order or change its status.

        :raises RowError: the order cannot be, or its head would change.
        """
        decision = self._heads.decide(record)
        self._heads.accept(decision)
        self._differences = decision.differences
        return decision.outcome

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._differences

    def save(self) -> None:
        """Write the orders."""
        self._heads.save()


def _new_order(number: str, given: Mapping[str, Any]) -> Order:
    if "buyer_id" not in given:
        raise RowError(_("There is no order %(order)s, and a new one needs a buyer.") % {"order": number})
    if "ordered_on" not in given:
        raise RowError(_("There is no order %(order)s, and a new one needs an order date.") % {"order": number})
    order = Order(number=number, **given)
    if order.currency_code and "currency_factor" not in given:
        raise RowError(_("An order in %(currency)s needs its currency factor.") % {"currency": order.currency_code})
    if not order.currency_code and order.currency_factor != 1:
        raise RowError(_("The currency factor of the local currency is 1."))
    return order


def _refuse_other_head(order: Order, given: Mapping[str, Any]) -> None:
    names = {field.attname: field.verbose_name for field in Order._meta.concrete_fields}
    for field, value in given.items():
        if getattr(order, field) != value:
            raise RowError(
                _("Order %(order)s has another %(field)s; change it on the order, because it prices the lines.")
                % {"order": order.number, "field": names[field]}
            )
