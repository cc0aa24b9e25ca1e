"""Tables of the sales prices and line discounts of a campaign: the rows of the grid while nobody types in them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from campaigns.models import Campaign
from contacts.decimals import LocalizedDecimalField
from contacts.tables import TickColumn
from contacts.templatetags.formats import icon, number, percent, price
from pricing.arithmetic import offered_price
from pricing.marks import RowMarks
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.terms import ONE

_typed_price = LocalizedDecimalField(max_digits=15, decimal_places=5, shown_places=2).prepare_value
_typed_number = LocalizedDecimalField(max_digits=15, decimal_places=5).prepare_value


def _cell(name: str, css: str = "") -> dict[str, dict[str, object]]:
    """Return the attributes of a column whose cells can be typed in: its field and what one would type there."""
    return {
        "td": {
            "class": css,
            "data-column": name,
            "data-value": lambda record: typed_value(record, name),
        },
        "th": {"class": "number" if css == "number" else ""},
    }


def _actions(**url_names: str) -> tables.TemplateColumn:
    """Return the column from which one changes and withdraws a row, at the pages with these names."""
    return tables.TemplateColumn(
        verbose_name=pgettext_lazy("column", "Actions"),
        template_name="pricing/_row_actions.html",
        extra_context=url_names,
        orderable=False,
        attrs={"td": {"class": "actions"}},
    )


def typed_value(record: SalesPrice | SalesLineDiscount, name: str) -> str:
    """Return what one would type in the field ``name`` to get what the row has there; yes or nothing for a tick."""
    value = getattr(record, name)
    if isinstance(value, bool):
        return "yes" if value else ""
    if name == "unit":
        # What is chosen from a list, and so is told by its key.
        return str(record.unit_id or "")
    if isinstance(value, Decimal):
        return str(_typed_price(value) if name == "unit_price" else _typed_number(value))
    return "" if value is None else str(getattr(value, "number", value))


class _RowTable(tables.Table):
    """What both tables have in common. Who may not change rows sees no ticks and no actions."""

    is_tickable = True
    kind: str

    variant = tables.Column(
        verbose_name=gettext_lazy("Variant"), order_by=("variant__code",), default="", attrs=_cell("variant")
    )
    unit = tables.Column(
        verbose_name=gettext_lazy("Unit"), order_by=("unit__code",), empty_values=(), attrs=_cell("unit", "day")
    )
    minimum_quantity = tables.Column(
        verbose_name=pgettext_lazy("column", "Min. quantity"), attrs=_cell("minimum_quantity", "number")
    )
    currency_code = tables.Column(
        verbose_name=gettext_lazy("Currency"), empty_values=(), attrs=_cell("currency_code", "day")
    )

    def __init__(
        self,
        rows: QuerySet[Any],
        *,
        campaign: Campaign,
        may_change: bool,
    ) -> None:
        super().__init__(
            rows,
            exclude=() if may_change else ("tick", "actions"),
            row_attrs={"id": lambda record: f"{self.kind}-{record.pk}", "data-row": "shown"},
        )
        self.campaign_number = campaign.number
        self.row_marks: Mapping[int, RowMarks] = {}
        self.is_tickable = may_change
        self.new_row = ""

    def render_minimum_quantity(self, value: Decimal) -> str:
        return number(value)

    def render_variant(self, record: SalesPrice | SalesLineDiscount) -> str:
        return "" if record.variant is None else record.variant.code

    def render_unit(self, record: SalesPrice | SalesLineDiscount) -> str:
        """Return the unit; a row without one holds for every unit, and is by base unit."""
        if record.unit is not None:
            return record.unit.code
        if record.item is None:
            return pgettext("unit of measure", "any")
        return _("any (%(unit)s)") % {"unit": record.item.base_unit.code}

    def render_currency_code(self, value: str) -> str:
        return value

    def badges(self, record: SalesPrice | SalesLineDiscount) -> SafeString:
        """Return what there is to look at in the row."""
        marks = self.row_marks.get(record.pk)
        context = {"marks": marks, "effect": marks.effect if marks else None, "kind": self.kind}
        return render_to_string("pricing/_row_badges.html", context)

    def example(self, record: SalesPrice | SalesLineDiscount) -> SafeString:
        """Return what the row does for a buyer as most are."""
        marks = self.row_marks.get(record.pk)
        return render_to_string("pricing/_row_example.html", {"effect": marks.effect if marks else None})


class PriceTable(_RowTable):
    """The sales prices of a campaign beside what the items cost without it."""

    kind = "price"
    caption = gettext_lazy("Sales prices of the campaign")
    tick = TickColumn(name="row", form="withdraw-ticked", label=lambda row: row.item.number)
    item = tables.Column(verbose_name=gettext_lazy("Item"), order_by=("item__number",), attrs=_cell("item", "text"))
    unit_price = tables.Column(verbose_name=gettext_lazy("Unit price"), attrs=_cell("unit_price", "number"))
    card_price = tables.Column(
        verbose_name=gettext_lazy("Card price, difference"),
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
    )
    allows_line_discount = tables.Column(
        verbose_name=gettext_lazy("Line discount"), attrs=_cell("allows_line_discount")
    )
    is_free_of_charge = tables.Column(verbose_name=pgettext_lazy("column", "Free"), attrs=_cell("is_free_of_charge"))
    actions = _actions(change="pricing:change-price", withdraw="pricing:withdraw-price")

    class Meta:
        empty_text = gettext_lazy("Without prices or discounts activation has no effect. Add a price or a discount.")
        sequence = (
            "tick",
            "item",
            "variant",
            "unit",
            "minimum_quantity",
            "currency_code",
            "unit_price",
            "card_price",
            "allows_line_discount",
            "is_free_of_charge",
            "actions",
        )

    def render_item(self, record: SalesPrice) -> SafeString:
        item = record.item
        return format_html('{}<br><span class="hint">{}</span>{}', item.number, item.description, self.badges(record))

    def render_unit_price(self, record: SalesPrice) -> str:
        return price(record.unit_price, record.currency_code)

    def render_card_price(self, record: SalesPrice) -> SafeString | str:
        """Return it and how much the campaign takes off or adds; prices in other currencies are not compared."""
        card = card_price(record)
        if record.currency_code:
            return price(card)
        return format_html("{}<br>{}{}", price(card), difference(record.unit_price, card), self.example(record))

    def render_allows_line_discount(self, *, value: bool) -> SafeString:
        """Return a tick or a dash, each with its words for who does not see it."""
        return (
            icon("check-lg", pgettext("line discount", "Allowed"))
            if value
            else format_html(
                '<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>',
                pgettext("line discount", "Not allowed"),
            )
        )

    def render_is_free_of_charge(self, *, value: bool) -> SafeString | str:
        return format_html('<span class="badge badge-warn">{}</span>', pgettext("price", "free")) if value else ""


class DiscountTable(_RowTable):
    """The line discounts of a campaign."""

    kind = "discount"
    caption = gettext_lazy("Line discounts of the campaign")
    tick = TickColumn(name="row", form="withdraw-ticked", label=lambda row: what_it_is_on(row))
    item = tables.Column(
        verbose_name=gettext_lazy("Item"), order_by=("item__number",), empty_values=(), attrs=_cell("item", "text")
    )
    item_discount_group = tables.Column(
        verbose_name=gettext_lazy("Item discount group"),
        order_by=("item_discount_group__code",),
        default="",
        attrs={"td": {"class": "day"}},
    )
    line_discount_percent = tables.Column(
        verbose_name=gettext_lazy("Line discount %"), attrs=_cell("line_discount_percent", "number")
    )
    actions = _actions(change="pricing:change-discount", withdraw="pricing:withdraw-discount")

    class Meta:
        empty_text = gettext_lazy(
            "No discounts yet. A line discount is a percentage off an item, an item discount group or everything."
        )
        sequence = (
            "tick",
            "item",
            "item_discount_group",
            "variant",
            "unit",
            "minimum_quantity",
            "currency_code",
            "line_discount_percent",
            "actions",
        )

    def render_item(self, record: SalesLineDiscount) -> SafeString:
        """Return the item, or that it is everything, and what there is to look at."""
        if record.item is not None:
            what = format_html('{}<br><span class="hint">{}</span>', record.item.number, record.item.description)
        else:
            what = format_html("{}", "" if record.item_discount_group is not None else _("All items"))
        return format_html("{}{}", what, self.badges(record))

    def render_item_discount_group(self, record: SalesLineDiscount) -> SafeString | str:
        group = record.item_discount_group
        if group is None:
            return ""
        return format_html('{} {}<br><span class="hint">{}</span>', icon("tags"), group.code, group.description)

    def render_line_discount_percent(self, value: Decimal, record: SalesLineDiscount) -> SafeString:
        """Return it, and what it does."""
        return format_html("{}{}", percent(value), self.example(record))


def difference(unit_price: Decimal, card: Decimal) -> SafeString:
    """Return how much a price is below or above the card price, also in percent."""
    amount = unit_price - card
    sign, css = ("−", "better") if amount < 0 else ("+", "worse")
    if not amount:
        return format_html("±{}", price(amount))
    share = f" ({sign}{percent(round(abs(amount) / card * 100, 1))})" if card else ""
    return format_html('<span class="difference {}">{}{}{}</span>', css, sign, price(abs(amount)), share)


def card_price(row: SalesPrice) -> Decimal:
    """Return the item's card price for the unit of the row, in local currency."""
    holds: Decimal | None = getattr(row, "quantity_per_unit", None)
    return offered_price(row.item.unit_price, ONE if holds is None else holds, ONE)


def what_it_is_on(row: SalesPrice | SalesLineDiscount) -> str:
    """Return what a row is on in one word or three: the item, the item discount group, or all items."""
    if row.item is not None:
        return row.item.number
    group = getattr(row, "item_discount_group", None)
    return _("all items") if group is None else str(group.code)
