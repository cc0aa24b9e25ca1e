"""What rows of a campaign do for those in its target group: a worked example, and for how many a row is no better.

Every price here is the price rule's. Buyers without rows of their own who are in the same groups pay the same, so the
rule is asked once for each kind of buyer and not for each buyer.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import TypeVar

from django.db.models import Count, Min, Q

from campaigns.models import Campaign, CampaignTarget
from pricing.arithmetic import line_amount
from pricing.models import CustomerTerms, Item, SalesLineDiscount, SalesPrice
from pricing.rule import judge, judge_campaigns
from pricing.selectors import BuyerTerms, OfferBook, Offers, quantities_per_unit
from pricing.terms import ONE, DiscountOffer, NormalTerms, PriceOffer, PriceTerms, Reason, Sale, Source, SourceKind

Offered = TypeVar("Offered", PriceOffer, DiscountOffer)
PriceRow = SalesPrice | SalesLineDiscount

# So many buyers with prices or discounts of their own are looked at one by one; the others are taken for one of many.
_MOST_OWN = 100
# Stands for a buyer without terms while the target group is empty.
_ANYBODY = 0
_ANY_BUYER = Source(SourceKind.BUYER)
_NO_BETTER = frozenset({Reason.NORMAL_DISCOUNT_IS_BETTER, Reason.NOT_ALLOWED, Reason.NO_DISCOUNT})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedExample:
    """What ``quantity`` of ``item`` costs a buyer as most in the target group are, without and with the campaign.

    The quantity is the row's minimum, or 1, in the unit ``unit``. The amounts are in local currency.
    """

    item: Item
    quantity: Decimal
    unit: str
    before: PriceTerms
    after: PriceTerms

    @property
    def amount_before(self) -> Decimal:
        return line_amount(self.quantity, self.before.unit_price, self.before.line_discount_percent)

    @property
    def amount_after(self) -> Decimal:
        return line_amount(self.quantity, self.after.unit_price, self.after.line_discount_percent)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEffect:
    """What a row does. ``no_better_count`` is for how many of the ``target_count`` buyers it is no better than normal.

    While nobody is in the target group it is 1 of 1 where the row is no better for a buyer without terms.
    ``is_exact`` is False where there are more buyers with rows of their own than were looked at. A row in a foreign
    currency is compared with nothing, and has no example.
    """

    example: WorkedExample | None
    no_better_count: int
    target_count: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class _BuyerKind:
    """Buyers of a target group who are in the same groups; ``buyer_id`` is one of them."""

    terms: BuyerTerms
    buyer_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnRows:
    """The buyers of a target group who have standing rows of their own: by item, and on all items under None."""

    by_item: Mapping[int | None, frozenset[int]]
    looked_at: frozenset[int]

    def buyers(self, item_id: int) -> frozenset[int]:
        return self.by_item.get(item_id, frozenset()) | self.by_item.get(None, frozenset())


def effects_of(campaign: Campaign, rows: Collection[PriceRow], *, on: dt.date) -> dict[int, RowEffect]:
    """Return what the rows of the campaign do, by key; on ``on`` or the day of the campaign that is nearest to it.

    The rows are in force, of one kind, and bring item and unit along. The number of queries is constant.
    """
    items = _example_items(rows)
    if not items:
        return {}
    kinds = _buyer_kinds(campaign) or [_BuyerKind(BuyerTerms(), _ANYBODY, 1)]
    own = _own_rows(campaign, list(items.values()))
    active_ids = set(Campaign.objects.active().values_list("pk", flat=True))
    book = OfferBook.load(
        item_ids={item.pk for item in items.values()},
        buyer_ids={kind.buyer_id for kind in kinds} | own.looked_at,
        shows_every_campaign=True,
        active_campaign_ids=active_ids | {campaign.pk},
    )
    quantities = quantities_per_unit({item.pk for item in items.values()})
    reading = _Reading(campaign=campaign, book=book, kinds=kinds, own=own, day=_day(campaign, on))
    asked = (_Asked(row, items[row.pk], quantities) for row in rows if row.pk in items)
    return {question.row.pk: reading.effect(question) for question in asked}


def no_better_rows(campaign: Campaign, rows: Collection[PriceRow], *, on: dt.date) -> list[int]:
    """Return the keys of the rows that are no better than normal for some buyer of the target group."""
    return [key for key, effect in effects_of(campaign, rows, on=on).items() if effect.no_better_count]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row that is asked about, and the item by which that is told."""

    row: PriceRow
    item: Item
    quantities_per_unit: Mapping[tuple[int, int], Decimal]

    def sale(self, buyer_id: int, day: dt.date) -> Sale:
        """Return the sale of so much that the row counts."""
        row, item = self.row, self.item
        return Sale(
            item_id=item.pk,
            buyer_id=buyer_id,
            ordered_on=day,
            quantity=row.minimum_quantity or ONE,
            variant_id=row.variant_id,
            unit_id=row.unit_id,
            quantity_per_unit=ONE if row.unit_id is None else self.quantities_per_unit.get((item.pk, row.unit_id), ONE),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Asks the price rule about rows of one campaign, with what was read beforehand."""

    campaign: Campaign
    book: OfferBook
    kinds: Collection[_BuyerKind]
    own: _OwnRows
    day: dt.date

    def effect(self, asked: _Asked) -> RowEffect:
        """Return what the row does."""
        target_count = sum(kind.count for kind in self.kinds)
        if asked.row.currency_code:
            return RowEffect(example=None, no_better_count=0, target_count=target_count, is_exact=True)
        is_compared = asked.row.item_id is not None
        return RowEffect(
            example=self._example(asked),
            no_better_count=self._no_better_count(asked) if is_compared else 0,
            target_count=target_count,
            is_exact=not is_compared or self.own.buyers(asked.item.pk) <= self.own.looked_at,
        )

    def _example(self, asked: _Asked) -> WorkedExample:
        row, item = asked.row, asked.item
        most = min(self.kinds, key=lambda kind: (-kind.count, kind.buyer_id))
        sale = asked.sale(most.buyer_id, self.day)
        question = self.book.question(sale)
        offers = self._offers(item.pk, sale.buyer_id, with_own_rows=False)
        prices, discounts = _others(offers.prices, self.campaign), _others(offers.discounts, self.campaign)
        return WorkedExample(
            item=item,
            quantity=sale.quantity,
            unit=row.unit.code if row.unit is not None else item.base_unit.code,
            before=judge(question, prices, discounts).terms,
            after=judge(question, offers.prices, offers.discounts).terms,
        )

    def _no_better_count(self, asked: _Asked) -> int:
        """Return for how many buyers the row is no better. Buyers to whom the same rows are offered are asked once."""
        own = self.own.buyers(asked.item.pk) & self.own.looked_at
        own_by_terms = Counter(self.book.buyers[buyer_id] for buyer_id in own)
        buyers = [(kind.buyer_id, kind.count - own_by_terms[kind.terms], False) for kind in self.kinds]
        buyers += [(buyer_id, 1, True) for buyer_id in own]
        mine = self._of_campaign(asked.item.pk)
        answers: dict[object, bool] = {}
        total = 0
        for buyer_id, count, with_own_rows in buyers:
            if count <= 0:
                continue
            standing = self._standing(asked.item.pk, buyer_id, with_own_rows=with_own_rows)
            key = (self.book.buyers[buyer_id].allows_line_discount, _standing_values(standing))
            if key not in answers:
                answers[key] = self._is_no_better(
                    asked.row, asked.sale(buyer_id, self.day), standing=standing, mine=mine
                )
            total += count if answers[key] else 0
        return total

    def _is_no_better(self, row: PriceRow, sale: Sale, *, standing: Offers, mine: Offers) -> bool:
        """Tell whether the row is no better than the ``standing`` rows, among ``mine``: those of the campaign."""
        question = self.book.question(sale)
        normal: NormalTerms = judge(question, standing.prices, standing.discounts).normal
        if isinstance(row, SalesPrice):
            prices = [offer for offer in mine.prices if offer.row_id == row.pk]
            judged = judge_campaigns(question, normal=normal, prices=prices, discounts=mine.discounts)
            return judged.normal_reason is None
        # Weighed without the campaign's own prices: they may shut discounts out on purpose.
        alone = [offer for offer in mine.discounts if offer.row_id == row.pk]
        verdicts = judge_campaigns(question, normal=normal, prices=(), discounts=alone).discounts
        return any(verdict.reason in _NO_BETTER for verdict in verdicts)

    def _of_campaign(self, item_id: int) -> Offers:
        """Return the offers of this campaign, which are the same to every buyer in its target group."""
        buyer_id = next(iter(self.kinds)).buyer_id
        offers = self._offers(item_id, buyer_id, with_own_rows=False)
        return Offers(_of(offers.prices, self.campaign), _of(offers.discounts, self.campaign))

    def _standing(self, item_id: int, buyer_id: int, *, with_own_rows: bool) -> Offers:
        offers = self.book.offers_for(item_id=item_id, buyer_id=buyer_id, with_campaigns=False)
        if with_own_rows:
            return offers
        return Offers(_of_others(offers.prices), _of_others(offers.discounts))

    def _offers(self, item_id: int, buyer_id: int, *, with_own_rows: bool) -> Offers:
        """Return the offers to a buyer as if this campaign were active and the buyer in its target group."""
        offers = self.book.offers_for(item_id=item_id, buyer_id=buyer_id)
        return Offers(
            tuple(self._counted(offers.prices, with_own_rows=with_own_rows)),
            tuple(self._counted(offers.discounts, with_own_rows=with_own_rows)),
        )

    def _counted(self, offers: Iterable[Offered], *, with_own_rows: bool) -> Iterable[Offered]:
        for offer in offers:
            if offer.source.kind is SourceKind.BUYER and not with_own_rows:
                continue
            if offer.source.kind is SourceKind.CAMPAIGN and offer.source.key == self.campaign.pk:
                yield replace(offer, source=replace(offer.source, is_active=True, holds_buyer=True))
            else:
                yield offer


def _of_others(offers: Iterable[Offered]) -> tuple[Offered, ...]:
    """Leave out what is offered to one buyer only."""
    return tuple(offer for offer in offers if offer.source.kind is not SourceKind.BUYER)


def _of(offers: Iterable[Offered], campaign: Campaign) -> tuple[Offered, ...]:
    return tuple(
        offer for offer in offers if offer.source.kind is SourceKind.CAMPAIGN and offer.source.key == campaign.pk
    )


def _others(offers: Iterable[Offered], campaign: Campaign) -> tuple[Offered, ...]:
    return tuple(
        offer for offer in offers if offer.source.kind is not SourceKind.CAMPAIGN or offer.source.key != campaign.pk
    )


def _standing_values(offers: Offers) -> frozenset[object]:
    """Return what is offered apart from campaigns; equal for buyers whose own rows say the same."""
    return frozenset(
        replace(offer, row_id=0, source=_ANY_BUYER)
        if offer.source.kind is SourceKind.BUYER
        else offer.row_id * (1 if isinstance(offer, PriceOffer) else -1)
        for offer in chain(offers.prices, offers.discounts)
    )


def _day(campaign: Campaign, on: dt.date) -> dt.date:
    """Return the day of the campaign's period that is nearest to ``on``."""
    if campaign.starting_on is not None and on < campaign.starting_on:
        return campaign.starting_on
    if campaign.ending_on is not None and campaign.ending_on < on:
        return campaign.ending_on
    return on


# Reads -----------------------------------------------------------------------------------------


def _example_items(rows: Collection[PriceRow]) -> dict[int, Item]:
    """Return by row an item that it is on: its own, the first of its item discount group, or the first of all."""
    found = {row.pk: row.item for row in rows if row.item is not None}
    group_ids = {row.item_discount_group_id for row in rows if isinstance(row, SalesLineDiscount)} - {None}
    firsts = Item.objects.filter(is_blocked=False).order_by("discount_group", "number").select_related("base_unit")
    by_group: dict[int | None, Item] = {}
    if group_ids:
        numbers = firsts.filter(discount_group__in=group_ids).order_by().values("discount_group")
        first_numbers = numbers.annotate(first=Min("number")).values("first")
        by_group = {item.discount_group_id: item for item in firsts.filter(number__in=first_numbers)}
    if any(row.item_id is None and getattr(row, "item_discount_group_id", None) is None for row in rows):
        first = firsts.order_by("number").first()
        by_group |= {} if first is None else {None: first}
    for row in rows:
        if isinstance(row, SalesLineDiscount) and row.item_id is None and row.item_discount_group_id in by_group:
            found[row.pk] = by_group[row.item_discount_group_id]
    return found


def _buyer_kinds(campaign: Campaign) -> list[_BuyerKind]:
    targets = CampaignTarget.objects.filter(campaign=campaign)
    # Without a join over the contacts, of which a target group may hold a hundred thousand.
    terms = CustomerTerms.objects.filter(buyer__in=targets.values("buyer"))
    names = ("price_group", "discount_group", "allows_line_discount")
    counts: Counter[BuyerTerms] = Counter()
    first: dict[BuyerTerms, int] = {}
    for *values, count, buyer_id in terms.values_list(*names).annotate(Count("pk"), Min("buyer")):
        counts[BuyerTerms(*values)] = count
        first[BuyerTerms(*values)] = buyer_id
    plain = targets.exclude(buyer__in=CustomerTerms.objects.values("buyer")).order_by("pk")
    buyer_id = plain.values_list("buyer", flat=True).first()
    if buyer_id is not None:
        # Terms that say nothing are as none.
        counts[BuyerTerms()] += targets.count() - counts.total()
        first[BuyerTerms()] = buyer_id
    return [_BuyerKind(terms, first[terms], count) for terms, count in counts.items()]


def _own_rows(campaign: Campaign, items: Collection[Item]) -> _OwnRows:
    item_ids = {item.pk for item in items}
    items_of_group: dict[int, set[int]] = defaultdict(set)
    for item in items:
        if item.discount_group_id is not None:
            items_of_group[item.discount_group_id].add(item.pk)
    is_target = Q(buyer__campaign_targets__campaign=campaign)
    by_item: dict[int | None, set[int]] = defaultdict(set)
    prices = SalesPrice.objects.standing().filter(is_target, item__in=item_ids)
    for buyer_id, item_id in prices.values_list("buyer_id", "item_id"):
        by_item[item_id].add(buyer_id or _ANYBODY)
    is_about = Q(item__in=item_ids) | Q(item=None) & (
        Q(item_discount_group=None) | Q(item_discount_group__in=items_of_group)
    )
    discounts = SalesLineDiscount.objects.standing().filter(is_target, is_about)
    for buyer_id, item_id, group_id in discounts.values_list("buyer_id", "item_id", "item_discount_group_id"):
        for key in items_of_group[group_id] if group_id else {item_id}:
            by_item[key].add(buyer_id or _ANYBODY)
    everyone = sorted(set().union(*by_item.values())) if by_item else []
    return _OwnRows(
        by_item={key: frozenset(buyers) for key, buyers in by_item.items()},
        looked_at=frozenset(everyone[:_MOST_OWN]),
    )
