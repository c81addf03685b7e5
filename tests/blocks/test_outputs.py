"""Outputs: their own last dense layer, their losses, and what people get to see."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.compiler.module import run
from studio.schema.call import Name
from studio.schema.data_field import DataField
from studio.schema.shape import Array, Features, Picture, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled

CLASSES = DataField("species", "class", classes=("a", "b", "c"))
LABELLED = DataField("tags", "class", Sequence(Unknown(), 1), ("a", "b", "c"))
YES_NO = DataField("survived", "yes_no")
PRICE = DataField("price", "number", Features(2))


@pytest.mark.parametrize(
    ("kind", "target", "width"),
    [("class_output", CLASSES, 3), ("yes_no_output", YES_NO, 1), ("number_output", PRICE, 2)],
)
def test_an_output_is_as_wide_as_its_target_asks(kind, target, width):
    block = blocks[kind]()
    assert block.infer(Features(7), target) == Features(width)
    assert str(block.layers(Features(7), target)[""]) == f"nn.Linear(7, {width})"
    assert block.count(Features(7), target) == f"(7 weights + 1 bias) × {width} units"


def test_several_questions_are_answered_by_one_unit_each():
    several = DataField("tags", "yes_no", Features(5))
    block = blocks["multi_label_output"]()
    assert block.infer(Features(7), several) == Features(5)
    assert block.fits(several)
    assert not blocks["yes_no_output"]().fits(several)
    assert blocks["yes_no_output"]().fits(YES_NO)


def test_without_its_own_layer_the_width_must_fit():
    block = blocks["class_output"](dense=False)
    assert block.infer(Features(3), CLASSES) == Features(3)
    assert block.layers(Features(3), CLASSES) == {}
    with pytest.raises(ShapeError) as found:
        block.infer(Features(7), CLASSES)
    assert found.value.what == "7 numbers arrive, 3 are needed."
    assert found.value.chip == "Needs 3 numbers"


def test_one_label_for_each_step_wants_every_step():
    block = blocks["class_output"]()
    assert block.infer(Sequence(Unknown(), 8), LABELLED) == Sequence(Unknown(), 3)
    with pytest.raises(ShapeError, match="needs an answer for every step"):
        block.infer(Features(8), LABELLED)
    with pytest.raises(ShapeError, match=r"gets T′ \(= T − 2\) steps, but .* at each of T"):
        block.infer(Sequence(Unknown("T", ((-3, 1),)), 8), LABELLED)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Sequence(Unknown(), 8), "Put a Last step or Mean over time block before it"),
        (Picture(1, 4, 4), "Put a Flatten block before it"),
        (Tokens(5, 9), "Put an Embedding block before it"),
    ],
)
def test_what_is_not_one_row_is_refused(shape, sentence):
    with pytest.raises(ShapeError, match=sentence):
        blocks["class_output"]().infer(shape, CLASSES)


def test_cross_entropy_is_minus_the_logarithm_of_the_true_class():
    scores = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]])
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    loss = run(blocks["class_output"]().loss())(torch.tensor(scores), torch.tensor([1, 2]))
    np.testing.assert_allclose(loss, -np.log(shares[[0, 1], [1, 2]]).mean())


def test_label_smoothing_shares_some_certainty_out():
    scores, smooth = np.array([[1.0, 2.0, 0.5]]), 0.3
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    wanted = np.array([[0.1, 0.8, 0.1]])
    loss = run(blocks["class_output"](label_smoothing=smooth).loss())
    expected = -(wanted * np.log(shares)).sum()
    np.testing.assert_allclose(loss(torch.tensor(scores), torch.tensor([1])), expected)


def test_binary_cross_entropy_is_the_formula():
    scores, truth = np.array([0.3, -2.0]), np.array([1.0, 0.0])
    yes = 1 / (1 + np.exp(-scores))
    loss = run(blocks["yes_no_output"]().loss())(torch.tensor(scores), torch.tensor(truth))
    np.testing.assert_allclose(loss, -np.log([yes[0], 1 - yes[1]]).mean())


@pytest.mark.parametrize(
    ("distance", "expected"),
    [("mse", (0.25 + 9) / 2), ("mae", (0.5 + 3) / 2), ("huber", (0.125 + 2.5) / 2)],
)
def test_distances_of_numbers_are_their_formulas(distance, expected):
    loss = run(blocks["number_output"](distance=distance).loss())
    assert loss(torch.tensor([1.5, 5.0]), torch.tensor([1.0, 2.0])).item() == pytest.approx(
        expected
    )


def test_people_get_probabilities():
    x = Name("scores")
    assert str(blocks["class_output"]().answer(x)) == "torch.softmax(scores, -1)"
    assert str(blocks["yes_no_output"]().answer(x)) == "torch.sigmoid(scores)"
    assert blocks["number_output"]().answer(x) == x


def test_an_output_s_layer_is_in_the_network():
    module = compiled(blocks["class_output"](), (Features(7),), CLASSES)
    assert module(torch.zeros(2, 7))[0].shape == (2, 3)
    assert module.parameters == 24


@pytest.mark.parametrize("shape", [Picture(2, 3, 4), Array((2, 3, 4, 5))])
def test_a_number_in_each_place_is_answered_as_it_arrives(shape):
    target = DataField("y", "number", shape)
    assert blocks["number_output"](dense=False).infer(shape, target) == shape
    for block, arriving in (
        (blocks["number_output"](), shape),
        (blocks["number_output"](dense=False), Features(3)),
    ):
        with pytest.raises(ShapeError, match="exactly what the target asks for"):
            block.infer(arriving, target)
