"""The benchmark of the canvas shows what it says, and the canvas looks only at what changed."""

import pytest
from PySide6.QtCore import QEvent, QPointF

from studio.project.checks import checked
from tests.benchmarks.canvas.drawn import project
from tests.benchmarks.canvas.ours import Ours
from tests.benchmarks.canvas.sides import measured


@pytest.fixture
def ours(qapp):
    made = Ours(240)
    yield made
    made.view.close()
    made.view.deleteLater()


@pytest.mark.parametrize("blocks", [7, 60, 1_000])
def test_the_drawn_network_has_so_many_blocks_and_no_problem(blocks):
    drawn = project(blocks)
    assert len(drawn.graph.nodes) == blocks
    assert not checked(drawn).problems


def test_every_step_of_the_benchmark_does_something(ours):
    figures = measured(ours) | ours.more()
    assert len(figures) == 9
    assert min(figures.values()) > 0


def test_an_edit_of_the_benchmark_adds_a_block_and_taking_it_back_removes_it(ours):
    ours.open()
    before = ours.document.project
    ours.edit(0)
    assert len(ours.document.project.graph.nodes) == 241
    assert not ours.document.checked.problems
    ours.undo_edit()
    assert ours.document.project == before


def test_the_hand_of_the_benchmark_drags_a_block(ours):
    ours.open()
    ours.near()
    ours.paint()
    at = ours.grip()
    before = ours.document.project
    ours.mouse(QEvent.Type.MouseButtonPress, at)
    ours.mouse(QEvent.Type.MouseMove, at + QPointF(40, 40))
    ours.mouse(QEvent.Type.MouseButtonRelease, at + QPointF(40, 40), button=False)
    after = ours.document.project
    moved = [n.id for n, was in zip(after.graph.nodes, before.graph.nodes, strict=True) if n != was]
    assert moved == ["b122"]
