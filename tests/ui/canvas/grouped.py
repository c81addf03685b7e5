"""Networks with groups to draw and open."""

from __future__ import annotations

from itertools import pairwise

from studio.blocks.group import Group
from studio.graph.graph import Definition, Graph, Node
from tests.ui.canvas.drawn import node, wire


def residual() -> Definition:
    """A convolution, and an addition of what came in."""
    return Definition(
        name="Residual",
        nodes=(
            node("inlet_1", "inlet", 0, 0),
            node("conv", "conv2d", 0, 104, filters=8, padding="same"),
            node("add", "add", 0, 208),
            node("outlet_1", "outlet", 0, 312),
        ),
        wires=(
            wire("inlet_1", "conv"),
            wire("conv", "add", input="in_1"),
            wire("inlet_1", "add", input="in_2"),
            wire("add", "outlet_1"),
        ),
    )


def group(id: str, x: float, y: float, **settings: object) -> Node:
    return Node(id=id, block=Group(definition="Residual", **settings), x=x, y=y)


def with_groups(**settings: object) -> Graph:
    """Pictures, a convolution, two uses of a residual group, and classes, one below the other."""
    names = ["pictures", "conv", "first", "second", "flat", "classes"]
    nodes = (
        node("pictures", "picture_input", 0, 0),
        node("conv", "conv2d", 0, 104, filters=8),
        group("first", 0, 208, **settings),
        group("second", 0, 312),
        node("flat", "flatten", 0, 416),
        node("classes", "class_output", 0, 520),
    )
    wires = [
        wire(
            a,
            b,
            output="outlet_1" if a in ("first", "second") else "out",
            input="inlet_1" if b in ("first", "second") else "in",
        )
        for a, b in pairwise(names)
    ]
    return Graph(nodes=nodes, wires=tuple(wires), definitions=(residual(),))
