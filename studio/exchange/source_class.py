"""A class of the written module: its layers in `__init__`, its steps in `forward`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from studio.compiler.names import Names, identifier
from studio.compiler.steps import End, Plan, Step
from studio.exchange.source_blocks import Blocks
from studio.exchange.source_flow import Flow, flow
from studio.exchange.source_lines import INDENT, WIDTH, Form, laid
from studio.exchange.source_names import LENGTHS, VALUE, readable
from studio.exchange.source_shapes import comment
from studio.exchange.source_statement import BODY
from studio.exchange.source_steps import looped

# Lines of the module that belong together, and the block that they are about, if there is one.
Owner: TypeAlias = tuple[str, str] | None  # the name of a definition (or ""), and a block's id
Chunk: TypeAlias = tuple[Owner, Sequence[str]]
Classes: TypeAlias = Callable[[Plan], str]


@dataclass
class Writer:
    """Writes classes; what is the same in the next round is taken from the last one."""

    blocks: Blocks = field(default_factory=Blocks)
    _before: dict[str, Flow] = field(default_factory=dict)
    _now: dict[str, Flow] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a new round."""
        self.blocks.begin()
        self._before, self._now = self._now, {}

    def written(self, name: str, about: str, plans: Sequence[Plan], of: Classes) -> Iterator[Chunk]:
        """The lines of a class.

        Args:
            about: what its docstring says.
            plans: equal but for their shapes.
            of: the class of a group's plan.
        """
        yield None, [f"class {name}(nn.Module):", f'{INDENT}"""{about}"""', ""]
        definition, blocks = plans[0].definition, self.blocks.of(plans[0])
        layers = [
            ((definition, block.node), lines)
            for block in blocks
            if (lines := block.layers if block.layers is not None else _copies(block.steps, of))
        ]
        if layers:
            yield None, [f"{INDENT}def __init__(self) -> None:", f"{BODY}super().__init__()"]
            yield from layers
            yield None, [""]
        names = arguments(plans[0])
        yield from _signature(plans, names)
        found = self._flow(name, plans, names)
        yield from [((definition, line.statement.node), line.lines) for line in found.body]
        if found.returned:
            yield None, _returned(found.returned)

    def _flow(self, name: str, plans: Sequence[Plan], names: Mapping[str, str]) -> Flow:
        first, *others = (
            [statement for block in self.blocks.of(plan) for statement in block.statements]
            for plan in plans
        )
        if others:
            return flow(first, names, plans[0].results(), None, others)
        self._now[name] = flow(first, names, plans[0].results(), self._before.get(name))
        return self._now[name]


def arguments(plan: Plan) -> dict[str, str]:
    """The name of each argument of `forward`: x if there is one input, else by field or block."""
    single = len(plan.inputs) == 1
    names = Names()
    found: dict[str, str] = {}
    for end in plan.inputs:
        wanted = end.data.name if end.data else end.node
        name = VALUE if single else names.unique(readable(identifier(wanted, end.node)))
        found[end.variable] = name
        if end.lengths:
            found[end.lengths] = LENGTHS if single else names.unique(f"{name}_lengths")
    return found


def _copies(steps: Sequence[Step], of: Classes) -> list[str]:
    """The copies of a group in `__init__`, as a loop if they are many."""
    copies = looped(steps)
    parts = [part for step in steps for part in step.parts]
    lines: list[str] = []
    for part in parts if copies is None or not copies.prefix else parts[:1]:
        assert isinstance(part.content, Plan)
        lines.append(f"{BODY}self.{part.attribute} = {of(part.content)}()")
        if part.frozen:
            lines.append(f"{BODY}self.{part.attribute}.requires_grad_(False)")
    if copies is not None and copies.prefix:
        content = parts[1].content
        assert isinstance(content, Plan)
        made = f"{of(content)}()" + (".requires_grad_(False)" if parts[1].frozen else "")
        items = (("", f'f"{copies.prefix}{{copy}}"'), ("", made))
        added = laid("", Form("self.add_module", items), "", BODY + INDENT)
        assert added is not None  # both are short
        lines += [f"{BODY}for copy in range({copies.first}, {copies.last + 1}):", *added]
    return lines


def _signature(plans: Sequence[Plan], names: Mapping[str, str]) -> Iterator[Chunk]:
    plan = plans[0]
    gives = "Tensor" if len(plan.results()) == 1 else "tuple[Tensor, ...]"
    if len(names) == 1:
        (end,) = plan.inputs
        said = comment([each.inputs[0].shape for each in plans])
        line = f"{INDENT}def forward(self, {names[end.variable]}: Tensor) -> {gives}:"
        yield (plan.definition, end.node), [f"{line}  # {said}"]
        return
    if not names:
        yield None, [f"{INDENT}def forward(self) -> {gives}:"]
        return
    yield None, [f"{INDENT}def forward(", f"{BODY}self,"]
    for position, end in enumerate(plan.inputs):
        said = comment([each.inputs[position].shape for each in plans])
        yield (plan.definition, end.node), list(_arguments(end, names, said))
    yield None, [f"{INDENT}) -> {gives}:"]


def _arguments(end: End, names: Mapping[str, str], said: str) -> Iterator[str]:
    yield f"{BODY}{names[end.variable]}: Tensor,  # {said}"
    if end.lengths:
        yield f"{BODY}{names[end.lengths]}: Tensor,  # (batch)"


def _returned(names: Sequence[str]) -> list[str]:
    line = f"{BODY}return {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{BODY}return (", *(f"{BODY}{INDENT}{name}," for name in names), f"{BODY})"]
