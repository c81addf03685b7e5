"""Shapes, as they stand on wires and in sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    ShapeError,
    Tokens,
    Unknown,
    assumed,
    count,
    of_sides,
    padded,
    sides,
    windowed,
)


@pytest.mark.parametrize(
    ("shape", "text", "words", "numbers"),
    [
        (Features(5408), "5,408", "a row of 5,408 numbers", 5408),
        (Features(1), "1", "a row of 1 number", 1),
        (Sequence(28, 64), "28 × 64", "a sequence of 28 steps, 64 values each", 1792),
        (Sequence(Unknown(), 64), "T × 64", "a sequence of T steps, 64 values each", None),
        (Picture(32, 26, 13), "32 × 26 × 13", "a picture: 32 channels of 26 × 13", 10816),
        (Picture(1, 28, 28), "1 × 28 × 28", "a picture: 1 channel of 28 × 28", 784),
        (Tokens(Unknown(), 5000), "T tokens", "T tokens, each one of 5,000", None),
        (Category(3000), "1 of 3,000", "a category: one of 3,000", 1),
        (Array((2, 3, 4, 5)), "2 × 3 × 4 × 5", "an array of 2 × 3 × 4 × 5 numbers", 120),
        (Tokens(12, 50), "12 tokens", "12 tokens, each one of 50", 12),
    ],
)
def test_a_shape_has_a_short_text_words_and_a_count(shape, text, words, numbers):
    assert shape.text() == text
    assert shape.words() == words
    assert count(shape) == numbers


def test_only_a_length_that_is_not_known_makes_padding():
    assert padded(Sequence(Unknown(), 3))
    assert padded(Tokens(Unknown(), 3))
    assert not any(padded(s) for s in (Sequence(4, 3), Tokens(4, 3), Features(3), None))


T = Unknown()


@pytest.mark.parametrize(
    ("length", "text", "words"),
    [
        (T, "T", ""),
        (T.windowed(-3, 1), "T′", "T′ = T − 2"),
        (Unknown("N").windowed(4, 1), "N′", "N′ = N + 5"),
        (T.windowed(-3, 2), "T′", "T′ = ⌊(T − 3) / 2⌋ + 1"),
        (
            T.windowed(-3, 2).windowed(-5, 2),
            "T″",
            "T″ = ⌊(T′ − 5) / 2⌋ + 1, T′ = ⌊(T − 3) / 2⌋ + 1",
        ),
        (T.windowed(0, 3), "T′", "T′ = ⌊T / 3⌋ + 1"),
    ],
)
def test_an_unknown_length_tells_which_windows_have_gone_over_it(length, text, words):
    assert length.text() == text
    assert length.words() == words


def test_after_many_windows_the_strokes_are_counted():
    length = T
    for _ in range(5):
        length = length.windowed(-2, 2)
    assert length.text() == "T(5)"


def test_windows_that_keep_the_size_leave_an_unknown_length_equal():
    assert T.windowed(-1, 1) == T
    assert T.windowed(-2, 2) != T
    # Two steps more, then two steps fewer: also for the shortest sequence.
    assert T.windowed(1, 1).windowed(-3, 1) == T
    # The other way round a sequence of one step comes out longer than it was.
    assert T.windowed(-3, 1).windowed(1, 1) != T


@given(st.lists(st.tuples(st.integers(-6, 5), st.integers(1, 3)), max_size=5))
def test_an_unknown_length_counts_as_the_windows_did_one_after_the_other(windows):
    """Joined windows give, for every real length, what each of them held at one step gives."""

    def after(real: int, moves: tuple[tuple[int, int], ...]) -> int:
        for extra, stride in moves:
            real = max(1, (real + extra) // stride + 1)
        return real

    length = T
    for window in windows:
        length = length.windowed(*window)
    for real in range(1, 20):
        assert after(real, length.after) == after(real, tuple(windows))


def test_a_known_length_is_counted_at_once():
    assert windowed(9, -3, 2) == 4
    assert assumed(9, 5) == 9
    assert assumed(T, 5) == 5


def test_a_shape_error_is_three_sentences_and_a_chip():
    error = ShapeError("What.", "Why.", "Remedy.", "Few words")
    assert str(error) == "What. Why. Remedy."
    assert (error.what, error.why, error.remedy, error.chip) == (
        "What.",
        "Why.",
        "Remedy.",
        "Few words",
    )


@pytest.mark.parametrize(
    "shape",
    [Features(3), Sequence(4, 3), Sequence(Unknown(), 3), Picture(1, 2, 3), Array((1, 2, 3, 4))],
)
def test_numbers_are_told_apart_by_their_sides(shape):
    assert of_sides(sides(shape)) == shape


@pytest.mark.parametrize("lengths", [(), (Unknown(),), (2, Unknown(), 3)])
def test_no_side_or_an_unknown_one_in_a_wrong_place_is_no_shape(lengths):
    with pytest.raises(ValueError, match="side"):
        of_sides(lengths)
