"""What the list of campaigns counts of rooms above it."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from campaigns.list_figures import ListFigure
from pricing.models import SalesLineDiscount, SalesPrice


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    of_campaign = rows.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    return Coalesce(Subquery(of_campaign.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


FIGURES = (
    ListFigure(
        "price_count",
        pgettext_lazy("column", "Prices"),
        lambda: _number_of(SalesPrice.objects.in_force()),
        "pricing:campaign-prices",
        "pricing.view_salesprice",
    ),
    ListFigure(
        "discount_count",
        pgettext_lazy("column", "Discounts"),
        lambda: _number_of(SalesLineDiscount.objects.in_force()),
        "pricing:campaign-discounts",
        "pricing.view_saleslinediscount",
    ),
)
