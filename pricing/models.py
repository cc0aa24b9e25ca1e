"""For how much: items and their units, customer terms, sales prices and sales line discounts.

Unit prices have 5 decimals, amounts 2, percentages are 0–100 with 5 decimals. No number has more than 15
digits: that is what SQLite keeps exactly. A blank currency is the local currency.
"""

from typing import Self, TypeVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from campaigns.models import Campaign
from contacts.models import CodeTable, Contact


class UnitOfMeasure(CodeTable):
    class Meta:
        verbose_name = _("unit of measure")
        verbose_name_plural = _("units of measure")


class ItemDiscountGroup(CodeTable):
    class Meta:
        verbose_name = _("item discount group")
        verbose_name_plural = _("item discount groups")


class CustomerPriceGroup(CodeTable):
    class Meta:
        verbose_name = _("customer price group")
        verbose_name_plural = _("customer price groups")


class CustomerDiscountGroup(CodeTable):
    class Meta:
        verbose_name = _("customer discount group")
        verbose_name_plural = _("customer discount groups")


class Item(models.Model):
    """Something sold. ``unit_price`` is the card price: local currency, for one ``base_unit``."""

    number = models.CharField(_("No."), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100, blank=True)
    base_unit = models.ForeignKey(
        UnitOfMeasure, models.PROTECT, related_name="+", verbose_name=_("base unit of measure")
    )
    unit_price = models.DecimalField(_("unit price"), max_digits=15, decimal_places=5, default=0)
    discount_group = models.ForeignKey(
        ItemDiscountGroup, models.PROTECT, null=True, blank=True, verbose_name=_("item discount group")
    )
    is_blocked = models.BooleanField(_("blocked"), default=False)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.CheckConstraint(name="item_price_not_negative", condition=models.Q(unit_price__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"


class ItemVariant(models.Model):
    item = models.ForeignKey(Item, models.CASCADE, related_name="variants", verbose_name=_("item"))
    code = models.CharField(_("code"), max_length=20)
    description = models.CharField(_("description"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("item variant")
        verbose_name_plural = _("item variants")
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="item_variant_once_per_item")]

    def __str__(self) -> str:
        return self.code


class ItemUnit(models.Model):
    """A unit in which an item is sold: how many base units one of it holds."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="units", verbose_name=_("item"))
    unit = models.ForeignKey(UnitOfMeasure, models.PROTECT, related_name="+", verbose_name=_("unit of measure"))
    quantity_per_unit = models.DecimalField(_("quantity per unit"), max_digits=15, decimal_places=5)

    class Meta:
        verbose_name = _("item unit of measure")
        verbose_name_plural = _("item units of measure")
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="item_unit_once_per_item"),
            models.CheckConstraint(name="item_unit_holds_something", condition=models.Q(quantity_per_unit__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} = {self.quantity_per_unit}"


class CustomerTerms(models.Model):
    """What is agreed with a buyer as such. A buyer without terms allows line discounts and is in no group."""

    buyer = models.OneToOneField(
        Contact, models.CASCADE, related_name="customer_terms", verbose_name=_("buyer"), primary_key=True
    )
    price_group = models.ForeignKey(
        CustomerPriceGroup, models.PROTECT, null=True, blank=True, verbose_name=_("customer price group")
    )
    discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, verbose_name=_("customer discount group")
    )
    allows_line_discount = models.BooleanField(_("allow line discount"), default=True)
    currency_code = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("customer terms")
        verbose_name_plural = _("customer terms")

    def __str__(self) -> str:
        return f"{self.buyer_id}"


Row = TypeVar("Row", bound="PriceRow")


class PriceRowQuerySet(models.QuerySet[Row]):
    def in_force(self) -> Self:
        """Leave out the rows that were withdrawn."""
        return self.filter(withdrawn_at=None)

    def of_campaign(self, campaign: Campaign) -> Self:
        return self.in_force().filter(campaign=campaign)

    def standing(self) -> Self:
        """Return the rows for everyone, a group or one buyer (spec: *standing*)."""
        return self.in_force().filter(campaign=None)


class PriceRow(models.Model):
    """What a sales price and a sales line discount have in common.

    A row of a campaign has the campaign's dates and none of its own (D13). A row is never deleted once lines
    may carry it: it is withdrawn, so that every reference from a line or the ledger can be read for ever (D14).
    """

    unit = models.ForeignKey(
        UnitOfMeasure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit of measure")
    )
    currency_code = models.CharField(_("currency"), max_length=3, blank=True)
    minimum_quantity = models.DecimalField(_("minimum quantity"), max_digits=15, decimal_places=5, default=0)
    starting_on = models.DateField(_("starting date"), null=True, blank=True)
    ending_on = models.DateField(_("ending date"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def _row_checks(kind: str, group: str) -> list[models.BaseConstraint]:
    """Return the constraints of a price row: one source, dates in order, a campaign row without dates."""
    sources = ["buyer", "campaign", group]
    at_most_one = models.Q()
    for index, source in enumerate(sources):
        for other in sources[index + 1 :]:
            at_most_one &= models.Q((source, None)) | models.Q((other, None))
    return [
        models.CheckConstraint(
            name=f"{kind}_has_one_source",
            condition=at_most_one,
            violation_error_message=_("Choose one of buyer, group and campaign, or none of them for everyone."),
        ),
        models.CheckConstraint(
            name=f"{kind}_campaign_row_has_no_dates",
            condition=models.Q(campaign=None) | models.Q(starting_on=None, ending_on=None),
            violation_error_message=_("A row of a campaign gets its dates only from the campaign card."),
        ),
        models.CheckConstraint(
            name=f"{kind}_ends_after_it_starts",
            condition=models.Q(starting_on=None)
            | models.Q(ending_on=None)
            | models.Q(ending_on__gte=models.F("starting_on")),
            violation_error_message=_("The ending date is before the starting date."),
        ),
        models.CheckConstraint(
            name=f"{kind}_minimum_not_negative",
            condition=models.Q(minimum_quantity__gte=0),
            violation_error_message=_("The minimum quantity cannot be negative."),
        ),
    ]


def _once(kind: str, *fields: str) -> models.UniqueConstraint:
    """Return the constraint that no two rows in force answer the same question from the same source."""
    relations = [Coalesce(field, 0) for field in ("variant", "unit", "campaign", "buyer", *fields)]
    plain = [models.F(field) for field in ("currency_code", "minimum_quantity")]
    return models.UniqueConstraint(
        *relations,
        *plain,
        Coalesce("starting_on", models.Value("0001-01-01"), output_field=models.DateField()),
        name=f"{kind}_once",
        condition=models.Q(withdrawn_at=None),
        violation_error_message=_("There is already a row for the same source, item, unit and minimum quantity."),
    )


class SalesPrice(PriceRow):
    """A price of an item for everyone, a customer price group, one buyer or one campaign.

    ``unit_price`` is in ``currency_code``, for one ``unit``, or for one base unit where the row names none.
    """

    item = models.ForeignKey(Item, models.PROTECT, db_index=False, related_name="prices", verbose_name=_("item"))
    variant = models.ForeignKey(
        ItemVariant, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("variant")
    )
    price_group = models.ForeignKey(
        CustomerPriceGroup, models.PROTECT, null=True, blank=True, verbose_name=_("customer price group")
    )
    buyer = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="sales_prices", verbose_name=_("buyer")
    )
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="sales_prices", verbose_name=_("campaign")
    )
    unit_price = models.DecimalField(_("unit price"), max_digits=15, decimal_places=5)
    allows_line_discount = models.BooleanField(_("allow line discount"), default=True)
    is_free_of_charge = models.BooleanField(_("free of charge"), default=False)

    objects = PriceRowQuerySet["SalesPrice"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sales price")
        verbose_name_plural = _("sales prices")
        indexes = [models.Index(fields=["item", "campaign", "buyer", "price_group"], name="sales_price_source")]
        constraints = [
            *_row_checks("sales_price", "price_group"),
            _once("sales_price", "item", "price_group"),
            models.CheckConstraint(
                name="sales_price_zero_is_deliberate",
                condition=models.Q(unit_price__gt=0) | models.Q(unit_price=0, is_free_of_charge=True),
                violation_error_message=_("A price of 0 gives the item away. Tick “free of charge” if that is meant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.unit_price}"


class SalesLineDiscount(PriceRow):
    """A discount on an item, an item discount group or all items (neither named).

    For everyone, a customer discount group, one buyer or one campaign.
    """

    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, db_index=False, related_name="discounts", verbose_name=_("item")
    )
    item_discount_group = models.ForeignKey(
        ItemDiscountGroup, models.PROTECT, null=True, blank=True, verbose_name=_("item discount group")
    )
    variant = models.ForeignKey(
        ItemVariant, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("variant")
    )
    discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, verbose_name=_("customer discount group")
    )
    buyer = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="sales_discounts", verbose_name=_("buyer")
    )
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="sales_discounts", verbose_name=_("campaign")
    )
    line_discount_percent = models.DecimalField(_("line discount %"), max_digits=8, decimal_places=5)

    objects = PriceRowQuerySet["SalesLineDiscount"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sales line discount")
        verbose_name_plural = _("sales line discounts")
        indexes = [models.Index(fields=["item", "campaign", "buyer", "discount_group"], name="sales_discount_source")]
        constraints = [
            *_row_checks("sales_discount", "discount_group"),
            _once("sales_discount", "item", "item_discount_group", "discount_group"),
            models.CheckConstraint(
                name="sales_discount_item_or_group",
                condition=models.Q(item=None) | models.Q(item_discount_group=None),
                violation_error_message=_("Choose an item or an item discount group, or neither for all items."),
            ),
            models.CheckConstraint(
                name="sales_discount_variant_of_item",
                condition=models.Q(variant=None) | models.Q(item__isnull=False),
                violation_error_message=_("A variant needs its item."),
            ),
            models.CheckConstraint(
                name="sales_discount_is_a_percentage",
                condition=models.Q(line_discount_percent__gte=0, line_discount_percent__lte=100),
                violation_error_message=_("A discount is between 0 and 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_discount_percent} %"
