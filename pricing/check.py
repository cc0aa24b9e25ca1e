"""What something would cost somebody, without an order: the price rule asked by telephone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaigns.models import Campaign
from contacts.models import Contact
from pricing.arithmetic import line_amount, net_price
from pricing.breaks import Break, breaks_of, next_cheaper
from pricing.explanation import OfferRows, offer_rows
from pricing.models import Item, ItemVariant, UnitOfMeasure
from pricing.rule import normal_as_terms
from pricing.selectors import OfferBook
from pricing.sentences import SpokenTerms, spoken
from pricing.terms import Judgement, PriceTerms, Sale

# The key of somebody about whom nothing is written down: no contact has it.
NOBODY = 0


@dataclass(frozen=True, kw_only=True)
class PriceQuestion:
    """What is asked. Without a buyer it is for somebody without terms; ``quantity`` is in ``unit``."""

    item: Item
    quantity: Decimal
    unit: UnitOfMeasure
    quantity_per_unit: Decimal
    ordered_on: dt.date
    buyer: Contact | None = None
    variant: ItemVariant | None = None
    currency_code: str = ""
    currency_factor: Decimal = Decimal(1)
    campaign: Campaign | None = None

    @property
    def buyer_id(self) -> int:
        """The key of who asks; ``NOBODY`` for somebody without terms."""
        return NOBODY if self.buyer is None else self.buyer.pk


@dataclass(frozen=True, kw_only=True)
class PriceAnswer:
    """What the price rule says. ``amount`` is for the quantity asked; ``cheaper`` the next quantity that costs less."""

    judgement: Judgement
    offers: OfferRows
    sentence: str
    net: Decimal
    amount: Decimal
    normal_net: Decimal
    breaks: Sequence[Break]
    cheaper: Break | None


def answer_of(question: PriceQuestion) -> PriceAnswer:
    """Return what ``question`` costs, with every offer that lost, also of campaigns that are not active.

    Cost: eight queries.
    """
    sale = _sale_of(question)
    book = OfferBook.load(item_ids={sale.item_id}, buyer_ids={sale.buyer_id}, shows_every_campaign=True)
    judgement = book.judge(sale)
    terms, normal = judgement.terms, judgement.normal
    net = _net(terms)
    breaks, offers = breaks_of(book, sale), offer_rows(judgement)
    said = SpokenTerms(
        terms=terms,
        is_card_price=normal.is_card_price,
        price_label=offers.price_label(terms.sales_price_id),
        discount_label=offers.discount_label(terms.line_discount_id),
        unit=question.unit.code,
        currency_code=question.currency_code,
    )
    return PriceAnswer(
        judgement=judgement,
        offers=offers,
        sentence=spoken(said),
        net=net,
        amount=line_amount(question.quantity, terms.unit_price, terms.line_discount_percent),
        normal_net=_net(normal_as_terms(normal)),
        breaks=breaks,
        cheaper=next_cheaper(breaks, quantity=question.quantity, net=net),
    )


def _net(terms: PriceTerms) -> Decimal:
    return net_price(terms.unit_price, terms.line_discount_percent)


def _sale_of(question: PriceQuestion) -> Sale:
    return Sale(
        item_id=question.item.pk,
        buyer_id=question.buyer_id,
        ordered_on=question.ordered_on,
        quantity=question.quantity,
        variant_id=None if question.variant is None else question.variant.pk,
        unit_id=question.unit.pk,
        quantity_per_unit=question.quantity_per_unit,
        currency_code=question.currency_code,
        currency_factor=question.currency_factor,
        campaign_id=None if question.campaign is None else question.campaign.pk,
    )
