"""Networks that give back or make up what they read, trained like any other."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.data.digits import Digits
from studio.graph.graph import Graph
from studio.training.events import EpochEnd, Finished, Started
from studio.training.optimizers import Adam
from studio.training.refused import Refused
from studio.training.settings import TrainingSettings
from tests.training.made import Waves, chain, only, pulled
from tests.training.test_batches import ROWS, made
from tests.wiring import block, graph

SETTINGS = TrainingSettings(epochs=3, batch_size=64, optimizer=Adam(learning_rate=0.01))
FEW = Digits(per_class=30)


def variational() -> Graph:
    return graph(
        {
            "x": block("picture_input"),
            "flat": block("flatten"),
            "a": block("dense", units=32),
            "mean": block("dense", units=4, activation="none"),
            "spread": block("dense", units=4, activation="none"),
            "z": block("sample"),
            "b": block("dense", units=32),
            "out": block("reconstruction_output", distance="binary_cross_entropy"),
            "kl": block("kl_penalty"),
        },
        "x > flat",
        "flat > a",
        "a > mean",
        "a > spread",
        "mean > z.mean",
        "spread > z.log_variance",
        "z > b",
        "b > out",
        "mean > kl.mean",
        "spread > kl.log_variance",
    )


def test_an_autoencoder_learns_to_give_its_pictures_back() -> None:
    network = chain(
        blocks["picture_input"](),
        blocks["flatten"](),
        blocks["dense"](units=8),
        blocks["reconstruction_output"](),
    )
    events = pulled(network, FEW, SETTINGS.but(epochs=15))
    losses = [event.training.loss for event in only(events, EpochEnd)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] / 2
    (end,) = only(events, Finished)
    assert end.test.metric == pytest.approx(end.test.loss**0.5, rel=1e-5)  # RMSE of the MSE


def test_a_variational_autoencoder_learns_by_both_of_its_losses() -> None:
    events = pulled(variational(), FEW, SETTINGS)
    assert [output.metric for output in only(events, Started)[0].outputs] == ["rmse", "kl"]
    ends = only(events, EpochEnd)
    assert ends[-1].training.loss < ends[0].training.loss
    assert ends[-1].validation.metrics[0] < ends[0].validation.metrics[0]
    assert all(end.validation.metrics[1] > 0 for end in ends)
    # Scoring draws nothing: the same weights score the same, and so does the whole run.
    assert events[-1].test == pulled(variational(), FEW, SETTINGS)[-1].test


def test_sequences_are_given_back_without_their_padding() -> None:
    network = chain(
        blocks["sequence_input"](), blocks["gru"](hidden_size=8), blocks["reconstruction_output"]()
    )
    settings = SETTINGS.but(batch_size=20)
    one, other = (pulled(network, Waves(longer=n), settings)[-1].test for n in (0, 5))
    assert one.loss == pytest.approx(other.loss, rel=1e-5)
    assert one.loss < 1.0  # the padding, all 7, would count 49


def test_noise_is_drawn_anew_for_training_and_zero_for_scores() -> None:
    network = chain(
        blocks["noise_input"](size=5), blocks["dense"](), blocks["reconstruction_output"]()
    )
    batches = made(network, Digits())
    torch.manual_seed(0)
    (one,), (other,) = (batches.batch(ROWS, training=True).inputs for _ in range(2))
    assert one.shape == (3, 5)
    assert not torch.equal(one, other)
    batch = batches.batch(ROWS, training=False)
    assert torch.equal(batch.inputs[0], torch.zeros(3, 5))
    assert np.array_equal(batch.targets[0], Digits().load().arrays["picture"][ROWS])
    assert only(pulled(network, FEW, SETTINGS), Finished)


def test_a_generated_picture_alone_has_nothing_to_learn_from() -> None:
    network = chain(blocks["noise_input"](), blocks["generated_picture"]())
    with pytest.raises(Refused, match="No output of the network has a loss of its own"):
        pulled(network, Digits(), SETTINGS)
