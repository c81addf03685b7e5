"""What is wrong with the sealed parts of a graph: files that are missing, damaged or others."""

from __future__ import annotations

from collections.abc import Iterator

from studio.blocks.group import Group
from studio.blocks.sealed import Sealed
from studio.compiler import parts
from studio.compiler.parts import PartError
from studio.graph.definitions import needed
from studio.graph.graph import Definition, Graph
from studio.graph.problems import Problem
from studio.language import tr


def part_problems(graph: Graph) -> tuple[Problem, ...]:
    """A problem for each sealed part that cannot be run, at the block or at the groups around."""
    found: list[Problem] = []
    for ids, block in _sealed(graph):
        if ids and (error := _error(block)):
            chip = tr("Part cannot run")
            found.append(Problem(ids, error.what, error.why, error.remedy, chip))
    return tuple(found)


def _sealed(graph: Graph) -> Iterator[tuple[tuple[str, ...], Sealed]]:
    """Every sealed part with the blocks of the graph itself that lead to it."""
    groups = graph.of(Group)
    for network, node, block in parts.sealed(graph):
        if isinstance(network, Definition):
            leading = (group.id for group in groups if network.name in needed(graph, [group]))
            yield tuple(leading), block
        else:
            yield (node.id,), block


def _error(block: Sealed) -> PartError | None:
    from studio.compiler.part_model import fits, known_part  # brings in ONNX

    try:
        part = known_part(block.digest)
    except PartError as error:
        return error
    if fits(part, block):
        return None
    return PartError(
        tr("A sealed part does not fit its file."),
        tr("The block names other inputs and outputs than the ONNX model of the part has."),
        tr("Import the ONNX model again."),
    )
