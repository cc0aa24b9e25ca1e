"""The search strings of companies: what each field comes to, and keeping them as companies change (C-30, C-32).

Whoever writes companies calls ``keep_search_strings`` in the same transaction. ``build_search_strings`` makes them all
anew, after the rules were changed or while none were kept.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction

from contacts.insert_sql import insert_rows
from contacts.models import Contact, MarketingSetup, SearchString, SearchStringRule

_NO_SIGN = re.compile(r"[\W_]+")
_AT_A_TIME = 500


def search_text(value: str, *, part: str, length: int) -> str:
    """Return what a value comes to: without blanks and punctuation, in capitals, its first or last signs."""
    plain = _NO_SIGN.sub("", value).upper()
    return plain[:length] if part == SearchStringRule.Part.FIRST else plain[-length:]


def needed_count(*, rule_count: int, hit_percent: int) -> int:
    """Return how many strings of two companies have to be equal (C-31); at least one."""
    return max(1, -(-rule_count * hit_percent // 100))


def keep_search_strings(contact_ids: Iterable[int]) -> None:
    """Bring the strings of these contacts up to date, if the set-up says that strings are kept. Persons have none."""
    if not MarketingSetup.objects.filter(keeps_duplicate_strings=True).exists():
        return
    rules = list(SearchStringRule.objects.all())
    ids = iter(contact_ids)
    while portion := list(islice(ids, _AT_A_TIME)):
        SearchString.objects.filter(contact__in=portion).delete()
        insert_rows(list(_strings(rules, Contact.objects.filter(pk__in=portion).values_list(*_columns(rules)))))


@transaction.atomic
def build_search_strings() -> int:
    """Make all strings anew, a few companies at a time, and return of how many companies."""
    rules = list(SearchStringRule.objects.all())
    SearchString.objects.all().delete()
    companies = Contact.objects.filter(type=Contact.Type.COMPANY).order_by("pk").values_list(*_columns(rules))
    rows, count = companies.iterator(chunk_size=_AT_A_TIME), 0
    while portion := list(islice(rows, _AT_A_TIME)):
        insert_rows(list(_strings(rules, portion)))
        count += len(portion)
    return count


def _columns(rules: Sequence[SearchStringRule]) -> list[str]:
    return ["pk", "type", *(rule.field for rule in rules)]


def _strings(rules: Sequence[SearchStringRule], rows: Iterable[Sequence[Any]]) -> Iterator[SearchString]:
    for pk, kind, *values in rows:
        if kind != Contact.Type.COMPANY:
            continue
        for rule, value in zip(rules, values, strict=True):
            if text := search_text(str(value), part=rule.part, length=rule.length):
                yield SearchString(contact_id=pk, rule_id=rule.pk, text=text)
