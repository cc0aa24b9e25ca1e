"""Copying the prices and discounts of a campaign to another, new one. They have no dates of their own (D13)."""

from typing import TypeVar

from campaigns.models import Campaign
from campaigns.parts import Copying
from contacts.bulk_writing import BulkWriter
from pricing.models import SalesLineDiscount, SalesPrice

Row = TypeVar("Row", SalesPrice, SalesLineDiscount)


def count_prices(campaign: Campaign) -> int:
    """Return how many sales prices of ``campaign`` are in force."""
    return SalesPrice.objects.of_campaign(campaign).count()


def count_discounts(campaign: Campaign) -> int:
    """Return how many line discounts of ``campaign`` are in force."""
    return SalesLineDiscount.objects.of_campaign(campaign).count()


def copy_prices(copying: Copying) -> int:
    """Give the new campaign the sales prices in force of the one it is copied from, and return how many they are."""
    return _copy(SalesPrice, copying)


def copy_discounts(copying: Copying) -> int:
    """Give the new campaign the line discounts in force of the one it is copied from, and return how many they are."""
    return _copy(SalesLineDiscount, copying)


def _copy(model: type[Row], copying: Copying) -> int:
    """Write the copies with their history, in few statements. They are as valid as the rows they come from.

    The target is not active, so that no order line has to be noted as different.
    """
    writer = BulkWriter(model, at=copying.at, by=copying.by)
    rows = list(model._default_manager.in_force().filter(campaign=copying.source).order_by("pk"))
    for row in rows:
        row.pk = None
        row._state.adding = True
        row.campaign = copying.target
        writer.add(row)
    writer.write()
    return len(rows)
