"""Merging two contacts that are one (C-33), over all rooms. docs/duplicates.md says what becomes of what.

It cannot be undone. The locks are those of ``orders.locks`` and ``segments.locks``, in this order: the lane, so that no
run is planned or started meanwhile; the buyers, so that nobody changes a segment; the orders of the one that goes,
because who enters a line holds its order and only then refers to the contact; both contacts, by key; the rows of
prices; the lines of segments; campaigns; order lines. Two merges come one after the other.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import CampaignTarget
from campaigns.services import note_terms_changed
from contacts.details import ContactError
from contacts.locks import own_buyers
from contacts.merging import move_records, remove_contact, write_card
from contacts.models import Contact
from orders.locks import lock_orders_of, share_lane
from orders.merging import move_orders, refuse_while_applying
from orders.models import Order
from pricing.merging import move_rows, move_terms
from segments.merge_plan import plan_merge
from segments.merged_lines import move_lines


class MergeError(ContactError):
    """Two contacts cannot be merged as asked."""


class SameContactError(MergeError):
    """It is one contact already."""


class OtherTypeError(MergeError):
    """One is a company, the other a person."""


class MergeNotTypedError(MergeError):
    """The number that was typed to confirm it is another one."""


class MergeChangedError(MergeError):
    """What it would do is no longer what was shown."""


class ContactGoneError(MergeError):
    """One of the two was deleted or merged meanwhile."""


@dataclass(frozen=True, kw_only=True)
class MergeWish:
    """What a person chose: of which choices, by name, the value of the contact that goes is kept.

    ``keeps_prices``: its prices and discounts stay in force, as those of the kept contact. ``typed_number`` confirms
    it, ``expected`` is the digest of the plan that was shown; None asks for neither.
    """

    taken: Collection[str] = ()
    keeps_prices: bool = True
    typed_number: str | None = None
    expected: str | None = None


@transaction.atomic
def merge_contacts(*, kept: Contact, gone: Contact, wish: MergeWish, at: dt.datetime, by: User | None) -> Contact:
    """Let ``kept`` stand for both from now on, delete ``gone``, and return ``kept`` as written.

    All that refers to ``gone`` refers to ``kept`` then, in every room. Order lines keep their prices (D6); where they
    may now get campaign prices, or lose them, that is noted on the campaigns.

    :raises MergeError: they are no two contacts of one type, one is gone, or something changed since it was shown.
    :raises RunInProgressError: a run is being applied.
    """
    generation = share_lane()
    refuse_while_applying()
    own_buyers()
    lock_orders_of(gone)
    kept, gone = _locked(kept, gone)
    refuse_merge(kept, gone)
    _refuse_unconfirmed(kept, gone, wish)
    write_card(kept, gone, taken=wish.taken, at=at, by=by)
    move_records(kept, gone, taken=wish.taken, at=at, by=by)
    # What is bought by a person of a company is bought by the company.
    buyer = kept.company or kept
    move_rows(buyer, gone, in_force=wish.keeps_prices, at=at, by=by)
    move_terms(buyer, gone, takes_gone="terms" in wish.taken and buyer == kept)
    move_lines(kept, gone, at=at, by=by)
    if Order.objects.filter(buyer=gone, status=Order.Status.OPEN).exists():
        targets = CampaignTarget.objects.filter(buyer=buyer, campaign__is_active=True)
        note_terms_changed(campaign_ids=list(targets.values_list("campaign_id", flat=True)), at=at)
    move_orders(buyer, gone, generation=generation)
    remove_contact(kept, gone, at=at, by=by)
    kept.refresh_from_db()
    return kept


def refuse_merge(kept: Contact, gone: Contact) -> None:
    """Let only pass two contacts of one type.

    :raises MergeError: they are one contact, or a company and a person.
    """
    if kept.pk == gone.pk:
        raise SameContactError(_("%(contact)s is this contact itself. Choose another one.") % {"contact": gone})
    if kept.type != gone.type:
        raise OtherTypeError(
            _("%(contact)s is a %(type)s. Only companies are merged with companies, and persons with persons.")
            % {"contact": gone, "type": gone.get_type_display().lower()}
        )


def _locked(kept: Contact, gone: Contact) -> tuple[Contact, Contact]:
    """Lock both, by key, so that no new record names the one that goes."""
    related = ("company", "territory", "salesperson", "organizational_level")
    cards = Contact.objects.select_for_update(of=("self",)).select_related(*related)
    found = {contact.pk: contact for contact in cards.filter(pk__in=(kept.pk, gone.pk)).order_by("pk")}
    for contact in (kept, gone):
        if contact.pk not in found:
            raise ContactGoneError(
                _("%(contact)s was deleted or merged meanwhile. Nothing was changed.") % {"contact": contact}
            )
    return found[kept.pk], found[gone.pk]


def _refuse_unconfirmed(kept: Contact, gone: Contact, wish: MergeWish) -> None:
    if wish.typed_number is not None and wish.typed_number.strip().upper() != gone.number.upper():
        raise MergeNotTypedError(
            _("“%(typed)s” is not the number of the contact that goes. Type %(number)s; nothing was changed.")
            % {"typed": wish.typed_number, "number": gone.number}
        )
    if wish.expected not in (None, plan_merge(kept, gone).digest):
        raise MergeChangedError(
            _("Meanwhile something about these contacts changed. Nothing was merged. Look again, then confirm.")
        )
