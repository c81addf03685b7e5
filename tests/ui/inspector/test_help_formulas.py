"""Each block that computes shows its formula, and explains every letter in it."""

import re

import pytest

from studio.blocks import blocks
from studio.ui.inspector.help_page import pieces

# What data enters or leaves, what only arranges values or stands for a network of its own, and
# activations, whose page lists many formulas in words.
WITHOUT = {
    "picture_input", "features_input", "sequence_input", "tokens_input", "category_input",
    "array_input", "noise_input", "group", "inlet", "outlet", "sealed", "flatten", "reshape",
    "permute", "split", "pad", "activation", "upsample", "class_output", "yes_no_output",
    "multi_label_output", "number_output", "reconstruction_output", "generated_picture",
    "kl_penalty",
}  # fmt: skip
KNOWN = {"x", "y", "e"}  # what enters, what leaves, and Euler's number
LETTER = re.compile(r"(?<![A-Za-zα-ω])[A-Za-zα-ω](?![A-Za-zα-ω])")

computing = pytest.mark.parametrize(
    "entry", [e for e in blocks if e.id not in WITHOUT], ids=lambda entry: entry.id
)


def parts(entry):
    """The formulas of a help page, and all else that it says."""
    found = [p for text in entry.help().split("\n\n") for p in pieces(text.replace("\n", " "))]
    formulas = [text for text, formula in found if formula]
    return formulas, " ".join(text for text, formula in found if not formula)


@computing
def test_there_is_a_formula(entry):
    assert parts(entry)[0]


@computing
def test_every_letter_of_the_formula_is_explained(entry):
    formulas, words = parts(entry)
    explained = set(LETTER.findall(words)) | KNOWN
    for formula in formulas:
        explained |= set(LETTER.findall(formula.partition(" = ")[0]))  # what it defines
    for formula in formulas:
        assert set(LETTER.findall(formula)) <= explained, formula


@pytest.mark.parametrize("entry", list(blocks), ids=lambda entry: entry.id)
def test_a_page_says_when_to_use_the_block_and_when_not(entry):
    (use,) = (text for text in entry.help().split("\n\n") if text.startswith("Use it"))
    assert len(re.findall(r"[.:;](?:\s|$)", use)) >= 2, "when to use something else"
