"""README.md names what one can run and set."""

import ast
import re
from collections.abc import Iterable


def variables_read(settings: str) -> set[str]:
    """Return the environment variables that the source of the settings reads by ``env.…("NAME")``."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(settings))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def not_named(names: Iterable[str], readme: str) -> list[str]:
    """Return a sentence for each of ``names`` that ``readme`` does not hold as a word of its own."""
    return [
        f"README.md does not name {name}: say what it is for."
        for name in sorted(names)
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", readme)
    ]
