"""The pages that are visited, and what a visit costs: milliseconds, statements, and where they went."""

import statistics
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.world import NOW, WIDE, World, add_prices, add_segment, build
from campaigns.models import Campaign
from orders.activation import plan_run
from orders.models import ActivationRun

# For lists, cards, the first page of a preview and a price check; Home gathers more and may take longer.
TARGET_MS = 300
HOME_TARGET_MS = 500
_WARM_UPS = 2


class WrongAnswerError(Exception):
    """A page did not answer as it does when all is well, so how long it took means nothing."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to visit; ``path`` may name the run that was planned as ``{run}``."""

    name: str
    path: str
    target_ms: int = TARGET_MS


PAGES = (
    Page("home", "/", HOME_TARGET_MS),
    Page("campaigns", "/campaigns/"),
    Page("campaigns, ready", "/campaigns/?situation=ready"),
    Page("campaign", "/campaigns/WIDE/"),
    Page("targets", "/campaigns/WIDE/targets/"),
    Page("campaign segments", "/campaigns/WIDE/segments/"),
    Page("prices", "/campaigns/WIDE/prices/"),
    Page("discounts", "/campaigns/WIDE/discounts/"),
    Page("preview", "/campaigns/WIDE/activate/"),
    Page("preview, one item", "/campaigns/WIDE/activate/?search=I0014"),
    Page("kept lines", "/runs/{run}/kept/?reason=below_minimum"),
    Page("runs", "/runs/"),
    Page("segments", "/segments/"),
    Page("segment", "/segments/WHOLE/"),
    Page("segment, page 1000", "/segments/WHOLE/?page=1000"),
    Page("segment, no targets", "/segments/WHOLE/?target=no"),
    Page("segment, search", "/segments/WHOLE/?search=Buyer+471"),
    Page("contacts", "/contacts/"),
    Page("contacts, search", "/contacts/?search=Buyer+471"),
    Page("contacts, by city", "/contacts/?sort=city"),
    Page("contact", "/contacts/C0000471/"),
    Page("orders", "/orders/"),
    Page("orders, search", "/orders/?search=SO0000471"),
    Page("orders, by buyer", "/orders/?sort=buyer"),
    Page("orders, campaign's price", "/orders/?campaign_price=yes"),
    Page("order", "/orders/SO0000471/"),
    Page("all prices and discounts", "/pricing/"),
    Page("all prices, counting now", "/pricing/?counting=yes&sort=-starts"),
    Page("campaign history", "/campaigns/WIDE/history/"),
    Page("segment history", "/segments/WHOLE/history/"),
    Page("flagged contacts", "/campaigns/WIDE/targets/contacts/"),
    Page("contact, orders", "/contacts/C0000471/orders/"),
    Page("contact, segments", "/contacts/C0000471/segments/"),
    Page("jobs", "/jobs/"),
    Page("search", "/search/?q=Buyer+471"),
)

# Visited with as many price rows of single buyers as there are order lines.
PRICE_PAGES = (
    Page("price check", "/pricing/check/?contact=C0000002&item=I0014&quantity=5&ordered_on=2030-01-15"),
    Page("why this price", "/orders/lines/4703/why/"),
    Page("order, many prices", "/orders/SO0000471/"),
    Page("contact, prices", "/contacts/C0000002/prices/"),
    Page("contact, prices of all items", "/contacts/C0000002/prices/?show=all"),
    Page("prices, many rows", "/campaigns/WIDE/prices/"),
    Page("all prices, many rows", "/pricing/"),
)


def visit_all(line_count: int, *, repeat: int, only: str, explains: bool) -> list[dict[str, Any]]:
    """Build the world, visit the pages whose name holds ``only``, and return what each cost."""
    _say(f"Building {line_count:,} order lines …")
    build(World(line_count))
    add_segment(min(100_000, line_count // 10))
    _say("Planning a run …")
    run = plan_run(Campaign.objects.get(pk=WIDE), kind=ActivationRun.Kind.ACTIVATE, at=NOW, by=None, counts_kept=True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("benchmark"))
    visits = []
    for pages in (PAGES, PRICE_PAGES):
        chosen = [page for page in pages if only in page.name]
        if pages is PRICE_PAGES and chosen:
            _say(f"Adding {line_count:,} price rows …")
            add_prices(line_count)
        visits += [
            _visit(client, page, page.path.format(run=run.pk), repeat=repeat, explains=explains) for page in chosen
        ]
    return visits


def _visit(client: Client, page: Page, path: str, *, repeat: int, explains: bool) -> dict[str, Any]:
    milliseconds = [_timed(client, path) for _round in range(_WARM_UPS + repeat)][_WARM_UPS:]
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != HTTPStatus.OK:
        raise WrongAnswerError(f"{path} answered {response.status_code}.")
    median = statistics.median(milliseconds)
    _say(f"  {page.name:<24}{median:8.1f} ms {len(queries):4} statements  {path}")
    if explains and median > page.target_ms:
        _explain(queries)
    return {
        "page": page.name,
        "path": path,
        "median_ms": round(median, 1),
        "most_ms": round(max(milliseconds), 1),
        "statements": len(queries),
        "target_ms": page.target_ms,
    }


def _timed(client: Client, path: str) -> float:
    started = time.perf_counter()
    response = client.get(path)
    b"".join(response)  # A page that streams is not made before it is read.
    reset_queries()
    return (time.perf_counter() - started) * 1000


def _explain(queries: CaptureQueriesContext) -> None:
    """Print the statement that took longest, and how the database carries it out."""
    slowest = max(queries.captured_queries, key=lambda query: float(query["time"]))
    _say(f"    {slowest['time']} s: {slowest['sql'][:2000]}")
    how = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {slowest['sql'].replace('%', '%%')}", [])
        for row in cursor.fetchall():
            _say(f"    {row[-1]}")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
