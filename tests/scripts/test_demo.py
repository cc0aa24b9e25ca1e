"""The demo runs from a fresh checkout to the end, and once more on what it left."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "demo.sh"
# What git keeps and the demo needs.
PARTS = (
    "config",
    "contacts",
    "campaigns",
    "pricing",
    "orders",
    "segments",
    "planning",
    "templates",
    "static",
    "locale",
)
FILES = ("manage.py", "requirements.txt", "scripts/demo.sh", "scripts/environment.sh")


def demo(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = {"TESTING", "DEBUG", "SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        ["bash", str(script), *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose packages are those that these tests run with."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part)  # With what is compiled already: it takes seconds to do again.
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    stamp = hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()[:16]
    (tmp_path / ".venv" / f".requirements-{stamp}").touch()
    return tmp_path


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="Needs no server: the tests on SQLite run it.")
def test_tells_its_story_twice(checkout: Path):
    script = checkout / "scripts" / "demo.sh"
    first = demo(script, "--no-server", "--contacts", "100")
    assert first.returncode == 0, first.stderr
    assert "CP0001: activate done" in first.stdout
    assert "CP0002: deactivate done" in first.stdout
    assert "have exactly the price, discount, amount and rows they had before it" in first.stdout
    assert (checkout / ".env").stat().st_mode & 0o777 == 0o600
    settings = (checkout / ".env").read_text()

    second = demo(script, "--no-server")
    assert second.returncode == 0, second.stderr
    assert "The demo company is there already" in second.stdout
    assert story(second.stdout) == story(first.stdout)
    assert (checkout / ".env").read_text() == settings


def story(output: str) -> list[str]:
    """Return the order lines that the demo shows, before and after."""
    return [line for line in output.splitlines() if line.startswith("SO0")]


@pytest.mark.parametrize("arguments", [["--port"], ["later"]])
def test_wrong_use(arguments: list[str]):
    done = demo(SCRIPT, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "bash scripts/demo.sh --no-server" in done.stderr


def test_help():
    done = demo(SCRIPT, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith("The demo: from a fresh checkout to a running site")
