"""Tables of the sales prices and line discounts of a campaign."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from campaigns.models import Campaign
from contacts.templatetags.formats import icon, number, percent, price
from pricing.arithmetic import offered_price
from pricing.models import Item, ItemVariant, SalesLineDiscount, SalesPrice
from pricing.terms import ONE

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}


def _actions(**url_names: str) -> tables.TemplateColumn:
    """Return the column from which one changes and withdraws a row, at the pages with these names."""
    return tables.TemplateColumn(
        verbose_name=pgettext_lazy("column", "Actions"),
        template_name="pricing/_row_actions.html",
        extra_context=url_names,
        orderable=False,
        attrs={"td": {"class": "actions"}},
    )


class _RowTable(tables.Table):
    """What both tables have in common. Who may not change rows sees no actions."""

    unit = tables.Column(verbose_name=gettext_lazy("Unit"), order_by=("unit__code",), empty_values=(), attrs=_DAY)
    minimum_quantity = tables.Column(verbose_name=pgettext_lazy("column", "Min. quantity"), attrs=_NUMBER)

    def __init__(self, rows: QuerySet[Any], *, campaign: Campaign, may_change: bool) -> None:
        super().__init__(rows, exclude=() if may_change else ("actions",))
        self.campaign_number = campaign.number

    def render_minimum_quantity(self, value: Decimal) -> str:
        return number(value)

    def render_unit(self, record: SalesPrice | SalesLineDiscount) -> str:
        """Return the unit; a row without one holds for every unit, and is by base unit."""
        if record.unit is not None:
            return record.unit.code
        if record.item is None:
            return pgettext("unit of measure", "any")
        return _("any (%(unit)s)") % {"unit": record.item.base_unit.code}


class PriceTable(_RowTable):
    """The sales prices of a campaign beside what the items cost without it."""

    caption = gettext_lazy("Sales prices of the campaign")
    item = tables.Column(verbose_name=gettext_lazy("Item"), order_by=("item__number",), attrs=_TEXT)
    unit_price = tables.Column(verbose_name=gettext_lazy("Unit price"), attrs=_NUMBER)
    card_price = tables.Column(verbose_name=gettext_lazy("Card price"), empty_values=(), orderable=False, attrs=_NUMBER)
    difference = tables.Column(verbose_name=gettext_lazy("Difference"), empty_values=(), orderable=False, attrs=_NUMBER)
    allows_line_discount = tables.Column(verbose_name=gettext_lazy("Line discount"))
    actions = _actions(change="pricing:change-price", withdraw="pricing:withdraw-price")

    class Meta:
        sequence = (
            "item",
            "unit",
            "minimum_quantity",
            "unit_price",
            "card_price",
            "difference",
            "allows_line_discount",
            "actions",
        )

    def render_item(self, record: SalesPrice) -> SafeString:
        return _item(record.item, record.variant)

    def render_unit_price(self, record: SalesPrice) -> SafeString | str:
        """Return the price, and that it is given away on purpose."""
        shown = price(record.unit_price, record.currency_code)
        if not record.is_free_of_charge:
            return shown
        return format_html('{}<br><span class="badge badge-warn">{}</span>', shown, _("free of charge"))

    def render_card_price(self, record: SalesPrice) -> str:
        return price(_card_price(record))

    def render_difference(self, record: SalesPrice) -> SafeString | str:
        """Return how much the campaign takes off or adds; prices in other currencies are not compared."""
        if record.currency_code:
            return "–"
        difference = record.unit_price - _card_price(record)
        if not difference:
            return price(difference)
        if difference < 0:
            return format_html('<span class="better">−{}</span>', price(-difference))
        return format_html('<span class="worse">+{}</span>', price(difference))

    def render_allows_line_discount(self, *, value: bool) -> str:
        return pgettext("line discount", "Allowed") if value else pgettext("line discount", "Not allowed")


class DiscountTable(_RowTable):
    """The line discounts of a campaign."""

    caption = gettext_lazy("Line discounts of the campaign")
    item = tables.Column(
        verbose_name=gettext_lazy("On"),
        order_by=("item__number", "item_discount_group__code"),
        empty_values=(),
        attrs=_TEXT,
    )
    currency_code = tables.Column(verbose_name=gettext_lazy("Currency"), default="")
    line_discount_percent = tables.Column(verbose_name=gettext_lazy("Line discount %"), attrs=_NUMBER)
    actions = _actions(change="pricing:change-discount", withdraw="pricing:withdraw-discount")

    class Meta:
        sequence = ("item", "unit", "minimum_quantity", "currency_code", "line_discount_percent", "actions")

    def render_item(self, record: SalesLineDiscount) -> SafeString | str:
        """Return the item, the item discount group, or that it is everything."""
        if record.item is not None:
            return format_html("{}<br>{}", record.item.number, record.item.description)
        if record.item_discount_group is not None:
            group = record.item_discount_group
            return format_html(
                "{} {}<br>{}", icon("tags"), _("Group %(code)s") % {"code": group.code}, group.description
            )
        return _("All items")

    def render_line_discount_percent(self, value: Decimal) -> str:
        return percent(value)


def _item(item: Item, variant: ItemVariant | None) -> SafeString:
    """Return the item, with its variant if the row is for one only."""
    chip = format_html(' <span class="badge">{}</span>', variant.code) if variant else ""
    return format_html('{}{}<br><span class="hint">{}</span>', item.number, chip, item.description)


def _card_price(row: SalesPrice) -> Decimal:
    """Return the item's card price for the unit of the row, in local currency."""
    holds: Decimal | None = getattr(row, "quantity_per_unit", None)
    return offered_price(row.item.unit_price, ONE if holds is None else holds, ONE)
