"""Tables of the sales prices and line discounts of a campaign, and of all there are."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from campaigns.models import Campaign
from contacts.tables import ListRows
from contacts.templatetags.formats import day, icon, number, percent, price
from pricing.all_rows import AllRows, Row
from pricing.arithmetic import offered_price
from pricing.labels import label_of
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


class AllTableRows(ListRows):
    """Prices and discounts together, as the table of all of them sorts and reads them."""

    def __init__(self, rows: AllRows) -> None:
        super().__init__(rows)
        self.found = rows
        self.order: list[str] = []

    def __len__(self) -> int:
        return self.found.count()

    def __getitem__(self, part: slice) -> list[Row]:
        return self.found.rows(list(self.found.keys(self.order, first=part.stop)[part]))

    @property
    def ordering(self) -> None:
        """The table cannot know by which of its columns rows are sorted that are of two kinds."""

    def order_by(self, aliases: Iterable[str]) -> None:
        """Sort by the columns, each with ``-`` in front where it is descending."""
        self.order = list(aliases)

    def __iter__(self) -> Iterator[Row]:
        return self.all_rows()

    def all_rows(self) -> Iterator[Row]:
        """Yield every row in order."""
        return self.found.in_order(self.order)


class AllRowsTable(tables.Table):
    """Every price and discount: on what, for whom, how much and when."""

    caption = pgettext_lazy("menu", "Prices & discounts")
    item = tables.Column(verbose_name=gettext_lazy("On"), empty_values=(), attrs=_TEXT)
    kind = tables.Column(verbose_name=pgettext_lazy("column", "Kind"), empty_values=())
    source = tables.Column(verbose_name=pgettext_lazy("column", "For"), empty_values=(), attrs=_TEXT)
    price = tables.Column(verbose_name=gettext_lazy("Unit price"), empty_values=(), attrs=_NUMBER)
    discount = tables.Column(verbose_name=gettext_lazy("Line discount %"), empty_values=(), attrs=_NUMBER)
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), empty_values=(), orderable=False, attrs=_DAY)
    minimum_quantity = tables.Column(verbose_name=pgettext_lazy("column", "Min. quantity"), attrs=_NUMBER)
    currency = tables.Column(verbose_name=gettext_lazy("Currency"), accessor="currency_code", default="")
    starts = tables.Column(verbose_name=pgettext_lazy("column", "Start"), empty_values=(), attrs=_DAY)
    ends = tables.Column(verbose_name=pgettext_lazy("column", "End"), empty_values=(), attrs=_DAY)
    state = tables.Column(verbose_name=gettext_lazy("State"), empty_values=(), orderable=False)
    optional_columns = ("kind", "currency")
    only_in_files = (("description", gettext_lazy("Description")),)

    class Meta:
        empty_text = gettext_lazy("No prices or discounts match these filters.")

    def __init__(self, *args: Any, may_set_up: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_set_up = may_set_up

    def render_item(self, record: Row) -> SafeString:
        """Return what the row is on, with a link to where the row is."""
        subject = record.item or getattr(record, "item_discount_group", None)
        name = self.value_item(record)
        url = self._url(record)
        shown = format_html('<a href="{}">{}</a>', url, name) if url else name
        chip = format_html(' <span class="badge">{}</span>', record.variant.code) if record.variant else ""
        hint = format_html('<br><span class="hint">{}</span>', subject.description) if subject else ""
        return format_html("{}{}{}", shown, chip, hint)

    def render_kind(self, record: Row) -> str:
        return self.value_kind(record)

    def render_source(self, record: Row) -> SafeString | str:
        """Return for whom the row is, with a link to the campaign or the buyer."""
        label = label_of(record)
        if record.campaign is not None:
            url = reverse("campaigns:card", args=[record.campaign.number])
        elif record.buyer is not None:
            url = reverse("contacts:card", args=[record.buyer.number])
        else:
            return str(label)
        return format_html('<a href="{}">{}</a>', url, label)

    def render_price(self, record: Row) -> SafeString | str:
        """Return the unit price of a sales price, and that it is given away on purpose."""
        if not isinstance(record, SalesPrice):
            return ""
        shown = price(record.unit_price, record.currency_code)
        if not record.is_free_of_charge:
            return shown
        return format_html('{}<br><span class="badge badge-warn">{}</span>', shown, _("free of charge"))

    def render_discount(self, record: Row) -> str:
        return percent(record.line_discount_percent) if isinstance(record, SalesLineDiscount) else ""

    def render_unit(self, record: Row) -> str:
        return self.value_unit(record)

    def render_minimum_quantity(self, value: Decimal) -> str:
        return number(value)

    def render_starts(self, record: Row) -> str:
        return day(self.value_starts(record))

    def render_ends(self, record: Row) -> str:
        return day(self.value_ends(record))

    def render_state(self, record: Row) -> SafeString:
        """Return whether the row may count at all, as a badge."""
        is_off = record.withdrawn_at is not None or (record.campaign is not None and not record.campaign.is_active)
        tone = "" if is_off else " badge-good"
        return format_html('<span class="badge{}">{}</span>', tone, self.value_state(record))

    def value_item(self, record: Row) -> str:
        """Return the number of the item, the code of the group, or that it is everything."""
        if record.item is not None:
            return record.item.number
        group = getattr(record, "item_discount_group", None)
        return _("All items") if group is None else _("Group %(code)s") % {"code": group.code}

    def value_kind(self, record: Row) -> str:
        return _("Sales price") if isinstance(record, SalesPrice) else _("Line discount")

    def value_source(self, record: Row) -> str:
        return str(label_of(record))

    def value_price(self, record: Row) -> Decimal | None:
        return record.unit_price if isinstance(record, SalesPrice) else None

    def value_discount(self, record: Row) -> Decimal | None:
        return record.line_discount_percent if isinstance(record, SalesLineDiscount) else None

    def value_unit(self, record: Row) -> str:
        """Return the unit; a row without one holds for every unit."""
        return record.unit.code if record.unit else pgettext("unit of measure", "any")

    def value_currency(self, record: Row) -> str:
        return record.currency_code or settings.LOCAL_CURRENCY

    def value_starts(self, record: Row) -> dt.date | None:
        return (record.campaign or record).starting_on

    def value_ends(self, record: Row) -> dt.date | None:
        return (record.campaign or record).ending_on

    def value_state(self, record: Row) -> str:
        """Return whether the row was withdrawn, and whether its campaign is on."""
        if record.withdrawn_at is not None:
            return pgettext("price row", "Withdrawn")
        if record.campaign is not None and not record.campaign.is_active:
            return pgettext("price row", "Campaign is off")
        return pgettext("price row", "In force")

    def value_description(self, record: Row) -> str:
        """Return what the item or the group is called, with the variant."""
        subject = record.item or getattr(record, "item_discount_group", None)
        variant = f" {record.variant.code}" if record.variant else ""
        return f"{subject.description if subject else ''}{variant}".strip()

    def _url(self, row: Row) -> str:
        """Return the page that shows the row: the tab of its campaign, or the set-up for who may open that."""
        kind = "price" if isinstance(row, SalesPrice) else "discount"
        if row.campaign is not None:
            return reverse(f"pricing:campaign-{kind}s", args=[row.campaign.number])
        return reverse(f"admin:pricing_{row._meta.model_name}_change", args=[row.pk]) if self.may_set_up else ""
