"""One setting of the block itself that makes it take what arrives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import permutations
from typing import Any, Final

from pydantic import ValidationError

from studio.blocks.activation import TITLES
from studio.blocks.block import Block
from studio.graph.graph import Node
from studio.graph.shapes import NodeShapes
from studio.language import number, tr
from studio.project.fixes.accepting import gives
from studio.project.fixes.edits import with_block
from studio.project.fixes.fix import Case, Draft, way
from studio.schema.shape import TIMES, Shape, count, sides

_STEPS: Final = 64  # to either side of a number that are tried
_MOST_SIDES: Final = 4  # whose orders are tried
_UNASKED: Final = ("kind", "field", "weight", "initialization", "definition", "function")
_FIRST: Final = re.compile(r"[.:;](?: |$)")  # where the first part of a description ends


@way
def own_settings(case: Case) -> Iterator[Draft]:
    """The nearest value of each setting with which the shapes fit, else all as they are usual."""
    node, known = case.node, case.misfit
    if node is None or known is None:
        return
    found = [*_fitting(known)]
    for place, (name, value) in enumerate(found):
        made = node.block.but(**{name: value})
        yield setting(node, made, name, _rank(name, value) + place / 100)
    usual = type(node.block).usual()
    ports = node.block.inputs() == usual.inputs() and node.block.outputs() == usual.outputs()
    if not found and ports and gives(usual, *known.args) is not None:
        title = tr("Set {block} back to its usual settings").format(block=node.label)
        why = tr("More than one of its settings does not fit what arrives.")
        yield Draft(title, why, 22, partial(with_block, node.id, usual), node.id)


def _rank(name: str, value: Any) -> float:
    """Padding changes least of what a layer does, another choice most."""
    if name == "padding":
        return 6.5
    return 8.5 if isinstance(value, str | bool) or value is None else 6.8


def setting(node: Node, block: Block, name: str, rank: float, *, named: bool = False) -> Draft:
    """The draft that gives a setting of a block the value that it has in `block`.

    `named`: the title names the block, as it is another than the one with the problem.
    """
    field, value = type(block).model_fields[name], getattr(block, name)
    if isinstance(value, bool):
        text = tr('Turn on "{setting}"') if value else tr('Turn off "{setting}"')
        if named:
            of = tr('Turn on "{setting}" of {block}')
            text = of if value else tr('Turn off "{setting}" of {block}')
    else:
        text = (
            tr("Set {setting} of {block} to {value}") if named else tr("Set {setting} to {value}")
        )
    title, now = tr(field.title or name).lower(), _shown(name, getattr(node.block, name))
    now = "" if isinstance(value, bool) else tr("It is {value} now.").format(value=now)
    meaning = _FIRST.split(tr(field.description or ""))[0]
    return Draft(
        text.format(setting=title, value=_shown(name, value), block=node.label),
        f"{now} {meaning}.".strip(),
        rank,
        partial(with_block, node.id, block),
        node.id,
    )


def _shown(name: str, value: Any) -> str:
    """A value of a setting in a sentence."""
    if value is None:
        return tr("nothing")
    if isinstance(value, tuple):
        sign = ", " if name == "order" else TIMES
        return sign.join(_shown(name, each) for each in value)
    if isinstance(value, str):
        return tr(TITLES[value]) if value in TITLES else f'"{tr(value)}"'
    return number(value)


def _fitting(known: NodeShapes) -> Iterator[tuple[str, Any]]:
    """For each setting the first of its values, from the nearest on, that fits."""
    block = known.block
    idle = block.idle()
    for name, schema in _properties(type(block)).items():
        if name in idle:
            continue
        for value in _values(schema, getattr(block, name), known):
            if gives(_changed(block, name, value), *known.args):
                yield name, value
                break


def _changed(block: Block, name: str, value: Any) -> Block:
    try:
        return block.but(**{name: value})
    except ValidationError:
        return block


@cache
def _properties(kind: type[Block]) -> dict[str, Any]:
    found: dict[str, Any] = kind.model_json_schema()["properties"]
    return {name: schema for name, schema in found.items() if name not in _UNASKED}


def _values(schema: dict[str, Any], now: Any, known: NodeShapes) -> Iterator[Any]:
    """Values that a setting may have, the nearest to the present one first."""
    for each in schema.get("anyOf", (schema,)):
        if "enum" in each:
            yield from (value for value in each["enum"] if value != now)
        elif each.get("type") == "boolean":
            yield not now
        elif each.get("type") == "null" and now is not None:
            yield None
        elif each.get("type") == "integer" and not isinstance(now, bool):
            yield from _numbers(now, known)
        elif each.get("type") == "number" and isinstance(now, float):
            yield from (now - 1.0, now + 1.0)
        elif each.get("type") == "array" and isinstance(now, tuple):
            yield from _rows(now, known)


def _numbers(now: Any, known: NodeShapes) -> Iterator[int]:
    sizes = _sizes(known)
    if not isinstance(now, int):
        yield from range(5)
        return
    near = [n for by in range(1, _STEPS) for n in (now - by, now + by)]
    yield from (*near, 0, 1)
    yield from sorted((n for n in sizes if n not in near), key=lambda n: abs(n - now))


def _rows(now: tuple[Any, ...], known: NodeShapes) -> Iterator[tuple[int, ...]]:
    """Rows of numbers that are all a little smaller or larger, or stand in another order."""
    if all(isinstance(each, int) for each in now) and now:
        limits = _sizes(known)
        for by in range(1, _STEPS):
            yield tuple(max(1, each - by) for each in now)
        for most in sorted(limits, reverse=True):
            yield tuple(min(each, most) for each in now)
        for by in range(1, 8):
            yield tuple(each + by for each in now)
    for shape in _arriving(known):
        if len(sides(shape)) <= _MOST_SIDES:
            every = permutations(range(1, len(sides(shape)) + 1))
            yield from reversed([*every])  # the one that changes nothing comes last


def _sizes(known: NodeShapes) -> set[int]:
    """The numbers in what arrives and in what is asked for."""
    shapes = [*_arriving(known), *([known.data.shape] if known.data else [])]
    found = {side for shape in shapes for side in sides(shape) if isinstance(side, int)}
    return found | {n for shape in shapes if (n := count(shape))}


def _arriving(known: NodeShapes) -> list[Shape]:
    return [shape for shape in known.inputs if shape is not None]
