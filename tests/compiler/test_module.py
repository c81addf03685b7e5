import itertools
import pickle
from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from studio.blocks.block import Block
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.graph.graph import Definition, Graph
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Sequence, Unknown
from tests.wiring import FIELDS, KIND, block, definition, graph


def network(**more: Block) -> Graph:
    """A CNN; `more` blocks stand between the two dense ones, in a row."""
    made_of = {
        "p": block("picture_input"),
        "conv": block("conv2d", filters=4),
        "flat": block("flatten"),
        "one": block("dense", units=8),
        **more,
        "two": block("dense", units=8),
        "out": block("class_output"),
    }
    ids = list(made_of)
    return graph(made_of, *(f"{a} > {b}" for a, b in itertools.pairwise(ids)))


def weights(g: Graph, seed: int = 0) -> dict[str, Tensor]:
    return dict(build(plan(g, FIELDS), seed).state_dict())


def same(one: dict[str, Tensor], other: dict[str, Tensor], *names: str) -> bool:
    return all(torch.equal(one[name], other[name]) for name in names)


def test_the_module_gives_what_the_same_network_written_by_hand_gives() -> None:
    module = build(plan(network(), FIELDS))
    state = module.state_dict()
    x = torch.randn(3, 1, 28, 28)
    y = nn.functional.conv2d(x, state["conv.weight"], state["conv.bias"]).relu().flatten(1)
    for name in ("one", "two"):
        y = nn.functional.linear(y, state[f"{name}.weight"], state[f"{name}.bias"]).relu()
    y = nn.functional.linear(y, state["out.weight"], state["out.bias"])
    torch.testing.assert_close(module(x), y)


def test_the_same_seed_gives_the_same_first_weights() -> None:
    one, other = weights(network(), 7), weights(network(), 7)
    assert same(one, other, *one)
    assert not same(one, weights(network(), 8), "conv.weight")


def test_another_block_leaves_the_first_weights_of_all_others_unchanged() -> None:
    before = weights(network())
    after = weights(network(extra=block("dense", units=8), drop=block("dropout")))
    assert set(after) - set(before) == {"extra.weight", "extra.bias"}
    assert same(before, after, *before)


def test_renaming_and_rewiring_leave_first_weights_unchanged() -> None:
    g = network()
    renamed = g.replaced(g.by_id["one"].but(name="Thinking"))
    assert torch.equal(weights(renamed)["Thinking.weight"], weights(g)["one.weight"])


def test_two_equal_blocks_begin_with_different_weights() -> None:
    assert not same(
        {"w": weights(network())["two.weight"]},
        {"w": weights(network(extra=block("dense", units=8)))["extra.weight"]},
        "w",
    )


def test_building_leaves_the_random_numbers_of_others_alone() -> None:
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    build(plan(network(), FIELDS))
    assert torch.equal(torch.rand(2), expected)


def test_blocks_that_lead_to_no_output_are_left_out() -> None:
    g = network()
    g = g.added(*graph({"lost": block("dense")}).nodes)
    g = g.connected(*graph({"one": block("dense"), "lost": block("dense")}, "one > lost").wires)
    assert set(weights(g)) == set(weights(network()))


def twin() -> Definition:
    return definition(
        "Twin",
        {"i": block("inlet"), "d": block("dense", units=4), "o": block("outlet")},
        "i > d",
        "d > o",
    )


def grouped(used: Definition, *more: Definition, **settings: object) -> Graph:
    return graph(
        {
            "x": block("features_input"),
            "g": block("group", definition=used.name, **settings),
            "out": block("class_output"),
        },
        "x > g",
        "g > out",
        definitions=[used, *more],
    )


def test_copies_of_a_group_have_weights_of_their_own() -> None:
    state = weights(grouped(twin(), repeat=3))
    ours = [state[f"{name}.d.weight"] for name in ("g", "g_2", "g_3")]
    assert not torch.equal(ours[0], ours[1])
    assert not torch.equal(ours[1], ours[2])


def test_shared_copies_of_a_group_have_the_same_weights() -> None:
    module = build(plan(grouped(twin(), repeat=3, shared=True), FIELDS))
    assert set(module.state_dict()) == {"g.d.weight", "g.d.bias", "out.weight", "out.bias"}
    state, x = module.state_dict(), torch.randn(2, 4)
    y = x
    for _ in range(3):
        y = nn.functional.linear(y, state["g.d.weight"], state["g.d.bias"]).relu()
    y = nn.functional.linear(y, state["out.weight"], state["out.bias"])
    torch.testing.assert_close(module(x), y)


def test_more_copies_leave_the_first_weights_of_the_first_ones_unchanged() -> None:
    few, many = weights(grouped(twin(), repeat=2)), weights(grouped(twin(), repeat=4))
    assert same(few, many, "g.d.weight", "g_2.d.weight")


def test_two_groups_of_one_definition_begin_with_different_weights() -> None:
    g = graph(
        {
            "x": block("features_input"),
            "one": block("group", definition="Twin"),
            "two": block("group", definition="Twin"),
            "out": block("class_output"),
        },
        "x > one",
        "one > two",
        "two > out",
        definitions=[twin()],
    )
    state = weights(g)
    assert not torch.equal(state["one.d.weight"], state["two.d.weight"])


