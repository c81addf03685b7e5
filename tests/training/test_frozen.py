import numpy as np
import pytest
import torch

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.data.dataset import datasets
from studio.training.device import chosen
from studio.training.events import Started
from studio.training.recipes.learner import Learner
from studio.training.refused import Refused
from studio.training.session import Session
from tests.parts import around, opaque, scaled
from tests.training.made import QUICK, only, pulled
from tests.wiring import block, cnn, graph

DATA = datasets["digits"](per_class=20)
SHORT = QUICK.but(epochs=1)


def frozen(network, *ids):
    return network.replaced(*(network.by_id[id].but(frozen=True) for id in ids))


def trained(network, data=DATA):
    """The weights before and after a short run."""
    fields = {field.name: field for field in data.fields()}
    state = build(plan(network, fields), SHORT.seed).state_dict()
    before = {name: tensor.numpy().copy() for name, tensor in state.items()}
    session = Session()
    pulled(network, data, SHORT, session)
    assert session.last is not None
    return before, session.last


def test_a_frozen_block_comes_out_of_training_as_it_went_in():
    before, after = trained(frozen(cnn().graph, "conv", "norm"))
    same = {name.partition(".")[0] for name in before if np.array_equal(before[name], after[name])}
    assert same == {"conv", "norm"}  # the running statistics of the norm are among them
    assert {name.partition(".")[0] for name in before} - same == {"dense", "out"}


def test_without_frozen_blocks_everything_changes():
    before, after = trained(cnn().graph)
    assert not any(np.array_equal(before[name], after[name]) for name in before)


def test_dropout_inside_a_frozen_block_is_off():
    made_of = {
        "x": block("features_input"),
        "drop": block("dropout", share=0.9),
        "out": block("class_output"),
    }
    free = graph(made_of, "x > drop", "drop > out")
    iris = datasets["iris"]()
    off, on = (trained(each, iris)[1]["out.weight"] for each in (frozen(free, "drop"), free))
    bare = graph({k: v for k, v in made_of.items() if k != "drop"}, "x > out")
    assert np.array_equal(off, trained(bare, iris)[1]["out.weight"])
    assert not np.array_equal(on, off)


def test_the_optimizer_does_not_hold_frozen_weights():
    network = frozen(cnn().graph, "conv", "norm")
    fields = {field.name: field for field in DATA.fields()}
    learner = Learner(plan(network, fields), DATA.load(), SHORT, chosen("cpu", torch))
    held = sum(p.numel() for group in learner._optimizer.param_groups for p in group["params"])
    all_of_it = learner.parameters
    assert held == all_of_it - sum(
        p.numel() for n, p in learner._module.named_parameters() if n.startswith(("conv", "norm"))
    )


def test_a_network_that_is_frozen_as_a_whole_is_refused():
    network = frozen(cnn().graph, "conv", "norm", "dense", "out")
    with pytest.raises(Refused, match="Every block with parameters is frozen"):
        pulled(network, DATA, SHORT)


def test_blocks_before_a_part_without_gradients_are_refused_until_they_are_frozen():
    iris = datasets["iris"]()
    network = around(opaque())
    with pytest.raises(Refused, match=r"runs its Det, so Dense before it cannot learn"):
        pulled(network, iris, SHORT)
    events = pulled(frozen(network, "dense"), iris, SHORT)
    assert only(events, Started)


def test_blocks_before_a_part_with_gradients_learn():
    before, after = trained(around(scaled()), datasets["iris"]())
    assert not np.array_equal(before["dense.weight"], after["dense.weight"])


def test_all_parameters_are_counted_frozen_ones_too():
    (free,) = only(pulled(cnn().graph, DATA, SHORT), Started)
    (held,) = only(pulled(frozen(cnn().graph, "conv"), DATA, SHORT), Started)
    assert free.parameters == held.parameters
