"""What all tests share: their language, the database they need, and how hypothesis searches."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# Machines that share their cores are slow now and then; that is no fault of the code.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
hypothesis_settings.register_profile("stable", derandomize=True, **_PATIENT)
hypothesis_settings.register_profile("search", max_examples=1000, **_PATIENT)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "stable"))


BROWSER_TESTS = Path(__file__).parent / "browser"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the browser tests unless they are named: Playwright's event loop would disturb the others."""
    if collection_path != BROWSER_TESTS:
        return None
    named = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    return not any(path == BROWSER_TESTS or BROWSER_TESTS in path.parents for path in named) or None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-with-database", action="store_true", help="leave out the tests that say the same on every database"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what asks no database, if told; pytest-django does not let such a test reach one."""
    if not config.getoption("only_with_database"):
        return
    without = [item for item in items if not _asks_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _asks_database(item)]


def _asks_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or item.get_closest_marker("postgresql"):
        return True
    if {"db", "transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())}:
        return True
    case = getattr(item, "cls", None)
    return case is not None and issubclass(case, TransactionTestCase)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with the reason, what the database at hand cannot show."""
    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("Needs PostgreSQL: SQLite has one writer at a time. scripts/test.sh starts a server for it.")


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    """Start in the language of the source texts and leave none behind: a request sets the one its reader chose."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
