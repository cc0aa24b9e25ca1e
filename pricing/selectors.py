"""Reads about prices: the offers that the price rule weighs, the rows of a campaign, the units of items."""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Self, TypeVar

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignTarget
from pricing.models import CustomerTerms, Item, ItemUnit, SalesLineDiscount, SalesPrice
from pricing.rule import judge
from pricing.terms import (
    EVERYONE,
    ONE,
    DiscountOffer,
    Judgement,
    NormalTerms,
    PriceOffer,
    Sale,
    SaleQuestion,
    Source,
    SourceKind,
)

Offered = TypeVar("Offered", PriceOffer, DiscountOffer)
Row = TypeVar("Row", SalesPrice, SalesLineDiscount)

# Item and item discount group: (1, None) is for one item, (None, 5) for a group, (None, None) for all items.
_Scope = tuple[int | None, int | None]
_BySource = dict[Source, list[Offered]]


@dataclass(frozen=True, slots=True)
class ItemCard:
    """What the price rule must know of an item. ``unit_price`` is local currency, for one base unit."""

    unit_price: Decimal
    base_unit_id: int
    discount_group_id: int | None


@dataclass(frozen=True, slots=True)
class BuyerTerms:
    """What the price rule must know of a buyer. As it stands: one without customer terms."""

    price_group_id: int | None = None
    discount_group_id: int | None = None
    allows_line_discount: bool = True


@dataclass(frozen=True, slots=True)
class Offers:
    """The rows that might answer a question, as the price rule reads them."""

    prices: tuple[PriceOffer, ...]
    discounts: tuple[DiscountOffer, ...]


@dataclass(frozen=True, slots=True)
class _CampaignCard:
    """A campaign as a source of offers to those in its target group, and its dates."""

    source: Source
    starting_on: dt.date | None
    ending_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferBook:
    """All that the price rule needs to price some items for some buyers, read beforehand in at most six queries.

    It holds the standing rows in force and the rows of active campaigns whose target group holds the buyer: what
    decides prices. Asked for every campaign, it also holds the rows that do not count, for the explanation.
    """

    items: Mapping[int, ItemCard]
    buyers: Mapping[int, BuyerTerms]
    _campaigns: Mapping[int, _CampaignCard] = field(repr=False)
    _targets: Mapping[int, Collection[int]] = field(repr=False)
    _shows_every_campaign: bool = field(repr=False)
    _prices: Mapping[int, _BySource[PriceOffer]] = field(repr=False)
    _discounts: Mapping[_Scope, _BySource[DiscountOffer]] = field(repr=False)

    @classmethod
    def load(
        cls,
        *,
        item_ids: Collection[int],
        buyer_ids: Collection[int],
        shows_every_campaign: bool = False,
        active_campaign_ids: Collection[int] | None = None,
    ) -> Self:
        """Read the book of these items and buyers.

        ``shows_every_campaign`` adds the rows of campaigns that are not active or do not hold the buyer, archived
        ones left out; their sources say so. ``active_campaign_ids`` are taken as the active campaigns, instead of
        those that are.
        """
        items = _item_cards(item_ids)
        buyers = _buyer_terms(buyer_ids)
        read_campaigns = _every_campaign if shows_every_campaign else _active_campaigns
        campaigns, targets = read_campaigns(buyer_ids, active_campaign_ids)
        return cls(
            items=items,
            buyers=buyers,
            _campaigns=campaigns,
            _targets=targets,
            _shows_every_campaign=shows_every_campaign,
            _prices=_price_offers(items, buyers, campaigns),
            _discounts=_discount_offers(items, buyers, campaigns),
        )

    def question(self, sale: Sale) -> SaleQuestion:
        """Return the question that ``sale`` puts to the price rule. Item and buyer must be in the book."""
        item = self.items[sale.item_id]
        return SaleQuestion(
            item_id=sale.item_id,
            item_discount_group_id=item.discount_group_id,
            variant_id=sale.variant_id,
            unit_id=item.base_unit_id if sale.unit_id is None else sale.unit_id,
            quantity=sale.quantity,
            quantity_per_unit=sale.quantity_per_unit,
            ordered_on=sale.ordered_on,
            currency_code=sale.currency_code,
            currency_factor=sale.currency_factor,
            campaign_id=sale.campaign_id,
            card_price=item.unit_price,
            allows_line_discount=self.buyers[sale.buyer_id].allows_line_discount,
        )

    def offers_for(self, *, item_id: int, buyer_id: int, with_campaigns: bool = True) -> Offers:
        """Return the rows that might price the item for the buyer. Both must be in the book."""
        item, buyer = self.items[item_id], self.buyers[buyer_id]
        campaign_ids = self._campaigns_of(buyer_id) if with_campaigns else ()
        pick = partial(self._pick, buyer_id, campaign_ids=campaign_ids)
        scopes: list[_Scope] = [(item_id, None), (None, None)]
        if item.discount_group_id is not None:
            scopes.append((None, item.discount_group_id))
        return Offers(
            prices=tuple(pick(buyer.price_group_id, [self._prices.get(item_id, {})])),
            discounts=tuple(pick(buyer.discount_group_id, [self._discounts.get(scope, {}) for scope in scopes])),
        )

    def judge(self, sale: Sale, *, agreed: NormalTerms | None = None) -> Judgement:
        """Return what the price rule says of ``sale``; ``agreed`` are its normal terms where they are a fact."""
        offers = self.offers_for(item_id=sale.item_id, buyer_id=sale.buyer_id)
        return judge(self.question(sale), offers.prices, offers.discounts, agreed=agreed)

    def _pick(
        self, buyer_id: int, group_id: int | None, rows: list[_BySource[Offered]], *, campaign_ids: Collection[int]
    ) -> Iterable[Offered]:
        """Return the offers to the buyer, each with a source that tells whether its campaign holds the buyer."""
        for by_source in rows:
            for source in self._standing_sources(buyer_id, group_id):
                yield from by_source.get(source, ())
            for campaign_id in campaign_ids:
                source = self._campaigns[campaign_id].source
                if campaign_id in self._targets[buyer_id]:
                    yield from by_source.get(source, ())
                else:
                    missing = replace(source, holds_buyer=False)
                    yield from (replace(offer, source=missing) for offer in by_source.get(source, ()))

    @staticmethod
    def _standing_sources(buyer_id: int, group_id: int | None) -> list[Source]:
        sources = [EVERYONE, Source(SourceKind.BUYER, buyer_id)]
        return sources if group_id is None else [*sources, Source(SourceKind.GROUP, group_id)]

    def _campaigns_of(self, buyer_id: int) -> Collection[int]:
        return self._campaigns if self._shows_every_campaign else self._targets[buyer_id]


