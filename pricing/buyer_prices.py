"""What a buyer pays now: the items for which it has something special, and what each costs from each quantity on."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db.models import Q, QuerySet

from campaigns.models import Campaign
from contacts.models import Contact
from pricing.breaks import Break, breaks_of
from pricing.labels import OfferLabel, discount_labels, price_labels
from pricing.models import CustomerTerms, Item, ItemVariant, SalesLineDiscount, SalesPrice, UnitOfMeasure
from pricing.selectors import OfferBook, quantities_per_unit
from pricing.terms import ONE, Sale


@dataclass(frozen=True, kw_only=True)
class Asked:
    """For whom and when, in which currency."""

    buyer: Contact
    on: dt.date
    currency_code: str = ""
    currency_factor: Decimal = ONE


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What gives a buyer other prices than everybody: what is agreed with it, and the campaigns that count for it."""

    terms: CustomerTerms | None
    campaigns: Sequence[Campaign]

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """Read them. Cost: two queries."""
        terms = CustomerTerms.objects.select_related("price_group", "discount_group").filter(buyer=asked.buyer)
        campaigns = Campaign.objects.filter(_in_time(asked.on), is_active=True, targets__buyer=asked.buyer)
        return cls(terms=terms.first(), campaigns=list(campaigns.order_by("number")))


@dataclass(frozen=True, kw_only=True)
class PriceRow:
    """What one unit costs from ``step.quantity`` on. ``until`` is the last day on which all of it holds, if any."""

    unit: str
    variant: str
    step: Break
    price_label: OfferLabel | None
    discount_label: OfferLabel | None

    @property
    def until(self) -> dt.date | None:
        """The last day on which these terms hold; None where they do not end."""
        labels = (self.price_label, self.discount_label)
        return min((label.ending_on for label in labels if label and label.ending_on), default=None)


@dataclass(frozen=True, kw_only=True)
class ItemPrices:
    """An item with its rows: by unit and variant, and from each quantity on."""

    item: Item
    rows: Sequence[PriceRow]


def special_items(asked: Asked, sources: Sources) -> QuerySet[Item]:
    """Return the items for which a price or discount counts that not everybody has, apart from those on all items."""
    discounts = _discounts(asked, sources)
    return sold_items().filter(
        Q(pk__in=_prices(asked, sources).values("item"))
        | Q(pk__in=discounts.filter(item__isnull=False).values("item"))
        | Q(discount_group__in=discounts.filter(item_discount_group__isnull=False).values("item_discount_group"))
    )


def sold_items() -> QuerySet[Item]:
    """Return the items that are not blocked, by number."""
    return Item.objects.filter(is_blocked=False).order_by("number")


def discounts_on_all_items(asked: Asked, sources: Sources) -> list[tuple[OfferLabel, Decimal]]:
    """Return whose discounts count on all items, from which quantity and how high they are. Cost: two queries."""
    rows = _discounts(asked, sources).filter(item=None, item_discount_group=None, line_discount_percent__gt=0)
    percents = dict(rows.order_by("-line_discount_percent", "pk").values_list("pk", "line_discount_percent"))
    labels = discount_labels(percents)
    return [(labels[key], percent) for key, percent in percents.items()]


def prices_of(asked: Asked, items: Sequence[Item]) -> list[ItemPrices]:
    """Return what each of ``items`` costs the buyer. Cost: eleven queries, however many items there are."""
    keys = [item.pk for item in items]
    book = OfferBook.load(item_ids=keys, buyer_ids={asked.buyer.pk})
    held = quantities_per_unit(keys)
    steps = {item.pk: list(_steps(asked, book, item, held=held)) for item in items}
    found = [step for rows in steps.values() for step in rows]
    names = _Names.of(found)
    return [ItemPrices(item=item, rows=[names.row(step) for step in steps[item.pk]]) for item in items]


