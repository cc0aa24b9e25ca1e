"""The counts of lines that a run leaves alone, held to a plain reading of the reasons, in random worlds."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from campaigns.models import Campaign
from orders.activation import Kind, plan_run, run_campaign
from orders.kept import KeptReason, kept_lines_of
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.selectors import normal_terms_of, sale_of
from pricing.selectors import OfferBook
from pricing.terms import DiscountOffer, DiscountVerdict, PriceVerdict, Reason, SourceKind
from tests.factories.campaigns import NOW
from tests.worlds.building import Stage, build, build_stage
from tests.worlds.drawing import CAMPAIGNS, World, worlds

OTHER_WARE = {Reason.OTHER_VARIANT, Reason.OTHER_UNIT, Reason.OTHER_CURRENCY}


def reason_for(line: OrderLine, campaign: Campaign) -> KeptReason:
    """Return why a run of the campaign leaves the line, which is in scope and not in the ledger."""
    order = line.order
    if order.status != Order.Status.OPEN:
        return KeptReason.NOT_OPEN
    if line.shipped_quantity or line.invoiced_quantity:
        return KeptReason.SHIPPED
    if line.is_priced_by_hand:
        return KeptReason.BY_HAND
    if order.campaign_id not in (None, campaign.pk):
        return KeptReason.OTHER_CAMPAIGN_NAMED
    if not campaign.is_valid_on(order.ordered_on):
        return KeptReason.OUTSIDE_DATES
    if carries(line, campaign):
        return KeptReason.ALREADY_RIGHT
    return reason_by_rows(line, campaign)


def reason_by_rows(line: OrderLine, campaign: Campaign) -> KeptReason:
    active = Campaign.objects.active().values_list("pk", flat=True)
    book = OfferBook.load(
        item_ids={line.item_id},
        buyer_ids={line.buyer_id},
        shows_every_campaign=True,
        active_campaign_ids={*active, campaign.pk},
    )
    judgement = book.judge(sale_of(line.order, line), agreed=normal_terms_of(line))
    verdicts = [verdict for verdict in (*judgement.prices, *judgement.discounts) if is_for(verdict, campaign)]
    reasons = {verdict.reason for verdict in verdicts} - OTHER_WARE
    if not reasons:
        return KeptReason.NOTHING_FOR_ITEM
    if reasons == {Reason.BELOW_MINIMUM}:
        return KeptReason.BELOW_MINIMUM
    rows = (line.sales_price, line.line_discount)
    is_of_campaign = any(row is not None and row.campaign_id is not None for row in rows)
    return KeptReason.OTHER_CAMPAIGN_BETTER if is_of_campaign else KeptReason.NORMAL_BETTER


def is_for(verdict: PriceVerdict | DiscountVerdict, campaign: Campaign) -> bool:
    """Tell whether the offer is a row of the campaign that gives something: 0 % is nothing."""
    offer = verdict.offer
    if isinstance(offer, DiscountOffer) and offer.percent == 0:
        return False
    return offer.source.kind is SourceKind.CAMPAIGN and offer.source.key == campaign.pk


def carries(line: OrderLine, campaign: Campaign) -> bool:
    rows = (line.sales_price, line.line_discount)
    return any(row is not None and row.campaign_id == campaign.pk for row in rows)


class AnyWorldTest(HypothesisTestCase):
    stage: Stage

    @classmethod
    def setUpTestData(cls) -> None:
        cls.stage = build_stage()

    @settings(max_examples=settings.default.max_examples // 2)
    @given(world=worlds(), place=st.integers(0, CAMPAIGNS - 1), kind=st.sampled_from([*Kind]))
    def test_every_line_in_scope_is_in_the_ledger_or_has_its_reason(self, world: World, place: int, kind: Kind) -> None:
        campaigns = build(world, self.stage).campaigns
        run_campaign(campaigns[place - 1], kind=Kind.RESYNC, at=NOW, by=None)
        campaign = campaigns[place]
        if (kind == Kind.ACTIVATE) == campaign.is_active:
            kind = Kind.RESYNC
        run = plan_run(campaign, kind=kind, at=NOW, by=None, counts_kept=True)
        kept = {line.pk: reason_for(line, campaign) for line in self.lines_in_scope(run, campaign)}
        self.assertEqual(run.kept_counts, Counter(reason.value for reason in kept.values()))
        listed = {line.pk: reason for reason in KeptReason for line in kept_lines_of(run, reason, limit=100)}
        self.assertEqual(listed, kept)

    def lines_in_scope(self, run: ActivationRun, campaign: Campaign) -> list[OrderLine]:
        """Return the lines in scope that are not in the ledger."""
        targets = set(campaign.targets.values_list("buyer_id", flat=True))
        is_on = campaign.is_active if run.kind == Kind.RESYNC else run.kind == Kind.ACTIVATE
        lines = OrderLine.objects.select_related("order", "sales_price", "line_discount")
        return [
            line
            for line in lines.exclude(pk__in=RunLine.objects.filter(run=run).values("order_line"))
            if carries(line, campaign) or (line.buyer_id in targets and (is_on or line.is_priced_by_hand))
        ]
