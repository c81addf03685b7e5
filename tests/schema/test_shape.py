"""Shapes, as they stand on wires and in sentences."""

import pytest

from studio.schema.shape import (
    Features,
    Picture,
    Sequence,
    ShapeError,
    Tokens,
    count,
    padded,
)


@pytest.mark.parametrize(
    ("shape", "text", "words", "numbers"),
    [
        (Features(5408), "5,408", "a row of 5,408 numbers", 5408),
        (Sequence(28, 64), "28 × 64", "a sequence of 28 steps, 64 values each", 1792),
        (Sequence(None, 64), "T × 64", "a sequence of T steps, 64 values each", None),
        (Picture(32, 26, 13), "32 × 26 × 13", "a picture: 32 channels of 26 × 13", 10816),
        (Picture(1, 28, 28), "1 × 28 × 28", "a picture: 1 channel of 28 × 28", 784),
        (Tokens(None, 5000), "T tokens", "T tokens, each one of 5,000", None),
        (Tokens(12, 50), "12 tokens", "12 tokens, each one of 50", 12),
    ],
)
def test_a_shape_has_a_short_text_words_and_a_count(shape, text, words, numbers):
    assert shape.text() == text
    assert shape.words() == words
    assert count(shape) == numbers


def test_only_a_length_that_is_not_known_makes_padding():
    assert padded(Sequence(None, 3))
    assert padded(Tokens(None, 3))
    assert not any(padded(s) for s in (Sequence(4, 3), Tokens(4, 3), Features(3), None))


def test_a_shape_error_is_three_sentences_and_a_chip():
    error = ShapeError("What.", "Why.", "Remedy.", "Few words")
    assert str(error) == "What. Why. Remedy."
    assert (error.what, error.why, error.remedy, error.chip) == (
        "What.",
        "Why.",
        "Remedy.",
        "Few words",
    )