@dataclass(frozen=True, slots=True)
class _Step:
    """A break of one unit and variant of an item, by their keys."""

    unit_id: int
    variant_id: int | None
    step: Break


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What units, variants and rows are called."""

    units: dict[int, str]
    variants: dict[int, str]
    prices: dict[int, OfferLabel]
    discounts: dict[int, OfferLabel]

    @classmethod
    def of(cls, steps: Sequence[_Step]) -> Self:
        units = UnitOfMeasure.objects.filter(pk__in={step.unit_id for step in steps})
        variants = ItemVariant.objects.filter(pk__in={step.variant_id for step in steps if step.variant_id is not None})
        terms = [step.step.terms for step in steps]
        return cls(
            units=dict(units.values_list("pk", "code")),
            variants=dict(variants.values_list("pk", "code")),
            prices=price_labels({row.sales_price_id for row in terms if row.sales_price_id is not None}),
            discounts=discount_labels({row.line_discount_id for row in terms if row.line_discount_id is not None}),
        )

    def row(self, step: _Step) -> PriceRow:
        terms = step.step.terms
        return PriceRow(
            unit=self.units[step.unit_id],
            variant="" if step.variant_id is None else self.variants[step.variant_id],
            step=step.step,
            price_label=None if terms.sales_price_id is None else self.prices[terms.sales_price_id],
            discount_label=None if terms.line_discount_id is None else self.discounts[terms.line_discount_id],
        )


def _steps(asked: Asked, book: OfferBook, item: Item, *, held: dict[tuple[int, int], Decimal]) -> Iterator[_Step]:
    """Yield the breaks in the base unit, in each unit and for each variant that a row names."""
    offers = book.offers_for(item_id=item.pk, buyer_id=asked.buyer.pk)
    rows = (*offers.prices, *offers.discounts)
    units = {row.unit_id for row in rows if row.unit_id is not None and (item.pk, row.unit_id) in held}
    variants = {row.variant_id for row in rows if row.variant_id is not None}
    for unit_id in [item.base_unit_id, *sorted(units - {item.base_unit_id})]:
        plain = _breaks(asked, book, item, unit_id=unit_id, holds=held[item.pk, unit_id])
        yield from (_Step(unit_id, None, step) for step in plain)
        for variant_id in sorted(variants):
            own = _breaks(asked, book, item, unit_id=unit_id, holds=held[item.pk, unit_id], variant_id=variant_id)
            if _numbers(own) != _numbers(plain):
                yield from (_Step(unit_id, variant_id, step) for step in own)


def _numbers(breaks: list[Break]) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Return what a reader sees of the breaks: one that only comes from another row is no other price."""
    return [(step.quantity, step.terms.unit_price, step.terms.line_discount_percent) for step in breaks]


def _breaks(
    asked: Asked, book: OfferBook, item: Item, *, unit_id: int, holds: Decimal, variant_id: int | None = None
) -> list[Break]:
    sale = Sale(
        item_id=item.pk,
        buyer_id=asked.buyer.pk,
        ordered_on=asked.on,
        quantity=ONE,
        variant_id=variant_id,
        unit_id=unit_id,
        quantity_per_unit=holds,
        currency_code=asked.currency_code,
        currency_factor=asked.currency_factor,
    )
    return breaks_of(book, sale)


def _prices(asked: Asked, sources: Sources) -> QuerySet[SalesPrice]:
    whose = Q(buyer=asked.buyer) | Q(campaign__in=sources.campaigns)
    if sources.terms is not None and sources.terms.price_group_id is not None:
        whose |= Q(price_group=sources.terms.price_group_id)
    return SalesPrice.objects.in_force().filter(whose, _in_time(asked.on), currency_code__in={"", asked.currency_code})


def _discounts(asked: Asked, sources: Sources) -> QuerySet[SalesLineDiscount]:
    whose = Q(buyer=asked.buyer) | Q(campaign__in=sources.campaigns)
    if sources.terms is not None and sources.terms.discount_group_id is not None:
        whose |= Q(discount_group=sources.terms.discount_group_id)
    counts = {"", asked.currency_code}
    return SalesLineDiscount.objects.in_force().filter(whose, _in_time(asked.on), currency_code__in=counts)


def _in_time(day: dt.date) -> Q:
    """Return the condition that a row, or a campaign, holds on ``day``: both dates are inclusive."""
    return (Q(starting_on=None) | Q(starting_on__lte=day)) & (Q(ending_on=None) | Q(ending_on__gte=day))
