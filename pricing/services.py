"""Short writes about prices: a sales price or a sales line discount is added, changed, withdrawn, restored.

Files of rows are another matter: see ``pricing.price_import``.
"""

import datetime as dt
import re
from decimal import Decimal
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from campaigns.services import note_terms_changed
from contacts.history import last_person
from pricing.models import ItemUnit, SalesLineDiscount, SalesPrice

Row = TypeVar("Row", SalesPrice, SalesLineDiscount)

# What a row is about and for whom. Lines carry rows, so a row cannot become one of another item or source.
_IDENTITY = ("item", "item_discount_group", "buyer", "campaign", "price_group", "discount_group")
# No two rows in force agree in these and in their identity.
_KEY = ("variant", "unit", "currency_code", "minimum_quantity", "starting_on")


class PriceRowError(Exception):
    """A price or discount row cannot be written as asked. ``field`` is the one to look at, None for several."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class RowSourceError(PriceRowError):
    """The row is not for exactly one of everyone, a group, a buyer and a campaign."""


class RowScopeError(PriceRowError):
    """The row is not on exactly one thing, or its variant or unit is not the item's."""


class RowDatesError(PriceRowError):
    """The dates are out of order, or a campaign's row has dates of its own (D13)."""


class RowValueError(PriceRowError):
    """The price, percentage, currency or minimum quantity cannot be."""


class ZeroPriceError(PriceRowError):
    """The price is 0 and nobody said that the item is free of charge (D9)."""


class DuplicateRowError(PriceRowError):
    """Another row in force answers the same question from the same source."""


class RowMovedError(PriceRowError):
    """The row would become one of another item or source."""


class RowWithdrawnError(PriceRowError):
    """The row is withdrawn."""


class RowChangedError(PriceRowError):
    """The row is not as the person saw it; ``stored`` is how it stands now."""

    def __init__(self, stored: SalesPrice | SalesLineDiscount) -> None:
        person = last_person(stored)
        by_whom = _("%(person)s changed this row while you were editing it.") % {"person": person}
        changed = by_whom if person else _("This row was changed while you were editing it.")
        what_to_do = _("What you typed is still here: compare and save again.")
        super().__init__(f"{changed} {what_to_do}")
        self.stored = stored


@transaction.atomic
def add_row(*, row: Row, at: dt.datetime, by: User | None) -> Row:
    """Write a new row and return it.

    :raises PriceRowError: the row cannot be.
    """
    check_row(row)
    return _write(row, at=at, by=by)


@transaction.atomic
def change_row(*, row: Row, seen: str = "", at: dt.datetime, by: User | None) -> Row:
    """Write what was changed on ``row`` and return it. Nothing changed: nothing is written.

    ``seen`` is the ``stamp_of`` the row that the person saw; blank writes over whatever stands there.

    :raises PriceRowError: the row cannot be so, is withdrawn or not as it was seen, or would become one of another
        item or source.
    """
    stored = _locked(row)
    if stored.withdrawn_at is not None:
        raise RowWithdrawnError(_("This row was withdrawn meanwhile. Restore it before changing it."))
    if seen and seen != stamp_of(stored):
        raise RowChangedError(stored)
    if any(_value(stored, name) != _value(row, name) for name in _IDENTITY):
        raise RowMovedError(
            _("Orders may carry this row, so its item and whom it is for stay. Withdraw it and add another.")
        )
    check_row(row)
    if all(_value(stored, field.name) == _value(row, field.name) for field in row._meta.fields):
        return row
    return _write(row, at=at, by=by)


@transaction.atomic
def withdraw_row(*, row: Row, at: dt.datetime, by: User | None) -> Row:
    """Take the row out of force and return it; lines that carry it can still name it (D14). Twice changes nothing."""
    row = _locked(row)
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at = at
    return _write(row, at=at, by=by)


@transaction.atomic
def restore_row(*, row: Row, at: dt.datetime, by: User | None) -> Row:
    """Put a withdrawn row back in force and return it. Twice changes nothing.

    :raises PriceRowError: another row has taken its place, or it could not be added today.
    """
    row = _locked(row)
    if row.withdrawn_at is None:
        return row
    row.withdrawn_at = None
    check_row(row)
    return _write(row, at=at, by=by)


@transaction.atomic
def withdraw_rows(*, rows: QuerySet[Row], at: dt.datetime, by: User | None) -> list[Row]:
    """Take rows out of force, all or none, and return those that were in force until now."""
    return [withdraw_row(row=row, at=at, by=by) for row in _all_locked(rows.filter(withdrawn_at=None))]


