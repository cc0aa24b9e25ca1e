"""Finding companies that may be the same one twice, and saying that they are two (C-31 to C-33).

Two companies of which k of n strings are equal share one of any n - k + 1 strings. So candidates are looked for only
by the strings that fewest companies share, which finds all of them and yet leaves out what half of a city shares.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _

from contacts.models import Contact, DuplicatePair, MarketingSetup, SearchString, SearchStringRule
from contacts.search_strings import keep_search_strings, needed_count

_MOST_FOLLOWED = 500
_PAIR, _STRING = DuplicatePair._meta.db_table, SearchString._meta.db_table


class DuplicatesError(Exception):
    """What is asked about possible duplicates cannot be done."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search found: pairs to look at, how many of them are new, and how many were said to be two before."""

    pair_count: int
    new_count: int
    separate_count: int


@dataclass(frozen=True, kw_only=True)
class Switches:
    """The two switches of the set-up, as they stand or are wanted (C-32)."""

    keeps: bool
    searches: bool

    @classmethod
    def of(cls, setup: MarketingSetup) -> "Switches":
        return cls(keeps=setup.keeps_duplicate_strings, searches=setup.searches_duplicates)

    def settled(self, *, before: "Switches") -> "Switches":
        """Return what the wanted switches come to: with both off, either turns both on; without strings no search."""
        if not before.keeps and (self.keeps or self.searches):
            return Switches(keeps=True, searches=True)
        return Switches(keeps=self.keeps, searches=self.searches and self.keeps)


@transaction.atomic
def find_duplicates() -> Found:
    """Compare all companies by their strings, and bring the pairs up to date.

    What was said to be two stays so. A pair that is alike no more goes, unless somebody decided about it.
    """
    before = DuplicatePair.objects.count()
    pairs = DuplicatePair.objects.filter(is_separate=False)
    pairs.update(equal_count=0)
    _write_pairs(None)
    new_count = DuplicatePair.objects.count() - before
    pairs.filter(equal_count=0).delete()
    separate_count = DuplicatePair.objects.filter(is_separate=True).count()
    return Found(pair_count=pairs.count(), new_count=new_count, separate_count=separate_count)


@transaction.atomic
def follow_companies(contact_ids: Sequence[int]) -> None:
    """Bring strings and pairs of companies up to date that were made or changed, if strings are kept."""
    keep_search_strings(contact_ids)
    compare_companies(contact_ids)


@transaction.atomic
def compare_companies(contact_ids: Sequence[int]) -> None:
    """Bring the pairs of companies up to date whose strings are, if strings are kept.

    Many companies at once are compared with all others at once.
    """
    if not contact_ids or not _setup().keeps_duplicate_strings:
        return
    if len(contact_ids) > _MOST_FOLLOWED:
        find_duplicates()
        return
    of_these = Q(first__in=contact_ids) | Q(second__in=contact_ids)
    DuplicatePair.objects.filter(of_these, is_separate=False).update(equal_count=0)
    _write_pairs(contact_ids)
    DuplicatePair.objects.filter(of_these, is_separate=False, equal_count=0).delete()


