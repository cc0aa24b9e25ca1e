"""Search across: which kinds of things are found, how, and for whom. Each finds with the filters of its own list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import FilterSet

from campaigns.filters import CampaignFilter
from campaigns.models import Campaign
from contacts.filters import ContactFilter
from contacts.models import Contact, MergedNumber
from contacts.templatetags.formats import day, price
from orders.filters import OrderFilter
from orders.models import ActivationRun, Order
from orders.selectors import runs_for_list
from pricing.models import Item
from segments.filters import SavedCriteriaFilter, SegmentFilter
from segments.models import SavedCriteria, Segment

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# So many of each kind are shown; the rest are in the list.
MOST_SHOWN = 10
# One letter is in everything.
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One thing that was found. ``url`` is blank for what has no page."""

    number: str
    text: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Searcher:
    """A kind of thing that can be found by those who have ``permission``.

    ``find`` returns all that match a text, in the order to show them, ``exact`` those with that very number; ``hit``
    says of one what the page shows. ``all_url`` is the list of all that match, blank where there is none, and
    ``prices_url`` that of the prices of those that match.
    """

    label: "StrPromise"
    icon: str
    permission: str
    find: Callable[[str], QuerySet[Any]]
    exact: Callable[[str], QuerySet[Any]]
    hit: Callable[[Any], Hit]
    all_url: Callable[[str], str]
    prices_url: Callable[[str, User | AnonymousUser], str] = lambda _text, _user: ""


@dataclass(frozen=True)
class Group:
    """The first hits of one kind, and how many there are in all."""

    label: "StrPromise"
    icon: str
    hits: Sequence[Hit]
    count: int
    all_url: str
    prices_url: str


def search(text: str, user: User | AnonymousUser) -> list[Group]:
    """Return what matches ``text``, by kind, of all that ``user`` may see; kinds without a hit are left out."""
    if len(text) < SHORTEST:
        return []
    groups = (_group(searcher, text, user) for searcher in _searchers_of(user))
    return [group for group in groups if group.count]


def page_of_number(text: str, user: User | AnonymousUser) -> str:
    """Return the page of the one thing whose number is ``text``; blank when there is none, or more than one."""
    found = [
        searcher.hit(record).url
        for searcher in _searchers_of(user)
        for record in searcher.exact(text)[:2]
        if searcher.hit(record).url
    ]
    return found[0] if len(found) == 1 else ""


def _group(searcher: Searcher, text: str, user: User | AnonymousUser) -> Group:
    found = searcher.find(text)
    hits = [searcher.hit(record) for record in found[:MOST_SHOWN]]
    count = len(hits) if len(hits) < MOST_SHOWN else found.count()
    all_url = searcher.all_url(text) if count > len(hits) else ""
    return Group(searcher.label, searcher.icon, hits, count, all_url, searcher.prices_url(text, user))


def _searchers_of(user: User | AnonymousUser) -> list[Searcher]:
    return [searcher for searcher in SEARCHERS if user.has_perm(searcher.permission)]


def _with_list(
    label: "StrPromise", icon: str, *, rows: QuerySet[Any], filterset: type[FilterSet], hit: Callable[[Any], Hit]
) -> Searcher:
    """Return the searcher for ``rows``, which have a number, and a list with a search of its own."""
    names = rows.model._meta

    def find(text: str) -> QuerySet[Any]:
        found: QuerySet[Any] = filterset({"search": text}, rows.all()).qs
        return found.order_by("number")

    return Searcher(
        label=label,
        icon=icon,
        permission=f"{names.app_label}.view_{names.model_name}",
        find=find,
        exact=lambda text: rows.filter(_is_number(text)),
        hit=hit,
        all_url=lambda text: f"{reverse(f'{names.app_label}:list')}?{urlencode({'search': text})}",
    )


def _is_number(text: str) -> Q:
    """Return the condition for a number to be ``text``, however it was typed; the index on numbers answers it."""
    return Q(number__in={text, text.upper()})


def _card(app: str, number: str) -> str:
    return reverse(f"{app}:card", kwargs={"number": number})


def _campaign(campaign: Campaign) -> Hit:
    dates = " – ".join(filter(None, [day(campaign.starting_on), day(campaign.ending_on)]))
    return Hit(campaign.number, campaign.description, dates, _card("campaigns", campaign.number))


