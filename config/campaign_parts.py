"""The registry of what rooms above campaigns bring to one: what can be copied, what moves with its dates."""

from django.utils.translation import pgettext_lazy

from campaigns.history import card_writes, tell_card_writes
from campaigns.models import CampaignEntry
from campaigns.parts import CampaignParts, CopiedPart, HistorySource
from orders.date_effects import lines_that_move
from orders.history import run_starts, tell_runs
from pricing.copying import copy_discounts, copy_prices, count_discounts, count_prices
from pricing.date_effects import rows_that_move
from pricing.history import discount_writes, price_writes, tell_discount_writes, tell_price_writes
from segments.copying import copy_segments, count_segments, lines_sentence
from segments.history import bulk_writes, segment_writes, tell_bulk_writes, tell_segment_writes

PARTS = CampaignParts(
    copied=(
        CopiedPart(
            key="prices",
            label=pgettext_lazy("tab", "Prices"),
            permission="pricing.add_salesprice",
            count=count_prices,
            copy=copy_prices,
        ),
        CopiedPart(
            key="discounts",
            label=pgettext_lazy("tab", "Discounts"),
            permission="pricing.add_saleslinediscount",
            count=count_discounts,
            copy=copy_discounts,
        ),
        CopiedPart(
            key="segments",
            label=pgettext_lazy("tab", "Segments"),
            permission="segments.add_segment",
            count=count_segments,
            copy=copy_segments,
            detail=lines_sentence,
            is_offered_ticked=False,
        ),
    ),
    date_effects=(rows_that_move, lines_that_move),
    history=(
        HistorySource(
            key="card",
            label=pgettext_lazy("history", "Campaign card"),
            permission="campaigns.view_campaign",
            writes=card_writes,
            tell=tell_card_writes,
        ),
        HistorySource(
            key="prices",
            label=pgettext_lazy("tab", "Prices"),
            permission="pricing.view_salesprice",
            writes=price_writes,
            tell=tell_price_writes,
        ),
        HistorySource(
            key="discounts",
            label=pgettext_lazy("tab", "Discounts"),
            permission="pricing.view_saleslinediscount",
            writes=discount_writes,
            tell=tell_discount_writes,
        ),
        HistorySource(
            key="runs",
            label=pgettext_lazy("tab", "Runs"),
            permission="orders.view_activationrun",
            writes=run_starts,
            tell=tell_runs,
        ),
        HistorySource(
            key="segments",
            label=pgettext_lazy("tab", "Segments"),
            permission="segments.view_segment",
            writes=segment_writes,
            tell=tell_segment_writes,
        ),
        HistorySource(
            key="lines",
            label=pgettext_lazy("history", "Segment lines"),
            permission="segments.view_segment",
            writes=bulk_writes,
            tell=tell_bulk_writes,
        ),
    ),
    document_pages={
        CampaignEntry.Kind.ACTIVATION: ("orders:run", "pk"),
        CampaignEntry.Kind.DEACTIVATION: ("orders:run", "pk"),
        CampaignEntry.Kind.RESYNC: ("orders:run", "pk"),
        CampaignEntry.Kind.INTERACTIONS: ("segments:card", "number"),
    },
)
