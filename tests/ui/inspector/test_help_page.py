"""The help page: formulas stand apart from the words that explain them."""

import pytest

from studio.blocks import blocks
from studio.ui.controls.text import Text
from studio.ui.inspector.help_page import WIDTH, Formula, help_page, pieces


def test_a_formula_ends_where_its_explanation_begins():
    assert list(pieces("y = f(W·x + b), with W the weights, b the bias.")) == [
        ("y = f(W·x + b)", True),
        ("With W the weights, b the bias.", False),
    ]


def test_commas_and_dots_inside_a_formula_stay_in_it():
    assert list(pieces("y = max(x₁, x₂, …)")) == [("y = max(x₁, x₂, …)", True)]


def test_the_formula_of_a_size_stands_apart_too():
    text = "y = max of the values under the kernel. Size of a side: ⌊(side − kernel) / stride⌋ + 1."
    assert list(pieces(text)) == [
        ("y = max of the values under the kernel", True),
        ("Size of a side:", False),
        ("⌊(side − kernel) / stride⌋ + 1", True),
    ]


def test_words_stay_words():
    assert list(pieces("Use it where x = y matters.")) == [("Use it where x = y matters.", False)]


@pytest.mark.parametrize("entry", list(blocks), ids=lambda entry: entry.id)
def test_every_page_says_all_that_the_entry_says(qtbot, entry):
    page = help_page(entry)
    qtbot.addWidget(page)
    assert page.width() == WIDTH
    texts = [text.text() for text in page.findChildren(Text)]

    def letters(text):
        return "".join(sign for sign in text.casefold() if sign.isalnum())

    assert letters("".join(texts)) == letters(entry.title + entry.help())


def test_a_layer_shows_its_formula_apart(qtbot):
    page = help_page(blocks["conv2d"])
    qtbot.addWidget(page)
    first, second = (formula.text.text() for formula in page.findChildren(Formula))
    assert first == "y = f(Σ W·x + b)"
    assert second.startswith("⌊(side")
