"""Chromium against the real site: what browser tests share.

A test takes ``signed_in_page`` (or ``page`` with ``sign_in``); in the end it fails if the browser complained, for
example about the content security policy. Run them apart from the others: ``pytest tests/browser``.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from tests.factories.users import UserFactory

# Playwright's event loop lives in the main thread as long as the session; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# One second to start instead of seven, and quiet on a closed network.
LAUNCH_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROWEST = 320
# A form that is refused answers 422, which the browser reports as a failed load.
REFUSED_FORM = "status of 422"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder: the live server needs real transactions, and what migrations put there."""
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"Needs a browser; none of these was found: {', '.join(BROWSERS)}.")
    return browser_type_launch_args | {"executable_path": path, "args": list(LAUNCH_ARGUMENTS)}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """English unless a test says otherwise: ``@pytest.mark.browser_context_args(locale="nl-NL")``."""
    return browser_context_args | {"locale": "en-GB", "timezone_id": settings.TIME_ZONE}


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """Serve one request after the other: they share one connection, on which SQLite refuses a read during a write."""
    turn, serve = threading.Lock(), WSGIHandler.__call__

    def serve_in_turn(handler: WSGIHandler, environ: dict[str, Any], start_response: Any) -> Any:
        with turn:
            return serve(handler, environ, start_response)

    with patch.object(WSGIHandler, "__call__", serve_in_turn):
        yield


@pytest.fixture
def complaints() -> list[str]:
    """What the browser wrote to its console; a test that expects some clears the list."""
    return []


@pytest.fixture
def page(page: Page, complaints: list[str]) -> Iterator[Page]:
    """A page that must not make the browser complain."""

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and REFUSED_FORM not in message.text:
            complaints.append(f"{message.type} at {page.url}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(f"error in a script at {page.url}: {error}"))
    yield page
    assert complaints == []


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> Callable[[User], None]:
    """Sign a user in by cookie, which spares a second per test."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def signed_in_page(page: Page, sign_in: Callable[[User], None]) -> Page:
    """A page of someone who may do everything."""
    sign_in(UserFactory(is_staff=True, is_superuser=True))
    return page


@pytest.fixture
def assert_accessible(complaints: list[str]) -> Callable[[Page], None]:
    """Assert that axe finds no violation of WCAG 2.2 AA on a page, after nothing else was found."""

    def assert_accessible(page: Page) -> None:
        assert complaints == []
        results = Axe().run(page, options={"runOnly": WCAG_TAGS, "resultTypes": ["violations"]})
        complaints.clear()  # Axe's own style elements may break the policy; that is no fault of the page.
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return assert_accessible


@pytest.fixture
def assert_fits_narrow_screen() -> Callable[[Page], None]:
    """Assert that a page does not scroll sideways on a screen of 320 pixels."""

    def assert_fits_narrow_screen(page: Page) -> None:
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROWEST, f"{page.url} is {width} pixels wide on a screen of {NARROWEST}."

    return assert_fits_narrow_screen
