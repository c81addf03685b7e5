"""The operator of a loop in the place of its steps, and both directions of a layer as one."""

from __future__ import annotations

import numpy as np

from studio.exchange.onnx_import.chosen import needed, origin
from studio.exchange.onnx_import.network import Network, Operator, written
from studio.exchange.onnx_import.unrolled_cells import KIND, Loop


def replaced(network: Network, loop: Loop, products: set[int]) -> bool:
    """Put the operator in the place of the steps; whether none of their products is left.

    A loop from the last step on needs one ahead that reads the same: no block only reads back.
    """
    before = network.operators[:]
    if loop.back:
        ahead = _ahead(network, loop)
        done = ahead is not None and _both(network, ahead, loop)
    else:
        done = _one(network, loop)
    if done:
        network.operators = needed(network.operators, network.outputs)
        done = not any(id(op) in products for op in network.operators)
    if not done:
        network.operators = before
    network.index()
    return done


def _one(network: Network, loop: Loop) -> bool:
    steps, turned = _time_first(network, loop)
    end = loop.states[-1]
    every, last = f"{end} every", f"{end} last"
    op = _layer(network, [loop], steps, (every, last))
    op.settings["loop"] = loop
    new = _stands_for(network, loop, every, last)
    if new is None:
        return False
    _insert(network, loop, [*turned, op, *new])
    return True


def _ahead(network: Network, loop: Loop) -> Operator | None:
    """The layer that reads the same from the first step on, if it has not got its other way yet."""
    for op in network.operators:
        other = op.settings.get("loop") if op.kind == KIND else None
        if isinstance(other, Loop):
            alike = (other.source, other.time, other.cell, other.curve, other.hidden)
            if alike == (loop.source, loop.time, loop.cell, loop.curve, loop.hidden):
                return op
    return None


def _both(network: Network, ahead: Operator, back: Loop) -> bool:
    """Both ways as one layer. What is read of one way alone becomes a slice."""
    end = back.states[-1]
    every, last = f"{end} every", f"{end} last"
    loop: Loop = ahead.settings["loop"]
    op = _layer(network, [loop, back], ahead.input(0), (every, last))
    new = [op]
    one = (f"{end} every back", f"{end} last back")
    for way, names in enumerate((ahead.outputs[:2], one)):
        for name, whole, axis in zip(names, (every, last), (2, 1), strict=True):
            new.append(_half(network, whole, name, axis, way * loop.hidden, loop.hidden))
    found = _stands_for(network, back, *one)
    if found is None:
        return False
    place = network.place[id(ahead)]
    network.operators[place : place + 1] = new
    network.index()
    _insert(network, back, found)
    for parts, whole, axis in zip(
        zip(ahead.outputs, one, strict=False), (every, last), (2, 1), strict=True
    ):
        _joined(network, parts, whole, axis)
    return True


def _layer(network: Network, loops: list[Loop], steps: str, outputs: tuple[str, str]) -> Operator:
    """The operator of a layer: every step (time, batch, values), and the last (batch, values)."""
    loop, ways = loops[0], len(loops)
    end = loops[-1].states[-1]
    inputs = (steps, *(f"{end} {name}" for name in "WRB"))
    weights = [each.weights() for each in loops]
    for name in "WRB":
        network.known(f"{end} {name}", np.concatenate([each[name] for each in weights]))
    given = loop.settings() | {"direction": "bidirectional" if ways == 2 else "forward"}
    if "activations" in given:
        given["activations"] *= ways
    ends = (f"{end} y", f"{end} h")
    layer = written(loop.cell, inputs, ends, **given)
    time, batch = (network.shapes[steps][n] for n in (0, 1))
    network.known(f"{end} sides", [0, 0, -1])
    network.known(f"{end} row", [0, -1])
    nodes = [
        *layer.nodes,
        *written("Transpose", ends[:1], (f"{end} y2",), perm=[0, 2, 1, 3]).nodes,
        *written("Reshape", (f"{end} y2", f"{end} sides"), outputs[:1]).nodes,
        *written("Transpose", ends[1:], (f"{end} h2",), perm=[1, 0, 2]).nodes,
        *written("Reshape", (f"{end} h2", f"{end} row"), outputs[1:]).nodes,
    ]
    network.computed(outputs[0], (time, batch, ways * loop.hidden))
    network.computed(outputs[1], (batch, ways * loop.hidden))
    settings = {"cell": loop.cell, "layers": [layer]}
    return Operator(KIND, inputs, (*outputs, "", ""), settings, tuple(nodes))


