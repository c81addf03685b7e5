"""Sequences of different lengths: the lengths are an input of the file, and none of the blocks."""

import numpy as np
import pytest

from studio.data.declared_inputs import GivenSequence, GivenTokens
from studio.data.declared_targets import GivenClass, GivenNumber, GivenSteps
from studio.data.no_data import NoData
from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_export import export
from studio.project.project import Project
from studio.schema.shape import padded
from tests.exchange.onnx_import.stripped import again, drawn_weights
from tests.exchange.onnx_import.written import NEAR, blocks, node, opened, random, written
from tests.wiring import block, graph

SEQUENCE = (GivenSequence(name="x", size=4),)
TOKENS = (GivenTokens(name="x", vocabulary=9),)
ROW = (GivenNumber(name="y", size=3),)


def project(inputs, targets, made_of, *wires):
    start = {given.name: block(f"{given.kind}_input", field=given.name) for given in inputs}
    data = NoData(inputs=inputs, targets=targets)
    return Project(graph=graph(start | made_of, *wires), data=data)


POOLED = project(
    SEQUENCE,
    ROW,
    {
        "conv": block("conv1d", filters=6, kernel=3, padding="valid"),
        "max_pool": block("max_pool1d"),
        "mean_pool": block("avg_pool1d", kernel=3, stride=1, padding=1),
        "mean": block("mean_over_time"),
        "max": block("max_over_time"),
        "last": block("last_step"),
        "all": block("concatenate", ports=3),
        "y": block("number_output"),
    },
    *("x > conv", "conv > max_pool", "max_pool > mean", "x > mean_pool", "mean_pool > max"),
    *("x > last", "mean > all.in_1", "max > all.in_2", "last > all.in_3", "all > y"),
)
RECURRENT = project(
    SEQUENCE,
    (*ROW, GivenSteps(name="z", size=6)),
    {
        "lstm": block("lstm", hidden_size=5),
        "both": block("gru", hidden_size=3, bidirectional=True),
        "rnn": block("rnn", hidden_size=4, bidirectional=True, function="relu"),
        "join": block("concatenate"),
        "y": block("number_output", field="y"),
        "z": block("number_output", field="z", dense=False),
    },
    *("x > lstm", "lstm.sequence > both", "x > rnn", "both.sequence > z"),
    *("lstm.last > join.in_1", "rnn.last > join.in_2", "join > y"),
)
ATTENTIVE = project(
    TOKENS,
    (GivenClass(name="y", classes=3),),
    {
        "embedding": block("embedding", size=6),
        "places": block("positional_encoding"),
        "attention": block("attention", heads=2, causal=True),
        "add": block("add"),
        "norm": block("layer_norm"),
        "dense": block("dense", units=6),
        "share": block("activation", function="softmax", axis=1),
        "mean": block("mean_over_time"),
        "y": block("class_output"),
    },
    *("x > embedding", "embedding > places", "places > attention", "attention > add.in_1"),
    *("places > add.in_2", "add > norm", "norm > dense", "dense > share", "share > mean"),
    "mean > y",
)
TWO = project(
    (*SEQUENCE, GivenTokens(name="w", vocabulary=7)),
    (*ROW, GivenSteps(name="z", size=4, as_long_as="w")),
    {
        "embedding": block("embedding", size=4),
        "places": block("positional_encoding", form="learned", longest=40),
        "look": block("attention", heads=2),
        "mean": block("mean_over_time"),
        "y": block("number_output", field="y"),
        "z": block("number_output", field="z", dense=False),
    },
    *("w > embedding", "embedding > places", "x > look", "places > look.key", "look > mean"),
    *("mean > y", "places > z"),
)


