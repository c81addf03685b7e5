"""Recurrent layers that a file writes out step by step, found by the weights that each step shares.

Such a loop is proven by trying it out: the operator that ONNX has for the layer must give the same
states. Then that operator stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from studio.exchange.onnx_import.chosen import chosen, needed
from studio.exchange.onnx_import.network import Array, Network, Operator
from studio.exchange.onnx_import.unrolled_cells import KIND, Loop, proven
from studio.exchange.onnx_import.unrolled_places import replaced

LEAST_STEPS: Final = 3
MOST_INSIDE: Final = 50_000  # operators of one loop
MOVES: Final = frozenset("Squeeze Unsqueeze Reshape Identity Flatten".split())
CHOICES: Final = frozenset("Gather Slice Split".split())
GATES: Final = {1: "RNN", 3: "GRU", 4: "LSTM"}


@dataclass(frozen=True, slots=True)
class Product:
    """A product with the weights that all steps share, the state in it, and what joins that."""

    op: Operator
    state: str
    beside: str = ""  # what the state is put together with for the product
    first: bool = False  # whether the state stands first in it


def unrolled(network: Network) -> None:
    """Make each loop over a known number of steps one recurrent operator."""
    found = False
    for chain in list(_chains(network)):
        if all(network.made_by.get(each.op.outputs[0]) is each.op for each in chain):
            loop = _loop(network, chain)
            if loop is not None and (kept := proven(network, loop)) is not None:
                found |= replaced(network, kept, {id(each.op) for each in chain})
    if found:
        chosen(network)
        network.operators = needed(network.operators, network.outputs)
        network.index()


def _chains(network: Network) -> Iterator[list[Product]]:
    """Products with the same weights, each of which depends on the one before."""
    alike: dict[object, list[Operator]] = {}
    for op in network.operators:
        weight = _weight(network, op)
        if weight is not None:
            alike.setdefault(_print(weight), []).append(op)
    for group in alike.values():
        if len(group) < LEAST_STEPS - 1:
            continue
        if all(_reached(network, other.input(0), one) for one, other in pairwise(group)):
            products = _products(network, group)
            if len(products) >= LEAST_STEPS - 1:
                yield products


def _weight(network: Network, op: Operator) -> Array | None:
    """The constant of a product, (inputs, outputs)."""
    if op.kind not in ("MatMul", "Gemm") or op.input(0) in network.constants:
        return None
    weight = network.constant(op.input(1))
    if weight is None or weight.ndim != 2 or op.settings.get("transA"):
        return None
    return weight.T if op.settings.get("transB") else weight


def _print(weight: Array) -> object:
    """What equal weights have in common, without reading all of large ones."""
    flat = weight.ravel()
    return weight.shape, flat[:: max(1, flat.size // 64)].tobytes()


def _products(network: Network, group: list[Operator]) -> list[Product]:
    """The products with their states; the first may begin with a constant, which is left out."""
    join = network.made_by.get(group[-1].input(0))
    if join is None or join.kind != "Concat" or len(join.inputs) != 2:
        return [Product(op, op.input(0)) for op in group]
    places = [n for n, name in enumerate(join.inputs) if _reached(network, name, group[-2])]
    found = []
    for op in group:
        join = network.made_by.get(op.input(0))
        if len(places) != 1 or join is None or join.kind != "Concat" or len(join.inputs) != 2:
            return []
        state, beside = join.inputs[places[0]], join.inputs[1 - places[0]]
        found.append(Product(op, state, beside, first=places[0] == 0))
    return found


def _reached(network: Network, name: str, start: Operator) -> bool:
    return _way(network, start, name) is not None


def _way(network: Network, start: Operator, end: str) -> list[tuple[str, int]] | None:
    """The shortest way from a product to a value: kinds of operators, and which of their outputs.

    None if the value does not depend on the product.
    """
    least = network.place[id(start)]
    waiting: list[tuple[str, tuple[tuple[str, int], ...]]] = [(end, ())]
    seen = {end}
    for name, path in waiting:  # it grows while it is walked through
        op = network.made_by.get(name)
        if op is start:
            return list(path)
        if op is None or network.place[id(op)] < least:
            continue
        step = (op.kind, op.outputs.index(name))
        for each in op.inputs:
            if each and each not in seen and each not in network.constants:
                seen.add(each)
                waiting.append((each, (step, *path)))
    return None


def _ahead(network: Network, start: Operator, way: list[tuple[str, int]]) -> str | None:
    """Where the same way leads from another product."""
    names = [start.outputs[0]]
    for kind, place in way:
        readers = [op for name in names for op in network.read_by.get(name, [])]
        names = [op.outputs[place] for op in readers if op.kind == kind and place < len(op.outputs)]
    return names[0] if names else None


def _loop(network: Network, chain: list[Product]) -> Loop | None:
    """The loop of a chain of products, as far as its operators say; not proven yet."""
    products = {id(each.op): each for each in chain}
    if chain[0].state in network.constants:
        chain = chain[1:]
    way = _way(network, chain[0].op, chain[1].state)
    last = None if way is None else _ahead(network, chain[-1].op, way)
    entries = None if last is None else _entries(network, last, products)
    if last is None or not entries:
        return None
    states = (*(each.state for each in chain), last)
    hidden = network.shapes[last][-1]
    weights = _weights(network, entries, chain[0], hidden)
    if weights is None:
        return None
    into, again, bias = weights
    names = [products[id(op)].beside if id(op) in products else op.input(0) for op in entries]
    source = _source(network, names, len(states))
    cell = GATES.get(again.shape[1] // hidden)
    fits = again.shape[0] == hidden and into.shape[1] == again.shape[1]
    if source is None or cell is None or not fits or again.shape[1] % hidden:
        return None
    curve = "Relu" if cell == "RNN" and network.made_by[last].kind == "Relu" else "Tanh"
    return Loop(cell, curve, source, states, into, again, bias, _bias(network, chain[0].op))


def _weights(
    network: Network, entries: list[Operator], product: Product, hidden: int
) -> tuple[Array, Array, Array | None] | None:
    """Of what is read and of the state, and the bias of what is read; None if they differ."""
    weight = _weight(network, product.op)
    if weight is None or any(_weight(network, op) is None for op in entries):
        return None
    if product.beside:
        cut = hidden if product.first else len(weight) - hidden
        one, other = weight[:cut], weight[cut:]
        return (other, one, None) if product.first else (one, other, None)
    found = {_print(w): w for op in entries if (w := _weight(network, op)) is not None}
    if len(found) != 1:
        return None
    return found.popitem()[1], weight, _bias(network, entries[0])


def _entries(network: Network, last: str, products: dict[int, Product]) -> list[Operator] | None:
    """The products through which what is read comes into a loop; None if something else does."""
    found, seen, waiting = [], {last}, [last]
    for name in waiting:  # it grows while it is walked through
        op = network.made_by.get(name)
        if op is None or len(waiting) > MOST_INSIDE:
            return None
        if id(op) in products:
            product = products[id(op)]
            names = [product.state]
            if product.beside:
                found.append(op)
        elif _weight(network, op) is not None:
            found.append(op)
            continue
        else:
            names = [each for each in op.inputs if each]
        more = [n for n in names if n not in seen and n not in network.constants]
        seen.update(more)
        waiting += more
    return found


def _bias(network: Network, op: Operator) -> Array | None:
    """What is added to each answer of a product, all of one step alike."""
    given = [op.input(2)] if op.kind == "Gemm" else []
    adding = network.only_reader(op.outputs[0])
    if not given and adding is not None and adding.kind == "Add":
        given = [name for name in adding.inputs if name in network.constants]
    value = network.constant(given[0]) if given else None
    return None if value is None or value.size != value.shape[-1] else value.reshape(-1)


def _source(network: Network, names: list[str], steps: int) -> str | None:
    """The value whose parts are read at each step, or that is read as a whole."""
    sources = set(names)
    if len(names) > 1:
        sources = {_chosen_from(network, name) for name in names}
    if len(sources) != 1:
        return None
    source = sources.pop()
    made = network.made_by.get(source)
    if made is not None and made.kind == "Slice":
        every = network.constant(made.input(4))
        if every is not None and every.tolist() == [-1]:
            source = made.input(0)
    sides = network.shapes.get(source, ())
    return source if len(sides) == 3 and steps in sides[:2] else None


def _chosen_from(network: Network, name: str) -> str:
    op = network.made_by.get(name)
    while op is not None and op.kind in MOVES:
        name = op.input(0)
        op = network.made_by.get(name)
    if op is not None and op.kind == KIND and name == op.outputs[1]:
        return op.outputs[0]  # the last of its steps
    return op.input(0) if op is not None and op.kind in CHOICES else name
