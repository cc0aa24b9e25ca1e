"""What was agreed: orders and order lines, and the runs that put campaign prices on them, with their ledger."""

import datetime as dt
import hashlib
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Campaign, CampaignEntry
from contacts.models import Contact
from orders.amount_fields import AmountField
from pricing.models import Item, ItemVariant, SalesLineDiscount, SalesPrice, UnitOfMeasure


class Order(models.Model):
    """What one buyer ordered on one day. A blank currency is the local currency, its factor is 1.

    ``currency_factor`` is how many units of the order's currency one unit of local currency is worth.
    ``campaign`` only narrows: no other campaign's prices apply to the order (D7).
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("order", "Open")
        RELEASED = "released", pgettext_lazy("order", "Released")
        CLOSED = "closed", pgettext_lazy("order", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")

    number = models.CharField(_("No."), max_length=20, unique=True)
    buyer = models.ForeignKey(Contact, models.PROTECT, related_name="orders", verbose_name=_("buyer"))
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.OPEN)
    ordered_on = models.DateField(_("order date"))
    currency_code = models.CharField(_("currency"), max_length=3, blank=True)
    currency_factor = models.DecimalField(_("currency factor"), max_digits=15, decimal_places=9, default=1)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("campaign")
    )

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                name="order_currency_factor_positive",
                condition=models.Q(currency_factor__gt=0),
                violation_error_message=_("The currency factor must be more than 0."),
            ),
            models.CheckConstraint(
                name="order_local_currency_factor_is_one",
                condition=~models.Q(currency_code="") | models.Q(currency_factor=1),
                violation_error_message=_("The currency factor of the local currency is 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One item on an order, with its price, where that price came from and what it would be without campaigns.

    Prices are in the order's currency for one ``unit``. The *normal* terms are stage 1 of the price rule, stored
    when the line is priced; ``normal_is_card_price`` says that no sales price row gave them. ``generation`` is the
    reading of the plan clock at which somebody last entered or changed the line: see docs/activation.md.

    The columns that a run writes carry no index, so that PostgreSQL updates them in place.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    buyer = models.ForeignKey(
        Contact, models.PROTECT, db_index=False, related_name="order_lines", verbose_name=_("buyer")
    )
    line_number = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, models.PROTECT, db_index=False, related_name="+", verbose_name=_("item"))
    variant = models.ForeignKey(
        ItemVariant, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("variant")
    )
    unit = models.ForeignKey(
        UnitOfMeasure, models.PROTECT, db_index=False, related_name="+", verbose_name=_("unit of measure")
    )
    quantity_per_unit = models.DecimalField(_("quantity per unit"), max_digits=15, decimal_places=5, default=1)
    quantity = models.DecimalField(_("quantity"), max_digits=15, decimal_places=5)
    shipped_quantity = models.DecimalField(_("shipped quantity"), max_digits=15, decimal_places=5, default=0)
    invoiced_quantity = models.DecimalField(_("invoiced quantity"), max_digits=15, decimal_places=5, default=0)

    unit_price = models.DecimalField(_("unit price"), max_digits=15, decimal_places=5)
    line_discount_percent = models.DecimalField(_("line discount %"), max_digits=8, decimal_places=5, default=0)
    line_amount = models.DecimalField(_("line amount"), max_digits=15, decimal_places=2)
    sales_price = models.ForeignKey(
        SalesPrice, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    line_discount = models.ForeignKey(
        SalesLineDiscount, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )

    normal_unit_price = models.DecimalField(_("normal unit price"), max_digits=15, decimal_places=5)
    normal_discount_percent = models.DecimalField(_("normal discount %"), max_digits=8, decimal_places=5, default=0)
    normal_allows_line_discount = models.BooleanField(_("normal price allows line discount"), default=True)
    normal_is_card_price = models.BooleanField(_("normal price is the card price"), default=True)
    normal_sales_price = models.ForeignKey(
        SalesPrice, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    normal_line_discount = models.ForeignKey(
        SalesLineDiscount, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )

    is_priced_by_hand = models.BooleanField(_("priced by hand"), default=False)
    hand_priced_at = models.DateTimeField(_("priced by hand at"), null=True, blank=True)
    hand_priced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+"
    )
    hand_price_reason = models.CharField(_("reason"), max_length=200, blank=True)
    generation = models.IntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        indexes = [
            models.Index(fields=["item", "buyer"], name="order_line_item_buyer"),
            models.Index(fields=["buyer", "item"], name="order_line_buyer_item"),
            models.Index(fields=["generation"], name="order_line_generation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "line_number"], name="order_line_number_once_per_order"),
            models.CheckConstraint(
                name="order_line_quantities_not_negative",
                condition=models.Q(quantity__gte=0, shipped_quantity__gte=0, invoiced_quantity__gte=0),
            ),
            models.CheckConstraint(name="order_line_unit_holds_something", condition=models.Q(quantity_per_unit__gt=0)),
            models.CheckConstraint(
                name="order_line_prices_not_negative",
                condition=models.Q(unit_price__gte=0, normal_unit_price__gte=0),
            ),
            models.CheckConstraint(
                name="order_line_discounts_are_percentages",
                condition=models.Q(
                    line_discount_percent__gte=0,
                    line_discount_percent__lte=100,
                    normal_discount_percent__gte=0,
                    normal_discount_percent__lte=100,
                ),
            ),
            models.CheckConstraint(
                name="order_line_by_hand_at_a_moment",
                condition=models.Q(is_priced_by_hand=True, hand_priced_at__isnull=False)
                | models.Q(is_priced_by_hand=False, hand_priced_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.line_number}"

    @property
    def stamp(self) -> str:
        """A digest of what people see of the line, by which a later change of it is noticed."""
        numbers = (
            self.quantity,
            self.unit_price,
            self.line_discount_percent,
            self.shipped_quantity,
            self.invoiced_quantity,
        )
        values = [f"{Decimal(value).normalize():f}" for value in numbers]
        values += [str(value) for value in (self.item_id, self.unit_id, self.variant_id, self.hand_priced_at)]
        return hashlib.sha256("|".join(values).encode()).hexdigest()[:16]


class PlanClock(models.Model):
    """A single row that counts plans, so that a line touched after a plan can be told from one that was not."""

    generation = models.IntegerField(default=1)

    class Meta:
        verbose_name = _("plan clock")
        verbose_name_plural = _("plan clock")

    def __str__(self) -> str:
        return str(self.generation)


class ActivationRun(models.Model):
    """One deliberate change of order lines: activate, deactivate or re-sync a campaign.

    ``last_order_line`` is the key up to which the ledger has been applied. ``fingerprint`` holds a digest of each
    thing the plan depends on. ``kept_counts`` counts the lines in scope that stay as they are, by reason, and
    ``reach_counts`` what the changed lines stand for, each thing once (``orders.reach``). ``replaced`` is what the plan
    of the same kind said that this one replaced, blank if there was none.

    ``total_before`` and ``total_after`` add the amounts as they stand on the lines, whatever their currency: they check
    the ledger. ``local_before`` and ``local_after`` add the same amounts in local currency: they are what people read.
    """

    class Kind(models.TextChoices):
        ACTIVATE = "activate", _("Activate")
        DEACTIVATE = "deactivate", _("Deactivate")
        RESYNC = "resync", _("Re-sync")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("run", "Planned")
        APPLYING = "applying", pgettext_lazy("run", "Being applied")
        FINISHED = "finished", pgettext_lazy("run", "Finished")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="runs", verbose_name=_("campaign"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PLANNED)
    generation = models.IntegerField()
    fingerprint = models.JSONField(default=dict)
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("planned by")
    )
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    applied_count = models.PositiveIntegerField(_("applied"), default=0)
    skipped_count = models.PositiveIntegerField(_("skipped"), default=0)
    kept_counts = models.JSONField(default=dict)
    reach_counts = models.JSONField(default=dict)
    replaced = models.JSONField(default=dict)
    total_before = AmountField(_("total before"), default=0)
    total_after = AmountField(_("total after"), default=0)
    local_before = AmountField(_("total before"), default=0)
    local_after = AmountField(_("total after"), default=0)
    last_order_line = models.BigIntegerField(default=0)
    plan_duration = models.DurationField(_("time to plan"), default=dt.timedelta)
    apply_duration = models.DurationField(_("time to apply"), default=dt.timedelta)
    entry = models.OneToOneField(
        CampaignEntry, models.SET_NULL, null=True, blank=True, related_name="run", verbose_name=_("campaign entry")
    )

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="applying"), name="activation_run_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.campaign_id} ({self.pk})"


class RunLine(models.Model):
    """A ledger row: what a run changes on one order line, old and new (D14). Amounts are in the order's currency.

    ``currency_factor`` is that of the order: it makes local amounts of them. ``skip_reason`` says why the line was left
    alone, as it was at that moment.

    Only the primary key is indexed, and the references carry no database constraint: the ledger is history, it
    outlives the line it names, and a run of a million lines writes it in one statement.
    """

    class SkipReason(models.IntegerChoices):
        NOT_OPEN = 1, _("The order was no longer open.")
        SHIPPED = 2, _("Something on the line had been shipped or invoiced.")
        BY_HAND = 3, _("The line had been priced by hand.")
        CHANGED = 4, _("The line had been changed after the effect was checked.")
        REMOVED = 5, _("The line had been removed.")

    pk = models.CompositePrimaryKey("run", "order_line")
    run = models.ForeignKey(ActivationRun, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="run_lines"
    )
    buyer = models.ForeignKey(Contact, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")
    item = models.ForeignKey(Item, models.DO_NOTHING, null=True, db_index=False, db_constraint=False, related_name="+")
    old_sales_price = models.ForeignKey(
        SalesPrice, models.DO_NOTHING, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    new_sales_price = models.ForeignKey(
        SalesPrice, models.DO_NOTHING, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    old_line_discount = models.ForeignKey(
        SalesLineDiscount, models.DO_NOTHING, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    new_line_discount = models.ForeignKey(
        SalesLineDiscount, models.DO_NOTHING, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    quantity = models.DecimalField(max_digits=15, decimal_places=5)
    old_unit_price = models.DecimalField(max_digits=15, decimal_places=5)
    new_unit_price = models.DecimalField(max_digits=15, decimal_places=5)
    old_discount_percent = models.DecimalField(max_digits=8, decimal_places=5)
    new_discount_percent = models.DecimalField(max_digits=8, decimal_places=5)
    old_line_amount = models.DecimalField(max_digits=15, decimal_places=2)
    new_line_amount = models.DecimalField(max_digits=15, decimal_places=2)
    currency_factor = models.DecimalField(max_digits=15, decimal_places=9, default=1)
    is_skipped = models.BooleanField(default=False)
    skip_reason = models.SmallIntegerField(null=True, choices=SkipReason.choices)

    class Meta:
        verbose_name = _("ledger row")
        verbose_name_plural = _("ledger rows")

    def __str__(self) -> str:
        return f"{self.run_id}/{self.order_line_id}"


class KeptBlock(models.Model):
    """Up to a thousand order lines that a previewed run leaves as they are for one reason, as it was at the plan.

    ``keys`` are the keys of the lines, with commas, in blocks that follow each other by key: a row for each line would
    take longer to write than the ledger where a campaign is about few of many lines.
    """

    pk = models.CompositePrimaryKey("run", "reason", "number")
    run = models.ForeignKey(
        ActivationRun, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="kept_blocks"
    )
    reason = models.CharField(max_length=21)
    number = models.IntegerField()
    line_count = models.IntegerField()
    keys = models.TextField()

    class Meta:
        verbose_name = _("kept lines")
        verbose_name_plural = _("kept lines")

    def __str__(self) -> str:
        return f"{self.run_id}/{self.reason}/{self.number}"
