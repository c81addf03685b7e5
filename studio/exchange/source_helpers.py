"""The functions and classes of `compiler/layers.py`, as text: those that a network uses go along.

The files are read and never imported, so that nothing here waits for torch.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from studio import compiler

_FILES: Final = (
    Path(compiler.__file__).with_name("layers.py"),
    Path(__file__).with_name("sealed_runner.py"),
)
_REMARK: Final = re.compile(r"  # (type: ignore|noqa)[^\n]*")


@dataclass(frozen=True, slots=True)
class Helper:
    """A top-level definition: its lines, and the names that it needs, without builtins."""

    lines: tuple[str, ...]
    needs: frozenset[str]
    place: int


@cache
def helpers() -> Mapping[str, Helper]:
    """The definitions of the files by name."""
    found: dict[str, Helper] = {}
    for text, tree in _read():
        lines = text.splitlines()
        for node in tree.body:
            name = _defined(node)
            if name:
                own = tuple(_REMARK.sub("", line) for line in lines[_first(node) : node.end_lineno])
                needs = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} - {name}
                found[name] = Helper(own, frozenset(needs), len(found))
    return found


def _defined(node: ast.stmt) -> str:
    """The name that a statement defines, if it defines one."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min(node.lineno, *(each.lineno for each in decorators), node.lineno) - 1


@cache
def imports() -> Mapping[str, str]:
    """The statement that brings in each name that the files import: `torch` for "import torch"."""
    found: dict[str, str] = {}
    for node in (node for _, tree in _read() for node in tree.body):
        if isinstance(node, ast.Import):
            for name in node.names:
                found[name.asname or name.name] = f"import {name.name}" + (
                    f" as {name.asname}" if name.asname else ""
                )
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            for name in node.names:
                found[name.asname or name.name] = f"from {node.module} import {name.name}"
    return found


def used(wanted: Iterable[str]) -> list[Helper]:
    """The definitions with these names and all that they need, in the order of the files."""
    known = helpers()
    needed: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed.add(name)
            waiting += known[name].needs
    return sorted((known[name] for name in needed), key=lambda helper: helper.place)


@cache
def _read() -> tuple[tuple[str, ast.Module], ...]:
    texts = [file.read_text(encoding="utf-8") for file in _FILES]
    return tuple((text, ast.parse(text)) for text in texts)