NORMED = project(
    SEQUENCE,
    (*ROW, GivenSteps(name="z", size=6, windows=((-3, 2),))),
    {
        "batch": block("batch_norm", momentum=0.1),
        "conv": block("conv1d", filters=6, kernel=3, stride=2, padding="valid"),
        "group": block("group_norm", groups=2),
        "instance": block("instance_norm", epsilon=1e-3),
        "layer": block("layer_norm"),
        "mean": block("mean_over_time"),
        "y": block("number_output", field="y"),
        "z": block("number_output", field="z", dense=False),
    },
    *("x > batch", "batch > conv", "conv > group", "group > instance", "instance > layer"),
    *("layer > mean", "mean > y", "instance > z"),
)


def test_recurrent_layers_open_as_they_were_drawn(tmp_path):
    opens_as_drawn(RECURRENT, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "drawn", [POOLED, ATTENTIVE, TWO, NORMED], ids=["pooled", "attentive", "two", "normed"]
)
def test_what_follows_the_lengths_opens_as_it_was_drawn(drawn, tmp_path):
    opens_as_drawn(drawn, tmp_path)


def opens_as_drawn(drawn, tmp_path):
    once = again(drawn, drawn_weights(drawn), tmp_path)
    assert once.report.difference < NEAR
    assert not once.report.sealed
    assert kinds(once.project) == kinds(drawn)
    assert once.project.data.inputs == drawn.data.inputs
    assert once.project.data.targets == drawn.data.targets
    twice = again(once.project, once.weights, tmp_path)
    assert twice.report.difference < NEAR
    assert twice.project.data == once.project.data
    assert set(twice.project.graph.nodes) == set(once.project.graph.nodes)
    assert set(twice.project.graph.wires) == set(once.project.graph.wires)


def kinds(project):
    return sorted(each.block.kind for each in project.graph.nodes)


def mask(shape):
    """Which of the steps of x are real, as some other exporter may write it."""
    return [
        node("Shape", "x", "sides"),
        node("Gather", "sides one", "steps"),
        node("Range", "zero steps one", "places"),
        node("Unsqueeze", "n last", "ends"),
        node("Cast", "ends", "floats", to=1),
        node("Cast", "places", "moments", to=1),
        node("Greater", "floats moments", "real"),
        node("Cast", "real", "ones", to=1),
        node("Unsqueeze", "ones last", "mask") if shape == 3 else node("Identity", "ones", "mask"),
    ]


WHOLE = {"zero": np.array(0), "one": np.array(1), "last": np.array([-1]), "first": np.array([1])}


def masked_mean():
    return [
        *mask(3),
        node("MatMul", "x w", "m"),
        node("Mul", "m mask", "some"),
        node("ReduceSum", "some first", "sum", keepdims=0),
        node("ReduceSum", "ones first", "count", keepdims=1),
        node("Div", "sum count", "y"),
    ]


def test_a_mean_over_what_a_mask_leaves_is_a_mean_over_time(tmp_path):
    model = written(
        masked_mean(), {"x": ["N", "T", 4], "n": ["N"]}, {"w": random(4, 3)} | WHOLE, whole=["n"]
    )
    found = opened(model, tmp_path)
    assert blocks(found) == ["sequence_input", "dense", "mean_over_time", "number_output"]
    (field, _) = found.project.data.fields()
    assert padded(field.shape)


def test_the_last_real_step_of_a_sealed_part_is_one_block(tmp_path):
    nodes = [
        node("Sin", "x", "s"),
        node("Shape", "x", "sides"),
        node("Gather", "sides zero", "many"),
        node("Range", "zero many one", "each"),
        node("Sub", "n one", "ends"),
        node("Unsqueeze", "each last", "examples"),
        node("Unsqueeze", "ends last", "steps"),
        node("Concat", "examples steps", "places", axis=1),
        node("GatherND", "s places", "y"),
    ]
    model = written(nodes, {"x": ["N", "T", 4], "n": ["N"]}, WHOLE, whole=["n"])
    found = opened(model, tmp_path)
    assert blocks(found) == ["sequence_input", "sealed", "last_step", "number_output"]


