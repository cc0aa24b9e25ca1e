"""How the tests of imports make files and run commands on them."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def write_rows(path: Path, *lines: str) -> str:
    """Write the lines of a file and return its path."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def run(command: str, *arguments: object) -> list[str]:
    """Run an import that ends well, and return what it prints."""
    output = io.StringIO()
    call_command(command, *map(str, arguments), stdout=output, stderr=io.StringIO())
    return output.getvalue().splitlines()


def refused(command: str, *arguments: object) -> tuple[int, str, list[str]]:
    """Run an import that is refused; return its exit code, its last words and the reasons it printed before."""
    reasons = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(command, *map(str, arguments), stdout=io.StringIO(), stderr=reasons)
    return caught.value.returncode, str(caught.value), reasons.getvalue().splitlines()
