import itertools
import tracemalloc

import pytest
import torch

from studio.compiler.cost import costs
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.graph.graph import Definition, Graph
from studio.graph.shapes import shapes
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Length, Sequence, Tokens, Unknown
from studio.training.device import Device
from studio.training.memory import check_memory
from studio.training.refused import Refused
from tests.make_graphs import EXAMPLES, fashion_cnn
from tests.wiring import FIELDS, KIND, block, definition, graph


def parameters(g: Graph, fields: dict[str, DataField] = FIELDS) -> int:
    return sum(cost.parameters for cost in costs(shapes(g, fields)).values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.__name__)
def test_counted_parameters_are_those_of_the_module(example: object) -> None:
    project = example()  # type: ignore[operator]
    module = build(plan(project.graph, project.fields()))
    counted = costs(shapes(project.graph, project.fields()))
    assert sum(cost.parameters for cost in counted.values()) == sum(
        parameter.numel() for parameter in module.parameters()
    )


def test_the_classic_network_has_exactly_225034_parameters() -> None:
    project = fashion_cnn()
    each = costs(shapes(project.graph, project.fields()))
    assert [cost.parameters for cost in each.values() if cost.parameters] == [
        320,
        18_496,
        204_928,
        1_290,
    ]
    assert sum(cost.parameters for cost in each.values()) == 225_034


def test_multiply_adds_count_every_place_of_a_filter() -> None:
    project = fashion_cnn()
    each = costs(shapes(project.graph, project.fields()))
    assert each["conv2d_1"].multiply_adds == 26 * 26 * 32 * 9
    assert each["conv2d_2"].multiply_adds == 11 * 11 * 64 * 32 * 9
    assert each["dense_1"].multiply_adds == 1600 * 128
    assert each["max_pool2d_1"].multiply_adds == 0
    assert each["conv2d_1"].activations == 32 * 26 * 26


@pytest.mark.parametrize(
    ("kind", "settings", "work"),
    [
        # 28 × 28 pixels each paint 2 × 2 × 4 filters, from 2 channels.
        ("conv_transpose2d", {"filters": 4}, 28 * 28 * 2 * 2 * 2 * 4),
        ("conv_transpose2d", {"filters": 4, "groups": 2}, 28 * 28 * 2 * 2 * 2 * 2),
        # 26 × 26 places: 3 × 3 for each channel, then 2 channels to 4 filters.
        ("separable_conv2d", {"filters": 4}, 26 * 26 * (2 * 9 + 2 * 4)),
        ("conv2d", {"filters": 4, "groups": 2, "padding": "same"}, 28 * 28 * 9 * 4),
        ("upsample", {}, 0),
    ],
)
def test_the_work_of_layers_of_pictures_is_counted(
    kind: str, settings: dict[str, object], work: int
) -> None:
    g = graph(
        {
            "p": block("picture_input"),
            "two": block("conv2d", filters=2, kernel=(1, 1)),
            "it": block(kind, **settings),
        },
        "p > two",
        "two > it",
    )
    assert costs(shapes(g, FIELDS))["it"].multiply_adds == work


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("lstm", {"hidden_size": 5, "num_layers": 3, "bidirectional": True}),
        ("gru", {"hidden_size": 5, "num_layers": 2, "bias": False}),
        ("conv1d", {"filters": 6, "groups": 2, "kernel": 5}),
        ("attention", {"heads": 2}),
        ("attention", {"heads": 2, "bias": False}),
        ("layer_norm", {}),
        ("batch_norm", {}),
        ("batch_norm", {"affine": False}),
        ("group_norm", {"groups": 2}),
        ("instance_norm", {}),
        ("instance_norm", {"affine": False}),
        ("activation", {"function": "prelu", "per_channel": True}),
        ("dense", {"units": 7, "activation": "prelu", "bias": False}),
    ],
)
@pytest.mark.parametrize("length", [9, Unknown()], ids=["known", "unknown"])
def test_layers_of_sequences_are_counted_as_torch_counts_them(
    kind: str, settings: dict[str, object], length: Length
) -> None:
    fields = {"s": DataField("s", "values", Sequence(length, 4)), "kind": KIND}
    g = graph(
        {
            "s": block("sequence_input"),
            "it": block(kind, **settings),
            "mean": block("mean_over_time"),
            "out": block("class_output"),
        },
        "s > it",
        "it > mean",
        "mean > out",
    )
    module = build(plan(g, fields))
    assert parameters(g, fields) == sum(p.numel() for p in module.parameters())


