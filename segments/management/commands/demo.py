"""Load the demo company, and show on some order lines what campaigns do to them."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from orders.models import ActivationRun
from segments.demo.accounts import Account
from segments.demo.company import DemoError, Loading, has_company, holdings, load_company
from segments.demo.people import FIRM_NAME
from segments.demo.story import Comparison, compare_with_ledger, shown_lines

_CONTACTS = 2000


class Command(BaseCommand):
    help = (
        f"Loads the demo company, {FIRM_NAME}, into an empty database, the same every time, with dates counted from "
        "today. Twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--contacts", type=int, default=_CONTACTS, metavar="N", help=f"how many contacts; default: {_CONTACTS}"
        )
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--show", action="store_true", help="only show some order lines and why they cost that")
        instead.add_argument(
            "--compare",
            default="",
            metavar="CAMPAIGN",
            help="only compare the lines that its last activation changed with what they were before it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the company, or show or compare order lines of the one that is there."""
        if options["show"]:
            self._refuse_without_company()
            self._show_lines()
        elif options["compare"]:
            self._refuse_without_company()
            self._compare(options["compare"].upper())
        else:
            self._load(options["contacts"])

    def _load(self, contact_count: int) -> None:
        now, password = timezone.now(), secrets.token_urlsafe(9) if settings.DEBUG else None
        try:
            loading = load_company(
                contact_count=contact_count, password=password, today=timezone.localdate(now), at=now
            )
        except DemoError as error:
            raise CommandError(str(error)) from error
        self._show_company(loading)
        if loading.accounts and password:
            self._show_accounts(loading.accounts, password)
        elif loading.is_new:
            self.stdout.write("No accounts were made, because DEBUG is off or they exist. See createsuperuser.")

    def _show_company(self, loading: Loading) -> None:
        if not loading.is_new:
            words = "was not loaded to the end; it is now" if loading.is_completed else "is there already"
            self.stdout.write(f"The demo company {words}. Nothing else was changed.")
            return
        held = ", ".join(str(holding) for holding in holdings())
        self.stdout.write(self.style.SUCCESS(f"{FIRM_NAME}: {held}."))

    def _show_accounts(self, accounts: Sequence[Account], password: str) -> None:
        self.stdout.write(f"Accounts, all with the password {password} (it is not shown again):")
        for account in accounts:
            self.stdout.write(f"  {account.username:<9} {account.group or 'may do everything'}")

    def _show_lines(self) -> None:
        self.stdout.write(
            f"{'Order':<7} {'Ln':>2}  {'Item':<32} {'Quantity':>8} {'Price':>8} {'Disc.':>6} {'Amount':>9}  Why"
        )
        for shown in shown_lines():
            line = shown.line
            item = f"{line.item} {line.variant.code if line.variant else ''}".strip()
            quantity = f"{line.quantity.normalize():f} {line.unit.code}"
            self.stdout.write(
                f"{line.order.number:<7} {line.line_number:>2}  {item:<32.32} {quantity:>8} {line.unit_price:>8.2f} "
                f"{line.line_discount_percent.normalize():>4f} % {line.line_amount:>9,.2f}  {shown.why}"
            )

    def _compare(self, number: str) -> None:
        runs = ActivationRun.objects.filter(
            campaign__number=number, kind=ActivationRun.Kind.ACTIVATE, state=ActivationRun.State.FINISHED
        )
        run = runs.select_related("campaign").order_by("-pk").first()
        if run is None:
            message = f"{number} was never activated, so there is nothing to compare with."
            raise CommandError(message)
        if run.campaign.is_active:
            message = f"{number} is activated. Deactivate it first."
            raise CommandError(message)
        self._show_comparison(compare_with_ledger(run))

    def _show_comparison(self, found: Comparison) -> None:
        self.stdout.write(
            f"Of the {found.run.applied_count:,} lines that run {found.run.pk} had changed,\n"
            f"  {found.as_before_count:>5,} have exactly the price, discount, amount and rows they had before it;\n"
            f"  {found.other_campaign_count:>5,} have what another active campaign gives, which is now the best;\n"
            f"  {found.touched_count:>5,} were touched by somebody since."
        )
        if found.different:
            lines = ", ".join(f"{line.order.number}/{line.line_number}" for line in found.different[:10])
            message = f"{len(found.different):,} of them differ from what they were: {lines}."
            raise CommandError(message)

    def _refuse_without_company(self) -> None:
        if not has_company():
            message = "The demo company is not in this database. Load it with the command demo."
            raise CommandError(message)