def _time_first(network: Network, loop: Loop) -> tuple[str, list[Operator]]:
    """What a loop reads with its steps first, and the operator that turns it so."""
    if loop.time == 0:
        return loop.source, []
    name = f"{loop.states[-1]} steps"
    batch, time, size = network.shapes[loop.source]
    network.computed(name, (time, batch, size))
    return name, [written("Transpose", (loop.source,), (name,), perm=[1, 0, 2])]


def _stands_for(network: Network, loop: Loop, every: str, last: str) -> list[Operator] | None:
    """Operators that give the states of the steps, each by its old name, and all put together."""
    states, new = loop.in_time(), []
    for place, name in enumerate(states):
        rank = len(network.shapes[name])
        end = name == loop.states[-1]
        index = f"{name} {'axis' if end else 'place'}"
        network.known(index, [0] if end else [place] if rank == 3 else place)
        if rank not in (2, 3) or (rank == 3 and network.shapes[name][0] != 1):
            return None
        if end:
            kind, inputs = ("Unsqueeze", (last, index)) if rank == 3 else ("Identity", (last,))
            new.append(written(kind, inputs, (name,)))
        else:
            new.append(written("Gather", (every, index), (name,), axis=0))
    wanted = [origin(network, name) for name in states]
    for op in network.operators:
        if op.kind == "Concat" and [origin(network, name) for name in op.inputs] == wanted:
            sides = network.shapes[op.outputs[0]]
            axis = op.settings["axis"] % len(sides)
            if len(sides) == 3 and axis < 2 and sides[axis] == len(states):
                given = {"perm": [1, 0, 2]} if axis else {}
                new.append(
                    written("Transpose" if axis else "Identity", (every,), op.outputs, **given)
                )
    return new


def _insert(network: Network, loop: Loop, new: list[Operator]) -> None:
    """Put operators where the first state is made, in the place of those with the same outputs."""
    old = {
        id(network.made_by[name]) for op in new for name in op.outputs if name in network.made_by
    }
    place = network.place[id(network.made_by[loop.states[0]])]
    kept = [op for op in network.operators[:place] if id(op) not in old]
    rest = [op for op in network.operators[place:] if id(op) not in old]
    network.operators = [*kept, *new, *rest]
    network.index()


def _half(network: Network, whole: str, name: str, axis: int, start: int, size: int) -> Operator:
    """The values of one way among those of both."""
    given = {"start": [start], "stop": [start + size], "axis": [axis]}
    inputs = [f"{name} {key}" for key in given]
    for key, value in zip(inputs, given.values(), strict=True):
        network.known(key, value)
    sides = network.shapes[whole]
    network.computed(name, (*sides[:axis], size, *sides[axis + 1 :]))
    return written("Slice", (whole, *inputs), (name,))


def _joined(network: Network, parts: tuple[str, str], whole: str, axis: int) -> None:
    """Read the whole where both ways are put together again."""
    rank = axis + 1
    for op in network.operators[:]:
        if op.kind != "Concat" or len(op.inputs) != 2:
            continue
        sides = network.shapes.get(op.outputs[0], ())
        if len(sides) != rank or op.settings["axis"] % rank != axis:
            continue
        if [origin(network, name) for name in op.inputs] == list(parts):
            network.replace([op], written("Identity", (whole,), op.outputs))
        elif rank == 3 and _turned(network, op, parts):
            network.replace([op], written("Transpose", (whole,), op.outputs, perm=[1, 0, 2]))


def _turned(network: Network, op: Operator, parts: tuple[str, str]) -> bool:
    turns = [network.made_by.get(name) for name in op.inputs]
    return all(
        turn is not None
        and turn.kind == "Transpose"
        and turn.settings.get("perm") == [1, 0, 2]
        and origin(network, turn.input(0)) == part
        for turn, part in zip(turns, parts, strict=True)
    )