def test_an_embedding_is_counted() -> None:
    fields = {"t": DataField("t", "values", Tokens(5, 100)), "kind": KIND}
    g = graph({"t": block("tokens_input"), "e": block("embedding", size=6)}, "t > e")
    assert parameters(g, fields) == 600


def grouped(used: Definition, *more: Definition, **settings: object) -> Graph:
    return graph(
        {
            "x": block("features_input"),
            "g": block("group", definition=used.name, **settings),
            "out": block("class_output", dense=False),
            "three": block("dense", units=3, bias=False),
        },
        "x > g",
        "g > three",
        "three > out",
        definitions=[used, *more],
    )


def twin() -> Definition:
    return definition(
        "Twin",
        {"i": block("inlet"), "d": block("dense", units=4), "o": block("outlet")},
        "i > d",
        "d > o",
    )


@pytest.mark.parametrize(("shared", "learned"), [(False, 7 * 20), (True, 20)])
def test_copies_of_a_group_are_all_run_and_learn_once_if_they_share(
    shared: bool, learned: int
) -> None:
    g = grouped(twin(), repeat=7, shared=shared)
    each = costs(shapes(g, FIELDS))
    assert each["g"].parameters == learned
    assert each["g"].multiply_adds == 7 * 16
    assert each["g"].activations == 7 * (4 + 4 + 4)  # inlet, dense, outlet
    module = build(plan(g, FIELDS))
    assert parameters(g) == sum(p.numel() for p in module.parameters())


def test_groups_of_groups_of_groups_are_counted_without_walking_through_all_of_them() -> None:
    made = [twin()]
    for level in range(20):
        inner = {f"g{n}": block("group", definition=made[-1].name) for n in range(10)}
        ids = ["i", *inner, "o"]
        made.append(
            definition(
                f"d{level}",
                {"i": block("inlet"), **inner, "o": block("outlet")},
                *(f"{a} > {b}" for a, b in itertools.pairwise(ids)),
                definitions=made,
            )
        )
    assert costs(shapes(grouped(made[-1], *made[:-1]), FIELDS))["g"].parameters == 20 * 10**20


def huge() -> Graph:
    """Ten billion parameters: 100,000 units twice."""
    return graph(
        {
            "x": block("features_input"),
            "a": block("dense", units=100_000),
            "b": block("dense", units=100_000),
            "out": block("class_output"),
        },
        "x > a",
        "a > b",
        "b > out",
    )


def test_ten_billion_parameters_are_counted_without_taking_memory() -> None:
    tracemalloc.start()
    try:
        counted = parameters(huge())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counted == 10_000_900_003
    assert most < 10 * 2**20


def test_ten_billion_parameters_are_refused_with_a_sentence_about_memory() -> None:
    every = tuple(costs(shapes(huge(), FIELDS)).values())
    with pytest.raises(Refused) as caught:
        check_memory(every, 64, Device("cpu", "Processor"), free=16 * 2**30)
    assert caught.value.what == "The network is too large for the memory."
    assert "10,000,900,003 parameters" in caught.value.why
    assert "at least 149.1 GB" in caught.value.why


def test_ten_billion_parameters_take_no_memory_on_the_meta_device() -> None:
    with torch.device("meta"):
        module = build(plan(huge(), FIELDS))
    assert sum(parameter.numel() for parameter in module.parameters()) == 10_000_900_003


def test_only_blocks_that_an_edit_changes_are_counted_again() -> None:
    g = huge()
    first = shapes(g, FIELDS)
    before = costs(first)
    after = shapes(g.with_block("b", block("dense", units=5)), FIELDS, first)
    now = costs(after, before)
    assert now["a"] is before["a"]
    assert now["b"].parameters == 500_005
    assert now["out"].parameters == 5 * 3 + 3


def test_a_block_without_known_shapes_has_no_cost() -> None:
    g = huge()
    cut = g.disconnected(*g.into["b"])
    assert set(costs(shapes(cut, FIELDS))) == {"x", "a"}


def test_features_of_unknown_length_count_as_a_hundred_steps() -> None:
    fields = {
        "s": DataField("s", "values", Sequence(Unknown(), 4)),
        "n": DataField("n", "number", Features(1)),
    }
    g = graph({"s": block("sequence_input"), "d": block("dense", units=2)}, "s > d")
    assert costs(shapes(g, fields))["d"].multiply_adds == 100 * 8
