"""What a buyer ordered when it turns out to be another buyer twice (C-33): orders, their lines and the ledgers of runs.

Prices stay as they are (D6). The lines are stamped as touched, so that a plan from before looks at them again.
"""

from django.utils.translation import gettext as _

from contacts.models import Contact
from orders.locks import lock_orders_of
from orders.models import ActivationRun, Order, OrderLine, RunLine
from orders.services import OrderError


class RunInProgressError(OrderError):
    """A run is being applied, which knows the lines by the buyers that they had."""


def refuse_while_applying() -> None:
    """Refuse to move orders while a run brings prices to lines. The caller shares the lane, so that none starts.

    :raises RunInProgressError: one does; the sentence names it.
    """
    run = ActivationRun.objects.filter(state=ActivationRun.State.APPLYING).select_related("campaign").first()
    if run is not None:
        raise RunInProgressError(
            _("Run %(run)s of %(campaign)s is being applied. Wait until it is finished, then try again.")
            % {"run": run.pk, "campaign": run.campaign.number}
        )


def move_orders(buyer: Contact, gone: Contact, *, generation: int) -> int:
    """Make the orders of ``gone``, with their lines and what runs wrote down of them, those of ``buyer``.

    Return how many of them are open. ``generation`` is the reading of the plan clock that the lane gave.
    """
    orders = lock_orders_of(gone)
    OrderLine.objects.filter(buyer=gone).update(buyer=buyer, generation=generation)
    Order.objects.filter(buyer=gone).update(buyer=buyer)
    RunLine.objects.filter(buyer=gone).update(buyer=buyer)
    return sum(order.status == Order.Status.OPEN for order in orders)
