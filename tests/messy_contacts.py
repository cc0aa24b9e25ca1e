"""A file of contacts as people bring them, of any length, and what an import is to say of each of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

HEADINGS = (
    "number",
    "type",
    "name",
    "company",
    "post_code",
    "phone",
    "email",
    "territory",
    "consent_email",
    "consent_source",
    "consent_date",
    *(f"extra {count}" for count in range(30)),
)
_WIDTH = len(HEADINGS)


@dataclass(frozen=True)
class MessyRow:
    """Cells of a row, and why it is rejected: blank where it is not, None where it is no row at all."""

    cells: list[object]
    reason: str | None


def messy_rows(count: int) -> Iterator[MessyRow]:
    """Yield ``count`` rows, of which every kind comes again every seventeen rows."""
    kinds = _kinds()
    for index in range(count):
        place = index % len(kinds)
        values, reason = kinds[place]
        number = f"M{index - 1 if place == 5 else index:06}"
        row: dict[str, object] = {"number": number, "type": "company", "name": f"Firm {index}"} | values
        if place == 1:
            row["company"] = f"M{index - 1:06}"
        cells = [row.get(heading, "") for heading in HEADINGS]
        if reason is None:
            cells = [""] * _WIDTH
        elif "headings again" in reason:
            cells = list(HEADINGS)
        elif "cells under" in reason:
            cells += ["one", "more"]
        yield MessyRow(cells, reason % (index + 1) if reason and "%d" in reason else reason)


def _kinds() -> list[tuple[dict[str, object], str | None]]:
    """Return what the rows of one round are, and what is to be said of them; ``%d`` is the row before."""
    return [
        ({"post_code": "01234", "phone": 31612345678}, ""),
        ({"type": "Persoon", "name": "  Ann 😀 de Wit  "}, ""),
        ({}, None),
        ({"name": "=1+1", "phone": "+31 6 1234"}, ""),
        ({"name": "Zoë Ünal & Søn", "consent_email": "given 2026-02-01: fair"}, ""),
        ({}, "Row %d of the file is about the same."),
        ({"name": "x" * 256}, "name: “" + "x" * 40 + "…” has 256 characters; at most 100 fit."),
        ({"name": "Al\0der"}, "name: “Al\0der” has a line break or another control character."),
        ({"consent_email": "yes", "consent_date": "01/02/2026"}, "consent_date: “01/02/2026” is not a day: write it"),
        ({"email": "@alder"}, "“@alder” is not an e-mail address. Put “;” between several addresses."),
        ({"territory": "MOON"}, "There is no territory MOON."),
        ({}, "The row holds the headings again: delete it."),
        ({}, f"The row has {_WIDTH + 2} cells under {_WIDTH} headings."),
        ({"phone": "call Ann"}, "call Ann is not a phone number: it has letters."),
        ({"consent_email": "perhaps"}, "consent_email: “perhaps” is no consent: write yes, no or unknown"),
        ({"phone": "31612345678.0"}, "phone: “31612345678.0” was changed into a number by some program: write"),
        ({"type": "person", "company": "Nowhere"}, "There is no company Nowhere, here or above in the file."),
    ]
