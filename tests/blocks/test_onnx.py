"""Every block, exported to ONNX and run by onnxruntime, answers as the module does.

Many blocks side by side make one model, so that the export's fixed cost is paid a few times only.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence as Several

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch.export import Dim

from studio.blocks import blocks
from studio.blocks.activation import TITLES
from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.compiler.module import build
from studio.compiler.plan import Plan, plan
from studio.exchange.onnx_layers import exportable
from studio.graph.graph import Graph, Node, Wire
from studio.schema.data_field import DataField
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    Tokens,
    Unknown,
    padded,
)
from tests.blocks.compiled import drawn, network
from tests.blocks.drawing import ENTRIES, predicted

Bundle = Several[tuple[Block, tuple[Shape | None, ...]]]
VOLUME = Array((2, 3, 4, 2))
PICTURE, ROW, STEPS, OPEN = Picture(4, 9, 8), Features(12), Sequence(7, 8), Sequence(Unknown(), 8)


def of(
    kind: str, *given: Shape | None, **settings: object
) -> tuple[Block, tuple[Shape | None, ...]]:
    return blocks[kind]().but(**settings), given


PICTURES: Bundle = [
    of("conv2d", PICTURE),
    of("conv2d", PICTURE, stride=(2, 1), dilation=(1, 2), groups=4, padding=2, activation="gelu"),
    of("conv2d", PICTURE, kernel=(2, 4), padding="same", bias=False),
    of("conv2d", PICTURE, stride=(2, 3), padding="same"),
    of("conv_transpose2d", PICTURE),
    of("conv_transpose2d", PICTURE, kernel=(3, 3), padding=1, output_padding=(1, 0), groups=2),
    of("conv_transpose2d", PICTURE, kernel=(3, 4), padding=(0, 1, 2, 0), dilation=(2, 1)),
    of("separable_conv2d", PICTURE, padding="same", multiplier=2),
    of("upsample", PICTURE),
    of("upsample", PICTURE, factor=(2, 3), mode="bilinear"),
    of("upsample", PICTURE, to="size", size=(13, 10), mode="bilinear", align_corners=True),
    of("upsample", PICTURE, mode="bicubic"),
    of("pixel_shuffle", PICTURE),
    of("max_pool2d", PICTURE),
    of("max_pool2d", PICTURE, kernel=(3, 2), padding="same", dilation=(1, 2)),
    of("max_pool2d", PICTURE, kernel=(3, 3), padding=1, ceil_mode=True),
    of("avg_pool2d", PICTURE, kernel=(3, 2), stride=(1, 2), padding=1),
    of("avg_pool2d", PICTURE, kernel=(3, 3), padding=1, ceil_mode=True, count_padding=False),
    of("avg_pool2d", PICTURE, kernel=(3, 3), padding=(0, 2, 1, 0), count_padding=False),
    of("avg_pool2d", PICTURE, kernel=(2, 3), ceil_mode=True),
    of("global_avg_pool", PICTURE),
    of("global_max_pool", PICTURE),
    of("adaptive_avg_pool2d", PICTURE),
    of("adaptive_avg_pool2d", PICTURE, size=(2, 3)),
    of("batch_norm", PICTURE),
    of("layer_norm", PICTURE),
    of("group_norm", PICTURE, groups=2),
    of("instance_norm", PICTURE),
    of("local_response_norm", PICTURE, size=3, alpha=0.5),
    of("dropout", PICTURE),
    of("spatial_dropout", PICTURE),
    of("gaussian_noise", PICTURE),
    of("add", PICTURE, PICTURE),
    of("concatenate", PICTURE, PICTURE),
    of("flatten", PICTURE),
    of("picture_input", PICTURE),
    of("sequence_input", PICTURE),
    of("features_input", ROW),
    of("category_input", Category(9)),
    of("array_input", VOLUME),
    of("flatten", VOLUME),
    of("embedding", Category(9)),
    of("add", VOLUME, VOLUME),
    of("concatenate", VOLUME, VOLUME),
    of("reshape", ROW, height=2, width=3),
    of("class_output", ROW),
    of("yes_no_output", ROW),
    of("number_output", ROW),
    *(of("dense", ROW, units=3, activation=name) for name in TITLES),
    of("activation", PICTURE, function="softmax"),
    of("activation", PICTURE, function="softmax", axis=3),
    of("activation", PICTURE, function="prelu", per_channel=True),
    of("activation", ROW, function="gelu", form="tanh"),
    of("activation", ROW, function="hard_sigmoid", reach=2.5),
    of("activation", ROW, function="hard_tanh", low=-0.5, high=0.25),
]
SEQUENCES: Bundle = [
    of("conv1d", STEPS, stride=2, padding=1),
    of("conv1d", STEPS, padding=(2, 0)),
    of("max_pool1d", STEPS),
    of("max_pool1d", STEPS, kernel=3, dilation=2, padding="same", ceil_mode=True),
    of("avg_pool1d", STEPS, padding=1),
    of("avg_pool1d", STEPS, kernel=3, padding="same", count_padding=False),
    of("adaptive_avg_pool1d", STEPS),
    of("spatial_dropout", STEPS),
    of("lstm", STEPS, num_layers=2, bidirectional=True),
    of("gru", STEPS, bias=False),
    of("attention", STEPS, None, None, causal=True),
    of("attention", STEPS, Sequence(5, 6), Sequence(5, 4)),
    of("embedding", Tokens(6, 9)),
    of("batch_norm", STEPS),
    of("group_norm", STEPS),
    of("instance_norm", STEPS),
    of("last_step", STEPS),
    of("mean_over_time", STEPS),
]
PADDED: Bundle = [
    of("conv1d", OPEN, kernel=4),
    of("conv1d", OPEN, padding="same"),
    of("max_pool1d", OPEN),
    of("max_pool1d", OPEN, kernel=3, padding=(2, 0), ceil_mode=True, stride=1),
    of("max_pool1d", OPEN, kernel=3, dilation=2),
    of("avg_pool1d", OPEN),
    of("lstm", OPEN),
    of("lstm", OPEN, num_layers=2, bidirectional=True),
    of("gru", OPEN, bidirectional=True),
    of("attention", OPEN, None, None),
    of("attention", OPEN, OPEN, OPEN, causal=True),
    of("tokens_input", Tokens(Unknown(), 9)),
    of("embedding", Tokens(Unknown(), 9)),
    of("batch_norm", OPEN),
    of("layer_norm", OPEN),
    of("group_norm", OPEN, groups=2),
    of("instance_norm", OPEN),
    of("last_step", OPEN),
    of("mean_over_time", OPEN),
    of("add", OPEN, OPEN),
    of("concatenate", OPEN, OPEN),
    of("concatenate", STEPS, OPEN, along="steps"),
    of("dense", OPEN),
    of("activation", OPEN, function="log_softmax", axis=1),
]
ENCODERS: Bundle = [
    of("encoder_layer", STEPS),
    of("encoder_layer", OPEN, norm="first", activation="gelu", width=12),
    of("encoder_layer", OPEN, causal=True, heads=2),
    of("positional_encoding", STEPS),
    of("positional_encoding", OPEN),
    of("positional_encoding", OPEN, form="learned", longest=6),
]
ENDS: Bundle = [
    of("noise_input"),
    of("multi_label_output", ROW),
    of("reconstruction_output", ROW),
    of("reconstruction_output", Picture(1, 2, 3), dense=False),
    of("reconstruction_output", OPEN, distance="binary_cross_entropy"),
    of("generated_picture", ROW),
    of("generated_picture", ROW, range="tanh"),
    of("sample", ROW, ROW),
    of("sample", OPEN, OPEN),
    of("kl_penalty", PICTURE, PICTURE),
]
JOINS: Bundle = [
    of("subtract", ROW, ROW),
    of("multiply", Features(4), PICTURE),
    of("multiply", Features(8), OPEN),
    of("maximum", PICTURE, Picture(1, 9, 8)),
    of("average", ROW, ROW),
    of("dot_product", ROW, ROW),
    of("dot_product", OPEN, OPEN, normalized=True),
    of("concatenate", PICTURE, PICTURE, along="height"),
    of("reshape", PICTURE, to="array", sides=(2, 9, 8)),
    of("reshape", PICTURE, to="row"),
    of("permute", PICTURE, order=(2, 3, 1)),
    of("permute", VOLUME, order=(4, 1, 3, 2)),
    of("pad", PICTURE, left=2, bottom=0, value=1.5),
    of("pad", PICTURE, fill="reflect"),
    of("pad", STEPS, fill="replicate"),
    of("pad", ROW, fill="reflect"),
    of("pad", OPEN, left=2),
    of("slice", PICTURE, along="width", start=1, stop=-1, every=2),
    of("slice", ROW, start=-3),
    of("slice", OPEN, along="steps", start=1, stop=-1),
    of("slice", OPEN, along="steps", stop=1),
    of("split", PICTURE),
    of("split", OPEN, parts=4),
    of("max_over_time", STEPS),
    of("max_over_time", OPEN),
    of("repeat_row", ROW, None),
    of("repeat_row", ROW, OPEN),
    of("rnn", STEPS, num_layers=2, bidirectional=True),
    of("rnn", OPEN, function="relu"),
    of("rnn", OPEN, bidirectional=True),
]
BUNDLES = {
    "pictures": PICTURES,
    "sequences": SEQUENCES,
    "padded": PADDED,
    "joins": JOINS,
    "ends": ENDS,
    "encoders": ENCODERS,
}


def together(bundle: Bundle) -> tuple[Graph, dict[str, DataField]]:
    """All blocks of a bundle side by side in one graph, with the data that fits it."""
    nodes: list[Node] = []
    wires: list[Wire] = []
    fields: dict[str, DataField] = {}
    for n, (block, given) in enumerate(bundle):
        shapes = () if isinstance(block, InputBlock) else given
        graph, own = network(block, shapes, predicted(block, given[0] if given else None))
        new = {name: f"b{n}_{name}" for name in own}
        for node in graph.nodes:
            inner = node.block
            if isinstance(inner, InputBlock | OutputBlock):
                inner = inner.but(field=new[inner.field or next(iter(own))])
            nodes.append(Node(id=f"b{n}_{node.id}", block=inner))
        for wire in graph.wires:
            ends = {"source": f"b{n}_{wire.source}", "target": f"b{n}_{wire.target}"}
            wires.append(wire.but(**ends))
        for name, data in own.items():
            fields[new[name]] = DataField(new[name], data.kind, data.shape, data.classes)
    return Graph(nodes=tuple(nodes), wires=tuple(wires)), fields


def arguments(made: Plan, batch: int, steps: int) -> list[torch.Tensor]:
    """Random values for every input, with the same lengths wherever there are lengths."""
    lengths = torch.arange(steps, steps - batch, -1).clamp(min=1)
    values: list[torch.Tensor] = []
    for n, end in enumerate(made.inputs):
        values.append(drawn(end.shape, batch, steps, seed=n))
        if end.lengths:
            values.append(lengths)
    return values


def exported(made: Plan) -> onnxruntime.InferenceSession:
    """The ONNX model, ready to answer."""
    return onnxruntime.InferenceSession(model(made).SerializeToString())


def model(made: Plan) -> onnx.ModelProto:
    """The ONNX model, with a free batch and a free number of steps where that is not known."""
    batch, time = Dim("batch"), Dim("time")
    axes: list[dict[int, object]] = []
    for end in made.inputs:
        axes.append({0: batch, 1: time} if padded(end.shape) else {0: batch})
        if end.lengths:
            axes.append({0: batch})
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            exportable(build(made)).eval(),
            tuple(arguments(made, 3, 8)),
            dynamo=True,
            input_names=made.arguments(),
            output_names=[f"y_{n}" for n in range(len(made.results()))],
            dynamic_shapes=tuple(axes),
            verbose=False,
        )
    assert program is not None
    made_of: onnx.ModelProto = program.model_proto
    return made_of


@pytest.mark.slow
@pytest.mark.parametrize("name", list(BUNDLES))
def test_onnx_answers_as_the_module_does(name):
    hold(BUNDLES[name])


def hold(bundle: Bundle) -> None:
    """The blocks of a bundle answer in onnxruntime what they answer in torch."""
    graph, fields = together(bundle)
    made = plan(graph, fields)
    module = build(made).eval()
    session = exported(made)
    read = {end.name for end in session.get_inputs()}
    for batch, steps in ((3, 8), (1, 5), (5, 13), (2, 2)):
        given = arguments(made, batch, steps)
        with torch.no_grad():
            expected = module(*given)
        feed = {
            name: value.numpy()
            for name, value in zip(made.arguments(), given, strict=True)
            if name in read
        }
        answers = session.run(None, feed)
        compare(made, expected, answers)


def test_a_local_response_norm_stays_one_operator():
    made = plan(*together([of("local_response_norm", PICTURE)]))
    kinds = [node.op_type for node in model(made).graph.node]
    assert kinds == ["LRN", "Reshape"]


def compare(made: Plan, expected: Several[torch.Tensor], answers: Several[np.ndarray]) -> None:
    """The largest difference over the largest magnitude; what stands in the padding is nobody's."""
    results = zip(expected, answers, strict=True)
    for end in made.outputs:
        ours, theirs = (np.asarray(values) for values in next(results))
        assert np.isfinite(theirs).all(), end.node
        if end.lengths:
            counts, found = (np.asarray(values) for values in next(results))
            assert np.array_equal(counts, found), end.node
            real = np.arange(ours.shape[1]) < counts[:, None]
            ours, theirs = ours[real], theirs[real]
        largest = float(np.abs(ours).max()) or 1.0
        assert float(np.abs(ours - theirs).max()) / largest < 1e-5, end.node


def test_every_block_is_in_a_bundle():
    kinds = {block.kind for bundle in BUNDLES.values() for block, _ in bundle}
    assert kinds == {entry.id for entry in ENTRIES}
