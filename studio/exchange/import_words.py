"""What an import says: the blocks, the sealed parts, and how near the answers are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from studio.blocks.sealed import Sealed
from studio.language import number, tr, tr_count
from studio.project.checks import checked

if TYPE_CHECKING:
    from studio.exchange.onnx_import import Imported


def summary(opened: Imported) -> str:
    """How much was opened: "42 blocks with 11,689,512 parameters, 1 sealed part"."""
    graph = opened.project.graph
    return tr("{blocks} with {parameters} parameters, {sealed}").format(
        blocks=tr_count("{n} block", "{n} blocks", len(graph.nodes)),
        parameters=number(checked(opened.project).parameters),
        sealed=_sealed(opened),
    )


def told(opened: Imported) -> str:
    """All of it in a line."""
    blocks = tr_count("{n} block", "{n} blocks", len(opened.project.graph.nodes))
    opening = tr("{blocks}, {sealed}.").format(blocks=blocks, sealed=_sealed(opened))
    difference = opened.report.difference
    if not difference:
        return f"{opening} {tr('The answers are exactly those of the model.')}"
    near = tr("Largest difference to the model: {difference:.1e} of the largest answer.")
    return f"{opening} {near.format(difference=difference)}"


def _sealed(opened: Imported) -> str:
    sealed = len(opened.report.sealed)
    return (
        tr_count("{n} sealed part", "{n} sealed parts", sealed) if sealed else tr("no sealed part")
    )


def sealed_parts(opened: Imported) -> Iterator[str]:
    """A sentence for each sealed part: what it keeps, and what that means for training."""
    for id, kinds in opened.report.sealed.items():
        node = opened.project.graph.by_id[id]
        assert isinstance(node.block, Sealed)
        kept = tr("{block} ({id}) keeps {operators}, for which there is no block.").format(
            block=node.label, id=id, operators=", ".join(dict.fromkeys(kinds))
        )
        if node.block.differentiable:
            means = tr("It is not trained itself; gradients flow through it.")
        else:
            means = tr(
                "Only onnxruntime runs its {operators}: it is not trained, and blocks before it"
                " cannot learn."
            ).format(operators=", ".join(node.block.opaque))
        yield f"{kept} {means}"


def nearness(opened: Imported) -> str:
    """The largest difference between the model's answers and the network's."""
    return tr("Largest difference to the model: {difference:.1e} of the largest answer").format(
        difference=opened.report.difference
    )
