"""Which new blocks suit a place."""

import pytest

from studio.blocks import blocks
from studio.blocks.presets import presets
from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.graph.ready_made import ready_made
from studio.graph.shapes import shapes
from studio.project.checks import checked
from studio.project.project import Project
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.fitting import connection_fits, insertion_fits
from studio.ui.canvas.new_block import NewBlock
from studio.ui.canvas.suiting import AfterOutput, BeforeInput, IntoWire
from studio.ui.canvas.usual import _BEFORE, _BEHIND, before, behind
from studio.ui.tokens import families
from tests.ui.canvas.drawn import chain, node, wire

NEVER = {"group", "sealed", "inlet", "outlet"}
IDS = [e.id for e in (*blocks, *presets, *ready_made) if e.id not in NEVER]


def known(graph: Graph):
    found = checked(Project(graph=graph, data=datasets["fashion"]()))
    return graph, found.fields, found.shapes


def placed(id: str, graph: Graph, arriving):
    """The graph with the block's definition, and the block."""
    return NewBlock(id, graph).taking(arriving)


@pytest.mark.parametrize("source", ["pictures", "pool", "flat", "dense"])
def test_what_suits_an_output_gets_no_error_behind_it_and_gives_what_is_promised(source) -> None:
    graph, fields, found = known(chain())
    spot = AfterOutput(graph, fields, found, PortEnd(source, "out", is_input=False))
    for id in IDS:
        suits = spot.suits(id)
        whole, new = placed(id, graph, found.at(source, "out"))
        ports = whole.inputs(new.block)
        if not ports:
            assert suits.reason
            continue
        wired = wire(source, new.id, input=ports[0].name)
        after = shapes(whole.added(new, wires=(wired,)), fields).nodes[new.id]
        if suits.gives:
            given = after.outputs[0] if after.outputs else after.answer
            assert given.text() == suits.gives
        assert after.error is None or suits.reason
        if not suits.reason:
            assert connection_fits(whole.added(new), fields, found, wired)


@pytest.mark.parametrize("ends", [("conv", "pool"), ("pool", "flat"), ("flat", "dense")])
def test_what_suits_a_wire_breaks_neither_the_block_nor_the_one_behind(ends) -> None:
    graph, fields, found = known(chain())
    spot = IntoWire(graph, fields, found, wire(*ends))
    for id in IDS:
        whole, new = placed(id, graph, found.at(ends[0], "out"))
        fits = insertion_fits(whole, fields, found, new, wire(*ends))
        suits = not spot.suits(id).reason
        # A block that waits for a second input has no error yet, but may never take the first.
        assert suits == fits or (fits and len(whole.inputs(new.block)) > 1)


def test_a_convolution_before_a_dense_is_refused_and_a_flatten_is_not() -> None:
    graph, fields, found = known(chain().disconnected(wire("flat", "dense")))
    spot = BeforeInput(graph, fields, found, PortEnd("dense", "in", is_input=True))
    assert spot.suits("conv2d").reason == "Needs a flat row"
    assert spot.suits("class_output").reason == "has no output"
    for id in ("flatten", "dense", "dropout", "relu_activation", "lstm"):
        assert not spot.suits(id).reason


def test_an_input_beside_others_wants_what_fits_these() -> None:
    graph = chain().added(node("sum", "add"), wires=(wire("pool", "sum", input="in_1"),))
    spot = BeforeInput(*known(graph), PortEnd("sum", "in_2", is_input=True))
    assert not spot.suits("batch_norm").reason
    assert spot.suits("picture_input").reason  # 1 × 28 × 28 and 32 × 13 × 13 cannot be added


def test_the_usual_blocks_of_each_family_are_blocks() -> None:
    assert {*_BEHIND, *_BEFORE} <= set(families())
    named = {id for ranks in (*_BEHIND.values(), *_BEFORE.values()) for id in ranks}
    assert named <= set(IDS)
    assert behind("conv", "max_pool2d") < behind("conv", "embedding")
    assert before("dense", "flatten") < before("dense", "conv2d")
