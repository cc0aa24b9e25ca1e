"""The list of all sales prices and line discounts."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from contacts.saved_views import BuiltInView
from contacts.views.lists import ListPage
from pricing.all_rows import AllRows
from pricing.filters import AllRowsFilter
from pricing.tables import AllRowsTable, AllTableRows


class PriceList(ListPage):
    """Every sales price and line discount, standing ones and those of campaigns."""

    permission_required = ("pricing.view_salesprice", "pricing.view_saleslinediscount")
    permission_denied_message = gettext_lazy("You may not look at prices and discounts.")
    filterset_class = AllRowsFilter
    table_class = AllRowsTable
    template_name = "pricing/all_rows.html"
    file_name = pgettext_lazy("menu", "Prices & discounts")
    count_words = ngettext_lazy(
        "%(found)s of %(all)s price or discount", "%(found)s of %(all)s prices and discounts", "total"
    )
    built_in_views = (
        BuiltInView("counting", pgettext_lazy("price rows", "Counting now"), "counting=yes"),
        BuiltInView("campaigns", pgettext_lazy("price rows", "Of campaigns"), "source=campaign"),
        BuiltInView("standing", pgettext_lazy("price rows", "Standing"), "source=standing"),
        BuiltInView("overlaps", pgettext_lazy("price rows", "Overlapping"), "overlaps=yes"),
        BuiltInView("withdrawn", pgettext_lazy("price rows", "Withdrawn"), "withdrawn=yes"),
    )

    def get_queryset(self) -> AllRows:
        return AllRows.everything()

    def get_filterset_kwargs(self, filterset_class: type[AllRowsFilter]) -> dict[str, Any]:
        """Add the day, on which it depends what counts."""
        return {**super().get_filterset_kwargs(filterset_class), "today": timezone.localdate()}

    def get_table_data(self) -> AllTableRows:
        rows: AllRows = self.object_list
        return AllTableRows(rows)

    def get_table_kwargs(self) -> dict[str, Any]:
        """Add whether the reader may open standing rows where they are set up."""
        user = self.request.user
        may_set_up = user.is_staff and user.has_perms(("pricing.view_salesprice", "pricing.view_saleslinediscount"))
        return {**super().get_table_kwargs(), "may_set_up": may_set_up}

    def get_total_count(self) -> int:
        return AllRows.everything().count()