# The databases differ in where they put blanks, so it is said.
_ORDER_OF_ROWS = (
    F("variant__code").asc(nulls_first=True),
    F("unit__code").asc(nulls_first=True),
    "currency_code",
    "minimum_quantity",
    "pk",
)


def price_rows_of(campaign: Campaign) -> QuerySet[SalesPrice]:
    """Return the campaign's sales prices in force, with all that a list shows of them, by item.

    ``quantity_per_unit`` is how many base units the row's unit holds, None where it names none or the base unit.
    """
    holds = ItemUnit.objects.filter(item=OuterRef("item"), unit=OuterRef("unit")).values("quantity_per_unit")
    return (
        SalesPrice.objects.of_campaign(campaign)
        .select_related("item__base_unit", "variant", "unit")
        .annotate(quantity_per_unit=Subquery(holds))
        .order_by("item__number", *_ORDER_OF_ROWS)
    )


def discount_rows_of(campaign: Campaign) -> QuerySet[SalesLineDiscount]:
    """Return the campaign's line discounts in force, with all that a list shows of them, by item, group, all items."""
    return (
        SalesLineDiscount.objects.of_campaign(campaign)
        .select_related("item__base_unit", "item_discount_group", "variant", "unit")
        .order_by(
            F("item__number").asc(nulls_last=True),
            F("item_discount_group__code").asc(nulls_last=True),
            *_ORDER_OF_ROWS,
        )
    )


def has_rows() -> Q:
    """Return the condition for campaigns to have prices or discounts in force."""
    of_campaign = {"campaign": OuterRef("pk")}
    return Q(Exists(SalesPrice.objects.in_force().filter(**of_campaign))) | Q(
        Exists(SalesLineDiscount.objects.in_force().filter(**of_campaign))
    )


