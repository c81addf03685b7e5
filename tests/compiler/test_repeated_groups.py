"""A group × 1,000: its inside is worked out once."""

from collections import Counter

import pytest
import torch

from studio.blocks.dense import Dense
from studio.compiler.cost import costs
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.graph.graph import Graph
from studio.graph.problems import problems
from studio.graph.shapes import shapes
from tests.wiring import FIELDS, block, definition, graph


def deep(repeat: int, outer: int = 1) -> Graph:
    """A small residual block × repeat, in a group × outer."""
    residual = definition(
        "Residual",
        {
            "i": block("inlet"),
            "dense": block("dense", units=4, activation="none"),
            "norm": block("layer_norm"),
            "sum": block("add"),
            "o": block("outlet"),
        },
        "i > dense",
        "dense > norm",
        "norm > sum.in_1",
        "i > sum.in_2",
        "sum > o",
    )
    stage = definition(
        "Stage",
        {
            "i": block("inlet"),
            "g": block("group", definition="Residual", repeat=repeat),
            "o": block("outlet"),
        },
        "i > g",
        "g > o",
        definitions=[residual],
    )
    return graph(
        {
            "x": block("features_input"),
            "g": block("group", definition="Stage", repeat=outer),
            "out": block("class_output"),
        },
        "x > g",
        "g > out",
        definitions=[stage, residual],
    )


def test_the_inside_of_a_thousand_copies_is_worked_out_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: Counter[str] = Counter()
    for method in ("infer", "layers", "forward"):
        original = getattr(Dense, method)

        def counted(self, *args, method=method, original=original):
            asked[method] += 1
            return original(self, *args)

        monkeypatch.setattr(Dense, method, counted)
    made = deep(1000, outer=5)
    found = shapes(made, FIELDS)
    assert problems(made, found) == ()
    assert costs(found)["g"].parameters == 5000 * 28
    planned = plan(made, FIELDS)
    # The shapes are asked for twice (plan looks for problems itself), the layers for cost and plan.
    assert asked == {"infer": 2, "layers": 2, "forward": 1}
    stages = {id(part.content) for step in planned.steps for part in step.parts[:1]}
    assert len(stages) == 2  # the stage, and the output's own layer


def test_every_copy_has_weights_of_its_own() -> None:
    module = build(plan(deep(3, outer=2), FIELDS))
    kernels = [w for name, w in module.state_dict().items() if name.endswith("dense.weight")]
    assert len(kernels) == 6
    assert not any(torch.equal(a, b) for i, a in enumerate(kernels) for b in kernels[:i])
    counted = sum(parameter.numel() for parameter in module.parameters())
    found = costs(shapes(deep(3, outer=2), FIELDS))
    assert counted == sum(cost.parameters for cost in found.values())


@pytest.mark.slow
def test_a_thousand_copies_are_built_and_learn() -> None:
    module = build(plan(deep(1000), FIELDS))
    module(torch.randn(8, 4)).square().mean().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in module.parameters())
