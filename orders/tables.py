"""The lists of orders, order lines, runs and ledgers."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import django_tables2 as tables
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2.data import TableListData

from contacts.templatetags.formats import day, moment, money, number, percent, person, price
from orders.kept import KeptReason, kept_lines_of, lines_by_key
from orders.kept_words import kept_sentences
from orders.labels import discount_origin, new_origin, price_origin, settled_words, skip_words
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.quoting import outdone_campaigns, reason_words
from orders.templatetags.order_formats import difference, seconds

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
TERMS = {"td": {"class": "number terms"}, "th": {"class": "number"}}
DAY = {"td": {"class": "day"}}
TEXT = {"td": {"class": "text"}}


def change(old: str, new: str) -> str:
    """Return a cell that shows what stands there now above what it becomes; once where nothing changes."""
    return new if old == new else format_html('<del>{}</del><br><span class="becomes">{}</span>', old, new)


def stacked(first: str, below: str) -> str:
    """Return a cell of two lines, the second one small."""
    return format_html('{}<span class="below">{}</span>', first, below) if below else first


class KeptLines(TableListData):
    """The lines that a run leaves as they are for one reason, read a page at a time.

    ``narrowed`` are the keys of those that match the filters; None where there are none: then all that were counted.
    """

    def __init__(self, run: ActivationRun, reason: KeptReason, *, narrowed: Sequence[int] | None = None) -> None:
        super().__init__([])
        self.run, self.reason, self.narrowed = run, reason, narrowed
        self.sentences: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.narrowed) if self.narrowed is not None else self.run.kept_counts.get(self.reason.value, 0)

    def __getitem__(self, part: slice) -> list[OrderLine]:
        lines = self._page(part)
        for key, sentence in kept_sentences(self.run, self.reason, lines).items():
            self.sentences[key] = sentence
        return lines

    def _page(self, part: slice) -> list[OrderLine]:
        if self.narrowed is not None:
            return lines_by_key(self.narrowed[part])
        offset = part.start or 0
        return kept_lines_of(self.run, self.reason, limit=(part.stop or len(self)) - offset, offset=offset)


class LedgerTable(tables.Table):
    """What a run changes, line by line."""

    caption = _("Order lines that change")

    order = tables.Column(
        verbose_name=pgettext_lazy("column", "Order"),
        accessor="order_line__order__number",
        order_by=("order_line__order__number", "order_line_id"),
    )
    item = tables.Column(
        verbose_name=pgettext_lazy("column", "Item"),
        accessor="order_line__item__number",
        order_by=("order_line__item__number", "order_line_id"),
        attrs=TEXT,
    )
    quantity = tables.Column(verbose_name=_("Quantity"), order_by=("quantity", "order_line_id"), attrs=NUMBER)
    unit_price = tables.Column(verbose_name=_("Unit price"), accessor="new_unit_price", orderable=False, attrs=NUMBER)
    discount = tables.Column(verbose_name=_("Discount"), accessor="new_discount_percent", orderable=False, attrs=NUMBER)
    amount = tables.Column(verbose_name=_("Line amount"), accessor="new_line_amount", orderable=False, attrs=NUMBER)
    difference = tables.Column(
        verbose_name=_("Difference"), empty_values=(), order_by=("difference", "order_line_id"), attrs=NUMBER
    )
    origin = tables.Column(verbose_name=_("Price comes from"), empty_values=(), orderable=False, attrs=TEXT)

    class Meta:
        empty_text = _("No order line matches.")

    def render_order(self, record: RunLine) -> str:
        return _order_cell(record.order_line)

    def render_item(self, record: RunLine) -> str:
        return stacked(record.order_line.item.number, record.order_line.item.description)

    def render_quantity(self, value: Decimal, record: RunLine) -> str:
        return f"{number(value)} {record.order_line.unit.code}"

    def render_unit_price(self, record: RunLine) -> str:
        currency = record.order_line.order.currency_code
        return change(price(record.old_unit_price, currency), price(record.new_unit_price, currency))

    def render_discount(self, record: RunLine) -> str:
        return change(percent(record.old_discount_percent), percent(record.new_discount_percent))

    def render_amount(self, record: RunLine) -> str:
        currency = record.order_line.order.currency_code
        return change(money(record.old_line_amount, currency), money(record.new_line_amount, currency))

    def render_difference(self, record: RunLine) -> str:
        return difference(record.old_line_amount, record.new_line_amount, record.order_line.order.currency_code)

    def render_origin(self, record: RunLine) -> str:
        return new_origin(record)


class AppliedTable(LedgerTable):
    """What a run changed; a skipped line says why it was."""

    caption = _("Order lines of this run")

    class Meta:
        empty_text = _("No order line matches.")
        row_attrs = {"class": lambda record: "skipped" if record.is_skipped else ""}

    def render_origin(self, record: RunLine) -> str:
        if record.is_skipped:
            return format_html("<strong>{}</strong> {}", pgettext_lazy("order line", "Skipped."), skip_words(record))
        return _why_link(record.order_line, new_origin(record))


class KeptTable(tables.Table):
    """Order lines that a run leaves as they are."""

    caption = _("Order lines that stay as they are")

    order = tables.Column(verbose_name=pgettext_lazy("column", "Order"), accessor="order__number")
    item = tables.Column(verbose_name=pgettext_lazy("column", "Item"), accessor="item__number", attrs=TEXT)
    quantity = tables.Column(verbose_name=_("Quantity"), attrs=NUMBER)
    unit_price = tables.Column(verbose_name=_("Unit price"), attrs=NUMBER)
    line_discount_percent = tables.Column(verbose_name=_("Discount"), attrs=NUMBER)
    line_amount = tables.Column(verbose_name=_("Line amount"), attrs=NUMBER)
    why = tables.Column(verbose_name=_("Stays because"), accessor="pk", attrs=TEXT)

    class Meta:
        orderable = False
        empty_text = _("No order line stays as it is for this reason.")

    def render_order(self, record: OrderLine) -> str:
        return _order_cell(record)

    def render_item(self, record: OrderLine) -> str:
        return stacked(record.item.number, record.item.description)

    def render_quantity(self, value: Decimal, record: OrderLine) -> str:
        return f"{number(value)} {record.unit.code}"

    def render_unit_price(self, value: Decimal, record: OrderLine) -> str:
        return price(value, record.order.currency_code)

    def render_line_discount_percent(self, value: Decimal) -> str:
        return percent(value)

    def render_line_amount(self, value: Decimal, record: OrderLine) -> str:
        return money(value, record.order.currency_code)

    def render_why(self, record: OrderLine) -> str:
        return _why_link(record, self.data.sentences.get(record.pk) or price_origin(record))


class RunTable(tables.Table):
    """The runs, of one campaign or of all."""

    caption = _("Runs")

    number = tables.Column(
        verbose_name=pgettext_lazy("column", "Run"), accessor="pk", linkify=("orders:run", [tables.A("pk")])
    )
    campaign = tables.Column(
        verbose_name=_("Campaign"), accessor="campaign__number", order_by=("campaign__number", "-pk")
    )
    kind = tables.Column(verbose_name=pgettext_lazy("column", "Kind"), order_by=("kind", "-pk"))
    planned_at = tables.Column(verbose_name=pgettext_lazy("column", "When"), order_by=("planned_at", "pk"), attrs=DAY)
    line_count = tables.Column(
        verbose_name=pgettext_lazy("column", "Lines"), order_by=("line_count", "-pk"), attrs=NUMBER
    )
    applied_count = tables.Column(
        verbose_name=pgettext_lazy("column", "Applied"), order_by=("applied_count", "-pk"), attrs=NUMBER
    )
    skipped_count = tables.Column(
        verbose_name=pgettext_lazy("column", "Skipped"), order_by=("skipped_count", "-pk"), attrs=NUMBER
    )
    difference = tables.Column(
        verbose_name=_("Difference"), empty_values=(), order_by=("total_difference", "-pk"), attrs=NUMBER
    )
    duration = tables.Column(verbose_name=pgettext_lazy("column", "Time"), accessor="pk", orderable=False, attrs=NUMBER)
    only_in_files = (("state", pgettext_lazy("column", "State")), ("who", pgettext_lazy("column", "Who")))

    class Meta:
        empty_text = _("No run matches these filters.")

    def value_campaign(self, record: ActivationRun) -> str:
        return record.campaign.number

    def value_kind(self, record: ActivationRun) -> str:
        return record.get_kind_display()

    def value_planned_at(self, record: ActivationRun) -> dt.datetime:
        return record.started_at or record.planned_at

    def value_difference(self, record: ActivationRun) -> Decimal:
        return record.local_after - record.local_before

    def value_duration(self, record: ActivationRun) -> Decimal:
        return Decimal((record.plan_duration + record.apply_duration).total_seconds()).quantize(Decimal("0.1"))

    def value_state(self, record: ActivationRun) -> str:
        return record.get_state_display()

    def value_who(self, record: ActivationRun) -> str:
        return person(record.started_by or record.planned_by)

    def render_campaign(self, record: ActivationRun) -> str:
        return stacked(record.campaign.number, record.campaign.description)

    def render_kind(self, value: str, record: ActivationRun) -> str:
        user = getattr(getattr(self, "request", None), "user", None)
        may_discard = user is not None and user.has_perm("campaigns.activate_campaign")
        return stacked(value, render_to_string("orders/_run_state.html", {"run": record, "may_discard": may_discard}))

    def render_planned_at(self, record: ActivationRun) -> str:
        by = record.started_by or record.planned_by
        return stacked(moment(record.started_at or record.planned_at), person(by))

    def render_line_count(self, value: int) -> str:
        return number(value)

    def render_applied_count(self, value: int) -> str:
        return number(value)

    def render_skipped_count(self, value: int) -> str:
        return number(value)

    def render_difference(self, record: ActivationRun) -> str:
        return difference(record.local_before, record.local_after)

    def render_duration(self, record: ActivationRun) -> str:
        return seconds(record.plan_duration + record.apply_duration)


class OrderTable(tables.Table):
    """The orders with their number of lines and their amount."""

    caption = _("Orders")

    number = tables.Column(verbose_name=_("No."), linkify=("orders:card", {"number": tables.A("number")}))
    buyer = tables.Column(
        verbose_name=_("Buyer"), accessor="buyer__name", order_by=("buyer__name", "number"), attrs=TEXT
    )
    status = tables.Column(verbose_name=_("Status"), order_by=("status", "number"))
    ordered_on = tables.Column(verbose_name=_("Order date"), order_by=("ordered_on", "number"), attrs=DAY)
    campaign = tables.Column(
        verbose_name=_("Campaign"), accessor="campaign__number", order_by=("campaign__number", "number")
    )
    line_count = tables.Column(verbose_name=pgettext_lazy("column", "Lines"), orderable=False, attrs=NUMBER)
    total_amount = tables.Column(verbose_name=pgettext_lazy("column", "Amount"), orderable=False, attrs=NUMBER)
    currency_code = tables.Column(verbose_name=_("Currency"), default="")
    optional_columns = ("currency_code",)
    only_in_files = (("buyer_number", _("Buyer No.")), ("currency", _("Currency of the amount")))

    class Meta:
        empty_text = _("No order matches these filters.")

    def value_buyer(self, record: Order) -> str:
        return record.buyer.name

    def value_buyer_number(self, record: Order) -> str:
        return record.buyer.number

    def value_status(self, record: Order) -> str:
        return record.get_status_display()

    def value_currency(self, record: Order) -> str:
        return record.currency_code or settings.LOCAL_CURRENCY

    def render_buyer(self, record: Order) -> str:
        return stacked(record.buyer.name, record.buyer.number)

    def render_status(self, record: Order) -> str:
        return render_to_string("orders/_order_status.html", {"order": record})

    def render_ordered_on(self, value: dt.date) -> str:
        return day(value)

    def render_line_count(self, value: int) -> str:
        return number(value)

    def render_total_amount(self, value: Decimal, record: Order) -> str:
        return money(value, record.currency_code)


class OrderLineTable(tables.Table):
    """The lines of one order, each with where its price comes from and what can be done with it."""

    caption = _("Order lines")

    line_number = tables.Column(verbose_name=pgettext_lazy("column", "Line"))
    item = tables.Column(verbose_name=pgettext_lazy("column", "Item"), accessor="item__number", attrs=TEXT)
    quantity = tables.Column(verbose_name=_("Quantity"), attrs=NUMBER)
    unit_price = tables.Column(verbose_name=_("Unit price"), attrs=TERMS)
    line_discount_percent = tables.Column(verbose_name=_("Discount"), attrs=TERMS)
    line_amount = tables.Column(verbose_name=_("Line amount"), attrs=NUMBER)
    actions = tables.TemplateColumn(
        template_name="orders/_line_actions.html", verbose_name=_("Actions"), attrs={"td": {"class": "row-actions"}}
    )

    class Meta:
        orderable = False
        empty_text = _("This order has no lines yet.")
        row_attrs = {"id": lambda record: f"line-{record.pk}"}

    def before_render(self, request: object) -> None:
        """Find, for the lines of this page together, which campaigns their normal terms outdid."""
        lines = [row.record for row in self.paginated_rows]
        self.outdone = outdone_campaigns(lines[0].order, lines) if lines else {}

    def render_item(self, record: OrderLine) -> str:
        variant = f" · {record.variant.code}" if record.variant else ""
        return stacked(record.item.number, f"{record.item.description}{variant}")

    def render_quantity(self, value: Decimal, record: OrderLine) -> str:
        return stacked(f"{number(value)} {record.unit.code}", settled_words(record))

    def render_unit_price(self, value: Decimal, record: OrderLine) -> str:
        reason = reason_words(record, self.outdone.get(record.pk, ()))
        return stacked(price(value, record.order.currency_code), reason)

    def render_line_discount_percent(self, value: Decimal, record: OrderLine) -> str:
        return stacked(percent(value), discount_origin(record))

    def render_line_amount(self, value: Decimal, record: OrderLine) -> str:
        return money(value, record.order.currency_code)


def _order_cell(line: OrderLine) -> str:
    """Return a link to the order of a line, above its buyer."""
    url = reverse("orders:card", kwargs={"number": line.order.number})
    link = format_html('<a href="{}">{}/{}</a>', url, line.order.number, line.line_number)
    return stacked(link, line.order.buyer.name)


def _why_link(line: OrderLine, origin: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse("orders:explain", args=[line.pk]), origin)
