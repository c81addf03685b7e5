"""Groups that share weights: one set of them, used more than once."""

import pytest
import torch

from studio.compiler.cost import costs
from studio.compiler.learning import frozen_parameters
from studio.compiler.module import build
from studio.compiler.plan import Memory, plan, planned
from studio.graph.graph import Definition, Graph
from studio.graph.problems import problems
from studio.graph.shapes import shapes
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Tokens, Unknown
from tests.wiring import FIELDS, KIND, ROW, block, definition, graph

SECOND = DataField("second", "values", Features(4))
TWO_ROWS = {field.name: field for field in (ROW, SECOND, KIND)}


def encoder() -> Definition:
    return definition(
        "Encoder",
        {"i": block("inlet"), "dense": block("dense", units=5), "o": block("outlet")},
        "i > dense",
        "dense > o",
    )


def siamese(shared: bool = True, **left: object) -> Graph:
    """Two rows through one encoder each, and the difference of what comes out to a class."""
    group = block("group", definition="Encoder", shared=shared)
    return graph(
        {
            "a": block("features_input", field="row"),
            "b": block("features_input", field="second"),
            "left": group.but(**left),
            "right": group,
            "both": block("concatenate"),
            "out": block("class_output"),
        },
        "a > left",
        "b > right",
        "left > both.in_1",
        "right > both.in_2",
        "both > out",
        definitions=[encoder()],
    )


def test_two_groups_that_share_have_one_set_of_weights() -> None:
    names = set(build(plan(siamese(), TWO_ROWS)).state_dict())
    assert names == {"left.dense.weight", "left.dense.bias", "out.weight", "out.bias"}
    apart = set(build(plan(siamese(shared=False), TWO_ROWS)).state_dict())
    assert "right.dense.weight" in apart


def test_the_first_of_the_sharing_groups_brings_the_weights() -> None:
    made = plan(siamese(), TWO_ROWS)
    parts = {step.node: step.parts for step in made.steps}
    assert len(parts["left"]) == 1
    assert parts["right"] == ()
    shared, apart = build(made).left, build(plan(siamese(shared=False), TWO_ROWS)).left
    assert torch.equal(shared.dense.weight, apart.dense.weight)


def test_both_inputs_are_treated_alike() -> None:
    module = build(plan(siamese(), TWO_ROWS))
    weights = module.state_dict()
    a, b = torch.randn(3, 4), torch.randn(3, 4)

    def encoded(row: torch.Tensor) -> torch.Tensor:
        return torch.relu(row @ weights["left.dense.weight"].T + weights["left.dense.bias"])

    both = torch.cat((encoded(a), encoded(b)), 1)
    expected = both @ weights["out.weight"].T + weights["out.bias"]
    torch.testing.assert_close(module(a, b), expected)


def test_the_gradients_of_both_uses_add_up() -> None:
    shared = build(plan(siamese(), TWO_ROWS))
    apart = build(plan(siamese(shared=False), TWO_ROWS))
    weights = shared.state_dict()
    apart.load_state_dict(
        weights | {n.replace("left", "right"): w for n, w in weights.items() if "left" in n}
    )
    a, b = torch.randn(3, 4), torch.randn(3, 4)
    for module in (shared, apart):
        module(a, b).square().sum().backward()
    parts = [apart.get_parameter(f"{side}.dense.weight").grad for side in ("left", "right")]
    torch.testing.assert_close(shared.get_parameter("left.dense.weight").grad, sum(parts))


def test_shared_parameters_are_counted_once() -> None:
    found = costs(shapes(siamese(), TWO_ROWS))
    assert (found["left"].parameters, found["right"].parameters) == (25, 0)
    assert found["right"].borrowed
    assert found["left"].multiply_adds == found["right"].multiply_adds == 20
    module = build(plan(siamese(), TWO_ROWS))
    counted = sum(parameter.numel() for parameter in module.parameters())
    assert counted == sum(cost.parameters for cost in found.values())


def test_costs_follow_when_the_first_of_the_sharing_groups_goes() -> None:
    made = siamese()
    found = shapes(made, TWO_ROWS)
    after = shapes(made.removed(["left"]), TWO_ROWS, found)
    assert costs(after, costs(found))["right"].parameters == 25


def test_the_plan_follows_when_the_first_of_the_sharing_groups_stops_sharing() -> None:
    memory = Memory()
    for made in (siamese(), siamese(shared=False), siamese(), siamese(repeat=1)):
        found = shapes(made, TWO_ROWS)
        again = planned(made, found, problems(made, found), memory)
        assert again == plan(made, TWO_ROWS)


