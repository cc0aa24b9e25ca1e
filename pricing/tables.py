"""The table of all sales prices and line discounts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from contacts.tables import ListRows
from contacts.templatetags.formats import day, number, percent, price
from pricing.all_rows import AllRows, Row
from pricing.labels import label_of
from pricing.models import SalesLineDiscount, SalesPrice

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}


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