@transaction.atomic
def restore_rows(*, rows: QuerySet[Row], at: dt.datetime, by: User | None) -> list[Row]:
    """Put withdrawn rows back in force, all or none, and return them.

    :raises PriceRowError: one of them cannot be in force again.
    """
    return [restore_row(row=row, at=at, by=by) for row in _all_locked(rows)]


def stamp_of(row: SalesPrice | SalesLineDiscount) -> str:
    """Return a short text that is another whenever a value of the row is another."""
    values = (_value(row, field.name) for field in row._meta.fields)
    plain = (f"{value.normalize():f}" if isinstance(value, Decimal) else str(value) for value in values)
    return sha256("\0".join(plain).encode()).hexdigest()[:16]


def check_row(row: SalesPrice | SalesLineDiscount) -> None:
    """Refuse a row that cannot be in force, new or changed. The local currency is put as blank.

    :raises PriceRowError: the first thing that is wrong.
    """
    row.currency_code = stored_currency(row.currency_code)
    _check_fields(row)
    check_by_itself(row)
    _check_unit(row)
    _check_once(row)


def check_by_itself(row: SalesPrice | SalesLineDiscount) -> None:
    """Refuse what is wrong with a row whatever rows and units there are; its values fit their columns.

    No query, where what the row refers to was fetched with it.

    :raises PriceRowError: the first thing that is wrong.
    """
    _check_source(row)
    _check_scope(row)
    _check_dates(row)
    _check_values(row)


def stored_currency(code: str) -> str:
    """Return a typed currency as it is stored: three capitals, or blank for the local currency.

    :raises RowValueError: it is no currency.
    """
    stored = code.strip().upper()
    if stored and not re.fullmatch("[A-Z]{3}", stored):
        raise RowValueError(
            _("“%(code)s” is no currency. Type its three letters, for example USD, or leave it empty for %(local)s.")
            % {"code": code, "local": settings.LOCAL_CURRENCY},
            field="currency_code",
        )
    return "" if stored == settings.LOCAL_CURRENCY else stored


def _locked(row: Row) -> Row:
    return type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


def _all_locked(rows: QuerySet[Row]) -> list[Row]:
    """Return the rows, locked before the first is written: the campaign comes after every row in the order of locks."""
    return list(rows.order_by("pk").select_for_update(no_key=True))


def _write(row: Row, *, at: dt.datetime, by: User | None) -> Row:
    """Save the row with its history. Lines of its campaign, if active, may now differ from what the rule gives."""
    row._history_user, row._history_date = by, at  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # Someone else wrote the same row between the check and now; what else can be wrong was checked.
        raise _duplicate(row) from error
    if row.campaign_id is not None:
        note_terms_changed(campaign_ids=[row.campaign_id], at=at)
    return row


def _value(row: SalesPrice | SalesLineDiscount, name: str) -> object:
    """Return the value of a field; the key of what it refers to; None for a field that this kind of row lacks."""
    return getattr(row, f"{name}_id", None) if hasattr(row, f"{name}_id") else getattr(row, name, None)


# Checks ----------------------------------------------------------------------------------------


def _check_fields(row: SalesPrice | SalesLineDiscount) -> None:
    """Refuse values that do not fit their column. What a row refers to was looked up by whoever filled it in."""
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields if field.is_relation})
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise RowValueError(messages[0], field=field) from error


def _check_source(row: SalesPrice | SalesLineDiscount) -> None:
    sources = ("buyer", "campaign", "price_group", "discount_group")
    if sum(_value(row, name) is not None for name in sources) > 1:
        raise RowSourceError(_("Choose one of buyer, group and campaign, or none of them for everyone."))
    if row.buyer is not None and row.buyer.company is not None:
        raise RowSourceError(
            _("%(person)s buys through %(company)s. Choose the company.")
            % {"person": row.buyer.name, "company": row.buyer.company.name},
            field="buyer",
        )


def _check_scope(row: SalesPrice | SalesLineDiscount) -> None:
    if isinstance(row, SalesLineDiscount) and row.item_id is not None and row.item_discount_group_id is not None:
        raise RowScopeError(
            _("Choose an item or an item discount group, or neither for all items."), field="item_discount_group"
        )
    if row.variant is not None and row.variant.item_id != row.item_id:
        raise RowScopeError(
            _("Variant %(variant)s is not one of this item. Choose one of its variants or none.")
            % {"variant": row.variant},
            field="variant",
        )