def test_repetitions_and_other_groups_share_together() -> None:
    square = definition(
        "Encoder",
        {"i": block("inlet"), "dense": block("dense", units=4), "o": block("outlet")},
        "i > dense",
        "dense > o",
    )
    made = siamese(repeat=3).with_definitions([square])
    module = build(plan(made, TWO_ROWS))
    assert len(module.state_dict()) == 4
    counted = sum(parameter.numel() for parameter in module.parameters())
    assert counted == sum(cost.parameters for cost in costs(shapes(made, TWO_ROWS)).values())


def test_groups_that_get_other_shapes_cannot_share() -> None:
    fields = TWO_ROWS | {"second": DataField("second", "values", Features(7))}
    error = shapes(siamese(), fields).nodes["right"].error
    assert error is not None
    assert error.what == 'The groups "Encoder" cannot share their weights.'
    assert error.why == "One of them gets a row of 4 numbers, another a row of 7 numbers."
    assert shapes(siamese(shared=False), fields).nodes["right"].error is None


def test_an_edit_that_brings_the_shapes_together_ends_the_error() -> None:
    fields = TWO_ROWS | {"second": DataField("second", "values", Features(7))}
    wrong = shapes(siamese(), fields)
    made = siamese().with_block("b", block("features_input", field="row"))
    assert shapes(made, fields, wrong).nodes["right"].error is None


def test_texts_whose_lengths_have_other_names_can_share() -> None:
    """A question and an answer are read by one reader, though they are not equally long."""
    fields = {
        "question": DataField("question", "values", Tokens(Unknown("Q"), 9)),
        "answer": DataField("answer", "values", Tokens(Unknown("A"), 9)),
        "kind": KIND,
    }
    reader = definition(
        "Reader",
        {
            "i": block("inlet"),
            "embed": block("embedding", size=3),
            "read": block("gru", hidden_size=4),
            "last": block("last_step"),
            "o": block("outlet"),
        },
        "i > embed",
        "embed > read",
        "read > last",
        "last > o",
    )
    group = block("group", definition="Reader", shared=True)
    made = graph(
        {
            "q": block("tokens_input", field="question"),
            "a": block("tokens_input", field="answer"),
            "one": group,
            "two": group,
            "both": block("concatenate"),
            "out": block("class_output"),
        },
        "q > one",
        "a > two",
        "one > both.in_1",
        "two > both.in_2",
        "both > out",
        definitions=[reader],
    )
    module = build(plan(made, fields)).eval()
    assert not any(name.startswith("two") for name in module.state_dict())
    tokens, lengths = torch.randint(9, (2, 5)), torch.tensor([5, 3])
    shorter, short = tokens[:, :4], torch.tensor([4, 2])
    assert module(tokens, lengths, shorter, short).shape == (2, 3)


def test_groups_share_with_those_beside_them_and_not_with_other_copies() -> None:
    """Each copy of the outer group has a pair of its own."""
    inner = block("group", definition="Half", shared=True)
    half = definition(
        "Half",
        {"i": block("inlet"), "dense": block("dense", units=2), "o": block("outlet")},
        "i > dense",
        "dense > o",
    )
    outer = definition(
        "Outer",
        {
            "i": block("inlet"),
            "first": inner,
            "second": inner,
            "both": block("concatenate"),
            "o": block("outlet"),
        },
        "i > first",
        "i > second",
        "first > both.in_1",
        "second > both.in_2",
        "both > o",
        definitions=[half],
    )
    made = graph(
        {
            "x": block("features_input"),
            "g": block("group", definition="Outer", repeat=2),
            "out": block("class_output"),
        },
        "x > g",
        "g > out",
        definitions=[outer, half],
    )
    names = {name for name in build(plan(made, FIELDS)).state_dict() if "weight" in name}
    assert names == {"g.first.dense.weight", "g_2.first.dense.weight", "out.weight"}


@pytest.mark.parametrize("shared", [False, True])
def test_a_file_keeps_who_shares(shared: bool) -> None:
    made = siamese(shared=shared)
    assert Graph.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize("frozen", ["left", "right"])
def test_weights_are_frozen_for_all_that_share_them(frozen: str) -> None:
    made = siamese()
    made = made.replaced(made.by_id[frozen].but(frozen=True))
    module = build(plan(made, TWO_ROWS))
    assert not module.get_parameter("left.dense.weight").requires_grad
    assert module.get_parameter("out.weight").requires_grad


@pytest.mark.parametrize("frozen", ["left", "right"])
def test_frozen_parameters_that_are_shared_are_counted_once(frozen: str) -> None:
    made = siamese()
    made = made.replaced(made.by_id[frozen].but(frozen=True))
    assert frozen_parameters(made, costs(shapes(made, TWO_ROWS))) == {"left": 25}


def test_the_plan_follows_when_one_of_the_sharing_groups_is_frozen() -> None:
    memory, made = Memory(), siamese()
    for now in (made, made.replaced(made.by_id["right"].but(frozen=True)), made):
        found = shapes(now, TWO_ROWS)
        assert planned(now, found, problems(now, found), memory) == plan(now, TWO_ROWS)
