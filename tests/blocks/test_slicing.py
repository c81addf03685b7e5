"""Slice and split: the places that are kept, and sequences that differ in length."""

import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Array, Features, Picture, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled, drawn, sides

T = Unknown()
part, split = blocks["slice"], blocks["split"]


@pytest.mark.parametrize(
    ("shape", "settings", "index"),
    [
        (Features(9), {"start": 2, "stop": 5}, (slice(2, 5),)),
        (Features(9), {"start": -3}, (slice(-3, None),)),
        (
            Picture(3, 6, 7),
            {"along": "height", "start": 1, "stop": -1},
            (slice(None), slice(1, -1)),
        ),
        (Picture(4, 5, 5), {"along": "values", "every": 2}, (slice(None, None, 2),)),
        (
            Picture(4, 5, 7),
            {"along": "width", "start": 1, "stop": 6, "every": 3},
            (slice(None), slice(None), slice(1, 6, 3)),
        ),
        (Sequence(6, 3), {"along": "steps", "stop": 1}, (slice(0, 1),)),
        (Array((2, 3, 4, 5)), {"along": 3, "start": 1}, (slice(None), slice(None), slice(1, None))),
    ],
)
def test_a_slice_keeps_what_python_s_brackets_keep(shape, settings, index):
    module = compiled(part(**settings), (shape,))
    x = drawn(shape, 2)
    (out,) = module.shapes
    expected = x[(slice(None), *index)]
    assert torch.equal(module(x)[0].view(2, *sides(out)), expected)
    assert tuple(expected.shape[1:]) == sides(out)


def test_steps_are_dropped_at_both_ends_of_sequences_that_differ_in_length():
    module = compiled(part(along="steps", start=2, stop=-1), (Sequence(T, 3),))
    x = drawn(Sequence(T, 3), 3, 6)
    values, lengths = module(x, torch.tensor([6, 4, 1]))
    assert module.shapes == (Sequence(Unknown("T", ((-4, 1),)), 3),)
    assert lengths.tolist() == [3, 1, 1]
    assert torch.equal(values[0, :3], x[0, 2:5])
    assert torch.equal(values[1, :1], x[1, 2:3])
    assert values[2, 0].tolist() == [0, 0, 0]  # nothing is left of one step


def test_the_first_step_of_any_sequence_can_be_taken():
    module = compiled(part(along="steps", stop=1), (Sequence(T, 3),))
    x = drawn(Sequence(T, 3), 2, 6)
    assert module.shapes == (Sequence(1, 3),)
    assert torch.equal(module(x, torch.tensor([6, 1]))[0], x[:, :1])


def test_after_padding_more_steps_are_sure_to_be_there():
    longer = Sequence(T.windowed(1, 1), 3)  # T + 2
    assert part(along="steps", stop=3).infer(longer) == Sequence(3, 3)
    with pytest.raises(ShapeError, match="at least 3"):
        part(along="steps", stop=4).infer(longer)


def test_two_ways_to_the_same_length_have_tensors_of_the_same_length():
    """T − 2 by a convolution and by a slice, T again after padding: all can be added."""
    steps = Sequence(T, 3)
    conv = blocks["conv1d"](filters=3)
    cut = part(along="steps", start=1, stop=-1)
    grown = blocks["pad"](left=1, right=1)
    assert conv.infer(steps) == cut.infer(steps)
    assert conv.infer(grown.infer(steps)) == cut.infer(grown.infer(steps)) == steps
    x, lengths = drawn(steps, 2, 5), torch.tensor([5, 1])
    shorter = [compiled(block, (steps,))(x, lengths) for block in (conv, cut)]
    longer, more = compiled(grown, (steps,))(x, lengths)
    again = [compiled(b, (grown.infer(steps),))(longer, more) for b in (conv, cut)]
    for a, b in (shorter, again):
        assert a[0].shape == b[0].shape
        assert torch.equal(a[1], b[1])
    assert again[0][0].shape == x.shape
    assert torch.equal(again[1][0][0], x[0])


@pytest.mark.parametrize(
    ("shape", "settings", "sentence"),
    [
        (Features(4), {"start": 2, "stop": 9}, "From 2 to 9 is not within the 4 places"),
        (Features(4), {"along": "steps"}, "Only sequences have steps"),
        (Features(4), {"along": 2}, "There is no side 2"),
        (Picture(3, 4, 4), {"along": "steps"}, "Only sequences have steps"),
        (Sequence(4, 4), {"along": "width"}, "Only pictures have a width"),
        (Sequence(T, 4), {"along": "steps", "start": -2}, "cannot be taken"),
        (Sequence(T, 4), {"along": "steps", "stop": 2}, "cannot be taken"),
        (Tokens(4, 9), {}, "Slice cannot read tokens"),
    ],
)
def test_a_slice_outside_of_what_there_is_is_refused(shape, settings, sentence):
    with pytest.raises(ShapeError, match=sentence):
        part(**settings).infer(shape)


@pytest.mark.parametrize(
    ("shape", "along", "axis"),
    [
        (Features(9), "values", 1),
        (Sequence(4, 6), "values", 2),
        (Sequence(6, 4), "steps", 1),
        (Picture(3, 4, 4), "values", 1),
        (Picture(2, 4, 6), "width", 3),
    ],
)
def test_parts_are_given_out_one_by_one_and_put_together_are_the_whole(shape, along, axis):
    block = split(along=along, parts=3)
    assert [port.name for port in block.outputs()] == ["part_1", "part_2", "part_3"]
    module = compiled(block, (shape,))
    x = drawn(shape, 2)
    parts = [v.view(2, *sides(s)) for v, s in zip(module(x), module.shapes, strict=True)]
    assert torch.equal(torch.cat(parts, axis), x)


def test_values_of_sequences_that_differ_in_length_are_split():
    module = compiled(split(), (Sequence(T, 4),))
    x = drawn(Sequence(T, 4), 2, 5)
    one, lengths, other, _ = module(x, torch.tensor([5, 2]))
    assert torch.equal(torch.cat((one, other), 2), x)
    assert lengths.tolist() == [5, 2]


def test_uneven_parts_are_refused_with_the_numbers_that_fit():
    with pytest.raises(ShapeError) as found:
        split(parts=4).infer(Features(10))
    assert found.value.what == "10 places do not divide into 4 equal parts."
    assert "divides 10: 2, 5, 10" in found.value.remedy
    with pytest.raises(ShapeError, match="need not come out even"):
        split(along="steps").infer(Sequence(T, 4))
