"""All sales prices and line discounts together, standing ones and those of campaigns, as one list shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Self

from django.db.models import Case, DateField, DecimalField, F, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from pricing.models import SalesLineDiscount, SalesPrice

Row = SalesPrice | SalesLineDiscount

PRICE, DISCOUNT = "price", "discount"

_ROWS_AT_A_TIME = 2000
_NUMBER = DecimalField(max_digits=15, decimal_places=5)
_USUAL_ORDER = ("item", "kind", "id")


@dataclass(frozen=True)
class AllRows:
    """Rows of both kinds, narrowed together. A filter set takes it for a query set of ``model``."""

    model: ClassVar = SalesPrice
    prices: QuerySet[SalesPrice]
    discounts: QuerySet[SalesLineDiscount]

    @classmethod
    def everything(cls) -> Self:
        """Return every row, withdrawn ones too."""
        return cls(SalesPrice.objects.all(), SalesLineDiscount.objects.all())

    def all(self) -> Self:
        """Return the same rows, as a filter set asks for them."""
        return self

    def none(self) -> Self:
        return type(self)(self.prices.none(), self.discounts.none())

    def count(self) -> int:
        return self.prices.count() + self.discounts.count()

    def narrow(self, prices: Q, discounts: Q | None = None) -> Self:
        """Return the rows for which their condition holds; without one of their own discounts share that of prices."""
        return type(self)(self.prices.filter(prices), self.discounts.filter(prices if discounts is None else discounts))

    def keys(self, order: Sequence[str], *, first: int | None = None) -> QuerySet[Any, Any]:
        """Return kind and key of the rows, and what they are sorted by; of each kind only the ``first`` so many.

        ``order`` names columns, with ``-`` in front where one is descending. What is empty stands last, and rows that
        are equal follow item and kind, the older one first.
        """
        asked = {name.removeprefix("-") for name in order}
        wanted = [*order, *(name for name in _USUAL_ORDER if name not in asked)]
        columns = [name.removeprefix("-") for name in wanted]
        by = [_direction(name) for name in wanted]
        prices = _columns(self.prices, _of_prices(), columns)
        discounts = _columns(self.discounts, _of_discounts(), columns)
        if first is not None:
            # The first of both are among the first of each, and these few are found without sorting all. Within one
            # kind all are of that kind, and PostgreSQL would take the number that says so for the place of a column.
            inside = [_direction(name) for name in wanted if name.removeprefix("-") != "kind"]
            prices, discounts = (
                kind.filter(pk__in=kind.order_by(*inside)[:first].values("pk")) for kind in (prices, discounts)
            )
        both: QuerySet[Any, Any] = prices.union(discounts, all=True)
        return both.order_by(*by)

    def rows(self, keys: Sequence[Sequence[Any]]) -> list[Row]:
        """Return the rows of some of ``keys``, in their order, each with what a list shows of it."""
        prices, discounts = ([key for kind, key, *_ in keys if kind == of] for of in (PRICE, DISCOUNT))
        shown: dict[str, dict[int, Row]] = {
            PRICE: {**SalesPrice.objects.select_related(*_SHOWN, "price_group").in_bulk(prices)},
            DISCOUNT: {
                **SalesLineDiscount.objects.select_related(*_SHOWN, "discount_group", "item_discount_group").in_bulk(
                    discounts
                )
            },
        }
        found = [shown[kind].get(key) for kind, key, *_ in keys]
        return [row for row in found if row is not None]

    def in_order(self, order: Sequence[str]) -> Iterator[Row]:
        """Yield every row, read in portions so that they never stand in memory together."""
        keys = self.keys(order).iterator(chunk_size=_ROWS_AT_A_TIME)
        while portion := list(islice(keys, _ROWS_AT_A_TIME)):
            yield from self.rows(portion)


_SHOWN = ("item", "variant", "unit", "campaign", "buyer")


def first_day() -> Case:
    """Return the expression for the first day of a row: one of a campaign has its dates from there (D13)."""
    return _day("starting_on")


def last_day() -> Case:
    """Return the expression for the last day of a row: one of a campaign has its dates from there (D13)."""
    return _day("ending_on")


def _day(field: str) -> Case:
    return Case(When(campaign=None, then=F(field)), default=F(f"campaign__{field}"), output_field=DateField())


def _of_prices() -> dict[str, Combinable]:
    """Return what sales prices are sorted by."""
    return {
        "kind": Value(1),
        "item": F("item__number"),
        "source": Coalesce("campaign__number", "buyer__number", "price_group__code"),
        "price": Cast("unit_price", _NUMBER),
        "discount": Cast(Value(None), _NUMBER),
    }


def _of_discounts() -> dict[str, Combinable]:
    """Return what line discounts are sorted by."""
    return {
        "kind": Value(2),
        "item": Coalesce("item__number", "item_discount_group__code"),
        "source": Coalesce("campaign__number", "buyer__number", "discount_group__code"),
        "price": Cast(Value(None), _NUMBER),
        "discount": Cast("line_discount_percent", _NUMBER),
    }


def _columns(rows: QuerySet[Any], own: dict[str, Combinable], names: Sequence[str]) -> QuerySet[Any, Any]:
    """Return kind, key and the columns of those names, the same ones for both kinds of rows."""
    label = PRICE if rows.model is SalesPrice else DISCOUNT
    shared: dict[str, Combinable] = {
        "id": F("pk"),
        "minimum_quantity": Cast("minimum_quantity", _NUMBER),
        "currency": F("currency_code"),
        "starts": first_day(),
        "ends": last_day(),
    }
    expressions = {f"by_{name}": {**shared, **own}[name] for name in names}
    kind_and_key = {"row_kind": Value(label, output_field=TextField()), "row_key": F("pk")}
    columns: QuerySet[Any, Any] = rows.order_by().annotate(**kind_and_key, **expressions)
    return columns.values_list(*kind_and_key, *expressions)


def _direction(name: str) -> Any:  # noqa: ANN401 -- Django's order by expression has no public type.
    column = F(f"by_{name.removeprefix('-')}")
    return column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True)