def missing_rows(campaign_number: str) -> str:
    """Return what is to be done so that the campaign has prices or discounts; blank when it has some."""
    rows = (SalesPrice.objects.in_force(), SalesLineDiscount.objects.in_force())
    if any(kind.filter(campaign__number=campaign_number).exists() for kind in rows):
        return ""
    return _("Without prices or discounts activation has no effect. Add a price or a discount.")


def quantities_per_unit(item_ids: Collection[int]) -> dict[tuple[int, int], Decimal]:
    """Return how many base units one unit holds, by item and unit, for every unit in which the items are sold."""
    base_units = Item.objects.filter(pk__in=item_ids).values_list("pk", "base_unit_id")
    units = ItemUnit.objects.filter(item_id__in=item_ids).values_list("item_id", "unit_id", "quantity_per_unit")
    return {(item_id, unit_id): holds for item_id, unit_id, holds in units} | dict.fromkeys(base_units, ONE)


def _item_cards(item_ids: Collection[int]) -> dict[int, ItemCard]:
    return {
        item.pk: ItemCard(item.unit_price, item.base_unit_id, item.discount_group_id)
        for item in Item.objects.filter(pk__in=item_ids)
    }


def _buyer_terms(buyer_ids: Collection[int]) -> dict[int, BuyerTerms]:
    return dict.fromkeys(buyer_ids, BuyerTerms()) | {
        terms.buyer_id: BuyerTerms(terms.price_group_id, terms.discount_group_id, terms.allows_line_discount)
        for terms in CustomerTerms.objects.filter(buyer__in=buyer_ids)
    }


def _active_campaigns(
    buyer_ids: Collection[int], active_ids: Collection[int] | None
) -> tuple[dict[int, _CampaignCard], dict[int, set[int]]]:
    """Return the active campaigns that have one of the buyers in their target group, and by buyer which these are."""
    is_active = Q(campaign__is_active=True) if active_ids is None else Q(campaign__in=active_ids)
    campaigns: dict[int, _CampaignCard] = {}
    targets: dict[int, set[int]] = {buyer_id: set() for buyer_id in buyer_ids}
    rows = CampaignTarget.objects.filter(is_active, buyer__in=buyer_ids).values_list(
        "buyer_id",
        "campaign_id",
        "campaign__starting_on",
        "campaign__ending_on",
        "campaign__applies_even_if_dearer",
    )
    for buyer_id, campaign_id, starting_on, ending_on, even_if_dearer in rows:
        source = Source(SourceKind.CAMPAIGN, campaign_id, applies_even_if_dearer=even_if_dearer)
        campaigns[campaign_id] = _CampaignCard(source, starting_on, ending_on)
        targets[buyer_id].add(campaign_id)
    return campaigns, targets


def _every_campaign(
    buyer_ids: Collection[int], active_ids: Collection[int] | None
) -> tuple[dict[int, _CampaignCard], dict[int, set[int]]]:
    """Return the campaigns that are active or not archived, and by buyer those that have it in their target group."""
    campaigns: dict[int, _CampaignCard] = {}
    for campaign in Campaign.objects.filter(Q(is_archived=False) | Q(pk__in=active_ids or ())):
        source = Source(
            SourceKind.CAMPAIGN,
            campaign.pk,
            is_active=campaign.is_active if active_ids is None else campaign.pk in active_ids,
            applies_even_if_dearer=campaign.applies_even_if_dearer,
        )
        campaigns[campaign.pk] = _CampaignCard(source, campaign.starting_on, campaign.ending_on)
    targets: dict[int, set[int]] = {buyer_id: set() for buyer_id in buyer_ids}
    rows = CampaignTarget.objects.filter(campaign__in=campaigns, buyer__in=buyer_ids)
    for buyer_id, campaign_id in rows.values_list("buyer_id", "campaign_id"):
        targets[buyer_id].add(campaign_id)
    return campaigns, targets


# A row has one source or none. Each source is asked for by itself, so that the database goes by the index to the rows
# of these buyers, groups and campaigns however many rows others have for the same items.
_BY_SOURCE = (
    "buyer_id IS NULL AND campaign_id IS NULL AND {group} IS NULL",
    "buyer_id = ANY(%(buyers)s)",
    "campaign_id = ANY(%(campaigns)s)",
    "{group} = ANY(%(groups)s)",
)


