"""Which contacts match criteria: a query, so that a hundred thousand of them are found by the database."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.consents import may_be_reached
from contacts.models import (
    BusinessRelation,
    Consent,
    Contact,
    ContactBusinessRelation,
    ContactProfileAnswer,
    ContactQuerySet,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    MergedNumber,
    OrganizationalLevel,
    ProfileAnswer,
    Salesperson,
    Territory,
)
from orders.models import Order
from orders.purchases import Purchases, buyers_who_bought
from pricing.models import Item, ItemDiscountGroup
from segments.criteria import NO_CORRESPONDENCE, RANGE, BoughtFilter, ContactFilter, Criteria
from segments.kept_keys import kept_keys
from segments.planner import for_many_rows

# What is looked for in any part of a field of the contact.
_TEXTS = ("name", "search_name", "city", "county")
# By model: what one of its rows is called where a code is missing.
_NOUNS: dict[type[Model], Promise] = {
    Salesperson: gettext_lazy("salesperson"),
    Territory: gettext_lazy("territory"),
    OrganizationalLevel: gettext_lazy("organizational level"),
    MailingGroup: gettext_lazy("mailing group"),
    JobResponsibility: gettext_lazy("job responsibility"),
    IndustryGroup: gettext_lazy("industry group"),
    BusinessRelation: gettext_lazy("business relation"),
    ProfileAnswer: gettext_lazy("profile answer"),
    Item: gettext_lazy("item"),
    ItemDiscountGroup: gettext_lazy("item discount group"),
}


class UnknownCodeError(Exception):
    """Criteria name a code that does not exist, or not any more."""


@contextmanager
def buyers_once(criteria: Criteria) -> Iterator[RawSQL | None]:
    """Find the buyers who bought what is asked, and keep them for ``matching``; None where nothing is asked of orders.

    :raises UnknownCodeError: the criteria name a code that does not exist.
    """
    with transaction.atomic(), for_many_rows():
        if criteria.bought is None:
            yield None
            return
        with kept_keys("step_buyers", buyers_who_bought(_purchases(criteria.bought)).distinct()) as buyers:
            yield buyers


def matching(criteria: Criteria, *, buyers: RawSQL | None = None) -> ContactQuerySet:
    """Return the contacts that match, privacy blocked and excluded ones among them, with ``buyer_pk``.

    ``buyers`` are those of ``buyers_once`` for the same purchases, where they were found already.

    Mailing groups and job responsibilities are the contact's own. Industry groups and business relations are those of
    its company, so that persons without one never match (reference 4.2). Purchases are its buyer's.

    :raises UnknownCodeError: the criteria name a code that does not exist.
    """
    contacts = Contact.objects.with_buyer()
    for condition in _conditions(criteria, buyers):
        contacts = contacts.filter(condition)
    return contacts


def _conditions(criteria: Criteria, buyers: RawSQL | None) -> Iterator[Q]:
    yield from _of_contact(criteria.contact)
    if criteria.mailing_groups:
        members = Contact.mailing_groups.through.objects
        keys = _keys(MailingGroup, criteria.mailing_groups)
        yield Q(pk__in=members.filter(mailinggroup_id__in=keys).values("contact_id"))
    if criteria.job_responsibilities:
        holders = Contact.job_responsibilities.through.objects
        keys = _keys(JobResponsibility, criteria.job_responsibilities)
        yield Q(pk__in=holders.filter(jobresponsibility_id__in=keys).values("contact_id"))
    yield from _of_company(criteria)
    yield from _of_what_contacts_said(criteria)
    if criteria.bought is not None:
        bought = Q(buyer_pk__in=buyers if buyers is not None else buyers_who_bought(_purchases(criteria.bought)))
        yield ~bought if criteria.bought.is_negated else bought


def _of_company(criteria: Criteria) -> Iterator[Q]:
    if criteria.industry_groups:
        members = Contact.industry_groups.through.objects
        keys = _keys(IndustryGroup, criteria.industry_groups)
        yield _with_company_in(members.filter(industrygroup_id__in=keys).values("contact_id"))
    if criteria.business_relations:
        keys = _keys(BusinessRelation, criteria.business_relations)
        yield _with_company_in(ContactBusinessRelation.objects.filter(relation__in=keys).values("contact_id"))


def _with_company_in(keys: QuerySet[Any, Any]) -> Q:
    """Return what keeps these companies and their persons. A person may have such rows too; those do not count."""
    return Q(buyer_pk__in=keys) & (Q(type=Contact.Type.COMPANY) | Q(company__isnull=False))


def _of_what_contacts_said(criteria: Criteria) -> Iterator[Q]:
    if criteria.profile_answers:
        keys = _keys(ProfileAnswer, criteria.profile_answers)
        yield Q(pk__in=ContactProfileAnswer.objects.filter(answer__in=keys).values("contact_id"))
    if criteria.reachable_by:
        _refuse_unknown(criteria.reachable_by, Consent.Channel.values, noun=_("channel"))
        channels = (may_be_reached(channel) for channel in criteria.reachable_by)
        yield reduce(or_, channels)


def _of_contact(asked: ContactFilter) -> Iterator[Q]:
    if asked.numbers:
        yield _numbered(asked.numbers)
    for field in _TEXTS:
        if text := getattr(asked, field):
            yield Q(**{f"{field}__icontains": text})
    if asked.type:
        yield Q(type=asked.type)
    if asked.is_customer is not None:
        yield Q(is_customer=asked.is_customer)
    yield from _of_codes(asked)
    yield from _of_address(asked)
    yield from _of_last_change(asked)


def _of_codes(asked: ContactFilter) -> Iterator[Q]:
    if asked.salespeople:
        yield Q(salesperson_id__in=_keys(Salesperson, asked.salespeople))
    if asked.territories:
        yield Q(territory_id__in=_keys(Territory, asked.territories))
    if asked.organizational_levels:
        yield Q(organizational_level_id__in=_keys(OrganizationalLevel, asked.organizational_levels))
    if asked.languages:
        yield Q(language_code__in=asked.languages)
    if asked.correspondence_types:
        yield _corresponding(asked.correspondence_types)


def _of_address(asked: ContactFilter) -> Iterator[Q]:
    if asked.countries:
        yield Q(country_code__in=asked.countries)
    if asked.post_code_from:
        yield Q(post_code__gte=asked.post_code_from)
    if asked.post_code_until:
        # What begins with the last post code is still within: 1099 holds 1099 AB.
        yield Q(post_code__lte=asked.post_code_until) | Q(post_code__startswith=asked.post_code_until)


def _of_last_change(asked: ContactFilter) -> Iterator[Q]:
    if asked.changed_from is not None:
        yield Q(modified_at__gte=_beginning_of(asked.changed_from))
    if asked.changed_until is not None:
        yield Q(modified_at__lt=_beginning_of(asked.changed_until + dt.timedelta(days=1)))


def _beginning_of(day: dt.date) -> dt.datetime:
    """Return when the day begins where the company is."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min), timezone.get_default_timezone())


