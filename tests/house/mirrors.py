"""Tests and templates mirror the rooms."""

import ast
from collections.abc import Collection
from pathlib import PurePosixPath

# Parts of the path to a module that its test does not repeat.
_PLACES = {"management", "commands", "templatetags"}
_WITHOUT_MIRROR = {"__init__.py", "apps.py", "urls.py"}


def mirrors_of(module: str) -> list[str]:
    """Return the paths of which one has to test ``module`` (a path such as ``orders/activation.py``); none for some.

    A module inside a package of a room is tested with the package or on its own: ``config/sqlite/base.py`` in
    ``tests/config/test_sqlite.py`` or ``tests/config/sqlite/test_base.py``.
    """
    path = PurePosixPath(module)
    if path.name in _WITHOUT_MIRROR or "migrations" in path.parts:
        return []
    room, *packages = path.parts[:-1]
    packages = [package for package in packages if package not in _PLACES]
    if not packages:
        return [f"tests/{room}/test_{path.stem}.py"]
    return [f"tests/{room}/test_{packages[0]}.py", f"tests/{'/'.join([room, *packages])}/test_{path.stem}.py"]


def missing_mirror(module: str, tests: Collection[str]) -> list[str]:
    """Return a sentence when none of ``tests`` (paths) mirrors ``module``."""
    mirrors = mirrors_of(module)
    if not mirrors or any(mirror in tests for mirror in mirrors):
        return []
    return [f"{module} has no test: write {' or '.join(mirrors)}."]


def has_no_test(source: str) -> list[str]:
    """Return a sentence when a test file holds no test."""
    if any(_is_test(node) for node in ast.walk(ast.parse(source))):
        return []
    return ["holds no test: write one or remove the file."]


def _is_test(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name.startswith("test_")
    # Hypothesis makes the tests of a state machine: TestRuns = RunMachine.TestCase
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and node.value.attr == "TestCase"


def misplaced_template(template: str, folders: Collection[str]) -> list[str]:
    """Return a sentence when ``template``, a path below templates/, lies in a folder that is none of ``folders``."""
    folder, slash, _ = template.partition("/")
    if not slash or folder in folders:
        return []
    return [f"{template} belongs to no room: move it to templates/<app>/."]
