"""Settings come from the environment; what is missing or unsafe is said at the start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "x9$kq2-7fjw!mz04vb^tn8ephc1r5yd3ua6glsoi+Q(WE)RTY&UIOPX",
    "DATABASE_URL": "postgres://campaigns@127.0.0.1/campaigns",
    "ALLOWED_HOSTS": "campaigns.example.com",
}


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=project.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DEBUG": "0", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def value(expression: str, **variables: str) -> str:
    done = manage(
        "shell", "--no-imports", "--command", f"from django.conf import settings; print({expression})", **variables
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_missing_secret_key_is_said_with_what_to_do():
    done = manage("check", SECRET_KEY="")
    assert done.returncode == 1
    assert "SECRET_KEY is not set. Put SECRET_KEY=<50 random characters> in .env" in done.stderr


def test_production_has_nothing_to_warn_of():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_sqlite_in_production_is_warned_of():
    done = manage("check", "--fail-level", "WARNING", **(PRODUCTION | {"DATABASE_URL": "sqlite://:memory:"}))
    assert done.returncode == 1
    assert "(config.W001) The database is SQLite while DEBUG is off." in done.stderr


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///db.sqlite3", str(project.BASE_DIR / "db.sqlite3")),
        ("sqlite:////var/lib/campaigns.sqlite3", "/var/lib/campaigns.sqlite3"),
        ("sqlite://:memory:", ":memory:"),
        ("postgres://ann:secret@db.example.com:5433/sales?sslmode=require", "sales"),
    ],
)
def test_database_is_named_by_its_address(url: str, name: str):
    assert value("settings.DATABASES['default']['NAME']", **(PRODUCTION | {"DATABASE_URL": url})) == name


def test_connections_are_kept_unless_the_address_says_otherwise():
    ages = [
        value("settings.DATABASES['default']['CONN_MAX_AGE']", **(PRODUCTION | {"DATABASE_URL": url}))
        for url in ("postgres://db/sales", "postgres://db/sales?conn_max_age=0")
    ]
    assert ages == ["60", "0"]


def test_proxy_is_trusted_only_when_told():
    assert value("settings.SECURE_PROXY_SSL_HEADER", **PRODUCTION) == "None"
    told = value("settings.SECURE_PROXY_SSL_HEADER", **PRODUCTION, TRUST_PROXY="1")
    assert told == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_json_log_line_per_request():
    headers = {"Host": "campaigns.example.com", "X-Request-ID": "proxy-0042"}
    command = f"from django.test import Client; Client().get('/healthz/live', headers={headers}, secure=True)"
    done = manage("shell", "--no-imports", "--command", command, **PRODUCTION, LOG_FORMAT="json")
    assert done.returncode == 0, done.stderr
    [line] = done.stdout.splitlines()
    assert '"request_id": "proxy-0042"' in line
    assert '"path": "/healthz/live"' in line


def test_static_files_can_be_collected_for_production(settings, tmp_path: Path):
    settings.STATIC_ROOT = tmp_path
    backend = value("settings.STORAGES['staticfiles']['BACKEND']", **PRODUCTION)
    settings.STORAGES = project.STORAGES | {"staticfiles": {"BACKEND": backend}}
    call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text())
    assert "vendor/bootstrap.min.css" in manifest["paths"]
