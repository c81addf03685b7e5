"""Whatever is done in a window, in any order: nothing fails, and undo leads back to the start."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from studio.data.dataset import datasets
from studio.project import files
from studio.project.checks import Checked, checked
from studio.project.project import Project
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.canvas.navigation import navigation
from tests.ui.canvas.test_random_gestures import start
from tests.ui.canvas.test_repainting import kept
from tests.ui.walk import WindowWalk

TOLD = 12  # steps that a failure names
SELDOM = 40  # steps between two looks at all that is kept beside the project


@pytest.fixture
def walked(window, qtbot, qtlog, monkeypatch):
    """Walks through the window from groups and loose blocks; dialogs are closed at once."""
    monkeypatch.setattr(QDialog, "exec", lambda _dialog: 0)
    wheel = navigation().preset

    def walked(seed: int, steps: int) -> WindowWalk:
        window.document.open(Project(graph=start(), data=datasets["fashion"]()), None)
        walk = WindowWalk(window, seed)
        with qtbot.captureExceptions() as raised:
            for number in range(1, steps + 1):
                before = walk.document.project
                try:
                    walk.step()
                    QApplication.processEvents()
                    for _, error, _ in raised:
                        raise error
                    assert_shown(walk, qtlog)
                    if walk.document.project is not before:
                        assert_valid(walk.document.project)
                    if number % SELDOM == 0:
                        assert_nothing_is_old(walk)
                except Exception as error:
                    last = "\n  ".join(walk.log[-TOLD:])
                    error.add_note(f"Seed {seed}, step {number}, the last steps:\n  {last}")
                    raise
        return walk

    yield walked
    navigation().preset = wheel


def assert_valid(project: Project) -> None:
    """It can be kept in a file."""
    assert files.parse(files.dump(project)) == project


def assert_shown(walk: WindowWalk, qtlog) -> None:
    """The canvas shows the blocks, and Qt has no complaint."""
    view = walk.hand.view
    assert set(view.cards.index) == set(view.scope.graph.by_id)
    assert view.selection <= set(view.cards.index)
    assert not [record.message for record in qtlog.records if not record.ignored]


def assert_nothing_is_old(walk: WindowWalk) -> None:
    """What was kept from step to step is what is made anew."""
    view, document = walk.hand.view, walk.document
    view.gliding.finish()
    view.pointer.cancel()
    anew = checked(document.project)
    assert document.checked.problems == anew.problems
    assert document.checked.shapes.outputs == anew.shapes.outputs
    assert figures(document.checked) == figures(anew)
    fresh = CanvasView(document)
    fresh.scope.go(view.scope.path, view.scope.place.repetition)
    made = kept(fresh)
    fresh.deleteLater()
    for name, value in kept(view).items():
        assert value == made[name], f"{name} is not what is made anew"


def figures(found: Checked) -> dict[str, tuple[int, ...]]:
    """What each block costs."""
    costs = found.costs.items()
    return {id: (one.parameters, one.multiply_adds, one.activations) for id, one in costs}


def assert_undone_and_redone(walk: WindowWalk, start: Project) -> None:
    """Back to the start and on to the end, step by step and in one go."""
    document, end = walk.document, walk.document.project
    stack = document.undo_stack
    here = stack.index()
    stack.setIndex(0)
    assert document.project == start
    stack.setIndex(here)
    assert document.project == end
    document.jump(0)
    assert document.project == start
    document.jump(stack.count())


def go(walked, seed: int, steps: int) -> None:
    walk = walked(seed, steps)
    assert_undone_and_redone(walk, walk.document.first)


@pytest.mark.parametrize("seed", [1])
def test_a_hundred_steps_at_random_can_be_undone(walked, seed) -> None:
    go(walked, seed, 100)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2])
def test_a_thousand_steps_at_random_can_be_undone(walked, seed) -> None:
    go(walked, seed, 1000)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(10, 20))
def test_twenty_thousand_steps_at_random_can_be_undone(walked, seed) -> None:
    go(walked, seed, 2000)
