"""What buyers agreed with the firm when two of them turn out to be one (C-33): their prices, discounts and terms.

A row of the buyer that goes becomes one of the buyer that is kept; where that one has a row for the very same question,
its own stays in force and the other is withdrawn, unless its own is over and the other is not. Lines that carry one
that is withdrawn can still name it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from contacts.models import Contact
from pricing.models import CustomerTerms, SalesLineDiscount, SalesPrice

_ROWS_AT_A_TIME = 500
# Rows of one buyer that agree in these answer the same question.
_KEY = ("item_id", "variant_id", "unit_id", "currency_code", "minimum_quantity", "starting_on")
_TERMS = ("price_group_id", "discount_group_id", "allows_line_discount", "currency_code")


@dataclass(frozen=True, kw_only=True)
class RowFate:
    """A row in force of the buyer that goes; ``against`` is the row of the kept one that stays instead, if any does."""

    row: SalesPrice | SalesLineDiscount
    against: SalesPrice | SalesLineDiscount | None


def price_fates(kept: Contact, gone: Contact) -> list[RowFate]:
    """Return what would become of each sales price in force of ``gone``, by item. Cost: two queries."""
    return _fates(SalesPrice.objects.in_force().select_related("item", "variant", "unit", "buyer"), kept, gone)


def discount_fates(kept: Contact, gone: Contact) -> list[RowFate]:
    """Return what would become of each line discount in force of ``gone``, by item. Cost: two queries."""
    related = ("item", "item_discount_group", "variant", "unit", "buyer")
    return _fates(SalesLineDiscount.objects.in_force().select_related(*related), kept, gone)


def move_rows(kept: Contact, gone: Contact, *, in_force: bool, at: dt.datetime, by: User | None) -> None:
    """Give ``kept`` the prices and discounts of ``gone``, also those withdrawn before, and their history.

    Unless they are to stay ``in_force`` all of them are withdrawn; ``kept`` then pays what it paid before.
    """
    for model in (SalesPrice, SalesLineDiscount):
        rows = model._default_manager.filter(Q(buyer=gone) | Q(buyer=kept)).select_for_update(no_key=True)
        mine: list[Any] = list(rows.order_by("pk"))
        own = {_key(row): row for row in mine if row.buyer_id == kept.pk and row.withdrawn_at is None}
        moving = [row for row in mine if row.buyer_id == gone.pk]
        coming = [row for row in moving if row.withdrawn_at is None and in_force]
        over = [own.pop(_key(row)) for row in coming if _gives_way(own.get(_key(row)), row, today=localdate(at))]
        for row in over:
            row.withdrawn_at = at
        bulk_update_with_history(
            over, model, ["withdrawn_at"], batch_size=_ROWS_AT_A_TIME, default_user=by, default_date=at
        )
        for row in moving:
            if row.withdrawn_at is None and (not in_force or _key(row) in own):
                row.withdrawn_at = at
            row.buyer = kept
        bulk_update_with_history(
            moving,
            model,
            ["buyer", "withdrawn_at"],
            batch_size=_ROWS_AT_A_TIME,
            default_user=by,
            default_date=at,
        )
        model.history.filter(buyer=gone.pk).update(buyer=kept.pk)


def terms_sentence(buyer: Contact) -> str:
    """Return the customer terms of ``buyer`` in words; blank where none are agreed."""
    related = ("price_group", "discount_group")
    terms = CustomerTerms.objects.filter(buyer=buyer).select_related(*related).first()
    if terms is None:
        return ""
    parts = [
        _("price group %(code)s") % {"code": terms.price_group} if terms.price_group else "",
        _("discount group %(code)s") % {"code": terms.discount_group} if terms.discount_group else "",
        _("line discounts allowed") if terms.allows_line_discount else _("no line discounts"),
        _("currency %(code)s") % {"code": terms.currency_code} if terms.currency_code else "",
    ]
    return ", ".join(filter(None, parts))


def move_terms(kept: Contact, gone: Contact, *, takes_gone: bool) -> None:
    """Leave ``kept`` with its own customer terms, or with those of ``gone``, and ``gone`` with none."""
    if takes_gone:
        values = CustomerTerms.objects.filter(buyer=gone).values(*_TERMS).first()
        if values is None:
            CustomerTerms.objects.filter(buyer=kept).delete()
        else:
            CustomerTerms.objects.update_or_create(buyer=kept, defaults=values)
    CustomerTerms.objects.filter(buyer=gone).delete()


def _fates(rows: QuerySet[SalesPrice] | QuerySet[SalesLineDiscount], kept: Contact, gone: Contact) -> list[RowFate]:
    own = {_key(row): row for row in rows.filter(buyer=kept)}
    going: Sequence[SalesPrice | SalesLineDiscount] = list(
        rows.filter(buyer=gone).order_by("item__number", "minimum_quantity", "pk")
    )
    today = localdate()
    pairs = [(row, own.get(_key(row))) for row in going]
    return [RowFate(row=row, against=None if _gives_way(mine, row, today=today) else mine) for row, mine in pairs]


def _gives_way(
    own: SalesPrice | SalesLineDiscount | None, other: SalesPrice | SalesLineDiscount, *, today: dt.date
) -> bool:
    """Tell whether a row of the kept buyer is over, while the ``other`` one for the same question is not."""
    return own is not None and _is_over(own, today) and not _is_over(other, today)


def _is_over(row: SalesPrice | SalesLineDiscount, today: dt.date) -> bool:
    return row.ending_on is not None and row.ending_on < today


def _key(row: SalesPrice | SalesLineDiscount) -> tuple[object, ...]:
    return (*(getattr(row, name) for name in _KEY), getattr(row, "item_discount_group_id", None))
