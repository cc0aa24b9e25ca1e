#!/usr/bin/env python3
"""Take the pictures of docs/screenshots from the demo company.

    python scripts/screenshots.py [FOLDER]

Serves the site from a database of its own and drives Chromium (CHROMIUM says which, if not the first on the PATH).
The password, the database and the server are gone afterwards.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZE = ViewportSize(width=1360, height=850)
TALL = ViewportSize(width=1360, height=1280)
PATIENCE_SECONDS = 60

# Name of the picture and where to look, for those that need nothing done before.
BEFORE = {"home": "/", "campaigns": "/campaigns/", "campaign": "/campaigns/CP0001/"}
# Whom a segment is to hold next.
BUILDING = (
    "/segments/SM0006/criteria/?action=add&job_responsibilities=PURCHASE&job_responsibilities=FACILITY"
    "&industry_groups=CARE&industry_groups=SCHOOLS&bought=no&items=1130"
)
# Somebody who asks on the telephone.
QUESTION = "/pricing/check/?contact=C00001&item=1130&quantity=10"
# The line for which two campaigns have a price.
CONTESTED_LINE = 7
# What somebody copied from a spreadsheet; the price in the second row is a slip.
PASTED = "Item\tUnit price\n1300\t54.90\n1310\t6l.50\n1320\t79.00\n1330\t24.75\n"
# New prices in a file, of which one names an item that is not there.
UPLOADED = (
    "campaign,item,unit_price,minimum_quantity\n"
    "CP0003,1300,49.90,6\nCP0003,1310,67.90,6\nCP0003,1330,219.00,2\nCP0003,1399,9.95,1\n"
)


class ScreenshotError(Exception):
    """The pictures cannot be taken."""


def main(folder: Path) -> None:
    """Take all pictures and say where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, demo_site(Path(place)) as (url, password), browser_page(url) as page:
        sign_in(page, password)
        for name in tell(page):
            page.screenshot(path=folder / f"{name}.png")
            print(f"{folder / name}.png  {page.url}")


def tell(page: Page) -> Iterator[str]:
    """Walk through the site and yield the name of a picture wherever one is to be taken."""
    for name, path in BEFORE.items():
        page.goto(path)
        yield name
    yield from _enter_prices(page)
    yield from _work_in_bulk(page)
    yield from _activate(page)
    yield from _answer_questions(page)
    yield from _import_a_file(page)
    page.goto("/")
    page.get_by_role("button", name="Nederlands").click()
    page.get_by_role("heading", name="Vraagt aandacht").wait_for()
    yield "home-nl"


def _enter_prices(page: Page) -> Iterator[str]:
    """Show the marks of a campaign's prices, and paste some for another one."""
    page.goto("/campaigns/CP0001/prices/")
    yield "prices"
    page.goto("/campaigns/CP0003/prices/paste/")
    page.get_by_label("Rows", exact=True).fill(PASTED)
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("heading", name="Check the rows").wait_for()
    yield "paste-check"


def _work_in_bulk(page: Page) -> Iterator[str]:
    """Tick the lines of a page of a segment, and see whom criteria would add to another one."""
    page.goto("/segments/SM0001/")
    page.get_by_label("All rows on this page").check()
    page.get_by_text(re.compile(r"^\d+ selected$")).wait_for()
    yield "segment"
    page.set_viewport_size(TALL)
    page.goto(BUILDING)
    yield "build"
    page.set_viewport_size(SIZE)


def _activate(page: Page) -> Iterator[str]:
    """See what a campaign would do, and do it."""
    page.goto("/campaigns/CP0001/activate/")
    page.get_by_role("button", name="Check the effect").click()
    start = page.get_by_role("button", name=re.compile(r"^\s*Activate: change"))
    start.wait_for()
    page.set_viewport_size(TALL)
    yield "preview"
    page.set_viewport_size(SIZE)
    start.click()
    page.wait_for_url("**/runs/*/")
    yield "run"


def _answer_questions(page: Page) -> Iterator[str]:
    """Look at an order, ask why a line costs what it costs, and what somebody would pay."""
    page.goto("/orders/SO00001/")
    yield "order"
    page.get_by_role("link", name="Why this price?").nth(CONTESTED_LINE - 1).click()
    page.wait_for_url("**/why/")
    yield "why"
    page.goto(QUESTION)
    yield "price-check"


def _import_a_file(page: Page) -> Iterator[str]:
    """Upload a file that has a wrong row, and see what saving it would do."""
    page.goto("/imports/new/prices/")
    page.locator("[name=file]").set_input_files(
        {"name": "lamps.csv", "mimeType": "text/csv", "buffer": UPLOADED.encode()}
    )
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url("**/imports/*/")
    yield "import-check"


# The site ----------------------------------------------------------------------------------------


@contextmanager
def demo_site(place: Path) -> Iterator[tuple[str, str]]:
    """Serve the demo company from a database in ``place``; yield the address and the password of its accounts."""
    environment = environment_of(place)
    manage("migrate", "--verbosity", "0", environment=environment)
    password = password_in(manage("demo", environment=environment))
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/healthz/ready")
            yield url, password
        finally:
            server.terminate()


def environment_of(place: Path) -> dict[str, str]:
    """Return the environment of the commands: nothing that a developer keeps for work must get in."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{place / 'screenshots.sqlite3'}",
        "DEBUG": "1",
        "LANGUAGE_CODE": "en-gb",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "TESTING": "0",
    }


def manage(*arguments: str, environment: dict[str, str]) -> str:
    """Run a management command and return what it printed.

    :raises ScreenshotError: it failed.
    """
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(  # noqa: S603 (our own command)
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"{' '.join(arguments)} failed:\n{done.stderr}"
        raise ScreenshotError(message)
    return done.stdout


def password_in(output: str) -> str:
    """Return the password that the command demo printed.

    :raises ScreenshotError: it printed none.
    """
    found = re.search(r"all with the password (\S+)", output)
    if found is None:
        message = f"The demo printed no password:\n{output}"
        raise ScreenshotError(message)
    return found.group(1)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
        return port


def wait_for(url: str, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Return when the address answers.

    :raises ScreenshotError: it does not.
    """
    deadline = time.monotonic() + patience_seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    message = f"{url} does not answer."
    raise ScreenshotError(message)


# The browser -------------------------------------------------------------------------------------


@contextmanager
def browser_page(url: str) -> Iterator[Page]:
    """Open a page of the site in Chromium.

    :raises ScreenshotError: there is no Chromium.
    """
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        message = f"None of these was found: {', '.join(BROWSERS)}."
        raise ScreenshotError(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu"])
        try:
            yield browser.new_page(base_url=url, viewport=SIZE, locale="en-GB", color_scheme="light")
        finally:
            browser.close()


def sign_in(page: Page, password: str) -> None:
    """Sign in as the campaign manager."""
    page.goto("/sign-in/")
    page.get_by_label("Username").fill("manager")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    except ScreenshotError as error:
        sys.exit(str(error))