def test_two_inputs_of_one_length_can_be_added_and_go_out_again(tmp_path):
    nodes = [node("Add", "x v", "s"), node("ReduceMax", "s first", "y", keepdims=0)]
    model = written(nodes, {"x": ["N", "T", 4], "v": ["N", "T", 4]}, WHOLE)
    found = opened(model, tmp_path)
    assert blocks(found) == [*["sequence_input"] * 2, "add", "max_over_time", "number_output"]
    assert again(found.project, found.weights, tmp_path).project == found.project


def test_a_file_with_a_mean_over_its_padding_keeps_that_as_a_sealed_part(tmp_path):
    nodes = [
        node("ReduceMean", "x first", "mean", keepdims=0),
        node("Unsqueeze", "n last", "ends"),
        node("Cast", "ends", "floats", to=1),
        node("Mul", "mean floats", "y"),
    ]
    model = written(nodes, {"x": ["N", "T", 4], "n": ["N"]}, WHOLE, whole=["n"])
    found = opened(model, tmp_path)
    assert "sealed" in blocks(found)
    assert "mean_over_time" not in blocks(found)


def test_a_sealed_part_takes_the_lengths_where_padding_would_count(tmp_path):
    nodes = [
        *mask(3),
        node("Mul", "x mask", "some"),
        node("CumSum", "some one", "sums", reverse=1),
        node("Tanh", "sums", "y"),
    ]
    model = written(nodes, {"x": ["N", "T", 4], "n": ["N"]}, WHOLE, whole=["n"])
    found = opened(model, tmp_path)
    assert blocks(found) == ["sequence_input", "sealed", "activation tanh", "number_output"]
    exported = export(found.project, found.weights, tmp_path / "again.onnx")
    assert exported.difference < NEAR


def test_an_answer_that_is_worked_out_from_lengths_alone_is_refused(tmp_path):
    nodes = [node("Tanh", "x", "y"), node("Add", "n one", "z")]
    model = written(
        nodes, {"x": ["N", "T", 4], "n": ["N"]}, WHOLE, outputs=["y", "z"], whole=["n", "z"]
    )
    with pytest.raises(NotImported, match="alone"):
        opened(model, tmp_path)


def test_halves_that_are_taken_at_several_places_are_no_last_step(tmp_path):
    nodes = [
        node("GatherND", "x there", "ahead"),
        node("Gather", "x places", "back", axis=1),
        node("Slice", "ahead none half last", "one"),
        node("Slice", "back half all last", "other"),
        node("Concat", "one other", "y", axis=2),
    ]
    given = {"none": np.array([0]), "half": np.array([2]), "all": np.array([4])}
    given |= {"last": np.array([-1]), "places": np.array([0, 1])}
    given["there"] = np.array([[[0, 4], [0, 3]], [[1, 4], [1, 3]]])
    found = opened(written(nodes, {"x": [2, 5, 4]}, given), tmp_path)
    assert "sealed" in blocks(found)


def test_a_row_that_is_repeated_at_each_step_for_a_product_needs_no_block(tmp_path):
    nodes = [
        node("Shape", "x", "sides"),
        node("ReduceMax", "x first", "most", keepdims=1),
        node("Expand", "most sides", "all"),
        node("Mul", "x all", "y"),
    ]
    found = opened(written(nodes, {"x": ["N", "T", 4]}, WHOLE), tmp_path)
    assert blocks(found) == ["sequence_input", "max_over_time", "multiply", "number_output"]


def test_a_sealed_part_takes_lengths_that_another_sequence_shares(tmp_path):
    nodes = [
        node("Tanh", "v", "y"),
        node("Cast", "n", "floats", to=1),
        node("Unsqueeze", "floats last", "ends"),
        node("Mul", "r ends", "z"),
    ]
    inputs = {"x": ["N", "T", 4], "n": ["N"], "v": ["N", "T", 4], "r": ["N", 4]}
    model = written(nodes, inputs, WHOLE, outputs=["y", "z"], whole=["n"])
    found = opened(model, tmp_path)
    assert "sealed" in blocks(found)
    assert export(found.project, found.weights, tmp_path / "again.onnx").difference < NEAR
