"""Machines learn whether the process lives and can serve, signed in or not, and nothing more."""

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from config import health


def test_live_asks_no_database(client: Client):
    # No django_db mark: a query would fail the test.
    response = client.get("/healthz/live")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_when_every_migration_is_applied(client: Client):
    response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client):
    MigrationRecorder.Migration.objects.filter(app="orders").delete()
    response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (503, b"not ready")


def test_not_ready_without_database(client: Client, monkeypatch: pytest.MonkeyPatch):
    def refuse(connection: object) -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(health, "MigrationExecutor", refuse)
    response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (503, b"not ready")


@pytest.mark.parametrize("name", ["live", "ready"])
def test_only_answers_questions(client: Client, name: str):
    assert client.post(f"/healthz/{name}").status_code == 405


def test_is_not_redirected_to_https(client: Client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/").status_code == 301
