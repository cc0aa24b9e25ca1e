"""What the address of a list asks for: filters, order, columns and a view.

Some names mean the same on every list; the others are the list's filters. A name that is neither is unknown, and
whoever reads the address must not act as if it were not there: it may have been meant to narrow.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, urlencode

PAGE, PER_PAGE, SORT, COLUMNS, VIEW, EXPORT = "page", "per_page", "sort", "columns", "view", "export"
COMMON_NAMES = frozenset({PAGE, PER_PAGE, SORT, COLUMNS, VIEW, EXPORT})

Parameters = Mapping[str, Sequence[str]]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class ViewTerms:
    """What a view says of a list: ``filters`` as in an address, in alphabetical order; blank ``columns`` are the usual.

    Two addresses that show the same rows and columns have the same terms.
    """

    filters: str = ""
    sort: str = ""
    columns: str = ""

    @classmethod
    def of(cls, parameters: Parameters, *, usual_columns: Collection[str] = ()) -> Self:
        """Return what the address of a list says; which page of how many rows is no part of it."""
        filters = [(name, value) for name, values in parameters.items() for value in values]
        columns = [column for column in parameters.get(COLUMNS, ()) if column]
        return cls(
            filters=urlencode(sorted(pair for pair in filters if pair[0] not in COMMON_NAMES and pair[1])),
            sort=",".join(heading for heading in parameters.get(SORT, ()) if heading),
            columns="" if set(columns) == set(usual_columns) else ",".join(columns),
        )

    def pairs(self) -> Pairs:
        """Return the names and values with which an address says this."""
        headings = [(SORT, heading) for heading in self.sort.split(",") if heading]
        columns = [(COLUMNS, column) for column in self.columns.split(",") if column]
        return [*parse_qsl(self.filters, keep_blank_values=True), *headings, *columns]

    def address(self, view_key: str) -> str:
        """Return the query of the list in the view of that key."""
        return f"?{urlencode([(VIEW, view_key), *self.pairs()])}"


def unknown_names(parameters: Parameters, known: Collection[str]) -> list[str]:
    """Return the names in an address that its list does not know."""
    return [name for name in parameters if name not in COMMON_NAMES and name not in known]


def address_without(parameters: Parameters, names: Iterable[str]) -> str:
    """Return the query without ``names``, from its first page.

    The page is always said: an address with nothing but a view opens the view anew, with all its filters.
    """
    left_out = {PAGE, *names}
    kept = [(name, value) for name, values in parameters.items() if name not in left_out for value in values]
    return f"?{urlencode([*kept, (PAGE, '1')])}"
