from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.exchange.not_exported import NotExported
from studio.exchange.trained import trained
from tests.wiring import FIELDS, block, cnn, graph, perceptron

Weights = dict[str, NDArray[Any]]
PLAN = plan(perceptron().graph, perceptron().fields())


def first_weights() -> Weights:
    return {name: tensor.numpy() for name, tensor in build(PLAN).state_dict().items()}


def misfit(change: Callable[[Weights], object]) -> str:
    weights = first_weights()
    change(weights)
    with pytest.raises(NotExported) as caught:
        trained(PLAN, weights)
    assert caught.value.what == "The weights do not fit the network."
    return caught.value.why


def test_a_missing_weight_is_named() -> None:
    assert misfit(lambda weights: weights.pop("out.bias")) == '"out.bias" is missing.'


def test_a_weight_of_another_size_is_named_with_both_sizes() -> None:
    said = misfit(lambda weights: weights.update({"out.weight": np.zeros((3, 5), np.float32)}))
    assert said == '"out.weight" has 3 × 5 numbers instead of 3 × 4.'


def test_a_weight_of_another_network_is_named() -> None:
    said = misfit(lambda weights: weights.update({"conv.weight": np.zeros(1, np.float32)}))
    assert said == '"conv.weight" belongs to no block.'


def test_a_weight_of_another_kind_is_named() -> None:
    said = misfit(lambda weights: weights.update({"out.bias": np.zeros(3, np.complex64)}))
    assert said == '"out.bias" holds complex64 numbers.'


def test_of_many_misfits_a_few_are_named() -> None:
    many = {f"x{n}": np.zeros(1, np.float32) for n in range(50)}
    assert misfit(lambda weights: weights.update(many)).endswith("; and 46 more.")


def test_a_network_of_ten_billion_parameters_is_compared_with_its_weights_in_no_memory() -> None:
    network = graph(
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
    with pytest.raises(NotExported, match="do not fit"):
        trained(plan(network, FIELDS), {})


def test_a_trained_network_has_the_weights_given_and_does_nothing_at_random() -> None:
    drawn = plan(cnn().graph, cnn().fields())
    given = {name: tensor.numpy() for name, tensor in build(drawn, seed=5).state_dict().items()}
    network = trained(drawn, given)
    assert not network.training
    for name, tensor in network.state_dict().items():
        np.testing.assert_array_equal(tensor.numpy(), given[name])
    picture = torch.randn(2, 1, 8, 8)
    torch.testing.assert_close(network(picture), network(picture))


def test_a_trained_network_shares_no_memory_with_the_weights_given() -> None:
    given = first_weights()
    network = trained(PLAN, given)
    given["out.bias"][:] = 7
    assert not (network.get_parameter("out.bias") == 7).any()
