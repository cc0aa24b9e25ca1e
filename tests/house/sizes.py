"""Nothing grows past what one reads at a glance."""

import ast

FILE_LIMIT = 400
FUNCTION_LIMIT = 40


def long_file(text: str) -> list[str]:
    """Return a sentence when ``text`` has more lines than a file may have."""
    count = len(text.splitlines())
    return [f"{count} lines, {FILE_LIMIT} are allowed: split it by subject."] if count > FILE_LIMIT else []


def long_functions(source: str) -> list[str]:
    """Return a sentence for each function with more lines, docstring and decorators apart, than a function may have."""
    return [
        f"line {node.lineno}: {node.name} has {count} lines, {FUNCTION_LIMIT} are allowed: take a step out and name it."
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (count := _length(node)) > FUNCTION_LIMIT
    ]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    length = _lines(function)
    if ast.get_docstring(function) is not None:
        length -= _lines(function.body[0])
    return length


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