def pairs_among(contact_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Compare companies that were just made with all others; return the keys of the companies of each pair."""
    # Of many companies it takes longer to count which strings they share than to take those that most others do not.
    told = _telling_rules(None)
    for start in range(0, len(contact_ids), _MOST_FOLLOWED):
        _write_pairs(contact_ids[start : start + _MOST_FOLLOWED], told=told)
    of_these = Q(first__in=contact_ids) | Q(second__in=contact_ids)
    return list(DuplicatePair.objects.filter(of_these).order_by("pk").values_list("first", "second"))


def last_pair_key() -> int:
    """Return the key of the pair that was found last; 0 where there is none."""
    return DuplicatePair.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def pairs_since(last_key: int) -> QuerySet[DuplicatePair]:
    """Return the open pairs that were found after the one of that key, in their order."""
    return open_pairs().filter(pk__gt=last_key).order_by("pk")


def open_pairs() -> QuerySet[DuplicatePair]:
    """Return the pairs that nobody decided about, with both companies; the most alike first."""
    pairs = DuplicatePair.objects.filter(is_separate=False).select_related("first", "second")
    return pairs.order_by("-equal_count", "first__name", "pk")


def pairs_of(contact: Contact) -> list[DuplicatePair]:
    """Return the open pairs that ``contact`` is in, if the set-up says that duplicates are searched by themselves."""
    is_asked = Exists(MarketingSetup.objects.filter(searches_duplicates=True))
    return list(open_pairs().filter(Q(first=contact) | Q(second=contact), is_asked))


def equal_rules(pair: DuplicatePair) -> list[SearchStringRule]:
    """Return by which strings the companies of ``pair`` are alike."""
    texts = dict(SearchString.objects.filter(contact=pair.first_id).values_list("rule", "text"))
    others = SearchString.objects.filter(contact=pair.second_id).values_list("rule", "text")
    equal = [rule for rule, text in others if texts.get(rule) == text]
    return list(SearchStringRule.objects.filter(pk__in=equal).order_by("pk"))


@transaction.atomic
def set_separate(pair: DuplicatePair, *, is_separate: bool, at: dt.datetime, by: User | None) -> DuplicatePair:
    """Say that the companies of ``pair`` are two, or take that back; return the pair as written.

    :raises DuplicatesError: the pair is gone: one of the companies was deleted or changed.
    """
    found = DuplicatePair.objects.select_for_update().filter(pk=pair.pk).first()
    if found is None:
        raise DuplicatesError(_("These companies are alike no more: one of them was changed or deleted."))
    found.is_separate = is_separate
    found.decided_at, found.decided_by = (at, by) if is_separate else (None, None)
    found.save(update_fields=["is_separate", "decided_at", "decided_by"])
    return found


def _setup() -> MarketingSetup:
    return MarketingSetup.objects.first() or MarketingSetup()


def _write_pairs(contact_ids: Sequence[int] | None, *, told: Sequence[int] | None = None) -> None:
    """Write the pairs that are alike, all or those with these companies, with how many strings are equal.

    ``told`` are all rules by which companies can be alike, the most telling ones first, where that is known.
    """
    rule_count = SearchStringRule.objects.count()
    needed = needed_count(rule_count=rule_count, hit_percent=_setup().duplicate_hit_percent)
    told = _telling_rules(contact_ids) if told is None else told
    telling = told[: max(len(told) - needed + 1, 0)]
    if not telling or needed > len(told):
        return
    joined, parameters = _alike(contact_ids)
    # The names are ours, and every value is a parameter.
    statement = f"""
        INSERT INTO {_PAIR} (first_id, second_id, equal_count, is_separate)
        SELECT candidate.first_id, candidate.second_id, COUNT(*), %s
        FROM (
            SELECT DISTINCT
                CASE WHEN a.contact_id < b.contact_id THEN a.contact_id ELSE b.contact_id END AS first_id,
                CASE WHEN a.contact_id < b.contact_id THEN b.contact_id ELSE a.contact_id END AS second_id
            FROM {joined} AND a.rule_id IN ({_marks(telling)})
        ) candidate
        JOIN {_STRING} x ON x.contact_id = candidate.first_id
        JOIN {_STRING} y ON y.contact_id = candidate.second_id AND y.rule_id = x.rule_id AND y.text = x.text
        GROUP BY candidate.first_id, candidate.second_id
        HAVING COUNT(*) >= %s
        ON CONFLICT (first_id, second_id) DO UPDATE SET equal_count = excluded.equal_count
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [False, *parameters, *telling, needed])


def _telling_rules(contact_ids: Sequence[int] | None) -> list[int]:
    """Return the rules by which any companies are alike or could be, those first by which fewest pairs are."""
    if contact_ids is None:
        statement = f"""
            SELECT rule_id FROM (SELECT rule_id, COUNT(*) AS shared FROM {_STRING} GROUP BY rule_id, text) AS counted
            GROUP BY rule_id ORDER BY SUM(shared * (shared - 1)), rule_id
        """  # noqa: S608
        parameters: Sequence[int] = ()
    else:
        joined, parameters = _alike(contact_ids)
        statement = f"SELECT a.rule_id FROM {joined} GROUP BY a.rule_id ORDER BY COUNT(*), a.rule_id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [rule for (rule,) in cursor.fetchall()]


def _alike(contact_ids: Sequence[int] | None) -> tuple[str, Sequence[int]]:
    """Return what joins each string to the equal ones of other companies, and its parameters."""
    joined = f"{_STRING} a JOIN {_STRING} b ON b.rule_id = a.rule_id AND b.text = a.text"
    if contact_ids is None:
        return f"{joined} AND b.contact_id > a.contact_id WHERE 1 = 1", ()
    return f"{joined} AND b.contact_id <> a.contact_id WHERE a.contact_id IN ({_marks(contact_ids)})", contact_ids


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))