def _statement(table: str, *, group: str, items: str) -> str:
    """Return the statement that reads the rows in force on the items, those of each source after another.

    It is text, because Django takes longer to put it together than PostgreSQL to answer it (docs/pricing.md).
    """
    rows = f"SELECT * FROM {table} WHERE withdrawn_at IS NULL AND {items} AND "  # noqa: S608 -- of words that are written here.
    return "\nUNION ALL ".join(rows + source.format(group=group) for source in _BY_SOURCE)


_PRICES = _statement("pricing_salesprice", group="price_group_id", items="item_id = ANY(%(items)s)")
_DISCOUNTS = _statement(
    "pricing_saleslinediscount",
    group="discount_group_id",
    items="(item_id IS NULL OR item_id = ANY(%(items)s))"
    " AND (item_discount_group_id IS NULL OR item_discount_group_id = ANY(%(item_groups)s))",
)


def _price_offers(
    items: Mapping[int, ItemCard], buyers: Mapping[int, BuyerTerms], campaigns: Mapping[int, _CampaignCard]
) -> dict[int, _BySource[PriceOffer]]:
    groups = {buyer.price_group_id for buyer in buyers.values()} - {None}
    rows = _read(SalesPrice, _PRICES, {"items": items, "groups": groups, "buyers": buyers, "campaigns": campaigns})
    found: dict[int, _BySource[PriceOffer]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        source, starting_on, ending_on = _source_and_dates(row, row.price_group_id, campaigns)
        found[row.item_id][source].append(
            PriceOffer(
                row_id=row.pk,
                source=source,
                variant_id=row.variant_id,
                unit_id=row.unit_id,
                currency_code=row.currency_code,
                minimum_quantity=row.minimum_quantity,
                starting_on=starting_on,
                ending_on=ending_on,
                unit_price=row.unit_price,
                allows_line_discount=row.allows_line_discount,
            )
        )
    return found


def _discount_offers(
    items: Mapping[int, ItemCard], buyers: Mapping[int, BuyerTerms], campaigns: Mapping[int, _CampaignCard]
) -> dict[_Scope, _BySource[DiscountOffer]]:
    keys: dict[str, Collection[int | None]] = {
        "items": items,
        "item_groups": {item.discount_group_id for item in items.values()} - {None},
        "groups": {buyer.discount_group_id for buyer in buyers.values()} - {None},
        "buyers": buyers,
        "campaigns": campaigns,
    }
    rows = _read(SalesLineDiscount, _DISCOUNTS, keys)
    found: dict[_Scope, _BySource[DiscountOffer]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        source, starting_on, ending_on = _source_and_dates(row, row.discount_group_id, campaigns)
        found[row.item_id, row.item_discount_group_id][source].append(
            DiscountOffer(
                row_id=row.pk,
                source=source,
                variant_id=row.variant_id,
                unit_id=row.unit_id,
                currency_code=row.currency_code,
                minimum_quantity=row.minimum_quantity,
                starting_on=starting_on,
                ending_on=ending_on,
                percent=row.line_discount_percent,
                item_id=row.item_id,
                item_discount_group_id=row.item_discount_group_id,
            )
        )
    return found


def _read(model: type[Row], statement: str, keys: Mapping[str, Collection[int | None]]) -> Iterable[Row]:
    """Return the rows that the statement finds. SQLite knows no arrays; there the keys travel as JSON."""
    if connection.vendor == "sqlite":
        text = re.sub(r"= ANY\((%\(\w+\)s)\)", r"IN (SELECT value FROM json_each(\1))", statement)
        return model._default_manager.raw(text, {name: json.dumps(list(values)) for name, values in keys.items()})
    return model._default_manager.raw(statement, {name: list(values) for name, values in keys.items()})


def _source_and_dates(
    row: SalesPrice | SalesLineDiscount, group_id: int | None, campaigns: Mapping[int, _CampaignCard]
) -> tuple[Source, dt.date | None, dt.date | None]:
    """Return whose row it is and from when to when it is valid: a campaign's row has the campaign's dates (D13)."""
    if row.campaign_id is not None:
        campaign = campaigns[row.campaign_id]
        return campaign.source, campaign.starting_on, campaign.ending_on
    if row.buyer_id is not None:
        return Source(SourceKind.BUYER, row.buyer_id), row.starting_on, row.ending_on
    if group_id is not None:
        return Source(SourceKind.GROUP, group_id), row.starting_on, row.ending_on
    return EVERYONE, row.starting_on, row.ending_on
