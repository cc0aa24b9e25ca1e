"""docs/scenarios.md tells the truth: a file that it names holds a test with the id of the scenario in its name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_ROW = re.compile(r"^\| ((?:[A-Z][0-9]{2}(?:, )?)+) \|.*\| (.+) \|$", re.MULTILINE)
_AS_OTHER = re.compile(r"\(as ([A-Z][0-9]{2})\)")


def claims() -> list[tuple[str, str]]:
    """Return id and path of each test that the page says is there."""
    page = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")
    found = []
    for ids, where in _ROW.findall(page):
        other = _AS_OTHER.search(where)
        for scenario in [other[1]] if other else ids.split(", "):
            found += [(scenario, path) for path in re.findall(r"tests/[a-z_/]+\.py", where)]
    return sorted(set(found))


def test_page_is_read():
    assert ("E12", "tests/segments/test_services.py") in claims()


@pytest.mark.parametrize(("scenario", "path"), claims())
def test_scenario_has_its_test(scenario, path):
    names = re.findall(r"def (test_\w+)", (ROOT / path).read_text(encoding="utf-8"))
    assert [name for name in names if scenario.lower() in name.split("_")] != []
