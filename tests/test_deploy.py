"""The files in deploy/ name commands, variables and paths that exist; docker itself is not run here."""

import configparser
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.house.readme import variables_read

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
VARIABLES = variables_read((ROOT / "config" / "settings.py").read_text())
# Read by the image of PostgreSQL and by docker compose, not by us.
OF_POSTGRESQL = {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"}
NOT_IN_PRODUCTION = {"TESTING"}


class Unit(configparser.ConfigParser):
    """A systemd unit; its keys keep their case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def read_unit(path: Path) -> Unit:
    unit = Unit(interpolation=None)
    unit.read(path)
    return unit


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.mark.parametrize(
    "path", [DEPLOY / "compose.yaml", DEPLOY / "cron" / "campaigns", *UNITS], ids=lambda path: path.name
)
def test_every_command_exists(path: Path):
    named = set(re.findall(r"manage\.py\"?,? \"?(\w+)", path.read_text()))
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("name", ["compose.yaml", "cron/campaigns", "systemd/campaigns-due.service"])
def test_schedule_runs_what_is_due(name: str):
    assert "manage.py run_due_campaigns" in (DEPLOY / name).read_text()


@pytest.mark.parametrize("name", ["compose.yaml", "cron/campaigns", "systemd/campaigns-refresh.service"])
def test_schedule_refreshes_segments(name: str):
    assert "manage.py refresh_segments" in (DEPLOY / name).read_text()


def test_scheduler_of_the_containers_refreshes_once_a_day(compose: dict[str, Any]):
    loop = compose["services"]["scheduler"]["command"][2].replace("$$", "$")
    stand_ins = 'python() { echo "$2"; }; rounds=0; sleep() { rounds=$((rounds + 1)); [ $rounds -lt 3 ] || exit 0; }; '
    done = subprocess.run(["sh", "-c", stand_ins + loop], capture_output=True, text=True, check=True)
    assert done.stdout.split().count("run_due_campaigns") == 3
    assert done.stdout.split().count("refresh_segments") == 1


def test_example_sets_every_variable_of_production():
    example = (DEPLOY / "campaigns.env.example").read_text()
    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) == VARIABLES - NOT_IN_PRODUCTION


def test_compose_sets_known_variables(compose: dict[str, Any]):
    for name, service in compose["services"].items():
        known = OF_POSTGRESQL if name == "db" else VARIABLES
        assert set(service["environment"]) - known == set(), name


def test_compose_migrates_before_it_serves(compose: dict[str, Any]):
    services = compose["services"]
    assert set(services) == {"db", "migrate", "web", "scheduler"}
    assert services["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    for name in ("web", "scheduler"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    build = services["web"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


def test_image_runs_without_root_and_with_pinned_packages():
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert dockerfile.index("--require-hashes") < dockerfile.index("COPY . .") < dockerfile.index("USER campaigns")
    assert dockerfile.index("collectstatic") < dockerfile.index("USER campaigns") < dockerfile.index("\nCMD ")
    assert (
        'HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "deploy/healthcheck.py"]'
        in dockerfile
    )


@pytest.mark.parametrize(("status", "outcome"), [(200, 0), (503, 1)])
def test_health_of_the_container_is_asked_by_an_accepted_name(status: int, outcome: int):
    asked: list[tuple[str, str]] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.headers["Host"], self.path))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        command = [sys.executable, str(DEPLOY / "healthcheck.py"), str(server.server_port)]
        done = subprocess.run(command, env={"ALLOWED_HOSTS": ".example.com,other.example"}, check=False)
        thread.join()
    assert (done.returncode, asked) == (outcome, [("example.com", "/healthz/live")])


def test_image_leaves_secrets_behind():
    assert {".env", ".git", "db.sqlite3*"} <= set((DEPLOY / "Dockerfile.dockerignore").read_text().split())


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_service_may_write_nothing_of_the_system(path: Path):
    service = read_unit(path)["Service"]
    assert service["User"] == "campaigns"
    assert service["EnvironmentFile"] == "/etc/campaigns.env"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")


def test_timer_catches_up_what_was_missed():
    timer = read_unit(DEPLOY / "systemd" / "campaigns-due.timer")["Timer"]
    assert (timer["OnCalendar"], timer["Persistent"]) == ("*:0/5", "true")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="Needs systemd-analyze.")
def test_systemd_accepts_the_units(tmp_path: Path):
    for unit in UNITS:
        # The program has to exist where the unit is judged.
        text = re.sub(r"/srv/campaigns/\.venv/bin/\w+", sys.executable, unit.read_text())
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "campaigns-" in line]
    assert complaints == []


def test_cron_line_has_five_times_and_a_user():
    lines = (DEPLOY / "cron" / "campaigns").read_text().splitlines()
    due, nightly = [line for line in lines if not line.startswith(("#", "SHELL="))]
    assert due.split()[:6] == ["*/5", "*", "*", "*", "*", "campaigns"]
    assert nightly.split()[:6] == ["15", "4", "*", "*", "*", "campaigns"]
