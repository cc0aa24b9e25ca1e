"""What merging two contacts would do, before it is done: what people choose from, and what becomes of the rest."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.merging import Choice, field_choices, question_choices
from contacts.models import Contact
from orders.models import Order
from orders.selectors import orders_for_list
from pricing.merging import RowFate, discount_fates, price_fates, terms_sentence
from segments.merged_lines import SharedLine, shared_lines
from segments.models import SegmentLine
from segments.selectors import lines_about


class PlaceKind(StrEnum):
    """What becomes of a place in a target group."""

    COMES = "comes"
    LEAVES = "leaves"
    TOGETHER = "together"
    STAYS = "stays"


@dataclass(frozen=True, kw_only=True)
class PlaceChange:
    """What becomes of the place of ``buyer`` in the target group of ``campaign``.

    It comes in or leaves; it was there *together* with the one that goes; or it stays, and the orders of the other come
    under it.
    """

    campaign: Campaign
    buyer: Contact
    kind: PlaceKind


@dataclass(frozen=True, kw_only=True)
class RecordCount:
    """How much of each kind goes over; of a company the lines of its persons too, which follow it."""

    persons: int
    comments: int
    consents: int
    lines: int
    orders: int
    open_orders: int


@dataclass(frozen=True, kw_only=True)
class MergePlan:
    """All that a person is to see before two contacts become one. ``digest`` is another one when any of it is."""

    kept: Contact
    gone: Contact
    choices: Sequence[Choice]
    counts: RecordCount
    open_orders: Sequence[Order]
    rows: Sequence[RowFate]
    shared: Sequence[SharedLine]
    places: Sequence[PlaceChange]
    digest: str

    @property
    def buyer(self) -> Contact:
        """Who buys for the kept contact: it gets the orders and prices of the other."""
        return self.kept.company or self.kept

    @property
    def places_that_matter(self) -> list[PlaceChange]:
        """The places in target groups of active campaigns: open order lines may get other prices by a re-sync."""
        return [place for place in self.places if place.campaign.is_active]


def plan_merge(kept: Contact, gone: Contact) -> MergePlan:
    """Return what merging ``gone`` into ``kept`` would do. Cost: the same queries however much there is."""
    choices = [*field_choices(kept, gone), *question_choices(kept, gone), *_terms_choices(kept, gone)]
    orders = orders_for_list().filter(buyer=gone)
    open_orders = list(orders.filter(status=Order.Status.OPEN))
    counts = RecordCount(
        persons=gone.persons.count(),
        comments=gone.comments.count(),
        consents=gone.consents.count(),
        lines=lines_about(gone).count(),
        orders=Order.objects.filter(buyer=gone).count(),
        open_orders=len(open_orders),
    )
    buyer = kept.company or kept
    rows = [*price_fates(buyer, gone), *discount_fates(buyer, gone)]
    shared = shared_lines(kept, gone)
    places = list(_place_changes(kept, gone, has_open_orders=bool(open_orders)))
    seen = [
        [(contact.pk, contact.modified_at) for contact in (kept, gone)],
        choices,
        counts,
        [(order.pk, order.total_amount, order.line_count) for order in open_orders],  # type: ignore[attr-defined]
        [(fate.row, fate.row.pk, fate.against and fate.against.pk) for fate in rows],
        [(pair.going.pk, pair.going.is_campaign_target, pair.staying.pk) for pair in shared],
        [(place.campaign.pk, place.campaign.is_active, place.buyer.pk, place.kind) for place in places],
    ]
    return MergePlan(
        kept=kept,
        gone=gone,
        choices=choices,
        counts=counts,
        open_orders=open_orders,
        rows=rows,
        shared=shared,
        places=places,
        digest=hashlib.sha256(repr(seen).encode()).hexdigest()[:16],
    )


def _terms_choices(kept: Contact, gone: Contact) -> Iterator[Choice]:
    if kept.company_id is not None:
        return  # It buys on the terms of its company, which a person does not change.
    own, other = terms_sentence(kept), terms_sentence(gone)
    if own != other:
        yield Choice(name="terms", label=_("Customer terms"), kept=own, gone=other)


def _place_changes(kept: Contact, gone: Contact, *, has_open_orders: bool) -> Iterator[PlaceChange]:
    """Return what becomes of the places of both buyers, by campaign. Cost: two queries."""
    buyers = {kept.buyer_id: kept.company or kept, gone.buyer_id: gone.company or gone}
    counting = SegmentLine.objects.counting_as_target().order_by()
    about = counting.filter(Q(contact__in=(kept, gone)) | Q(buyer__in=buyers))
    rows = set(about.values_list("campaign_id", "buyer_id", "contact_id"))
    before = {(campaign, buyer) for campaign, buyer, *_rest in rows}
    after = {
        (campaign, kept.buyer_id if contact in {kept.pk, gone.pk} or buyer == gone.pk else buyer)
        for campaign, buyer, contact in rows
    }
    for campaign in Campaign.objects.filter(pk__in={campaign for campaign, *_rest in rows}).order_by("number"):
        for pk, buyer in buyers.items():
            place, others = (campaign.pk, pk), {(campaign.pk, other) for other in buyers if other != pk}
            kind = None
            if place in after and place not in before:
                kind = PlaceKind.COMES
            elif place in before and place not in after and pk != gone.pk:
                kind = PlaceKind.LEAVES
            elif pk == kept.buyer_id and place in after and others & before:
                kind = PlaceKind.TOGETHER
            elif pk == kept.buyer_id and place in after and has_open_orders:
                kind = PlaceKind.STAYS
            if kind is not None:
                yield PlaceChange(campaign=campaign, buyer=buyer, kind=kind)
