"""Recurrent layers. ONNX has one operator a layer, other orders of gates, and time first."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, NoBlock, made
from studio.exchange.onnx_import.network import Array, Network, Operator
from studio.exchange.onnx_import.reads import reads

# Where torch's gates stand among ONNX's: i f g o among i o f c, r z n among z r h.
ORDER: Final = {"LSTM": (0, 2, 3, 1), "GRU": (1, 0, 2), "RNN": (0,)}
CURVES: Final = {
    "LSTM": ["Sigmoid", "Tanh", "Tanh"],
    "GRU": ["Sigmoid", "Tanh"],
    "RNN": ["Tanh"],
}


def joined(network: Network) -> None:
    """Bring each layer together with what puts its directions, its states and its layers together.

    The outputs of such an operator: every step (time, batch, values), the last step of the
    topmost layer (batch, values), and the states of all layers (layers, batch, hidden), as far as
    they are read.
    """
    for op in list(network.operators):
        if op.kind == "Squeeze":
            _choose(network, op)
    for op in list(network.operators):
        if op.kind in ORDER and op.settings.get("layout", 0) == 0 and op in network.operators:
            _join(network, op)
    for op in list(network.operators):
        if op.kind == "Concat" and op.settings["axis"] == 0:
            _stack(network, op)
    for op in list(network.operators):
        if op.kind == "Recurrent" and op in network.operators:
            _join_last(network, op)


def _choose(network: Network, squeeze: Operator) -> None:
    """A slice of one place whose axis goes is the choice of that place."""
    cut, gone = network.made_by.get(squeeze.input(0)), network.constant(squeeze.input(1))
    if cut is None or cut.kind != "Slice" or network.only_reader(squeeze.input(0)) is not squeeze:
        return
    start, axes = network.constant(cut.input(1)), network.constant(cut.input(3))
    rank = len(network.shapes[cut.input(0)])
    if gone is None or start is None or axes is None or start.size != 1 or gone.size != 1:
        return
    if (axes % rank).tolist() != (gone % rank).tolist():
        return
    index = f"{squeeze.outputs[0]} place"
    network.known(index, start.reshape(()))
    given = {"axis": int(axes[0]) % rank}
    nodes = (*cut.nodes, *squeeze.nodes)
    whole = Operator("Gather", (cut.input(0), index), squeeze.outputs, given, nodes)
    network.replace([cut, squeeze], whole)


def _join(network: Network, op: Operator) -> None:
    outputs = [
        name if name in network.read_by or name in network.outputs else ""
        for name in (*op.outputs, "", "", "")[:3]
    ]
    ways = len(network.constants.get(op.input(1), ()))
    group, sequence = [op], ""
    if ways == 1 and outputs[0]:
        turn = network.only_reader(outputs[0])
        if turn is not None and turn.kind == "Squeeze":
            axes = network.constant(turn.input(1))
            if axes is not None and axes.tolist() == [1]:
                group, sequence = [op, turn], turn.outputs[0]
    if not sequence and outputs[0]:
        turn = network.only_reader(outputs[0])
        if turn is None or turn.kind != "Transpose" or turn.settings.get("perm") != [0, 2, 1, 3]:
            return
        flat = network.only_reader(turn.outputs[0])
        if flat is None or flat.kind != "Reshape":
            return
        time, batch, _, hidden = network.shapes[turn.outputs[0]]
        if network.shapes[flat.outputs[0]] != (time, batch, ways * hidden):
            return
        group, sequence = [op, turn, flat], flat.outputs[0]
    nodes = tuple(node for each in group for node in each.nodes)
    given = {"cell": op.kind, "layers": [op]}
    whole = Operator("Recurrent", op.inputs, (sequence, "", outputs[1], outputs[2]), given, nodes)
    network.replace(group, whole)


def _stack(network: Network, concat: Operator) -> None:
    """Layers whose states are put together are one block: that is how torch gives them out."""
    layers = [network.made_by.get(name) for name in concat.inputs]
    known = [op for op in layers if op is not None and op.kind == "Recurrent"]
    if len(known) < len(layers) or len(known) < 2 or len({id(op) for op in known}) < len(known):
        return
    for below, above in pairwise(known):
        alike = below.settings["cell"] == above.settings["cell"]
        shapes = [network.shapes.get(op.input(2)) for op in (below, above)]
        if not alike or below.outputs[0] != above.input(0) or shapes[0] != shapes[1]:
            return
        if network.only_reader(below.outputs[0]) is not above or below.outputs[3]:
            return
        if below.input(4) != above.input(4):
            return
    if (
        any(network.only_reader(op.outputs[2]) is not concat for op in known)
        or known[-1].outputs[3]
    ):
        return
    first, last = known[0], known[-1]
    given = {"cell": first.settings["cell"], "layers": [op.settings["layers"][0] for op in known]}
    nodes = tuple(node for op in (*known, concat) for node in op.nodes)
    outputs = (last.outputs[0], "", concat.outputs[0], "")
    network.replace([*known, concat], Operator("Recurrent", first.inputs, outputs, given, nodes))


def _join_last(network: Network, op: Operator) -> None:
    """The last step of the topmost layer, chosen from the states."""
    states = op.outputs[2]
    readers = network.read_by.get(states, []) if states else []
    if not readers or states in network.outputs:
        return
    ways = len(network.constants.get(op.input(1), ()))
    count = ways * len(op.settings["layers"])
    chosen = {}
    for reader in readers:
        index = network.constant(reader.input(1)) if reader.kind == "Gather" else None
        if index is None or index.ndim or reader.settings.get("axis", 0) != 0:
            return
        chosen[int(index) % count] = reader
    if ways == 1 and list(chosen) == [count - 1] and len(readers) == 1:
        group, last = [op, *readers], readers[0].outputs[0]
    elif ways == 2 and sorted(chosen) == [count - 2, count - 1] and len(readers) == 2:
        ends = [chosen[n].outputs[0] for n in (count - 2, count - 1)]
        concat = network.only_reader(ends[0])
        if concat is None or concat.kind != "Concat" or list(concat.inputs) != ends:
            return
        if concat.settings["axis"] % 2 != 1 or network.only_reader(ends[1]) is not concat:
            return
        group, last = [op, *readers, concat], concat.outputs[0]
    else:
        return
    nodes = tuple(node for each in group for node in each.nodes)
    outputs = (op.outputs[0], last, "", op.outputs[3])
    network.replace(group, Operator("Recurrent", op.inputs, outputs, op.settings, nodes))


@reads("Recurrent", "LSTM", "GRU", "RNN")
def recurrent(drawing: Drawing, op: Operator) -> None:
    cell = op.settings.get("cell", op.kind)
    layers = op.settings.get("layers", [op])
    first: Operator = layers[0]
    steps = drawing.arranged(op.input(0), [1, 0, 2])
    _check(drawing, op, cell, layers)
    _check_lengths(drawing, op, layers, drawing.real_lengths(steps.shape))
    weights: dict[str, Array] = {}
    bias = bool(first.input(3))
    for index, layer in enumerate(layers):
        weights |= _weights(drawing, layer, cell, index, bias=bias)
    ways = len(drawing.network.constants[first.input(1)])
    settings: dict[str, Any] = {"hidden_size": weights["weight_hh_l0"].shape[1], "bias": bias}
    if len(layers) > 1:
        settings["num_layers"] = len(layers)
    if ways == 2:
        settings["bidirectional"] = True
    if cell == "RNN" and first.settings.get("activations", ["Tanh"])[0] == "Relu":
        settings["function"] = "relu"
    sequence, last = drawing.put(made(cell.lower(), **settings), steps, weights={"": weights})
    if op.kind == "Recurrent":
        every, end, states = op.outputs[0], op.outputs[1], op.outputs[2]
        drawing.hold(every, sequence, (1, 0, 2))
        drawing.hold(end, last, (0, 1))
    else:
        every, states = [*op.outputs, ""][:2]
        if ways == 1:
            drawing.hold(every, sequence, (1, None, 0, 2))
    if ways == 1 and len(layers) == 1:
        drawing.hold(states, last, (None, 0, 1))


def _check(drawing: Drawing, op: Operator, cell: str, layers: list[Operator]) -> None:
    """Whether the block does all that the operators ask for."""
    network = drawing.network
    for layer in layers:
        given = layer.settings
        curves = given.get("activations")
        ways = len(network.constants.get(layer.input(1), ()))
        if given.get("direction", "forward") == "reverse" or given.get("layout") or not ways:
            raise NoBlock("backwards only, or weights that are computed")
        usual = curves is None or list(curves) == CURVES[cell] * ways
        if not usual and not (cell == "RNN" and list(curves or ()) == ["Relu"] * ways):
            raise NoBlock("other curves")
        if given.get("clip") or given.get("input_forget") or layer.input(7):
            raise NoBlock("a special cell")
        if cell == "GRU" and not given.get("linear_before_reset"):
            raise NoBlock("a GRU that resets before its product")
        for start in (layer.input(5), layer.input(6)):
            value = network.constants.get(start) if start else None
            if start and (value is None or value.any()):
                raise NoBlock("a start that is not zero")
    if len([*op.outputs, "", "", ""]) and any(op.outputs[3:] if op.kind == "Recurrent" else []):
        raise NoBlock("its memory is read")
    if op.kind == "LSTM" and len(op.outputs) > 2 and op.outputs[2] in network.read_by:
        raise NoBlock("its memory is read")


def _check_lengths(
    drawing: Drawing, op: Operator, layers: list[Operator], real: Array | None
) -> None:
    """Whether the layers read the steps that the block reads: the real ones, if others come."""
    network = drawing.network
    for layer in layers:
        lengths, steps = network.constants.get(layer.input(4)), network.shapes[layer.input(0)][0]
        every = steps if real is None else real
        if layer.input(4) and (lengths is None or not (lengths == every).all()):
            raise NoBlock("lengths of its own")
        both = layer.settings.get("direction") == "bidirectional"
        ends = any(name in network.read_by or name in network.outputs for name in op.outputs[1:])
        if real is not None and not layer.input(4) and (both or ends):
            raise NoBlock("padding is read as well")


def _weights(
    drawing: Drawing, layer: Operator, cell: str, index: int, *, bias: bool
) -> dict[str, Array]:
    """The weights of one layer by torch's names."""
    network, found = drawing.network, {}
    into, again = network.constant(layer.input(1)), network.constant(layer.input(2))
    biases = network.constant(layer.input(3)) if layer.input(3) else None
    if into is None or again is None or bias != (biases is not None):
        raise NoBlock("weights that are computed")
    for way, suffix in enumerate(("", "_reverse")[: len(into)]):
        found[f"weight_ih_l{index}{suffix}"] = _reordered(into[way], cell)
        found[f"weight_hh_l{index}{suffix}"] = _reordered(again[way], cell)
        if biases is not None:
            one, other = np.split(biases[way], 2)
            found[f"bias_ih_l{index}{suffix}"] = _reordered(one, cell)
            found[f"bias_hh_l{index}{suffix}"] = _reordered(other, cell)
    return found


def _reordered(weights: Array, cell: str) -> Array:
    gates = np.split(weights, len(ORDER[cell]))
    return np.concatenate([gates[n] for n in ORDER[cell]]).astype(np.float32)
