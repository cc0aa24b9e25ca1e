"""Deactivate campaigns: switch them off and put every line back to what it would be without them."""

from orders.management.run_command import RunCommand
from orders.models import ActivationRun


class Command(RunCommand):
    help = (
        "Deactivates campaigns: each line goes back to exactly what it would be without them; lines set by hand stay."
    )
    kind = ActivationRun.Kind.DEACTIVATE
