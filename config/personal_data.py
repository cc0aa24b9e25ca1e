"""The registry of personal data: what every room holds about a contact, and what forbids to make it anonymous."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.models import CampaignTarget
from contacts.anonymising import blank_contact, forget_in_uploads
from contacts.models import Contact, PersonalDataEvent
from contacts.personal_data import CONTACT_PARTS, DataPart, told_fields
from orders.models import Order, OrderLine
from pricing.models import CustomerTerms, SalesLineDiscount, SalesPrice
from segments.models import BulkChangeLine, Segment, SegmentLine, StepContact

# So many records that stand in the way are named in a sentence.
_MOST_NAMED = 10
_OPEN_ORDERS = (Order.Status.OPEN, Order.Status.RELEASED)

PARTS = (
    *CONTACT_PARTS,
    DataPart(
        key="segments",
        title=pgettext_lazy("tab", "Segments"),
        find=lambda contact: SegmentLine.objects.filter(contact=contact).order_by("segment__number", "line_number"),
        fields=("segment__number", "segment__description", "segment__dated_on", *told_fields(SegmentLine)[1:]),
    ),
    DataPart(
        key="steps",
        title=gettext_lazy("Steps of segments"),
        find=lambda contact: StepContact.objects.filter(contact=contact).order_by("step"),
        fields=(
            "step__segment__number",
            "step__sequence",
            "step__action",
            "step__source",
            "step__taken_at",
            "step__origin",
            "is_addition",
            "row_number",
        ),
    ),
    DataPart(
        key="bulk_changes",
        title=pgettext_lazy("tab", "Bulk changes"),
        find=lambda contact: BulkChangeLine.objects.filter(contact=contact).order_by("bulk_change"),
        fields=(
            "bulk_change__segment__number",
            "bulk_change__verb",
            "bulk_change__made_at",
            "is_campaign_target",
            "is_campaign_response",
        ),
    ),
    DataPart(
        key="campaigns",
        title=pgettext_lazy("tab", "Campaigns"),
        find=lambda contact: CampaignTarget.objects.filter(buyer=contact).order_by("campaign__number"),
        fields=("campaign__number", "campaign__description", "contact_count"),
    ),
    DataPart(
        key="customer_terms",
        title=gettext_lazy("Customer terms"),
        find=lambda contact: CustomerTerms.objects.filter(buyer=contact),
        fields=told_fields(CustomerTerms),
    ),
    DataPart(
        key="prices",
        title=pgettext_lazy("tab", "Prices"),
        find=lambda contact: SalesPrice.objects.filter(buyer=contact).order_by("pk"),
        fields=told_fields(SalesPrice),
    ),
    DataPart(
        key="discounts",
        title=pgettext_lazy("tab", "Discounts"),
        find=lambda contact: SalesLineDiscount.objects.filter(buyer=contact).order_by("pk"),
        fields=told_fields(SalesLineDiscount),
    ),
    DataPart(
        key="price_history",
        title=gettext_lazy("History of prices"),
        find=lambda contact: SalesPrice.history.filter(buyer=contact).order_by("history_date", "history_id"),
        fields=("history_date", "history_type", "history_user__username", "unit_price"),
    ),
    DataPart(
        key="discount_history",
        title=gettext_lazy("History of discounts"),
        find=lambda contact: SalesLineDiscount.history.filter(buyer=contact).order_by("history_date", "history_id"),
        fields=("history_date", "history_type", "history_user__username", "line_discount_percent"),
    ),
    DataPart(
        key="orders",
        title=pgettext_lazy("tab", "Orders"),
        find=lambda contact: Order.objects.filter(buyer=contact).order_by("number"),
        fields=told_fields(Order),
    ),
    DataPart(
        key="order_lines",
        title=gettext_lazy("Order lines"),
        find=lambda contact: OrderLine.objects.filter(buyer=contact).order_by("order__number", "line_number"),
        fields=told_fields(OrderLine),
    ),
)


class AnonymiseError(Exception):
    """A contact cannot be made anonymous."""


class NotTypedError(AnonymiseError):
    """The number that was typed to confirm it is another one."""


class InUseError(AnonymiseError):
    """The contact is on an open segment, or has open orders."""


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """A record that the firm still works with for the contact, and where it is."""

    name: str
    url: str


def obstacles(contact: Contact) -> list[Obstacle]:
    """Return the open segments and orders of ``contact``. Cost: two queries."""
    segments = Segment.objects.filter(state=Segment.State.OPEN, lines__contact=contact).distinct().order_by("number")
    orders = Order.objects.filter(buyer=contact, status__in=_OPEN_ORDERS).order_by("number")
    return [
        *(
            Obstacle(name=_("segment %(number)s") % {"number": number}, url=reverse("segments:card", args=[number]))
            for number in segments.values_list("number", flat=True)
        ),
        *(
            Obstacle(name=_("order %(number)s") % {"number": number}, url=reverse("orders:card", args=[number]))
            for number in orders.values_list("number", flat=True)
        ),
    ]


@transaction.atomic
def anonymise(contact: Contact, *, typed_number: str, by: User | None, at: dt.datetime) -> int:
    """Make ``contact`` nobody in particular, for good, and return of how many uploads the files were removed.

    :raises NotTypedError: ``typed_number``, which confirms it, is not its number.
    :raises InUseError: it is on an open segment or has an open order.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if typed_number.strip().upper() != contact.number.upper():
        raise NotTypedError(
            _("“%(typed)s” is not the number of this contact. Type %(number)s to confirm; nothing was changed.")
            % {"typed": typed_number, "number": contact.number}
        )
    if found := obstacles(contact):
        raise InUseError(
            _("%(contact)s is still worked with: %(records)s. Take it off the segments and close the orders first.")
            % {"contact": contact.number, "records": _named(found)}
        )
    upload_count = forget_in_uploads(contact, at=at)
    blank_contact(contact)
    note_use(contact, PersonalDataEvent.Kind.ANONYMISED, by=by, at=at)
    return upload_count


def note_use(contact: Contact, kind: PersonalDataEvent.Kind, *, by: User | None, at: dt.datetime) -> None:
    """Note that the personal data of ``contact`` was exported or made anonymous."""
    PersonalDataEvent.objects.create(contact=contact, kind=kind, done_at=at, done_by=by)


def _named(found: Sequence[Obstacle]) -> str:
    """Return the names of the first records, with dots for more."""
    names = ", ".join(obstacle.name for obstacle in found[:_MOST_NAMED])
    return f"{names} …" if len(found) > _MOST_NAMED else names
