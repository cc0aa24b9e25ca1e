"""A private PostgreSQL server lives exactly as long as the command it was started for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "postgresql.sh"


def bash(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TMPDIR": str(folder)}
    return subprocess.run(["bash", *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the user of the server may enter."""
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    if bash("-c", f". {SCRIPT} && has_postgresql", folder=tmp_path).returncode:
        pytest.skip("Needs PostgreSQL's server programs.")
    return tmp_path


def test_runs_the_command_on_a_server_that_is_gone_afterwards(folder: Path):
    show = "import os, psycopg2; print(psycopg2.connect(os.environ['DATABASE_URL']).info.server_version >= 150000)"
    command = f'{sys.executable} -c "{show}"; ls $TMPDIR; exit 3'
    done = bash(str(SCRIPT), "run", "-c", "fsync=off", "--", "bash", "-c", command, folder=folder)
    assert done.returncode == 3, done.stderr
    connected, directory, _log = done.stdout.split()
    assert connected == "True"
    assert directory.startswith("campaigns-postgresql.")
    assert list(folder.iterdir()) == []


def test_says_why_the_server_does_not_start(folder: Path):
    done = bash(str(SCRIPT), "run", "-c", "no_such_setting=1", "--", "true", folder=folder)
    assert done.returncode == 1
    assert 'unrecognized configuration parameter "no_such_setting"' in done.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["start"], ["run"], ["run", "--"], ["run", "true"]])
def test_wrong_use(arguments: list[str], tmp_path: Path):
    done = bash(str(SCRIPT), *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: scripts/postgresql.sh run")
