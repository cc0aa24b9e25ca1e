"""What moves with the dates of a campaign: its prices and discounts, which have none of their own (D13)."""

from django.utils.translation import ngettext

from campaigns.parts import DateChange, DateEffect
from contacts.templatetags.formats import number as shown
from pricing.copying import count_discounts, count_prices


def rows_that_move(change: DateChange) -> list[DateEffect]:
    """Return how many rows in force get the new dates."""
    prices, discounts = count_prices(change.campaign), count_discounts(change.campaign)
    return [
        DateEffect(
            count=prices,
            sentence=ngettext("%(shown)s sales price moves.", "%(shown)s sales prices move.", prices)
            % {"shown": shown(prices)},
        ),
        DateEffect(
            count=discounts,
            sentence=ngettext("%(shown)s line discount moves.", "%(shown)s line discounts move.", discounts)
            % {"shown": shown(discounts)},
        ),
    ]