def _corresponding(types: Collection[str]) -> Q:
    _refuse_unknown(types, [NO_CORRESPONDENCE, *Contact.Correspondence.values], noun=_("correspondence"))
    return Q(correspondence_type__in=["" if each == NO_CORRESPONDENCE else each for each in types])


def _numbered(numbers: Sequence[str]) -> Q:
    """Return what keeps contacts of these numbers and ranges.

    That of a contact which was merged matches the one it was merged with; that of one which is gone, nobody.
    """
    ranges = [number.split(RANGE, 1) for number in numbers if RANGE in number]
    single = [number for number in numbers if RANGE not in number]
    merged = MergedNumber.objects.filter(number__in=single)
    condition = Q(number__in=single) | Q(pk__in=merged.values("contact"))
    for first, last in ranges:
        within = Q(number__gte=first) if first else Q()
        condition |= within & Q(number__lte=last) if last else within
    return condition


def _purchases(asked: BoughtFilter) -> Purchases:
    counting = [status for status in Order.Status.values if status != Order.Status.CANCELLED]
    _refuse_unknown(asked.order_statuses, counting, noun=_("order status"))
    return Purchases(
        item_ids=_keys(Item, asked.items, field="number"),
        discount_group_ids=_keys(ItemDiscountGroup, asked.item_discount_groups),
        ordered_from=asked.ordered_from,
        ordered_until=asked.ordered_until,
        amount_at_least=asked.amount_at_least,
        amount_at_most=asked.amount_at_most,
        order_count_at_least=asked.order_count_at_least,
        order_count_at_most=asked.order_count_at_most,
        order_statuses=asked.order_statuses,
    )


def _refuse_unknown(asked: Collection[str], known: Collection[str], *, noun: str) -> None:
    if unknown := sorted(set(asked) - set(known)):
        raise UnknownCodeError(_missing(noun, unknown))


def _keys(model: type[Model], codes: Collection[str], *, field: str = "code") -> list[int]:
    """Return the keys of the rows with these codes.

    :raises UnknownCodeError: there is none for one of them. Dropping it silently would widen what is asked.
    """
    if not codes:
        return []
    rows: QuerySet[Model] = model._default_manager.filter(**{f"{field}__in": codes})
    found = dict(rows.values_list(field, "pk"))
    missing = sorted(set(codes) - found.keys())
    if missing:
        raise UnknownCodeError(_missing(str(_NOUNS[model]), missing))
    return list(found.values())


def _missing(noun: str, codes: Collection[str]) -> str:
    return _("There is no %(noun)s %(codes)s any more. Take it out of the criteria or choose another.") % {
        "noun": noun,
        "codes": ", ".join(codes),
    }
