"""Activate campaigns: switch them on and put their prices on the open order lines of their target group."""

from orders.management.run_command import RunCommand
from orders.models import ActivationRun


class Command(RunCommand):
    help = "Activates campaigns: their prices stand on open order lines of their targets. Twice changes nothing more."
    kind = ActivationRun.Kind.ACTIVATE