def test_groups_nest() -> None:
    outer = definition(
        "Outer",
        {
            "i": block("inlet"),
            "t": block("group", definition="Twin", repeat=2),
            "o": block("outlet"),
        },
        "i > t",
        "t > o",
        definitions=[twin()],
    )
    module = build(plan(grouped(outer, twin(), repeat=2), FIELDS))
    names = {name.removesuffix(".weight") for name in module.state_dict() if "weight" in name}
    assert names == {"g.t.d", "g.t_2.d", "g_2.t.d", "g_2.t_2.d", "out"}
    distinct = {tuple(module.get_parameter(f"{n}.weight")[0].tolist()) for n in names - {"out"}}
    assert len(distinct) == 4
    assert module(torch.ones(2, 4)).shape == (2, 3)


def test_a_group_with_several_ports_hands_on_each_value() -> None:
    swap = definition(
        "Swap",
        {
            "a": block("inlet"),
            "b": block("inlet"),
            "x": block("outlet"),
            "y": block("outlet"),
        },
        "b > x",
        "a > y",
    )
    fields = {
        "one": DataField("one", "values", Features(2)),
        "two": DataField("two", "values", Features(2)),
        "n": DataField("n", "number", Features(2)),
    }
    g = graph(
        {
            "one": block("features_input", field="one"),
            "two": block("features_input", field="two"),
            "g": block("group", definition="Swap", repeat=3),
            "out": block("number_output", dense=False),
            "other": block("number_output", dense=False),
        },
        "one > g.a",
        "two > g.b",
        "g.x > out",
        "g.y > other",
        definitions=[swap],
    )
    one, two = torch.zeros(3, 2), torch.ones(3, 2)
    first, second = build(plan(g, fields))(one, two)
    assert torch.equal(first, two)  # swapped three times
    assert torch.equal(second, one)


def test_lengths_travel_through_a_group() -> None:
    steps = definition(
        "Steps",
        {"i": block("inlet"), "r": block("gru", hidden_size=3), "o": block("outlet")},
        "i > r",
        "r.sequence > o",
    )
    fields = {"s": DataField("s", "values", Sequence(Unknown(), 3)), "kind": KIND}
    g = graph(
        {
            "s": block("sequence_input"),
            "g": block("group", definition="Steps", repeat=2),
            "last": block("last_step"),
            "out": block("class_output"),
        },
        "s > g",
        "g > last",
        "last > out",
        definitions=[steps],
    )
    made = plan(g, fields)
    assert made.arguments() == ("in_s", "len_s")
    module = build(made)
    short, lengths = torch.randn(2, 4, 3), torch.tensor([2, 4])
    longer = torch.cat([short, torch.full((2, 5, 3), 9.0)], 1)
    torch.testing.assert_close(module(short, lengths), module(longer, lengths))


def test_inputs_and_outputs_keep_the_order_in_which_they_stand_in_the_graph() -> None:
    fields = {
        "a": DataField("a", "values", Features(2)),
        "b": DataField("b", "values", Features(3)),
        "kind": KIND,
        "n": DataField("n", "number", Features(1)),
    }
    g = graph(
        {
            "n": block("number_output"),
            "k": block("class_output"),
            "b": block("features_input", field="b"),
            "a": block("features_input", field="a"),
        },
        "a > k",
        "b > n",
    )
    made = plan(g, fields)
    assert [end.node for end in made.inputs] == ["b", "a"]
    assert [end.node for end in made.outputs] == ["n", "k"]
    number, kind = build(made)(torch.zeros(5, 3), torch.zeros(5, 2))
    assert (number.shape, kind.shape) == ((5, 1), (5, 3))


def test_a_module_can_be_copied_and_pickled() -> None:
    module = build(plan(network(), FIELDS)).eval()
    x = torch.randn(2, 1, 28, 28)
    for copy in (deepcopy(module), pickle.loads(pickle.dumps(module))):
        torch.testing.assert_close(copy(x), module(x))


@pytest.mark.parametrize("how", ["kaiming_normal", "xavier_uniform", "normal", "zeros"])
@pytest.mark.parametrize("kind", ["dense", "conv2d", "lstm", "gru"])
def test_an_initialization_draws_weights_and_clears_biases(how: str, kind: str) -> None:
    given = {"dense": "flat", "conv2d": "p", "lstm": "rows", "gru": "rows"}[kind]
    g = graph(
        {
            "p": block("picture_input"),
            "rows": block("sequence_input"),
            "flat": block("flatten"),
            "it": block(kind, initialization=how),
            "last": block("flatten"),
            "out": block("class_output"),
        },
        "p > flat",
        f"{given} > it",
        "it > last",
        "last > out",
    )
    state = weights(g)
    drawn = {name: value for name, value in state.items() if name.startswith("it.")}
    assert all(not value.any() for name, value in drawn.items() if "bias" in name)
    assert all(bool(value.any()) is (how != "zeros") for n, value in drawn.items() if "weight" in n)
    default = weights(g.with_block("it", block(kind)))
    assert not any(torch.equal(drawn[name], default[name]) for name in drawn)
