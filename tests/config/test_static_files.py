"""The files under static/ are those the lock file names, and every drawing a page uses is among them."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from config.navigation import ENTRIES, HOME

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
LOCK = json.loads((VENDOR / "vendor.lock.json").read_text(encoding="utf-8"))["packages"]
FILES = {name: digest for package in LOCK.values() for name, digest in package["files"].items()}
FRONTEND = Path(settings.BASE_DIR) / "frontend"
_USED = re.compile(r"""\{% icon ["']([\w-]+)["']|\bicon=["']([\w-]+)["']""")


@pytest.mark.parametrize("name", sorted(FILES))
def test_vendored_file_is_the_one_that_was_locked(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == FILES[name]


def test_nothing_else_is_vendored() -> None:
    assert {path.name for path in VENDOR.iterdir()} == {*FILES, "vendor.lock.json"}


@pytest.mark.parametrize("package", sorted(LOCK))
def test_lock_is_what_npm_would_install(package: str) -> None:
    npm = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    entry = npm[f"node_modules/{package}"]
    assert (LOCK[package]["version"], LOCK[package]["integrity"]) == (entry["version"], entry["integrity"])


def test_every_package_whose_files_are_served_brings_its_licence() -> None:
    served = [name for name, package in LOCK.items() if package["files"]]
    assert [name for name in served if not any("LICENSE" in file for file in LOCK[name]["files"])] == []


def test_sprite_has_every_icon_that_pages_use() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text(encoding="utf-8")))
    assert drawn == set((FRONTEND / "icons.txt").read_text(encoding="utf-8").split())
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    used = {a or b for path in templates for a, b in _USED.findall(path.read_text(encoding="utf-8"))}
    assert (used | {entry.icon for entry in (HOME, *ENTRIES)}) - drawn == set()
