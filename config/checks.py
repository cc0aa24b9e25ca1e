"""System checks: what ``manage.py check`` says when the house is not set up as it should be."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connection

VENDOR_LOCK = "vendor.lock.json"


def check_database_suits_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when staff would share one SQLite file."""
    if settings.DEBUG or settings.TESTING or connection.vendor != "sqlite":
        return []
    return [
        Warning(
            "The database is SQLite while DEBUG is off.",
            hint="SQLite lets one person write at a time. Set DATABASE_URL=postgres://user:password@host/name.",
            id="config.W001",
        )
    ]


def check_test_mode_is_off(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to deploy with the fast password hasher and the public key that the tests use."""
    if not settings.TESTING:
        return []
    return [
        Error(
            "TESTING is on: passwords would be kept in a weak form.",
            hint="Remove TESTING from the environment and set SECRET_KEY.",
            id="config.E001",
        )
    ]


def check_vendored_files(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to run without the style sheets and scripts that every page links to."""
    return [
        Error(
            f"static/vendor/{name} is missing.",
            hint="Take it back from version control, or run scripts/vendor_assets.py (it needs npm).",
            id="config.E002",
        )
        for name in missing_vendored_files(settings.BASE_DIR / "static" / "vendor")
    ]


def missing_vendored_files(folder: Path) -> list[str]:
    """Return the names that the lock file of ``folder`` lists and the folder does not have."""
    lock = folder / VENDOR_LOCK
    if not lock.is_file():
        return [VENDOR_LOCK]
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return sorted(name for package in packages.values() for name in package["files"] if not (folder / name).is_file())