def _check_unit(row: SalesPrice | SalesLineDiscount) -> None:
    if row.unit is None or row.item is None or row.unit_id == row.item.base_unit_id:
        return
    if not ItemUnit.objects.filter(item=row.item, unit=row.unit).exists():
        raise RowScopeError(
            _("Item %(item)s is not sold by %(unit)s. Choose one of its units or add this one to the item.")
            % {"item": row.item.number, "unit": row.unit},
            field="unit",
        )


def _check_dates(row: SalesPrice | SalesLineDiscount) -> None:
    if row.campaign is not None and (row.starting_on or row.ending_on):
        raise RowDatesError(
            _("A row of campaign %(campaign)s gets its dates only from the campaign card. Leave both dates empty.")
            % {"campaign": row.campaign.number},
            field="starting_on" if row.starting_on else "ending_on",
        )
    if row.starting_on and row.ending_on and row.ending_on < row.starting_on:
        raise RowDatesError(
            _(
                "The ending date (%(ending)s) is before the starting date (%(starting)s). "
                "Choose %(starting)s or later, or leave it empty."
            )
            % {"ending": date_format(row.ending_on), "starting": date_format(row.starting_on)},
            field="ending_on",
        )


def _check_values(row: SalesPrice | SalesLineDiscount) -> None:
    if row.minimum_quantity < 0:
        raise RowValueError(_("The minimum quantity cannot be negative."), field="minimum_quantity")
    if isinstance(row, SalesLineDiscount):
        if not 0 <= row.line_discount_percent <= 100:
            raise RowValueError(_("A discount is between 0 and 100 %."), field="line_discount_percent")
        return
    if row.unit_price < 0:
        raise RowValueError(_("The unit price cannot be negative."), field="unit_price")
    if row.unit_price == 0 and not row.is_free_of_charge:
        raise ZeroPriceError(
            _("A price of 0 gives item %(item)s away. Tick “free of charge” if that is meant.")
            % {"item": row.item.number},
            field="unit_price",
        )


def _check_once(row: SalesPrice | SalesLineDiscount) -> None:
    names = {field.name for field in row._meta.fields} & {*_IDENTITY, *_KEY}
    same = {name: _value(row, name) for name in names}
    if type(row)._default_manager.in_force().filter(**same).exclude(pk=row.pk).exists():
        raise _duplicate(row)


def _duplicate(row: SalesPrice | SalesLineDiscount) -> DuplicateRowError:
    if isinstance(row, SalesPrice):
        message = _("Item %(what)s already has a price %(from)s %(whom)s. Change that row or choose another quantity.")
    else:
        message = _("There already is a discount on %(what)s %(from)s %(whom)s. Change it or choose another quantity.")
    return DuplicateRowError(
        message % {"what": _what(row), "from": _from_quantity(row), "whom": _whom(row)}, field="minimum_quantity"
    )


# Words -----------------------------------------------------------------------------------------


def _what(row: SalesPrice | SalesLineDiscount) -> str:
    if row.item is None:
        group = row.item_discount_group
        return _("item discount group %(group)s") % {"group": group} if group else _("all items")
    number = row.item.number if row.variant is None else f"{row.item.number} {row.variant}"
    return number if isinstance(row, SalesPrice) else _("item %(number)s") % {"number": number}


def _from_quantity(row: SalesPrice | SalesLineDiscount) -> str:
    if row.minimum_quantity == 0:
        return _("for any quantity")
    unit = row.unit or (row.item.base_unit if row.item else _("base units"))
    return _("from %(quantity)s %(unit)s") % {"quantity": _plain(row.minimum_quantity), "unit": unit}


def _whom(row: SalesPrice | SalesLineDiscount) -> str:
    if row.campaign is not None:
        return _("in campaign %(campaign)s") % {"campaign": row.campaign.number}
    if row.buyer is not None:
        return _("for buyer %(buyer)s") % {"buyer": row.buyer}
    group = row.price_group if isinstance(row, SalesPrice) else row.discount_group
    return _("for everyone") if group is None else _("for customer group %(group)s") % {"group": group}


def _plain(number: Decimal) -> str:
    """Return the number in the reader's language, without zeros that say nothing."""
    return number_format(number.normalize(), use_l10n=True)
