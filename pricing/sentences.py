"""Why something costs what it costs, in one sentence that staff can read aloud on the telephone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.templatetags.formats import long_day, percent, price
from pricing.arithmetic import net_price
from pricing.labels import OfferLabel
from pricing.terms import PriceTerms, SourceKind


@dataclass(frozen=True, kw_only=True)
class SpokenTerms:
    """Terms with what they come from. Without a price label: the card price, or one agreed with the buyer."""

    terms: PriceTerms
    is_card_price: bool
    price_label: OfferLabel | None
    discount_label: OfferLabel | None
    unit: str
    currency_code: str


def spoken(said: SpokenTerms) -> str:
    """Return what one pays for one unit, and because of what."""
    net = price(net_price(said.terms.unit_price, said.terms.line_discount_percent), said.currency_code)
    pays = {"net": net, "unit": said.unit}
    if not said.terms.line_discount_percent:
        return _("You pay %(net)s for one %(unit)s: %(why)s.") % {**pays, "why": _whose_price(said)}
    pays |= {"why": _why_price(said), "discount": _why_discount(said)}
    return _("You pay %(net)s for one %(unit)s: %(why)s, and %(discount)s.") % pays


def until(label: OfferLabel) -> str:
    """Return until when the row counts, with a space before it; blank where it does not end."""
    return "" if label.ending_on is None else _(" until %(day)s") % {"day": long_day(label.ending_on)}


def _whose_price(said: SpokenTerms) -> str:
    """Return whose the price is that was just said."""
    label = said.price_label
    if label is None:
        return _("this is the price of the item") if said.is_card_price else _("this is the price agreed")
    return str(_THESE_PRICES[label.kind]) % {"source": label.source, "until": until(label)}


def _why_price(said: SpokenTerms) -> str:
    label = said.price_label
    values = {"price": price(said.terms.unit_price, said.currency_code)}
    if label is None:
        words = _("the price of the item is %(price)s") if said.is_card_price else _("the price agreed is %(price)s")
        return words % values
    return str(_PRICES[label.kind]) % {**values, "source": label.source, "until": until(label)}


def _why_discount(said: SpokenTerms) -> str:
    values = {"percent": percent(said.terms.line_discount_percent)}
    label = said.discount_label
    if label is None:
        return _("%(percent)s goes off") % values
    return str(_DISCOUNTS[label.kind]) % {**values, "source": label.source, "until": until(label)}


_THESE_PRICES: dict[SourceKind, Promise] = {
    SourceKind.EVERYONE: gettext_lazy("this is the price for everyone%(until)s"),
    SourceKind.GROUP: gettext_lazy("this is the price of customer group %(source)s%(until)s"),
    SourceKind.BUYER: gettext_lazy("this is your own price%(until)s"),
    SourceKind.CAMPAIGN: gettext_lazy("campaign %(source)s gives this price%(until)s"),
}
_PRICES: dict[SourceKind, Promise] = {
    SourceKind.EVERYONE: gettext_lazy("the price for everyone is %(price)s%(until)s"),
    SourceKind.GROUP: gettext_lazy("customer group %(source)s has a price of %(price)s%(until)s"),
    SourceKind.BUYER: gettext_lazy("your own price is %(price)s%(until)s"),
    SourceKind.CAMPAIGN: gettext_lazy("campaign %(source)s gives a price of %(price)s%(until)s"),
}
_DISCOUNTS: dict[SourceKind, Promise] = {
    SourceKind.EVERYONE: gettext_lazy("everyone gets %(percent)s off%(until)s"),
    SourceKind.GROUP: gettext_lazy("customer group %(source)s gets %(percent)s off%(until)s"),
    SourceKind.BUYER: gettext_lazy("your own discount takes %(percent)s off%(until)s"),
    SourceKind.CAMPAIGN: gettext_lazy("campaign %(source)s takes %(percent)s off%(until)s"),
}
