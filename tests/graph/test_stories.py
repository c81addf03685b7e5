"""The story of a wire: what it carries, and how that came out."""

from itertools import pairwise

import pytest

from studio.blocks.block import Block
from studio.blocks.group import Group
from studio.data.declared_inputs import GivenFeatures, GivenPicture, GivenSequence, GivenTokens
from studio.data.no_data import NoData
from studio.graph.shapes import shapes
from studio.graph.stories import Story, story
from studio.schema.shape import Picture
from tests.wiring import block, definition, graph

DATA = NoData(
    inputs=(
        GivenPicture(height=28, width=28),
        GivenSequence(length=20, size=4),
        GivenTokens(length=30),
        GivenFeatures(size=5),
    )
)
FIELDS = {field.name: field for field in DATA.fields()}
SEQUENCE = {"sequence_input": "sequence"}  # a picture could be read as one too


def told(made_of: dict[str, Block], *definitions) -> Story:
    """The story of the last wire of a chain."""
    wires = [f"{a} > {b}" for a, b in pairwise(made_of)]
    drawn = graph(made_of, *wires, definitions=definitions)
    *_, last = made_of
    found = story(drawn, shapes(drawn, FIELDS), drawn.into[last][0])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("start", "made", "formula", "words"),
    [
        ("picture_input", "conv2d", "( 28 + 2·0 − 3 ) / 1 + 1 = 26", "32 channels of 26 × 26"),
        ("sequence_input", "conv1d", "( 20 + 2·0 − 3 ) / 1 + 1 = 18", "a sequence of 18 steps"),
        ("features_input", "dense", "5 → 64 = 64", "A row of 64 numbers."),
    ],
)
def test_a_story_has_the_numbers_of_the_block_before(start, made, formula, words) -> None:
    found = told(
        {
            "x": block(start, field=SEQUENCE.get(start, "")),
            "made": block(made),
            "next": block("dropout"),
        }
    )
    assert found.told is not None
    assert " ".join(text for text, _ in found.told.terms) + f" = {found.told.result}" == formula
    assert words in found.text()


def test_tokens_are_told_without_a_formula() -> None:
    found = told({"x": block("tokens_input"), "embedded": block("embedding")})
    assert found.told is None
    assert found.text() == "30 tokens, each one of 1,000."


def test_the_story_of_a_group_is_that_of_the_block_inside_that_made_it() -> None:
    inner = {"in": block("inlet"), "conv": block("conv2d"), "o": block("outlet")}
    made = definition("Eye", inner, "in > conv", "conv > o")
    outer = {"x": block("picture_input"), "g": Group(definition="Eye", repeat=2)}
    found = told({**outer, "next": block("dropout")}, made)
    assert (found.maker, found.inside) == ("Conv 2D", ("Eye",))
    assert found.told is not None
    assert found.told.result == "24"  # of the last repetition
    assert 'Made by Conv 2D inside of "Eye".' in found.text()


def test_a_wire_that_carries_nothing_known_has_no_story() -> None:
    drawn = graph({"a": block("dense"), "b": block("dense")}, "a > b")
    assert story(drawn, shapes(drawn, FIELDS), drawn.wires[0]) is None


def test_of_two_wires_at_an_outlet_that_is_told_which_gives_the_shape() -> None:
    inner = {"in": block("inlet"), "conv": block("conv2d"), "o": block("outlet")}
    made = definition("Eye", inner, "in > conv", "conv > o", "in > o")
    outer = {"x": block("picture_input"), "g": Group(definition="Eye"), "next": block("dropout")}
    found = told(outer, made)
    assert (found.maker, found.shape) == ("Inlet", Picture(3, 28, 28))
