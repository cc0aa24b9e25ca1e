"""What the firm has going on with a contact, over all rooms: figures of its card, each with the rows that it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from contacts.consents import states_of
from contacts.models import Consent, Contact
from contacts.templatetags.formats import money, number
from orders.purchases import open_orders_of
from pricing.models import SalesLineDiscount, SalesPrice
from segments.models import Segment
from segments.selectors import campaigns_about, lines_about

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class ContactFigure:
    """A figure about a contact or its buyer, for those who have all ``permissions``; ``url`` shows what it counts."""

    label: "StrPromise"
    permissions: tuple[str, ...]
    text: Callable[[Contact], str]
    url: Callable[[Contact], str]


@dataclass(frozen=True, kw_only=True)
class ContactFigureLink:
    """A figure as the card shows it."""

    label: "StrPromise"
    text: str
    url: str


def figures_of(request: HttpRequest, contact_number: str) -> list[ContactFigureLink]:
    """Return the figures of the contact that the person may see. Cost: one or two queries for each."""
    contact = Contact.objects.select_related("company").filter(number=contact_number).first()
    if contact is None:
        return []
    return [
        ContactFigureLink(label=figure.label, text=figure.text(contact), url=figure.url(contact))
        for figure in FIGURES
        if request.user.has_perms(figure.permissions)
    ]


def _buyer(contact: Contact) -> Contact:
    return contact.company or contact


def _open_orders(contact: Contact) -> str:
    orders = open_orders_of(_buyer(contact))
    return f"{number(orders.count)} · {money(orders.amount)}" if orders.count else "0"


def _campaigns(contact: Contact) -> str:
    counts = campaigns_about(contact)
    if not counts.active_count:
        return number(counts.count)
    return _("%(count)s, activated: %(active)s") % {
        "count": number(counts.count),
        "active": number(counts.active_count),
    }


def _lines(contact: Contact) -> str:
    lines = lines_about(contact).order_by()
    count, open_count = lines.count(), lines.filter(segment__state=Segment.State.OPEN).count()
    sentence = ngettext("%(count)s line, open: %(open)s", "%(count)s lines, open: %(open)s", count)
    return sentence % {"count": number(count), "open": number(open_count)} if count else "0"


def _own_rows(contact: Contact) -> str:
    buyer = _buyer(contact)
    counts = (model.objects.in_force().filter(buyer=buyer).count() for model in (SalesPrice, SalesLineDiscount))
    return number(sum(counts))


def _channels(contact: Contact) -> str:
    """Return by which channels messages may go: what was given and holds, unless the contact is privacy blocked."""
    if contact.is_privacy_blocked:
        return _("None: privacy blocked")
    given = [str(state.label) for state in states_of(contact) if state.state == Consent.State.GIVEN]
    return ", ".join(given) or pgettext("channels", "None")


FIGURES = (
    ContactFigure(
        label=gettext_lazy("Open orders"),
        permissions=("orders.view_order",),
        text=_open_orders,
        url=lambda contact: reverse("orders:list", query={"buyer": _buyer(contact).number, "status": "open"}),
    ),
    ContactFigure(
        label=gettext_lazy("Campaigns it is a target of"),
        permissions=("campaigns.view_campaigntarget", "segments.view_segment"),
        text=_campaigns,
        url=lambda contact: reverse("segments:contact-campaigns", args=[contact.number]),
    ),
    ContactFigure(
        label=gettext_lazy("On segments"),
        permissions=("segments.view_segment",),
        text=_lines,
        url=lambda contact: reverse("segments:contact-segments", args=[contact.number]),
    ),
    ContactFigure(
        label=gettext_lazy("Prices and discounts of its own"),
        permissions=("pricing.view_salesprice", "pricing.view_saleslinediscount"),
        text=_own_rows,
        url=lambda contact: reverse("pricing:list", query={"buyer": _buyer(contact).number}),
    ),
    ContactFigure(
        label=gettext_lazy("Messages may go by"),
        permissions=("contacts.view_consent",),
        text=_channels,
        url=lambda contact: reverse("contacts:consents", args=[contact.number]),
    ),
)
