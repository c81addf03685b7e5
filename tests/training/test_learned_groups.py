"""Learned weights stay with their blocks when these become a group, and when they leave it."""

import contextlib
import random

import pytest
import torch

from studio.compiler.module import build
from studio.compiler.plan import Plan, plan
from studio.graph.definitions import GroupError, opened
from studio.graph.folding import folded
from studio.graph.graph import Graph
from studio.graph.grouping import grouped
from studio.graph.repeats import repeats
from studio.graph.shapes import shapes
from studio.graph.ungrouping import ungrouped
from studio.training.learned import Learned
from tests.graph.test_grouping import network
from tests.graph.test_repeats import residual
from tests.wiring import FIELDS, block, graph


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


@pytest.mark.parametrize("seed", range(12))
def test_groups_at_random_answer_what_the_blocks_answered(seed: int) -> None:
    """Blocks are grouped, some of these once more inside, and all comes out again."""
    dice = random.Random(seed)
    first = drawn(dice)
    learned, given = trained(first), torch.randn(3, 4)
    before = answers(plan(first, FIELDS), learned, given)
    made, groups = first, []
    for inside in ("", "Group"):
        ids = [node.id for node in opened(made, inside).nodes]
        id = ""
        while not id:
            with contextlib.suppress(GroupError):
                made, id = grouped(made, inside, dice.sample(ids, dice.randint(1, len(ids))))
        groups.append((inside, id))
        assert torch.equal(answers(plan(made, FIELDS), learned, given), before)
    for inside, id in reversed(groups):
        made, _ = ungrouped(made, inside, id)
        assert torch.equal(answers(plan(made, FIELDS), learned, given), before)
    assert set(made.nodes) == set(first.nodes)
    assert made.wires == first.wires


def drawn(dice: random.Random) -> Graph:
    """A random network of rows of four numbers; nothing in it leads nowhere."""
    kinds = {"dense": {"units": 4}, "layer_norm": {}, "activation": {}, "add": {}, "multiply": {}}
    made_of = {"x": block("features_input")}
    for number in range(9):
        kind = dice.choice([*kinds])
        made_of[f"b{number}"] = block(kind, **kinds[kind])
    earlier, wires = ["x"], []
    for id, each in made_of.items():
        wires += [f"{dice.choice(earlier[-4:])} > {id}.{port.name}" for port in each.inputs()]
        earlier.append(id)
    read = {wire.split(" ")[0] for wire in wires}
    ends = [id for id in made_of if id not in read]
    made_of |= {"out": block("class_output")}
    source = ends[0]
    if len(ends) > 1:
        made_of["end"] = block("add", ports=len(ends))
        wires += [f"{id} > end.in_{n}" for n, id in enumerate(ends, 1)]
        source = "end"
    made = graph(made_of, *wires, f"{source} > out")
    return made.moved({node.id: (0.0, 96.0 * row) for row, node in enumerate(made.nodes)})


def test_equal_parts_answer_the_same_once_they_are_folded_and_again_after_a_step_back() -> None:
    before = residual(4)
    learned, given = trained(before), torch.randn(2, 1, 28, 28)
    expected = answers(plan(before, FIELDS), learned, given)
    found = repeats(before, shapes(before, FIELDS))
    after, folds = folded(before, "", found)
    assert len(after.nodes) == 5
    kept = learned.folded(before, folds)
    assert torch.equal(answers(plan(after, FIELDS), kept, given), expected)
    assert torch.equal(answers(plan(before, FIELDS), kept, given), expected)
    nested, _ = grouped(after, "", [folds[0].group, "stem"])
    assert torch.equal(answers(plan(nested, FIELDS), kept, given), expected)


def test_parts_inside_a_group_answer_the_same_once_they_are_folded_in_each_of_its_copies() -> None:
    before = residual(3)
    ids = [node.id for node in before.nodes if node.id not in ("p", "stem", "flat", "out")]
    before, id = grouped(before, "", ids, "Stage")
    before = before.with_block(id, block("group", definition="Stage", repeat=2))
    learned, given = trained(before), torch.randn(2, 1, 28, 28)
    expected = answers(plan(before, FIELDS), learned, given)
    known = shapes(before, FIELDS).nodes[id].inside[0]
    after, folds = folded(before, "Stage", repeats(opened(before, "Stage"), known))
    kept = learned.folded(before, folds)
    assert torch.equal(answers(plan(after, FIELDS), kept, given), expected)


def test_folding_without_the_weights_of_each_copy_would_answer_otherwise() -> None:
    before = residual(3)
    found = repeats(before, shapes(before, FIELDS))
    after, _ = folded(before, "", found)
    names = trained(before).named(plan(after, FIELDS))
    assert len(names) < len(build(plan(after, FIELDS)).state_dict())
