"""The registry of what rooms above campaigns bring to one: what can be copied, what moves with its dates."""

from django.utils.translation import pgettext_lazy

from campaigns.parts import CampaignParts, CopiedPart
from orders.date_effects import lines_that_move
from pricing.copying import copy_discounts, copy_prices, count_discounts, count_prices
from pricing.date_effects import rows_that_move
from segments.copying import copy_segments, count_segments, lines_sentence

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
)
