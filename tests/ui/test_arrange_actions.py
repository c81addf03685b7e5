"""Selecting along wires and laying out, by their keys in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.graph.paper import Frame
from studio.graph.paper_edits import with_pieces
from studio.project.project import Project
from studio.ui import motion
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.window import Window
from tests.ui.canvas.drawn import chain, node, wire
from tests.ui.canvas.grouped import with_groups

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, Key = Qt.KeyboardModifier.AltModifier, Qt.Key


def press(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window, key, modifiers)


def show(window: Window, graph: Graph) -> Window:
    window.document.open(Project(graph=graph, data=datasets["fashion"]()), None)
    return window


def branched() -> Graph:
    """A chain with a branch beside it, that joins it before the end."""
    return (
        chain()
        .removed(["flat", "dense"])
        .added(
            node("other", "conv2d", 300, 104),
            node("sum", "add", 0, 312),
            node("alone", "dense", 600, 0),
        )
        .connected(
            wire("pictures", "other"),
            wire("pool", "sum", input="in_1"),
            wire("other", "sum", input="in_2"),
            wire("sum", "classes"),
        )
    )


@pytest.fixture
def branches(window: Window) -> Window:
    return show(window, branched())


@pytest.fixture
def unfolded(window: Window) -> Window:
    """Two uses of a residual group, the first of them shown with its inside."""
    graph = with_groups()
    return show(window, graph.replaced(graph.by_id["first"].but(open=True)))


def shown(window: Window, own: str) -> str:
    """What a block inside of the open group is called on the canvas."""
    return window.canvas.scope.alias(("first",), own)


def place(window: Window, id: str) -> tuple[float, float]:
    node = window.document.project.graph.by_id[id]
    return node.x, node.y


# ---- along the wires -----------------------------------------------------------------------------


def test_everything_that_feeds_a_block_is_selected(branches: Window) -> None:
    branches.canvas.select({"pool"})
    press(branches, Key.Key_Up, CONTROL | ALT)
    assert branches.canvas.selection == {"pictures", "conv", "pool"}
    branches.canvas.select({"sum"})
    press(branches, Key.Key_Up, CONTROL | ALT)
    assert branches.canvas.selection == {"pictures", "conv", "pool", "other", "sum"}


def test_everything_that_a_block_feeds_is_selected(branches: Window) -> None:
    branches.canvas.select({"other"})
    press(branches, Key.Key_Down, CONTROL | ALT)
    assert branches.canvas.selection == {"other", "sum", "classes"}


def test_what_feeds_a_block_in_an_open_group_is_selected_in_the_group(unfolded: Window) -> None:
    unfolded.canvas.select({shown(unfolded, "add")})
    press(unfolded, Key.Key_Up, CONTROL | ALT)
    assert unfolded.canvas.selection == {shown(unfolded, "add"), shown(unfolded, "conv")}


def test_inverting_selects_all_else_in_the_network(branches: Window) -> None:
    piece = Frame(id="frame_1", x=-500, y=0)
    show(branches, with_pieces(branched(), piece)).canvas.select({"pool", "other"})
    press(branches, Key.Key_I, CONTROL)
    assert branches.canvas.selection == {"pictures", "conv", "sum", "classes", "alone"}
    assert branches.canvas.selected_pieces == {PieceId("frame", "frame_1")}
    press(branches, Key.Key_I, CONTROL)
    assert branches.canvas.selection == {"pool", "other"}
    assert not branches.canvas.selected_pieces


def test_inverting_in_an_open_group_stays_in_it(unfolded: Window) -> None:
    unfolded.canvas.select({shown(unfolded, "add")})
    press(unfolded, Key.Key_I, CONTROL)
    assert unfolded.canvas.selection == {shown(unfolded, "conv")}


def test_selecting_changes_nothing_in_the_document(branches: Window) -> None:
    branches.canvas.select({"pool"})
    press(branches, Key.Key_Up, CONTROL | ALT)
    press(branches, Key.Key_I, CONTROL)
    assert branches.document.undo_stack.count() == 0


# ---- in line -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "places"),
    [
        (Key.Key_A, [(0, 104), (0, 520)]),
        (Key.Key_H, [(150, 104), (150, 520)]),
        (Key.Key_D, [(300, 104), (300, 520)]),
        (Key.Key_W, [(0, 104), (300, 104)]),
        (Key.Key_S, [(0, 520), (300, 520)]),
    ],
)
def test_blocks_are_aligned_as_one_step(
    window: Window, key: Qt.Key, places: list[tuple[float, float]]
) -> None:
    graph = chain().moved({"classes": (300.0, 520.0)})
    show(window, graph).canvas.select({"conv", "classes"})
    press(window, key, ALT)
    assert [place(window, id) for id in ("conv", "classes")] == places
    assert window.document.undo_stack.count() == 1
    window.document.undo_stack.undo()
    assert window.document.project.graph == graph


def test_middles_of_cards_of_two_heights_lie_in_line(window: Window) -> None:
    show(window, chain().moved({"flat": (300.0, 104.0)})).canvas.select({"conv", "flat"})
    press(window, Key.Key_V, ALT)
    window.canvas.gliding.finish()
    centres = [window.canvas.cards.rect(id).center().y() for id in ("conv", "flat")]
    assert centres[0] == centres[1] == 132.0


def test_blocks_are_distributed(window: Window) -> None:
    graph = chain().moved({"conv": (0.0, 60.0), "pool": (20.0, 100.0), "dense": (0.0, 460.0)})
    show(window, graph).canvas.select({"conv", "pool", "dense"})
    press(window, Key.Key_V, ALT | SHIFT)
    assert [place(window, id) for id in ("conv", "pool", "dense")] == [(0, 60), (20, 260), (0, 460)]
    assert window.document.undo_stack.count() == 1


def test_blocks_in_an_open_group_are_aligned_in_their_definition(unfolded: Window) -> None:
    graph = unfolded.document.project.graph
    nodes = [shown(unfolded, own) for own in ("conv", "add")]
    unfolded.canvas.select({nodes[1]})
    unfolded.canvas.editing.nudge(4, 0)
    unfolded.canvas.select(nodes)
    press(unfolded, Key.Key_A, ALT)
    after = unfolded.document.project.graph
    inside = after.definition["Residual"].by_id
    assert inside["add"].x == inside["conv"].x
    unfolded.document.undo_stack.undo()
    unfolded.document.undo_stack.undo()
    assert unfolded.document.project.graph == graph


def test_a_frame_keeps_to_its_blocks_that_are_aligned(window: Window) -> None:
    frame = Frame(id="frame_1", x=-48, y=80, width=288, height=192)
    graph = with_pieces(chain().moved({"classes": (-200.0, 520.0)}), frame)
    show(window, graph).canvas.select({"conv", "pool", "classes"})
    press(window, Key.Key_A, ALT)
    assert window.document.project.graph.frames[0].x == -248.0


def test_too_few_blocks_are_refused_with_the_reason(window: Window) -> None:
    show(window, chain()).canvas.select({"conv"})
    press(window, Key.Key_A, ALT)
    assert window.document.undo_stack.count() == 0
    actions = window.actions_table
    assert actions.refusal("align_left") == "Choose two or more blocks first."
    window.canvas.select({"conv", "pool"})
    assert actions.refusal("align_left") == ""
    assert actions.refusal("distribute_down") == "Choose three or more blocks first."


# ---- tidied -------------------------------------------------------------------------------------


def scattered() -> Graph:
    return chain().moved({"conv": (300.0, 96.0), "pool": (-80.0, 230.0)})


def test_a_network_is_tidied_as_one_step(window: Window, qtbot: QtBot) -> None:
    graph = scattered()
    show(window, graph)
    press(window, Key.Key_T, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    after = window.document.project.graph
    assert len({node.x for node in after.nodes}) == 1
    window.document.undo_stack.undo()
    assert window.document.project.graph == graph


def test_cards_glide_to_where_they_are_tidied_to(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(window, scattered()).canvas.select({"conv", "pool", "flat"})
    monkeypatch.setattr(motion, "duration", lambda _name: 180)
    press(window, Key.Key_T, CONTROL)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    cards, node = window.canvas.cards, window.document.project.graph.by_id["conv"]
    assert node.x == 0.0
    assert cards.rect("conv").x() > 100.0
    qtbot.waitUntil(lambda: cards.rect("conv").x() == node.x, timeout=1000)


def test_a_press_or_an_edit_while_cards_glide_finds_them_at_the_end(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(window, scattered()).canvas.select({"conv", "pool", "flat"})
    monkeypatch.setattr(motion, "duration", lambda _name: 10_000)
    press(window, Key.Key_T, CONTROL)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    assert window.canvas.cards.rect("conv").x() > 100.0
    window.canvas.editing.nudge(1, 0)
    boxes = window.canvas.cards.box[:, :2].tolist()
    assert boxes == [[n.x, n.y] for n in window.document.project.graph.nodes]


def test_nothing_glides_where_the_system_wants_no_motion(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(window, scattered())
    monkeypatch.setattr(motion, "duration", lambda _name: 0)
    press(window, Key.Key_T, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    assert window.canvas.cards.rect("conv").x() == 0.0


def test_what_was_edited_while_it_was_tidied_is_left_alone(window: Window, qtbot: QtBot) -> None:
    show(window, scattered()).canvas.select({"dense"})
    said: list[str] = []
    window.canvas.message.connect(said.append)
    window.canvas.arranging.tidy_all()
    window.canvas.editing.nudge(1, 0)
    after = window.document.project.graph
    qtbot.waitUntil(lambda: any("changed meanwhile" in text for text in said))
    assert window.document.project.graph is after


def test_blocks_in_an_open_group_are_tidied_in_their_definition(
    unfolded: Window, qtbot: QtBot
) -> None:
    unfolded.canvas.select({shown(unfolded, "add")})
    unfolded.canvas.editing.nudge(9, 0)
    unfolded.canvas.select({shown(unfolded, own) for own in ("conv", "add")})
    press(unfolded, Key.Key_T, CONTROL)
    qtbot.waitUntil(lambda: unfolded.document.undo_stack.count() == 2)
    inside = unfolded.document.project.graph.definition["Residual"].by_id
    assert inside["add"].x == inside["conv"].x
    assert inside["add"].y > inside["conv"].y


# ---- the view ------------------------------------------------------------------------------------


def test_the_selection_is_brought_into_view_as_a_whole(window: Window) -> None:
    show(window, chain().moved({"classes": (9000.0, 520.0)}))
    window.canvas.camera.fit()
    window.canvas.select({"pictures", "conv"})
    press(window, Key.Key_2, SHIFT)
    camera, rect = window.canvas.camera, window.canvas.cards.rect
    assert camera.zoom == 1.0
    assert camera.seen().contains(rect("pictures").united(rect("conv")))
    window.canvas.select({"pictures", "classes"})
    window.actions_table["zoom_to_selection"].trigger()
    assert camera.zoom < 1.0
    assert camera.seen().contains(rect("pictures").united(rect("classes")))
