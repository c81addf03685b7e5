"""Attention: found by its softmax between two products, and proven by trying it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np

from studio.exchange.onnx_import.inside import between, tried
from studio.exchange.onnx_import.network import Array, Network, Operator

MOVES: Final = frozenset(
    "Reshape Transpose Squeeze Unsqueeze Gather Slice Split Cast Expand Identity Flatten".split()
)
MOST_STEPS: Final = 40  # of one way through the operators
NEAR: Final = 1e-4
HIDDEN: Final = -1e4  # what a mask adds where nothing may be looked at is below


@dataclass(frozen=True, slots=True)
class Projection:
    """A dense layer on the way to queries, keys or values: (inputs, outputs), and which part."""

    source: str
    weight: Array
    bias: Array | None
    part: int


def attentions(network: Network) -> None:
    """Make each multi-head attention with its dense layers one operator."""
    for op in network.operators[:]:
        if op.kind in ("Softmax", "Attention") and network.made_by.get(op.outputs[0]) is op:
            core = _core(network, op)
            if core is not None:
                _attention(network, *core)


def _core(network: Network, op: Operator) -> tuple[tuple[str, ...], str, int] | None:
    """Queries, keys and values; what comes out of them; how many values a head has."""
    if op.kind == "Attention":  # newer versions have an operator for it
        shape = network.shapes[op.input(0)]
        return op.inputs[:3], op.outputs[0], shape[-1] // op.settings.get("q_num_heads", 1)
    scores = _back(network, op.input(0), {"Add", "Where", "Mul", "Div"} | MOVES)
    mixed = _ahead(network, op.outputs[0], MOVES | {"Where"})
    if scores is None or mixed is None or scores.kind != "MatMul" or mixed.kind != "MatMul":
        return None
    width = network.shapes[scores.input(0)][-1]
    return (*scores.inputs, mixed.input(1)), mixed.outputs[0], width


def _attention(network: Network, taken: tuple[str, ...], mixed: str, width: int) -> None:
    ways = [_projection(network, name) for name in taken]
    found = [way for way in ways if way is not None]
    out = _ahead(network, mixed, MOVES)
    if len(found) < 3:
        return
    end = None
    if out is not None and out.kind in ("MatMul", "Gemm"):
        end = _end(network, out, found[0].source)
    end = end or _bare(network, mixed, found)
    group = None if end is None else between(network, end[0], {way.source for way in found})
    if end is None or group is None:
        return
    weights = _weights(found, end[1], end[2])
    if weights is None:
        return
    heads = weights["out"].shape[1] // width
    sources = tuple(way.source for way in found)
    trial = tried(network, group, dict.fromkeys(sources), end[0])
    if trial is None:
        return
    values, theirs = trial
    turned = [values[name] for name in sources]
    for causal, batch, real in product((False, True), (0, 1), (None, *_lengths(network, group))):
        given = {"heads": heads, "causal": causal, "batch": batch, "weights": weights, "real": real}
        if _proven(turned, theirs, given):
            nodes = tuple(node for op in group for node in op.nodes)
            network.replace(group, Operator("Attention", sources, (end[0],), given, nodes))
            return


def _lengths(network: Network, group: list[Operator]) -> list[Array]:
    """How many keys of each example are real, as some mask inside may say: (batch,)."""
    found: dict[bytes, Array] = {}
    if not network.lengths:
        return []
    for name in (name for op in group for name in op.inputs if name in network.varying):
        mask = network.constants[name]
        if mask.ndim == 4 and mask.dtype.kind in "fb":
            seen = mask if mask.dtype == bool else mask > HIDDEN
            lengths = seen.any((1, 2)).sum(-1)
            found[lengths.tobytes()] = lengths
    return list(found.values())


def _back(network: Network, name: str, through: set[str] | frozenset[str]) -> Operator | None:
    """What made a value, on the far side of operators of these kinds."""
    for _ in range(MOST_STEPS):
        op = network.made_by.get(name)
        if op is None or op.kind not in through:
            return op
        computed = [n for n in op.inputs if n and n not in network.constants]
        if len(computed) != 1:
            return None
        name = computed[0]
    return None


def _ahead(network: Network, name: str, through: set[str] | frozenset[str]) -> Operator | None:
    """What alone reads a value, on the far side of operators of these kinds."""
    for _ in range(MOST_STEPS):
        op = network.only_reader(name)
        if op is None or op.kind not in through:
            return op
        name = op.outputs[0]
    return None


def _projection(network: Network, name: str) -> Projection | None:
    """The dense layer that a value comes from, through factors and other arrangements."""
    part, bias = 0, None
    for _ in range(MOST_STEPS):
        op = network.made_by.get(name)
        if op is None:
            return None
        computed = [n for n in op.inputs if n and n not in network.constants]
        if len(computed) != 1:
            return None
        match op.kind:
            case "Gather":
                index = network.constant(op.input(1))
                part = part if index is None else int(index.reshape(-1)[0])
            case "Split":
                part = op.outputs.index(name)
            case "Slice":
                part = -1 - int(network.constants[op.input(1)].reshape(-1)[0])
            case "Add":
                constant = next(n for n in op.inputs if n in network.constants)
                bias = network.constant(constant)
            case "MatMul" | "Gemm":
                return _dense(network, op, computed[0], bias, part)
            case "Mul" | "Div" | "Reshape" | "Transpose" | "Squeeze" | "Unsqueeze" | "Cast":
                pass
            case _:
                return None
        name = computed[0]
    return None


def _dense(
    network: Network, op: Operator, source: str, bias: Array | None, part: int
) -> Projection | None:
    weight = network.constant(op.input(1))
    if weight is None or weight.ndim != 2 or op.settings.get("transA"):
        return None
    weight = weight.T if op.settings.get("transB") else weight
    bias = network.constant(op.input(2)) if op.input(2) else bias
    while len(network.shapes[source]) == 2:  # flattened for the product
        before = network.made_by.get(source)
        if before is None or before.kind not in ("Reshape", "Flatten"):
            return None
        source = before.input(0)
    if len(network.shapes[source]) != 3:
        return None
    return Projection(source, weight, None if bias is None else bias.reshape(-1), part)


def _end(network: Network, out: Operator, query: str) -> tuple[str, Array, Array | None] | None:
    """Where the last dense layer ends: the value, its weight (inputs, outputs), its bias."""
    weight = network.constant(out.input(1))
    if weight is None or weight.ndim != 2:
        return None
    weight = weight.T if out.settings.get("transB") else weight
    bias = network.constant(out.input(2)) if out.input(2) else None
    name = out.outputs[0]
    for _ in range(4):
        after = network.only_reader(name)
        if after is None:
            break
        other = [network.constant(n) for n in after.inputs if n in network.constants]
        if after.kind == "Add" and other and other[0] is not None and bias is None:
            bias = other[0].reshape(-1)
        elif after.kind != "Reshape" or len(network.shapes[name]) == 3:
            break
        name = after.outputs[0]
    return (name, weight, bias) if network.shapes[name] == network.shapes[query] else None


def _bare(
    network: Network, mixed: str, ways: list[Projection]
) -> tuple[str, Array, Array | None] | None:
    """The end of an attention without a last dense layer: one that changes nothing stands in."""
    wanted = network.shapes[ways[0].source]
    name = mixed
    while network.shapes[name] != wanted:
        after = network.only_reader(name)
        if after is None or after.kind not in MOVES:
            return None
        name = after.outputs[0]
    return name, np.eye(wanted[-1], dtype=np.float32), None


def _weights(ways: list[Projection], out: Array, bias: Array | None) -> dict[str, Array] | None:
    """The weights of queries, keys, values and of the last layer, as torch has them."""
    size = out.shape[0]
    found = {"out": out.T}
    if bias is not None:
        found["out bias"] = bias
    for name, way in zip("qkv", ways, strict=True):
        wide = way.weight.shape[1]
        start = -1 - way.part if way.part < 0 else way.part * size if wide > size else 0
        if wide % size or start + size > wide:
            return None
        found[name] = way.weight.T[start : start + size]
        if way.bias is not None:
            if way.bias.size != wide:
                return None
            found[f"{name} bias"] = way.bias[start : start + size]
    return found


def _proven(turned: list[Array], theirs: Array, given: Mapping[str, Any]) -> bool:
    """Whether attention with these settings answers what the operators answer.

    Args:
        turned: random queries, keys and values.
        theirs: what the operators answer to them.
    """
    if given["batch"] == 1:
        turned = [np.swapaxes(value, 0, 1) for value in turned]
    try:
        ours = _formula(turned, given)
    except ValueError:
        return False
    ours = np.swapaxes(ours, 0, 1) if given["batch"] == 1 else ours
    return ours.shape == theirs.shape and bool(np.allclose(ours, theirs, NEAR, NEAR))


def _formula(sources: list[Array], given: Mapping[str, Any]) -> Array:
    """Multi-head attention, written out: (batch, time, size) each."""
    weights: Mapping[str, Array] = given["weights"]
    heads: int = given["heads"]
    split = []
    for name, source in zip("qkv", sources, strict=True):
        value = source @ weights[name].T + weights.get(f"{name} bias", 0)
        batch, time, size = value.shape
        split.append(value.reshape(batch, time, heads, size // heads).transpose(0, 2, 1, 3))
    query, key, value = split
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1])
    if given["causal"]:
        scores = np.where(np.tri(*scores.shape[-2:]) > 0, scores, -np.inf)
    if given["real"] is not None:
        real = given["real"].reshape(-1, 1, 1, 1)
        scores = np.where(np.arange(scores.shape[-1]) < real, scores, -np.inf)
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = scores / scores.sum(-1, keepdims=True) @ value
    batch, _, time, _ = mixed.shape
    joined = mixed.transpose(0, 2, 1, 3).reshape(batch, time, -1)
    return np.asarray(joined @ weights["out"].T + weights.get("out bias", 0))
