"""Groups in ONNX: they are written as the blocks inside them."""

from pathlib import Path

import onnx

from studio.graph.graph import Graph
from studio.schema.data_field import DataField
from studio.schema.shape import Picture
from tests.exchange.test_onnx_export import KIND, exported, project
from tests.wiring import block, definition, graph

PICTURES = tuple(DataField(name, "values", Picture(2, 6, 6)) for name in ("one", "other"))


def network() -> Graph:
    """Two pictures through a Siamese pair; in each a residual block × 3 and a shared one × 2."""
    residual = definition(
        "Residual",
        {
            "i": block("inlet"),
            "conv": block("conv2d", filters=2, padding="same"),
            "norm": block("batch_norm"),
            "sum": block("add"),
            "o": block("outlet"),
        },
        "i > conv",
        "conv > norm",
        "norm > sum.in_1",
        "i > sum.in_2",
        "sum > o",
    )
    encoder = definition(
        "Encoder",
        {
            "i": block("inlet"),
            "own": block("group", definition="Residual", repeat=3),
            "tied": block("group", definition="Residual", repeat=2, shared=True),
            "mean": block("global_avg_pool"),
            "o": block("outlet"),
        },
        "i > own",
        "own > tied",
        "tied > mean",
        "mean > o",
        definitions=[residual],
    )
    pair = block("group", definition="Encoder", shared=True)
    return graph(
        {
            "a": block("picture_input", field="one"),
            "b": block("picture_input", field="other"),
            "left": pair,
            "right": pair,
            "both": block("concatenate"),
            "out": block("class_output"),
        },
        "a > left",
        "b > right",
        "left > both.in_1",
        "right > both.in_2",
        "both > out",
        definitions=[encoder, residual],
    )


def test_nested_repeated_and_shared_groups_answer_alike_in_onnx(tmp_path: Path) -> None:
    done = exported(project(network(), *PICTURES, KIND), tmp_path / "model.onnx")
    assert done.inputs == ("one", "other")
    model = onnx.load(done.path)
    assert not model.functions
    kernels = [each for each in model.graph.initializer if [*each.dims] == [2, 2, 3, 3]]
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    assert len(kernels) == 4  # three of their own, and one that the pair calls four times
    assert len(convolutions) == 10
