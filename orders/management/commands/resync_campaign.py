"""Re-sync campaigns: bring the open order lines in line with prices, targets and dates as they are now."""

from orders.management.run_command import RunCommand
from orders.models import ActivationRun


class Command(RunCommand):
    help = "Brings the open order lines of campaigns in line with prices, targets and dates as they are now."
    kind = ActivationRun.Kind.RESYNC
