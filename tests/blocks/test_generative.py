"""Sample, KL penalty, reconstruction and generated pictures: formulas, and what is refused."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.compiler.module import run
from studio.schema.call import Name
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Unknown
from tests.blocks.compiled import compiled, drawn

ROW = Features(4)
PICTURE = DataField("picture", "values", Picture(1, 2, 3))
SIGNAL = DataField("signal", "values", Sequence(Unknown(), 2))
DIGIT = DataField("digit", "class", classes=("a", "b"))
restored, made_up = blocks["reconstruction_output"], blocks["generated_picture"]


def test_a_sample_is_its_mean_when_the_network_answers():
    module = compiled(blocks["sample"](), (ROW, ROW))
    module.module.eval()
    mean = drawn(ROW, 3)
    assert torch.equal(module(mean, drawn(ROW, 3, seed=1))[0], mean)


def test_samples_are_spread_around_the_mean_as_the_variance_says():
    module = compiled(blocks["sample"](), (ROW, ROW))
    torch.manual_seed(0)
    mean, log_variance = torch.full((20_000, 4), 3.0), torch.full((20_000, 4), np.log(0.25))
    (z,) = module(mean, log_variance)
    np.testing.assert_allclose(z.mean(0), 3.0, atol=0.02)
    np.testing.assert_allclose(z.std(0), 0.5, atol=0.02)


def test_the_kl_penalty_is_the_divergence_from_the_normal_distribution():
    module = compiled(blocks["kl_penalty"](), (ROW, ROW), blocks["kl_penalty"]().own_field())
    mean, log_variance = drawn(ROW, 3), drawn(ROW, 3, seed=1)
    (each,) = module(mean, log_variance)
    ours = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
    wanted = torch.distributions.kl_divergence(ours, torch.distributions.Normal(0, 1)).sum(1)
    torch.testing.assert_close(each[:, 0], wanted)
    loss = run(blocks["kl_penalty"]().loss())
    torch.testing.assert_close(loss(each, torch.empty(3, 0)), wanted.mean())


@pytest.mark.parametrize("kind", ["sample", "kl_penalty"])
def test_mean_and_log_variance_have_the_same_shape(kind):
    block = blocks[kind]()
    own = [block.own_field()] if kind == "kl_penalty" else []
    with pytest.raises(ShapeError) as found:
        block.infer(Features(3), Features(4), *own)
    assert found.value.why == "The mean is a row of 3 numbers, the log-variance a row of 4 numbers."


def test_a_penalty_of_steps_that_differ_in_number_is_refused():
    block, steps = blocks["kl_penalty"](), Sequence(Unknown(), 3)
    with pytest.raises(ShapeError, match="with a mean at each step"):
        block.infer(steps, steps, block.own_field())


def test_a_reconstruction_is_arranged_as_its_target_is():
    module = compiled(restored(), (ROW,), PICTURE)
    assert module.shapes == (Picture(1, 2, 3),)
    assert module(drawn(ROW, 2))[0].shape == (2, 1, 2, 3)
    assert module.parameters == 5 * 6
    assert restored().infer(Sequence(Unknown(), 7), SIGNAL) == Sequence(Unknown(), 2)
    assert restored(dense=False).infer(Picture(1, 2, 3), PICTURE) == Picture(1, 2, 3)
    assert restored(dense=False).infer(Features(6), PICTURE) == Picture(1, 2, 3)


@pytest.mark.parametrize(
    ("block", "shape", "target", "sentence"),
    [
        (restored(), Picture(1, 2, 3), PICTURE, "Turn the own dense layer off"),
        (restored(dense=False), Picture(1, 3, 3), PICTURE, "needs a picture of another size"),
        (restored(dense=False), Features(5), PICTURE, "5 numbers arrive, 6 are needed"),
        (restored(), Features(5), SIGNAL, "needs an answer for every step"),
        (restored(), Sequence(4, 5), PICTURE, "Put a Last step or Mean over time block before"),
    ],
)
def test_what_cannot_be_arranged_as_the_target_is_refused(block, shape, target, sentence):
    with pytest.raises(ShapeError, match=sentence):
        block.infer(shape, target)


def test_a_reconstruction_learns_what_a_network_reads():
    assert restored().fits(PICTURE)
    assert restored().fits(SIGNAL)
    assert not restored().fits(DIGIT)
    assert made_up().fits(PICTURE)
    assert not made_up().fits(SIGNAL)


def test_reconstructions_by_binary_cross_entropy_are_seen_between_0_and_1():
    block = restored(distance="binary_cross_entropy")
    assert str(block.answer(Name("x"))) == "torch.sigmoid(x)"
    assert restored().answer(Name("x")) == Name("x")
    scores, truth = np.array([0.3, -2.0]), np.array([1.0, 0.25])
    p = 1 / (1 + np.exp(-scores))
    loss = run(block.loss())(torch.tensor(scores), torch.tensor(truth))
    wanted = -(truth * np.log(p) + (1 - truth) * np.log(1 - p)).mean()
    np.testing.assert_allclose(loss, wanted)


@pytest.mark.parametrize(("limits", "low"), [("sigmoid", 0.0), ("tanh", -1.0)])
def test_a_generated_picture_lies_in_its_range(limits, low):
    module = compiled(made_up(range=limits), (ROW,), PICTURE)
    (picture,) = module(10 * drawn(ROW, 50))
    assert picture.shape == (50, 1, 2, 3)
    assert low <= picture.min() < low + 0.2
    assert 0.8 < picture.max() <= 1.0
    assert made_up().loss() is None
