"""Learned weights stay with their blocks when these become a group, and when they leave it."""

import pytest
import torch

from studio.compiler.module import build
from studio.compiler.plan import Plan, plan
from studio.graph.graph import Graph
from studio.graph.grouping import grouped
from studio.graph.ungrouping import ungrouped
from studio.training.learned import Learned
from tests.graph.test_grouping import network
from tests.wiring import FIELDS, block


def answers(made: Plan, learned: Learned, given: torch.Tensor) -> torch.Tensor:
    """What a network with these weights gives; all of its weights have to be among them."""
    module = build(made, seed=1).eval()
    weights = {name: torch.from_numpy(array) for name, array in learned.named(made).items()}
    module.load_state_dict(weights)
    with torch.no_grad():
        return module(given)


def trained(graph: Graph) -> Learned:
    made = plan(graph, FIELDS)
    weights = {name: tensor.numpy() for name, tensor in build(made).state_dict().items()}
    return Learned.of(made, weights)


@pytest.mark.parametrize("ids", [["deep", "sum"], ["conv", "deep", "sum", "flat"], ["conv"]])
def test_a_group_answers_what_its_blocks_answered(ids: list[str]) -> None:
    learned, given = trained(network()), torch.randn(2, 1, 28, 28)
    before = answers(plan(network(), FIELDS), learned, given)
    made, id = grouped(network(), "", ids)
    assert torch.equal(answers(plan(made, FIELDS), learned, given), before)
    nested, _ = grouped(made, "", [id])
    assert torch.equal(answers(plan(nested, FIELDS), learned, given), before)


def test_blocks_answer_what_their_group_answered() -> None:
    made, id = grouped(network(), "", ["conv", "deep", "sum"])
    learned, given = trained(made), torch.randn(2, 1, 28, 28)
    before = answers(plan(made, FIELDS), learned, given)
    back, _ = ungrouped(made, "", id)
    assert torch.equal(answers(plan(back, FIELDS), learned, given), before)


def test_copies_keep_the_weights_of_each_when_they_are_unrolled() -> None:
    made, id = grouped(network(), "", ["deep", "sum"])
    made = made.with_block(id, block("group", definition="Group", repeat=3))
    learned, given = trained(made), torch.randn(2, 1, 28, 28)
    before = answers(plan(made, FIELDS), learned, given)
    back, ids = ungrouped(made, "", id)
    assert {"deep", "deep_2", "deep_3"} <= set(ids)
    assert torch.equal(answers(plan(back, FIELDS), learned, given), before)
