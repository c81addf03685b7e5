"""Joins: what they give, and the sentences when their inputs do not fit."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Array, Features, Picture, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled, drawn, sides

add, concatenate = blocks["add"], blocks["concatenate"]


def test_add_sums_all_its_inputs():
    shape = Picture(2, 3, 4)
    module = compiled(add(ports=3), (shape,) * 3)
    a, b, c = (drawn(shape, 2, seed=n) for n in range(3))
    assert torch.equal(module(a, b, c)[0], a + b + c)


def test_a_join_has_as_many_inputs_as_its_setting_says():
    assert [port.name for port in add(ports=3).inputs()] == ["in_1", "in_2", "in_3"]


@pytest.mark.parametrize(
    ("one", "other", "remedy"),
    [
        (Picture(8, 4, 4), Picture(16, 4, 4), "8 or 16 filters, or use Concatenate"),
        (Picture(8, 4, 4), Picture(8, 2, 2), 'Use the padding "same" and stride 1'),
        (Features(3), Features(4), "3 or 4 units, or use Concatenate"),
        (Sequence(5, 3), Sequence(5, 4), "3 or 4 units, or use Concatenate"),
        (Sequence(5, 3), Sequence(6, 3), "Bring both to the same shape"),
        (Features(3), Picture(1, 1, 3), "Bring both to the same shape"),
    ],
)
def test_add_refuses_different_shapes_and_says_what_to_do(one, other, remedy):
    with pytest.raises(ShapeError) as found:
        add().infer(one, other)
    assert found.value.what == "Add needs inputs of the same shape."
    assert found.value.why == f"Input 1 is {one.words()}, input 2 is {other.words()}."
    assert remedy in found.value.remedy


@pytest.mark.parametrize("kind", ["add", "concatenate"])
def test_a_sequence_and_a_strided_convolution_of_it_are_not_joined(kind):
    steps = Sequence(Unknown(), 8)
    shorter = blocks["conv1d"](filters=8, kernel=3, stride=2).infer(steps)
    with pytest.raises(ShapeError) as found:
        blocks[kind]().infer(steps, shorter)
    assert "a sequence of T steps" in found.value.why
    assert "a sequence of T′ steps" in found.value.why
    assert "Of input 2, T′ = ⌊(T − 3) / 2⌋ + 1." in found.value.why


def test_a_sequence_and_a_convolution_that_keeps_its_length_are_joined():
    steps = Sequence(Unknown(), 8)
    assert add().infer(steps, blocks["conv1d"](filters=8, padding="same").infer(steps)) == steps


@pytest.mark.parametrize("kind", ["add", "concatenate"])
def test_bare_tokens_are_refused(kind):
    with pytest.raises(ShapeError, match="cannot read tokens"):
        blocks[kind]().infer(Tokens(5, 9), Tokens(5, 9))


@pytest.mark.parametrize(
    ("one", "other", "axis"),
    [
        (Picture(2, 3, 4), Picture(5, 3, 4), 1),
        (Features(2), Features(5), 1),
        (Sequence(4, 2), Sequence(4, 5), 2),
        (Array((2, 3, 4, 5)), Array((1, 3, 4, 5)), 1),
    ],
)
def test_concatenate_puts_values_side_by_side(one, other, axis):
    module = compiled(concatenate(), (one, other))
    a, b = drawn(one, 2), drawn(other, 2)
    assert torch.equal(module(a, b)[0], torch.cat((a, b), axis))


def test_concatenate_can_put_steps_after_each_other():
    one, other = Sequence(2, 3), Sequence(Unknown(), 3)
    module = compiled(concatenate(along="steps"), (one, other))
    a, b = drawn(one, 2), drawn(other, 2, 5)
    values, lengths = module(a, b, torch.tensor([5, 1]))
    assert torch.equal(values, torch.cat((a, b), 1))
    assert lengths.tolist() == [7, 3]
    assert module.shapes == (Sequence(Unknown("T", ((1, 1),)), 3),)


def test_of_sequences_that_differ_in_length_the_shorter_one_counts():
    shape = Sequence(Unknown(), 2)
    for block in (add(), concatenate()):
        module = compiled(block, (shape, shape))
        x = drawn(shape, 2, 5)
        _, lengths = module(x, torch.tensor([5, 2]), x, torch.tensor([3, 4]))
        assert lengths.tolist() == [3, 2]


@pytest.mark.parametrize(
    ("along", "one", "other", "sentence"),
    [
        ("values", Picture(2, 3, 4), Picture(2, 3, 5), "The inputs differ in height and width."),
        ("values", Sequence(2, 3), Sequence(3, 3), "The inputs differ in number of steps."),
        ("steps", Sequence(2, 3), Sequence(2, 4), "differ in number of values in each step."),
        (
            "steps",
            Sequence(Unknown(), 3),
            Sequence(2, 3),
            "Only the last input may have an unknown",
        ),
        ("steps", Features(3), Features(3), "Only sequences have steps."),
        ("values", Features(3), Picture(1, 3, 3), "Concatenate needs inputs of one kind."),
    ],
)
def test_concatenate_refuses_what_does_not_go_together(along, one, other, sentence):
    with pytest.raises(ShapeError, match=sentence):
        concatenate(along=along).infer(one, other)


def test_the_widths_are_added_up_for_people():
    told = concatenate().arithmetic(Picture(2, 3, 4), Picture(5, 3, 4))
    assert told.terms == (("2", "input 1"), ("+", ""), ("5", "input 2"))
    assert told.result == "7"
    assert told.words == "Out comes a picture: 7 channels of 3 × 4."


@pytest.mark.parametrize(
    ("kind", "formula"),
    [
        ("add", np.add),
        ("subtract", np.subtract),
        ("multiply", np.multiply),
        ("maximum", np.maximum),
        ("average", lambda a, b: (a + b) / 2),
    ],
)
@pytest.mark.parametrize(
    ("one", "other", "axes"),
    [
        (Features(4), Features(4), ()),
        (Features(4), Features(1), ()),
        (Features(3), Picture(3, 4, 5), (2, 3)),
        (Picture(3, 1, 1), Picture(3, 4, 5), ()),
        (Picture(1, 4, 5), Picture(3, 4, 5), ()),
        (Sequence(5, 3), Features(3), (1,)),
        (Sequence(5, 1), Sequence(5, 3), ()),
    ],
)
def test_a_smaller_input_counts_for_many_places(kind, formula, one, other, axes):
    """Of rows beside pictures and sequences the axes that they lack are put in."""
    module = compiled(blocks[kind](), (one, other))
    a, b = drawn(one, 2), drawn(other, 2, seed=1)
    x, y = (
        np.expand_dims(v.numpy(), axes) if isinstance(s, Features) else v.numpy()
        for v, s in ((a, one), (b, other))
    )
    expected = formula(x, y)
    np.testing.assert_allclose(module(a, b)[0].view(expected.shape).numpy(), expected, rtol=1e-6)
    (out,) = module.shapes
    assert sides(out) == expected.shape[1:]


def test_a_row_meets_every_real_step_of_sequences_that_differ_in_length():
    shape = Sequence(Unknown(), 3)
    module = compiled(blocks["multiply"](), (Features(3), shape))
    row, x = drawn(Features(3), 2), drawn(shape, 2, 4, seed=1)
    values, lengths = module(row, x, torch.tensor([4, 2]))
    assert torch.equal(values, x * row.unsqueeze(1))
    assert lengths.tolist() == [4, 2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Features(4), Features(2)),
        (Features(4), Picture(3, 4, 4)),
        (Picture(3, 1, 4), Picture(3, 4, 1)),
        (Picture(3, 2, 2), Picture(3, 4, 4)),
        (Sequence(5, 3), Picture(1, 5, 3)),
        (Sequence(Unknown(), 3), Sequence(5, 3)),
    ],
)
def test_inputs_of_which_none_holds_the_other_are_refused(one, other):
    for kind in ("multiply", "add", "subtract"):
        with pytest.raises(ShapeError, match="needs inputs of the same shape"):
            blocks[kind]().infer(one, other)


def test_a_smaller_input_is_told():
    told = blocks["multiply"]().arithmetic(Features(3), Picture(3, 4, 5))
    assert "".join(term for term, _ in told.terms) == "3beside3 × 4 × 5"
    assert told.words.startswith("Input 1 is a row of 3 numbers: each of its numbers counts")
    assert blocks["multiply"]().arithmetic(Features(3), Features(3)) is None


@pytest.mark.parametrize("shape", [Features(4), Sequence(5, 4)])
@pytest.mark.parametrize("normalized", [False, True])
def test_the_dot_product_is_the_formula(shape, normalized):
    module = compiled(blocks["dot_product"](normalized=normalized), (shape, shape))
    a, b = (drawn(shape, 3, seed=n).numpy() for n in (0, 1))
    expected = (a * b).sum(-1, keepdims=True)
    if normalized:
        expected /= np.sqrt((a**2).sum(-1, keepdims=True) * (b**2).sum(-1, keepdims=True))
    answer = module(torch.from_numpy(a), torch.from_numpy(b))[0]
    np.testing.assert_allclose(answer.numpy(), expected, rtol=1e-5)


def test_the_dot_product_of_rows_of_other_lengths_is_refused():
    with pytest.raises(ShapeError) as found:
        blocks["dot_product"]().infer(Features(3), Features(4))
    assert found.value.why == "Input 1 is a row of 3 numbers, input 2 is a row of 4 numbers."


@pytest.mark.parametrize(("along", "axis"), [("height", 2), ("width", 3)])
def test_pictures_are_put_below_or_beside_each_other(along, axis):
    one, other = Picture(2, 3, 4), Picture(2, *((5, 4) if axis == 2 else (3, 5)))
    module = compiled(concatenate(along=along), (one, other))
    a, b = drawn(one, 2), drawn(other, 2)
    (out,) = module.shapes
    assert torch.equal(module(a, b)[0].view(2, *sides(out)), torch.cat((a, b), axis))
