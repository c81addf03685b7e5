"""The limits that keep the source easy to read, held for every file of `studio/`."""

import ast
from collections.abc import Iterator
from pathlib import Path

STUDIO = Path(__file__).resolve().parent.parent / "studio"
FILE_LINES, FUNCTION_LINES, METHODS = 300, 40, 15

# Reads every form in which exporters write attention; the forms are easier to compare side by side.
EXCEPTIONS = {"exchange/onnx_import/attention.py: 308 lines"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> Iterator[tuple[str, str]]:
    """Every file with its text."""
    for path in sorted(STUDIO.rglob("*.py")):
        yield path.relative_to(STUDIO).as_posix(), path.read_text(encoding="utf-8")


def long_files(name: str, text: str) -> list[str]:
    """The file, if it is too long."""
    lines = len(text.splitlines())
    return [f"{name}: {lines} lines"] if lines > FILE_LINES else []


def long_functions(name: str, text: str) -> list[str]:
    """The functions that do not fit a screen."""
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]
    sizes = [(node.name, node.end_lineno - node.lineno + 1) for node in found]
    return [f"{name}, {each}: {lines} lines" for each, lines in sizes if lines > FUNCTION_LINES]


def large_classes(name: str, text: str) -> list[str]:
    """The classes that are two classes."""
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    sizes = [(node.name, sum(isinstance(part, Function) for part in node.body)) for node in found]
    return [f"{name}, {each}: {methods} methods" for each, methods in sizes if methods > METHODS]


def test_a_file_has_at_most_300_lines() -> None:
    found = {found for source in sources() for found in long_files(*source)}
    assert found <= EXCEPTIONS


def test_a_function_has_at_most_40_lines() -> None:
    assert [found for source in sources() for found in long_functions(*source)] == []


def test_a_class_has_at_most_15_methods() -> None:
    assert [found for source in sources() for found in large_classes(*source)] == []


def test_what_is_larger_than_a_limit_is_found() -> None:
    body = "\n".join("    x = 1" for _ in range(FUNCTION_LINES))
    methods = "\n".join(f"    def m{n}(self): ..." for n in range(METHODS + 1))
    assert long_files("a.py", "x = 1\n" * (FILE_LINES + 1)) == ["a.py: 301 lines"]
    assert long_functions("a.py", f"def f():\n{body}") == ["a.py, f: 41 lines"]
    assert large_classes("a.py", f"class A:\n{methods}") == ["a.py, A: 16 methods"]
