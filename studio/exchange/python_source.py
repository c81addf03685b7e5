"""A network as PyTorch source: one readable module, written from the plan that is compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from studio.compiler.names import Names
from studio.compiler.steps import Plan, Step
from studio.exchange import source_helpers
from studio.exchange.source_class import Chunk, Owner, Writer, arguments
from studio.exchange.source_lines import INDENT, Form, code, laid, quoted
from studio.exchange.source_names import RESERVED, class_name
from studio.exchange.source_shapes import sides
from studio.language import number
from studio.schema.call import Call
from studio.schema.shape import Category, Shape, Tokens, Unknown
from studio.schema.shape import Sequence as Steps

NETWORK: Final = "Network"
BATCH: Final = 2
STEPS: Final = 32  # of a random sequence whose length is not known


@dataclass(frozen=True, slots=True)
class About:
    """What the source says of the network besides its code."""

    title: str
    parameters: int


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a module, and for each of them the block that it is about."""

    lines: Sequence[str]
    owners: Sequence[Owner]

    @property
    def text(self) -> str:
        """The whole module."""
        return "\n".join(self.lines) + "\n"

    def about(self, owners: Iterable[tuple[str, str]]) -> list[int]:
        """The numbers of the lines about these blocks, from 0."""
        wanted = set(owners)
        return [n for n, owner in enumerate(self.owners) if owner in wanted]


@dataclass
class Printer:
    """Writes a network as source, again and again: what an edit left alone is written once."""

    writer: Writer = field(default_factory=Writer)

    def printed(self, plan: Plan, about: About, ending: Ending | None = None) -> Source:
        """The source of a plan.

        Args:
            ending: what stands after the classes; by default a `main` that runs a random batch.
        """
        self.writer.begin()
        classes = _Classes(plan)
        body = list(self._classes(plan, about, classes))
        last = ending or random_batch(plan)
        blocks = (block for each in (plan, *classes.order) for block in self.writer.blocks.of(each))
        calls = frozenset[str]().union(*{block.calls for block in blocks})
        helpers = source_helpers.used({*calls, *last.helpers})
        needs = frozenset([name for helper in helpers for name in helper.needs])
        pieces: list[Chunk] = [(None, list(_docstring(plan, about)))]
        pieces.append((None, ["", *_imports(calls, needs, tuple(last.imports))]))
        for helper in helpers:
            # What is no function or class stands nearer to the imports.
            near = len(pieces) == 2 and not helper.lines[0].startswith(("def ", "class ", "@"))
            pieces.append((None, [*([""] if near else ["", ""]), *helper.lines]))
        pieces += [*body, (None, ["", "", *last.lines])]
        lines = [line for _, piece in pieces for line in piece]
        return Source(lines, [owner for owner, piece in pieces for _ in piece])

    def _classes(self, plan: Plan, about: About, classes: _Classes) -> Iterator[Chunk]:
        for name, plans in classes.named():
            yield None, ["", ""]
            said = plain(plans[0].definition) or "A group"
            said = f"{said[:1].upper()}{said[1:]}."
            yield from self.writer.written(name, said, plans, classes.of)
        yield None, ["", ""]
        yield from self.writer.written(NETWORK, f"{_title(about)}.", [plan], classes.of)


def source(plan: Plan, about: About) -> Source:
    """The source of a plan: one module that needs torch alone."""
    return Printer().printed(plan, about)


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands after the classes, with the imports and helpers that it needs."""

    lines: Sequence[str]
    imports: Sequence[str]
    helpers: frozenset[str] = frozenset()


class _Classes:
    """The classes of the groups: plans that differ in nothing but shapes share one."""

    def __init__(self, plan: Plan) -> None:
        self.order: list[Plan] = []
        self._class: dict[int, int] = {}  # the number of each plan's class
        self._numbers: dict[object, int] = {}
        self._plans: list[list[Plan]] = []
        self._gather(plan)
        names = Names()
        for taken in (*RESERVED, NETWORK):
            names.unique(taken)
        self._names = [
            names.unique(class_name(plans[0].definition) or "Group") for plans in self._plans
        ]

    def of(self, plan: Plan) -> str:
        """The name of the class of a group's plan."""
        return self._names[self._class[id(plan)]]

    def named(self) -> Iterator[tuple[str, list[Plan]]]:
        """Each class with its plans; what it uses comes before it."""
        yield from zip(self._names, self._plans, strict=True)

    def _gather(self, plan: Plan) -> None:
        for step in plan.steps:
            for part in step.parts:
                if isinstance(part.content, Plan) and id(part.content) not in self._class:
                    self._gather(part.content)
                    self._add(part.content)

    def _add(self, plan: Plan) -> None:
        number = self._numbers.setdefault(self._structure(plan), len(self._plans))
        if number == len(self._plans):
            self._plans.append([])
        self._plans[number].append(plan)
        self._class[id(plan)] = number
        self.order.append(plan)

    def _structure(self, plan: Plan) -> object:
        """All of a plan that its class depends on, but not its shapes."""
        return (
            plan.definition,
            plan.arguments(),
            tuple((step.values, tuple(self._parts(step))) for step in plan.steps),
            plan.results(),
        )

    def _parts(self, step: Step) -> Iterator[object]:
        for part in step.parts:
            inside = isinstance(part.content, Plan)
            content = self._class[id(part.content)] if inside else part.content
            yield part.attribute, content, part.weights, part.frozen


