"""Reroute points: wires are drawn through points that a hand puts, drags and removes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from studio.graph.graph import Graph, Wire
from studio.graph.paper import MOST_POINTS, Frame
from studio.graph.paper_edits import with_pieces
from studio.ui.canvas.bends import PIECES, label_place, resampled, through
from studio.ui.canvas.curves import POINTS
from tests.ui.canvas.drawn import LEFT, NONE, Hand, chain, wire
from tests.ui.canvas.grouped import with_groups

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Opened = Callable[[Graph], Hand]


@pytest.fixture
def hand(opened: Opened) -> Hand:
    return opened(chain())


@pytest.fixture
def bent(opened: Opened) -> Hand:
    """The wire from conv to pool goes by way of (300, 180)."""
    return opened(chain().rerouted(wire("conv", "pool").but(via=((300.0, 180.0),))))


def way(hand: Hand, source: str = "conv") -> tuple[tuple[float, float], ...]:
    return hand.graph.out_of[source][0].via


def own(hand: Hand, source: str = "conv") -> Wire:
    return hand.graph.out_of[source][0]


def course(hand: Hand) -> np.ndarray:
    wires = hand.view.sheet.wires
    return wires.course(wires.row(own(hand)))


# ---- curves ------------------------------------------------------------------------------------


def test_a_course_leaves_downwards_goes_through_all_points_and_arrives_from_above() -> None:
    via = np.array([[200.0, 50.0], [-80.0, 120.0]])
    points = through(np.array([0.0, 0.0, 0.0, 200.0]), via)
    assert len(points) == 3 * PIECES + 1
    assert points[[0, PIECES, 2 * PIECES, -1]].tolist() == [[0, 0], *via.tolist(), [0, 200]]
    assert points[1, 1] > 0
    assert points[-2, 1] < 200
    assert abs(points[1, 0]) < points[1, 1]
    assert resampled(points).shape == (POINTS, 2)


def test_a_course_has_no_corner_at_its_points() -> None:
    points = through(np.array([0.0, 0.0, 0.0, 300.0]), np.array([[200.0, 100.0], [180.0, 200.0]]))
    steps = np.diff(points, axis=0)
    turns = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
    assert np.abs(turns).max() < 0.6


def test_a_course_that_turns_upwards_stays_near_its_ends() -> None:
    points = through(np.array([0.0, 0.0, 0.0, 38.0]), np.array([[240.0, 20.0], [240.0, 200.0]]))
    assert points[-PIECES:, 1].min() > 30


def test_points_at_one_place_do_not_break_a_course() -> None:
    points = through(np.array([5.0, 5.0, 5.0, 5.0]), np.full((16, 2), 5.0))
    assert np.isfinite(points).all()


def test_the_shape_is_written_in_the_longest_stretch() -> None:
    points = through(np.array([0.0, 0.0, 0.0, 400.0]), np.array([[0.0, 40.0]]))
    assert label_place(points)[1] == pytest.approx(220, abs=20)


# ---- by mouse ----------------------------------------------------------------------------------


def test_an_alt_click_on_a_wire_adds_a_point_there(hand: Hand) -> None:
    at = hand.middle(wire("conv", "pool"))
    hand.click(at, ALT)
    assert hand.steps == 1
    assert hand.view.sheet.state.point == (own(hand), 0)
    ((x, y),) = way(hand)
    assert (hand.spot(x, y) - at).manhattanLength() <= 2


def test_an_alt_click_beside_a_port_adds_a_point_to_its_wire(hand: Hand) -> None:
    hand.click(hand.output("conv") + QPoint(0, 8), ALT)
    assert len(way(hand)) == 1
    assert hand.steps == 1


def test_a_point_that_is_dragged_on_at_once_is_one_step(hand: Hand) -> None:
    hand.drag(hand.middle(wire("conv", "pool")), hand.spot(304, 176), ALT)
    assert np.abs(np.array(way(hand)) - (304, 176)).max() <= 1
    assert hand.steps == 1
    hand.view.document.undo_stack.undo()
    assert hand.graph == chain()


def test_a_point_is_dragged_in_steps_of_the_grid_and_the_wire_follows(bent: Hand) -> None:
    bent.drag(bent.spot(300, 180), bent.spot(-203, 158))
    assert way(bent) == ((-200.0, 160.0),)
    assert course(bent)[PIECES].tolist() == [-200.0, 160.0]
    assert bent.steps == 1


def test_a_point_stays_under_the_pointer_when_the_paper_is_moved_meanwhile(bent: Hand) -> None:
    at = bent.spot(300, 180)
    bent.press(at)
    bent.go(at + QPoint(44, 0))
    bent.view.camera.pan(QPoint(0, -84))
    bent.release(at + QPoint(44, 0))
    assert way(bent) == ((344.0, 264.0),)


def test_a_drag_of_a_point_that_is_given_up_changes_nothing(bent: Hand) -> None:
    bent.press(bent.spot(300, 180))
    bent.go(bent.spot(360, 240))
    assert course(bent)[PIECES].tolist() == [360.0, 240.0]
    bent.key(Qt.Key.Key_Escape)
    assert course(bent)[PIECES].tolist() == [300.0, 180.0]
    assert bent.steps == 0
    bent.release(bent.spot(360, 240))


def test_a_double_click_or_delete_removes_a_point(bent: Hand) -> None:
    QTest.mouseDClick(bent.view.windowHandle(), LEFT, NONE, bent.spot(300, 180))
    assert bent.graph == chain()
    bent.view.document.undo_stack.undo()
    bent.click(bent.spot(300, 180))
    bent.view.editing.delete()
    assert bent.graph == chain()


def test_a_bent_wire_is_found_where_it_is_drawn_and_not_where_it_was(bent: Hand) -> None:
    wires = bent.view.sheet.wires
    row = wires.row(own(bent))
    assert wires.at(QPointF(300, 180), 2.0) == row
    x, y = course(bent)[PIECES + 4].tolist()
    assert wires.at(QPointF(x, y), 1.0) == row
    assert wires.at(QPointF(96, 184), 6.0) is None


def test_points_go_along_while_both_ends_are_dragged(bent: Hand) -> None:
    bent.view.select({"conv", "pool"})
    bent.press(bent.card("conv"))
    bent.go(bent.card("conv") + QPoint(20, 20))
    bent.go(bent.card("conv") + QPoint(80, 40))
    moved = course(bent)[PIECES] - (300.0, 180.0)
    assert moved.tolist() == (bent.view.cards.box[1, :2] - (0.0, 104.0)).tolist()
    bent.release(bent.card("conv"))


def test_a_selected_wire_stays_selected_when_it_takes_another_way(hand: Hand) -> None:
    hand.view.select((), {own(hand)})
    hand.view.document.edit_graph("Bend", hand.graph.rerouted(own(hand).but(via=((9.0, 9.0),))))
    assert hand.view.selected_wires == {own(hand)}


def test_an_end_let_go_where_it_was_leaves_the_points(bent: Hand) -> None:
    bent.drag(bent.input("pool"), bent.input("pool") + QPoint(1, 1))
    assert way(bent) == ((300.0, 180.0),)


# ---- commands ----------------------------------------------------------------------------------


def test_the_command_adds_points_and_straightens_the_wire(hand: Hand) -> None:
    hand.view.select((), {own(hand)})
    for _ in range(3):
        hand.view.rerouting.add()
        hand.view.select((), {own(hand)})
    assert len(way(hand)) == 3
    hand.view.rerouting.straighten()
    assert hand.graph == chain()
    assert hand.steps == 4


def test_a_wire_has_only_so_many_points(hand: Hand) -> None:
    messages: list[str] = []
    hand.view.message.connect(messages.append)
    full = own(hand).but(via=tuple((300.0, 100.0 + n) for n in range(MOST_POINTS)))
    hand.view.document.edit_graph("Bend", hand.graph.rerouted(full))
    hand.view.select((), {own(hand)})
    hand.view.rerouting.add()
    assert len(way(hand)) == MOST_POINTS
    assert messages[-1] == "A wire has at most 16 reroute points. Nothing was added."


def test_keys_move_the_selected_point_and_nudges_in_a_row_are_one_step(bent: Hand) -> None:
    bent.click(bent.spot(300, 180))
    for _ in range(2):
        bent.key(Qt.Key.Key_Right, CONTROL)
    bent.key(Qt.Key.Key_Up, CONTROL)
    assert way(bent) == ((316.0, 172.0),)
    assert bent.steps == 1


def test_straightening_selected_blocks_straightens_their_wires(bent: Hand) -> None:
    bent.view.select({"pool"})
    bent.view.rerouting.straighten()
    assert bent.graph == chain()


def test_points_in_a_frame_go_with_it_though_their_wire_does_not(opened: Opened) -> None:
    graph = chain().rerouted(wire("conv", "pool").but(via=((300.0, 140.0), (300.0, 190.0))))
    frame = Frame(id="frame_1", title="By", x=260.0, y=100.0, width=96.0, height=64.0)
    hand = opened(with_pieces(graph, frame))
    hand.drag(hand.spot(270, 114), hand.spot(310, 154))
    assert way(hand) == ((340.0, 180.0), (300.0, 190.0))
    assert (hand.graph.frames[0].x, hand.graph.frames[0].y) == (300.0, 140.0)


def test_a_wire_inside_of_an_open_group_is_rerouted_in_its_definition(opened: Opened) -> None:
    graph = with_groups()
    hand = opened(graph.replaced(graph.by_id["first"].but(open=True)))
    source, target = (hand.view.scope.alias(("first",), id) for id in ("inlet_1", "add"))
    (shown,) = (w for w in hand.view.scope.graph.out_of[source] if w.target == target)
    hand.drag(hand.middle(shown), hand.middle(shown) + QPoint(48, 0), ALT)
    (inner,) = (w for w in hand.graph.definition["Residual"].wires if w.input == "in_2")
    ((x, y),) = inner.via
    (again,) = (w for w in hand.view.scope.graph.out_of[source] if w.target == target)
    by = hand.view.cards.rect(target).topLeft() - QPointF(0, 208)
    assert again.via == ((x + by.x(), y + by.y()),)
    assert hand.steps == 1
    assert [w.via for w in hand.graph.wires] == [()] * len(hand.graph.wires)
