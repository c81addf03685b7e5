"""Parts of values that were only put together, and operators that nothing depends on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studio.exchange.onnx_import.model_file import inner_graphs
from studio.exchange.onnx_import.network import Network, Operator, written

ONES = frozenset("Squeeze Unsqueeze Identity Reshape Flatten".split())


def origin(network: Network, name: str) -> str:
    """The first value that has the same numbers: it may differ in axes of one."""
    while (op := network.made_by.get(name)) is not None:
        if op.kind in ONES and _long_sides(network, name) == _long_sides(network, op.input(0)):
            name = op.input(0)
        elif (part := _part(network, op)) is not None:
            name = part
        else:
            break
    return name


def _long_sides(network: Network, name: str) -> list[int]:
    return [side for side in network.shapes.get(name, ()) if side != 1]


def _part(network: Network, op: Operator) -> str | None:
    """The part that an operator chooses from several of one place each that were put together."""
    whole = network.made_by.get(op.input(0))
    place = _place(network, op)
    if whole is None or whole.kind != "Concat" or place is None:
        return None
    axis, index = place
    sides = [network.shapes.get(name, ()) for name in whole.inputs]
    if whole.settings["axis"] % len(sides[0]) != axis or any(each[axis] != 1 for each in sides):
        return None
    return whole.inputs[index]


def _place(network: Network, op: Operator) -> tuple[int, int] | None:
    """The axis and the one place that an operator chooses."""
    sides = network.shapes.get(op.input(0), ())
    if op.kind == "Gather" and sides:
        axis, index = op.settings.get("axis", 0) % len(sides), network.constant(op.input(1))
        return None if index is None or index.size != 1 else (axis, int(index.item()) % sides[axis])
    if op.kind == "Slice" and sides:
        axes, start = network.constant(op.input(3)), network.constant(op.input(1))
        if axes is None or start is None or axes.size != 1 or start.size != 1:
            return None
        axis = int(axes.item()) % len(sides)
        one = network.shapes.get(op.outputs[0], (0,) * len(sides))[axis] == 1
        return (axis, int(start.item()) % sides[axis]) if one else None
    return None


def chosen(network: Network) -> None:
    """Read each part of what was only put together where it came from."""
    for op in network.operators[:]:
        part = _part(network, op)
        if part is None:
            continue
        inputs: tuple[str, ...] = (part,)
        gone = len(network.shapes[part]) - len(network.shapes[op.outputs[0]])
        if gone:
            inputs = (part, f"{op.outputs[0]} axis")
            network.known(inputs[1], [op.settings.get("axis", 0) % len(network.shapes[part])])
        network.replace([op], written("Squeeze" if gone else "Identity", inputs, op.outputs))


def needed(operators: Sequence[Operator], outputs: Iterable[str]) -> list[Operator]:
    """The operators that an output depends on."""
    wanted, kept = set(outputs), []
    for op in reversed(operators):
        if any(name in wanted for name in op.outputs):
            kept.append(op)
            wanted.update(op.inputs)
            for node in op.nodes:
                wanted.update(
                    name for inner in inner_graphs(node) for n in inner.node for name in n.input
                )
    return kept[::-1]