def _docstring(plan: Plan, about: About) -> Iterator[str]:
    yield f'"""{_title(about)}: a network drawn in Layerloom.'
    yield ""
    for word, ends in (("Input", plan.inputs), ("Output", plan.outputs)):
        for end in ends:
            name = plain(end.data.name) if end.data else ""
            size = " × ".join(["batch", *(size for _, size in sides(end.shape))])
            yield f"{word} {name}: {size}".replace("  ", " ") + "."
    yield f"Parameters: {number(about.parameters)}."
    yield '"""'


def _title(about: About) -> str:
    return plain(about.title) or "Network"


def plain(text: str, longest: int = 60) -> str:
    """A text that can do nothing inside a docstring or a comment, on one line."""
    kept = (letter if letter.isprintable() else " " for letter in text)
    safe = re.sub(r"[\\\"']", "", "".join(kept))
    return " ".join(safe.split())[:longest].strip(" .:")


@lru_cache(maxsize=256)
def _imports(
    calls: frozenset[str], needs: frozenset[str], more: tuple[str, ...]
) -> tuple[str, ...]:
    """The imports for these calls and helpers, sorted: the standard library first."""
    brought = source_helpers.imports()
    needed = {name.partition(".")[0] for name in calls} | needs
    lines = {brought[name] for name in (*needed, "nn", "Tensor") if name in brought}
    if "operator" in needed and any(
        name.startswith("operator.") and not _written_as_sign(name) for name in calls
    ):
        lines.add("import operator")
    lines |= set(more)
    standard = sorted(
        (line for line in lines if line.split()[1].split(".")[0] in _STANDARD), key=_import_order
    )
    foreign = _merged(sorted(lines - set(standard), key=_import_order))
    return (*standard, *([""] if standard else []), *foreign)


_STANDARD: Final = frozenset("collections math operator pathlib sys typing".split())


def _written_as_sign(target: str) -> bool:
    call = Call(target, 1, 1)
    return not str(code(call, {})).startswith("operator")


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line.split()[1].lower()


def _merged(lines: Sequence[str]) -> list[str]:
    """Imports from the same module as one."""
    merged: dict[str, list[str]] = {}
    for line in lines:
        head, names = line, ""
        if line.startswith("from"):
            head, _, names = line.partition(" import ")
        merged.setdefault(head, []).append(names)
    return [
        f"{head} import {', '.join(sorted(names, key=_name_order))}" if names[0] else head
        for head, names in merged.items()
    ]


def _name_order(name: str) -> tuple[bool, str]:
    return not name[0].isupper(), name


def random_batch(plan: Plan) -> Ending:
    """A `main` that builds the network, takes weights if there are any, and runs random numbers."""
    names = arguments(plan)
    lines = [
        'def main(weights: str = "") -> None:',
        f'{INDENT}"""Build the network, take trained weights if a file is named, and run it."""',
        f"{INDENT}network = {NETWORK}()",
        f"{INDENT}if weights:",
        f"{INDENT * 2}network.load_state_dict(load_file(weights))",
        f"{INDENT}network.eval()",
    ]
    for end in plan.inputs:
        lines.append(f"{INDENT}{names[end.variable]} = {drawn(end.shape)}")
        if end.lengths:
            lines.append(f"{INDENT}{names[end.lengths]} = torch.tensor([{STEPS}, {STEPS // 2}])")
    call = Form("network", tuple([("", name) for name in names.values()]))
    results = list(_results(plan))
    lines.append(f"{INDENT}with torch.no_grad():")
    lines += laid("results = ", call, "", INDENT * 2) or []
    if len(results) == 1:
        lines += (
            laid("", Form("print", (("", results[0]), ("", "tuple(results.shape)"))), "", INDENT)
            or []
        )
    else:
        given = laid("names = ", Form("", tuple([("", result) for result in results])), "", INDENT)
        lines += given or []
        lines.append(f"{INDENT}for name, result in zip(names, results, strict=True):")
        lines.append(f"{INDENT * 2}print(name, tuple(result.shape))")
    lines += ["", "", 'if __name__ == "__main__":', f"{INDENT}main(*sys.argv[1:])"]
    needed = ("import sys", "import torch", "from safetensors.torch import load_file")
    return Ending(lines, needed)


def _results(plan: Plan) -> Iterator[str]:
    for end in plan.outputs:
        name = end.data.name if end.data else end.node
        yield quoted(f"{name[:40]}:")
        if end.lengths:
            yield quoted(f"lengths of {name[:40]}:")


def drawn(shape: Shape) -> str:
    """A random batch of this shape, as code."""
    match shape:
        case Tokens(length, vocabulary):
            return f"torch.randint({vocabulary}, ({BATCH}, {_steps(length)}))"
        case Category(choices):
            return f"torch.randint({choices}, ({BATCH},))"
        case Steps(length, size):
            return f"torch.randn({BATCH}, {_steps(length)}, {size})"
    return f"torch.randn({', '.join([str(BATCH), *(size for _, size in sides(shape))])})"


def _steps(length: int | Unknown) -> int:
    return STEPS if isinstance(length, Unknown) else length
