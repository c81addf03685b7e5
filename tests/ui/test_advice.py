"""Advice in the window: listed quietly, dismissed at its place, and brought back."""

import pytest
from PySide6.QtCore import Qt

from studio.data.dataset import datasets
from studio.project.project import Project
from studio.ui.inspector.problem_list import HintCard
from tests.wiring import block, graph


@pytest.fixture
def advised(window):
    """The window with a network that trains, and two layers without a curve between them."""
    made_of = {
        "x": block("features_input"),
        "first": block("dense", units=4, activation="none"),
        "second": block("dense", units=4),
        "out": block("class_output"),
    }
    drawn = graph(made_of, "x > first", "first > second", "second > out")
    drawn = drawn.moved({id: (0, 94 * n) for n, id in enumerate(made_of)})
    window.document.open(Project(graph=drawn, data=datasets["iris"]()), None)
    return window


def hints(window):
    return [card for card in window.inspector.problems.cards() if isinstance(card, HintCard)]


def test_advice_is_listed_and_keeps_nobody_from_training(advised):
    (card,) = hints(advised)
    assert card.problem.what == "There is no activation between Dense and Dense."
    assert advised.inspector.problems.chip.text() == "1 hint"
    assert advised.canvas.sheet.state.trouble.chips == {}  # nothing red or amber on the card
    assert advised.run.start_refusal() == ""
    assert "All shapes fit" in advised.statusbar.text()


def test_a_click_on_advice_shows_its_block(advised, qtbot):
    (card,) = hints(advised)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert advised.canvas.selection == {"second"}


def test_dismissed_advice_is_gone_until_it_is_asked_for_and_undone_as_one_step(advised, qtbot):
    (card,) = hints(advised)
    qtbot.mouseClick(card.more, Qt.MouseButton.LeftButton)
    problems = advised.inspector.problems
    assert hints(advised) == []
    assert problems.restore.text() == "Show 1 dismissed hint"
    advised.document.undo_stack.undo()
    assert len(hints(advised)) == 1
    advised.document.undo_stack.redo()
    qtbot.mouseClick(problems.restore, Qt.MouseButton.LeftButton)
    assert len(hints(advised)) == 1
    assert not problems.restore.isVisibleTo(problems)


def test_advice_at_the_selected_block_is_dismissed_from_the_menu(advised):
    action = advised.actions_table["dismiss_advice"]
    advised.canvas.select({"first"})
    assert not action.isEnabled()
    advised.canvas.select({"second"})
    action.trigger()
    assert hints(advised) == []
    assert advised.actions_table["restore_advice"].isEnabled()
    advised.actions_table["restore_advice"].trigger()
    assert len(hints(advised)) == 1
