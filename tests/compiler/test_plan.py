import pytest
import torch

from studio.compiler.answers import answering
from studio.compiler.module import build
from studio.compiler.plan import NotReady, plan
from studio.graph.graph import Definition, Graph
from studio.schema.data_field import DataField
from studio.schema.shape import Features
from tests.wiring import FIELDS, KIND, ROW, block, definition, graph


def test_a_network_with_problems_is_not_planned_and_says_all_of_them() -> None:
    broken = graph(
        {"x": block("features_input"), "d": block("dense"), "f": block("flatten")}, "d > f"
    )
    with pytest.raises(NotReady) as caught:
        plan(broken, FIELDS)
    said = [problem.what for problem in caught.value.problems]
    assert said == ["The network has no output.", "Dense has no wire at its input."]


def test_warnings_do_not_stop_a_plan() -> None:
    network = graph(
        {"x": block("features_input"), "out": block("class_output"), "d": block("dense")},
        "x > out",
    )
    assert [step.node for step in plan(network, FIELDS).steps] == ["out"]


def test_the_steps_stand_in_the_order_of_computation() -> None:
    network = graph(
        {
            "out": block("class_output"),
            "b": block("dense"),
            "a": block("dense"),
            "x": block("features_input"),
        },
        "x > a",
        "a > b",
        "b > out",
    )
    assert [step.node for step in plan(network, FIELDS).steps] == ["a", "b", "out"]


def repeated(levels: int) -> Graph:
    """A group × 1,000 of a group × 1,000 of …: a small file, a large network."""
    made: list[Definition] = []
    for level in range(levels):
        inner = (
            block("group", definition=f"d{level - 1}", repeat=1000)
            if level
            else block("dense", units=4)
        )
        made_of = {"i": block("inlet"), "x": inner, "o": block("outlet")}
        made.append(definition(f"d{level}", made_of, "i > x", "x > o", definitions=made))
    made_of = {
        "x": block("features_input"),
        "g": block("group", definition=f"d{levels - 1}"),
        "out": block("class_output"),
    }
    return graph(made_of, "x > g", "g > out", definitions=made)


def test_a_small_file_that_stands_for_an_endless_network_is_refused() -> None:
    with pytest.raises(NotReady, match="The network is too large to be built"):
        plan(repeated(4), FIELDS)
    assert plan(repeated(2), FIELDS)


def test_answers_are_probabilities_where_predictions_are_scores() -> None:
    fields = {"row": ROW, "kind": KIND, "yes": DataField("yes", "yes_no"),
              "n": DataField("n", "number", Features(2))}  # fmt: skip
    network = graph(
        {
            "x": block("features_input"),
            "k": block("class_output"),
            "y": block("yes_no_output"),
            "n": block("number_output"),
        },
        "x > k",
        "x > y",
        "x > n",
    )
    made = plan(network, fields)
    scores = build(made)(torch.randn(6, 4))
    answers = build(answering(made))(torch.randn(6, 4))
    assert [answer.shape for answer in answers] == [score.shape for score in scores]
    row = torch.randn(6, 4)
    scores, answers = build(made)(row), build(answering(made))(row)
    torch.testing.assert_close(answers[0], scores[0].softmax(-1))
    torch.testing.assert_close(answers[1], scores[1].sigmoid())
    torch.testing.assert_close(answers[2], scores[2])


def test_an_answer_takes_no_name_that_a_block_has() -> None:
    fields = {"row": ROW, "kind": KIND, "n": DataField("n", "number", Features(3))}
    network = graph(
        {"x": block("features_input"), "out": block("class_output"), "n": block("number_output")},
        "x > out",
        "x > n",
    )
    network = network.replaced(network.by_id["n"].but(name="out_answer"))
    row, made = torch.randn(2, 4), plan(network, fields)
    scores, answers = build(made)(row), build(answering(made))(row)
    torch.testing.assert_close(answers[0], scores[0].softmax(-1))
    torch.testing.assert_close(answers[1], scores[1])
