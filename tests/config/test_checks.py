"""System checks find a house that is not set up as it should be, and the test house is."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.checks import run_checks

from config import checks


def ids(messages: list) -> list[str]:
    return [message.id for message in messages]


def test_nothing_is_wrong():
    assert run_checks() == []


def test_sqlite_in_production_is_warned_of(settings, monkeypatch: pytest.MonkeyPatch):
    settings.DEBUG = settings.TESTING = False
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="sqlite"))
    assert ids(run_checks()) == ["config.W001"]
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="postgresql"))
    assert ids(run_checks()) == []


def test_test_mode_is_not_deployed():
    assert "config.E001" in ids(run_checks(include_deployment_checks=True))


def test_test_mode_off_is_fine(settings):
    settings.TESTING = False
    assert checks.check_test_mode_is_off(None) == []


def test_missing_vendored_file_stops_the_site(settings, tmp_path: Path):
    settings.BASE_DIR = tmp_path
    [error] = checks.check_vendored_files(None)
    assert error.id == "config.E002"
    assert error.msg == "static/vendor/vendor.lock.json is missing."


def test_vendored_files_are_those_of_the_lock_file(tmp_path: Path):
    lock = {"packages": {"bootstrap": {"files": {"a.css": "", "b.js": ""}}, "icons": {"files": {"c.svg": ""}}}}
    (tmp_path / "vendor.lock.json").write_text(json.dumps(lock))
    (tmp_path / "b.js").touch()
    assert checks.missing_vendored_files(tmp_path) == ["a.css", "c.svg"]


def test_admin_bears_the_name_of_what_it_is_for():
    assert admin.site.site_header == "Campaign set-up"
