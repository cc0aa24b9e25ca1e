"""What every list page promises, tried on each: strict addresses, stable order, and files of what the page shows."""

import csv
import io
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from contacts.models import DuplicatePair
from contacts.views.lists import ListPage
from segments.models import SavedCriteria
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory


def list_pages(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, type[ListPage]]]:
    """Yield the URL name and the class of every list page that has an address of its own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from list_pages(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and not pattern.pattern.converters:
            page = getattr(pattern.callback, "view_class", None)
            if isinstance(page, type) and issubclass(page, ListPage):
                yield f"{namespace}{pattern.name}", page


PAGES = dict(list_pages(get_resolver()))
every_list = pytest.mark.parametrize("name", PAGES)
pytestmark = pytest.mark.django_db


def make_rows(prefix: str) -> None:
    """Put some of everything into the lists."""
    buyer, item = cast.company(f"{prefix}Alder"), cast.item(f"{prefix}1000")
    campaign = cast.campaign(f"{prefix}SPRING", buyer)
    cast.price(item, "90", campaign)
    cast.line(cast.order(buyer), item, "5")
    SegmentFactory(campaign=campaign)
    ActivationRunFactory(campaign=campaign)
    SavedCriteria.objects.create(code=f"{prefix}FAIR", saved_at=NOW)
    DuplicatePair.objects.create(first=buyer, second=cast.company(f"{prefix}Birch"), equal_count=10)


@pytest.fixture
def client() -> Client:
    make_rows("A")
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


@every_list
def test_unknown_name_hides_all_rows(client: Client, name: str) -> None:
    page = client.get(reverse(name), {"no_such_filter": ""})
    assert page.context["list"].total_count > 0
    assert page.context["list"].found_count == 0
    assert "no_such_filter" in page.content.decode()


@every_list
def test_every_filter_that_cannot_be_hides_all_rows(client: Client, name: str) -> None:
    for filter_name, each in PAGES[name].filterset_class.base_filters.items():
        if type(each).__name__ == "CharFilter":
            continue
        page = client.get(reverse(name), {filter_name: "no such value"})
        assert page.context["list"].found_count == 0, filter_name
        assert page.context["list"].hides_rows, filter_name


@every_list
def test_every_choice_of_a_filter_narrows_or_keeps(client: Client, name: str) -> None:
    first = client.get(reverse(name), {"page": 1})
    for field in first.context["filter"].form:
        choices = getattr(field.field, "choices", [("2026-01-31", "")])
        for value in [value for value, _label in choices if value]:
            page = client.get(reverse(name), {field.name: getattr(value, "value", value)})
            assert not page.context["list"].notices, (field.name, value)
            assert page.context["list"].found_count <= page.context["list"].total_count


@every_list
def test_every_order_works_both_ways_and_shows_all(client: Client, name: str) -> None:
    total = client.get(reverse(name), {"page": 1}).context["list"].found_count
    for column in client.get(reverse(name), {"page": 1}).context["table"].columns:
        for sign in ("", "-") if column.orderable else ():
            page = client.get(reverse(name), {"sort": f"{sign}{column.name}"})
            assert page.context["list"].found_count == total
            assert not page.context["list"].notices


@every_list
def test_every_column_can_be_shown(client: Client, name: str) -> None:
    columns = [choice.name for choice in client.get(reverse(name), {"page": 1}).context["list"].columns]
    page = client.get(reverse(name), {"columns": columns})
    assert [column.name for column in page.context["table"].columns if column.name in columns] == columns


@every_list
def test_file_has_the_rows_of_the_page(client: Client, name: str) -> None:
    page = client.get(reverse(name), {"page": 1})
    content = b"".join(client.get(reverse(name), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(content, newline=""))
    shown = [column.header for column in page.context["table"].columns if not column.column.exclude_from_export]
    assert headings[: len(shown)] == shown
    assert len(rows) == page.context["list"].found_count
    assert b"".join(client.get(reverse(name), {"export": "xlsx"}).streaming_content).startswith(b"PK")


@every_list
def test_built_in_views_are_understood(client: Client, name: str) -> None:
    for view in PAGES[name].built_in_views:
        if view.is_for_salespeople:
            continue
        page = client.get(reverse(name), {"view": view.key}, follow=True)
        assert page.status_code == 200
        assert not page.context["list"].notices, view.key
        assert not page.context["list"].bar.is_changed, view.key


@every_list
def test_more_rows_cost_no_more_queries(client: Client, name: str) -> None:
    def cost(**query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(name), {"page": "1", **query})
            if answer.streaming:
                b"".join(answer.streaming_content)
        return len(queries)

    before = cost(), cost(export="csv")
    for prefix in "BCDEF":
        make_rows(prefix)
    assert (cost(), cost(export="csv")) == before


@every_list
def test_who_may_not_look_is_refused(client: Client, name: str) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse(name), {"export": "csv"}).status_code == 403
    client.logout()
    assert client.get(reverse(name)).status_code == 302
