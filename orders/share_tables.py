"""The lists of what a run changes for each buyer and for each item."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2.data import TableListData

from contacts.templatetags.formats import money, number
from orders.models import ActivationRun
from orders.shares import By, Share, share_count, shares_of
from orders.tables import NUMBER, TEXT, stacked
from orders.templatetags.order_formats import difference


class Shares(TableListData):
    """The buyers or items of a run, read a page at a time in the order that is asked for."""

    def __init__(self, run: ActivationRun, by: By) -> None:
        super().__init__([])
        self.run, self.by, self.order = run, by, ""

    def __len__(self) -> int:
        return share_count(self.run, self.by)

    def order_by(self, aliases: Sequence[str]) -> None:
        """Read them in another order from now on."""
        self.order = next(iter(aliases), "")

    def __getitem__(self, part: slice) -> list[Share]:
        offset = part.start or 0
        return shares_of(self.run, self.by, limit=part.stop - offset, offset=offset, order=self.order)


class ShareTable(tables.Table):
    """What changes for each buyer or item; the number of lines opens them."""

    by: By = "buyer"

    name = tables.Column(verbose_name=_("Buyer"), attrs=TEXT)
    lines = tables.Column(verbose_name=pgettext_lazy("column", "Lines"), accessor="line_count", attrs=NUMBER)
    before = tables.Column(verbose_name=_("Total before"), orderable=False, attrs=NUMBER)
    after = tables.Column(verbose_name=_("Total after"), orderable=False, attrs=NUMBER)
    difference = tables.Column(verbose_name=_("Difference"), empty_values=(), attrs=NUMBER)

    class Meta:
        empty_text = _("No order line changes.")

    def __init__(self, data: Shares, *args: Any, lines_url: str = "", **kwargs: Any) -> None:
        self.lines_url = lines_url or reverse("orders:run", args=[data.run.pk])
        super().__init__(data, *args, **kwargs)

    def render_name(self, record: Share) -> str:
        return stacked(record.name, record.number)

    def render_lines(self, record: Share) -> str:
        url = f"{self.lines_url}?{urlencode([(self.by, record.number)])}#lines"
        return format_html('<a href="{}">{}</a>', url, number(record.line_count))

    def render_before(self, value: Decimal) -> str:
        return money(value)

    def render_after(self, value: Decimal) -> str:
        return money(value)

    def render_difference(self, record: Share) -> str:
        return difference(record.before, record.after)


class BuyerShareTable(ShareTable):
    """What changes for each buyer."""

    caption = _("By buyer")


class ItemShareTable(ShareTable):
    """What changes for each item."""

    by = "item"
    caption = _("By item")

    name = tables.Column(verbose_name=pgettext_lazy("column", "Item"), attrs=TEXT)