def _segment(segment: Segment) -> Hit:
    return Hit(segment.number, segment.description, segment.get_state_display(), _card("segments", segment.number))


def _saved_criteria(saved: SavedCriteria) -> Hit:
    return Hit(saved.code, saved.description, "", reverse("segments:saved-card", args=[saved.code]))


def _find_saved_criteria(text: str) -> QuerySet[SavedCriteria]:
    found: QuerySet[SavedCriteria] = SavedCriteriaFilter({"search": text}, SavedCriteria.objects.all()).qs
    return found.order_by("code")


def _contact(contact: Contact) -> Hit:
    return Hit(contact.number, contact.name, contact.city, _card("contacts", contact.number))


def _contacts_of_number(text: str) -> QuerySet[Contact]:
    """Return the contact of that number, or the one with which it was merged."""
    merged = MergedNumber.objects.filter(_is_number(text))
    return Contact.objects.filter(_is_number(text) | Q(pk__in=merged.values("contact")))


def _order(order: Order) -> Hit:
    detail = f"{day(order.ordered_on)} · {order.get_status_display()}"
    return Hit(order.number, order.buyer.name, detail, _card("orders", order.number))


def _item(item: Item) -> Hit:
    return Hit(item.number, item.description, price(item.unit_price), _price_check(item))


def _price_check(item: Item) -> str:
    """Return the page that says what the item costs, blank while there is none."""
    try:
        return f"{reverse('pricing:check')}?{urlencode({'item': item.number})}"
    except NoReverseMatch:
        return ""


def _prices_of_items(text: str, user: User | AnonymousUser) -> str:
    """Return the list of the prices and discounts of items that match, blank for who may not see it."""
    may_see = user.has_perms(("pricing.view_salesprice", "pricing.view_saleslinediscount"))
    return f"{reverse('pricing:list')}?{urlencode({'search': text})}" if may_see else ""


def _run(run: ActivationRun) -> Hit:
    return Hit(str(run.pk), str(run.campaign), run.get_kind_display(), reverse("orders:run", args=[run.pk]))


def _find_runs(text: str) -> QuerySet[ActivationRun]:
    """Return the run with that number: runs have nothing else to be found by, and their campaign is found itself."""
    return runs_for_list().filter(pk=int(text)) if text.isdecimal() and len(text) <= _LONGEST_KEY else _NO_RUNS


_NO_RUNS = ActivationRun.objects.none()
_LONGEST_KEY = 18

SEARCHERS = (
    _with_list(
        pgettext_lazy("menu", "Campaigns"),
        "megaphone",
        rows=Campaign.objects.all(),
        filterset=CampaignFilter,
        hit=_campaign,
    ),
    _with_list(
        pgettext_lazy("menu", "Segments"), "people", rows=Segment.objects.all(), filterset=SegmentFilter, hit=_segment
    ),
    replace(
        _with_list(
            pgettext_lazy("menu", "Contacts"),
            "person",
            rows=Contact.objects.all(),
            filterset=ContactFilter,
            hit=_contact,
        ),
        exact=_contacts_of_number,
    ),
    Searcher(
        label=gettext_lazy("Saved criteria"),
        icon="ui-checks",
        permission="segments.view_savedcriteria",
        find=_find_saved_criteria,
        exact=lambda text: SavedCriteria.objects.filter(code=text.upper()),
        hit=_saved_criteria,
        all_url=lambda text: f"{reverse('segments:saved-list')}?{urlencode({'search': text})}",
    ),
    Searcher(
        label=pgettext_lazy("search", "Items"),
        icon="box-seam",
        permission="pricing.view_item",
        find=lambda text: Item.objects.filter(Q(number__istartswith=text) | Q(description__icontains=text)).order_by(
            "number"
        ),
        exact=lambda text: Item.objects.filter(_is_number(text)),
        hit=_item,
        all_url=lambda _text: "",
        prices_url=_prices_of_items,
    ),
    _with_list(
        pgettext_lazy("menu", "Orders"),
        "cart",
        rows=Order.objects.select_related("buyer"),
        filterset=OrderFilter,
        hit=_order,
    ),
    Searcher(
        label=pgettext_lazy("menu", "Runs"),
        icon="clock-history",
        permission="orders.view_activationrun",
        find=_find_runs,
        exact=_find_runs,
        hit=_run,
        all_url=lambda _text: "",
    ),
)
