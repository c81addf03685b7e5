"""Frames and notes on the canvas: made, moved, written and removed by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from studio.graph.graph import Graph
from studio.graph.paper import Frame, Note
from studio.graph.paper_edits import with_pieces
from studio.ui.canvas.colouring import colour
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.canvas.paper.telling import selected_words
from tests.ui.canvas.drawn import LEFT, NONE, Hand, chain
from tests.ui.canvas.grouped import with_groups

FRAME, NOTE = PieceId("frame", "frame_1"), PieceId("note", "note_1")
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Opened = Callable[[Graph], Hand]


def unfolded() -> Graph:
    """Two uses of a residual group, the first of them shown with its inside."""
    graph = with_groups()
    return graph.replaced(graph.by_id["first"].but(open=True))


def papered() -> Graph:
    """A chain; a frame around its convolution and pooling, and a note at the right."""
    frame = Frame(id="frame_1", title="Encoder", x=-48.0, y=80.0, width=288.0, height=192.0)
    return with_pieces(chain(), frame, Note(id="note_1", text="Why?", x=264.0, y=104.0))


@pytest.fixture
def hand(opened: Opened) -> Hand:
    return opened(papered())


def head(hand: Hand) -> QPoint:
    """The title of the frame."""
    return hand.spot(frame(hand).x + 20, frame(hand).y + 14)


def frame(hand: Hand) -> Frame:
    return hand.graph.frames[0]


def note(hand: Hand) -> Note:
    return hand.graph.notes[0]


def place(hand: Hand, id: str) -> tuple[float, float]:
    return hand.graph.by_id[id].x, hand.graph.by_id[id].y


def double_click(hand: Hand, at: QPoint) -> None:
    QTest.mouseDClick(hand.view.windowHandle(), LEFT, NONE, at)
    hand.settle()


def written(hand: Hand, kind: type[QPlainTextEdit] | type[QLineEdit]) -> QPlainTextEdit | QLineEdit:
    """The field that is open over the canvas."""
    (field,) = (f for f in hand.view.viewport().findChildren(kind) if f.isVisible())
    assert field.hasFocus()
    return field


# ---- frames ------------------------------------------------------------------------------------


def test_a_click_on_the_title_selects_the_frame_and_one_inside_of_it_does_not(hand: Hand) -> None:
    hand.click(head(hand))
    assert hand.view.selected_pieces == {FRAME}
    hand.click(hand.spot(-30, 200))
    assert not hand.view.selected_pieces


def test_a_frame_is_dragged_with_the_blocks_in_it_as_one_step(hand: Hand) -> None:
    before = hand.graph
    hand.drag(head(hand), head(hand) + QPoint(80, 40))
    assert (frame(hand).x, frame(hand).y) == (32.0, 120.0)
    assert place(hand, "conv") == (80.0, 144.0)
    assert place(hand, "pool") == (80.0, 248.0)
    assert place(hand, "pictures") == (0.0, 0.0)
    assert hand.steps == 1
    hand.view.document.undo_stack.undo()
    assert hand.graph == before


def test_a_drag_that_is_given_up_leaves_all_where_it_was(hand: Hand) -> None:
    before, boxes = hand.graph, hand.view.cards.box.copy()
    hand.press(head(hand))
    hand.go(head(hand) + QPoint(60, 60))
    assert (hand.view.cards.box != boxes).any()
    hand.key(Qt.Key.Key_Escape)
    assert (hand.view.cards.box == boxes).all()
    assert hand.graph == before
    hand.release(head(hand) + QPoint(60, 60))


@pytest.mark.parametrize(
    ("edge", "by", "box"),
    [
        ((240.0, 150.0), (40, 0), (-48.0, 80.0, 328.0, 192.0)),
        ((-48.0, 150.0), (-40, 0), (-88.0, 80.0, 328.0, 192.0)),
        ((0.0, 272.0), (0, 30), (-48.0, 80.0, 288.0, 224.0)),
        ((239.0, 271.0), (40, 30), (-48.0, 80.0, 328.0, 224.0)),
        ((240.0, 150.0), (-900, 0), (-48.0, 80.0, 48.0, 192.0)),
    ],
)
def test_edges_and_corners_of_a_frame_are_dragged(
    hand: Hand, edge: tuple[float, float], by: tuple[int, int], box: tuple[float, ...]
) -> None:
    start = hand.spot(*edge)
    hand.drag(start, start + QPoint(*by))
    now = frame(hand)
    assert (now.x, now.y, now.width, now.height) == pytest.approx(box, abs=8)
    assert place(hand, "conv") == (0.0, 104.0)
    assert hand.steps == 1


def test_an_edge_stays_under_the_pointer_when_the_paper_is_moved_meanwhile(hand: Hand) -> None:
    at = hand.spot(240.0, 150.0)
    hand.press(at)
    hand.go(at + QPoint(40, 0))
    hand.view.camera.pan(QPoint(-80, 0))
    hand.release(at + QPoint(40, 0))
    assert frame(hand).width == pytest.approx(408.0, abs=8)


def test_delete_removes_the_frame_alone(hand: Hand) -> None:
    hand.click(head(hand))
    hand.view.editing.delete()
    assert not hand.graph.frames
    assert hand.graph.nodes == papered().nodes


def test_selected_blocks_are_framed_and_the_frame_named_as_one_step(hand: Hand) -> None:
    hand.view.select({"dense", "classes"})
    hand.view.paper.frame()
    field = written(hand, QLineEdit)
    assert field.selectedText() == "Frame"
    QTest.keyClicks(field, "Head")
    QTest.keyClick(field, Qt.Key.Key_Return)
    made = hand.graph.frames[1]
    assert (made.title, made.x, made.y) == ("Head", -48.0, 392.0)
    assert hand.steps == 1
    assert hand.view.selected_pieces == {PieceId("frame", "frame_2")}
    assert hand.view.hasFocus()
    hand.view.document.undo_stack.undo()
    assert hand.graph == papered()


def test_a_double_click_on_the_title_renames_it_and_esc_leaves_it(hand: Hand) -> None:
    double_click(hand, head(hand))
    QTest.keyClicks(written(hand, QLineEdit), "Eyes")
    QTest.keyClick(written(hand, QLineEdit), Qt.Key.Key_Return)
    assert frame(hand).title == "Eyes"
    double_click(hand, head(hand))
    QTest.keyClicks(written(hand, QLineEdit), "Ears")
    QTest.keyClick(written(hand, QLineEdit), Qt.Key.Key_Escape)
    assert frame(hand).title == "Eyes"
    assert hand.steps == 1


def test_a_frame_is_fitted_to_what_lies_in_it(hand: Hand) -> None:
    hand.drag(hand.spot(240.0, 150.0), hand.spot(280.0, 150.0))
    hand.view.select((), pieces={FRAME})
    hand.view.paper.fit()
    assert (frame(hand).x, frame(hand).width) == (-48.0, 288.0)


def test_a_rubber_band_around_a_frame_selects_it_with_the_blocks(hand: Hand) -> None:
    hand.drag(hand.spot(-80, 60), hand.spot(250, 290))
    assert hand.view.selected_pieces == {FRAME}
    assert hand.view.selection == {"conv", "pool"}
    assert selected_words(hand.view) == "1 frame or note selected"


def test_blocks_frames_and_notes_that_are_selected_move_together(hand: Hand) -> None:
    hand.view.select({"dense"}, pieces={NOTE})
    hand.drag(hand.card("dense"), hand.card("dense") + QPoint(40, 16))
    assert place(hand, "dense") == (40.0, 432.0)
    assert (note(hand).x, note(hand).y) == (304.0, 120.0)
    assert hand.steps == 1


def test_copies_of_a_frame_bring_what_lies_in_it(hand: Hand) -> None:
    hand.view.select((), pieces={FRAME})
    hand.view.editing.duplicate()
    assert len(hand.graph.frames) == 2
    assert len(hand.graph.nodes) == 8
    assert hand.view.selected_pieces == {PieceId("frame", "frame_2")}
    assert len(hand.view.selection) == 2
    first, second = hand.graph.frames
    assert second.x > first.x + first.width


def test_a_frame_dragged_with_ctrl_leaves_itself_and_what_lies_in_it_behind(hand: Hand) -> None:
    hand.drag(head(hand), head(hand) + QPoint(-320, 0), CONTROL)
    first, second = hand.graph.frames
    assert (first.x, second.x, second.y) == (-48.0, -368.0, 80.0)
    assert place(hand, "conv") == (0.0, 104.0)
    copies = [node for node in hand.graph.nodes if node.x == -320.0]
    assert [node.block.kind for node in copies] == ["conv2d", "max_pool2d"]
    assert hand.steps == 1


def test_the_copy_of_a_note_is_brought_into_view_where_it_lies(opened: Opened) -> None:
    hand = opened(with_pieces(chain(), Note(id="note_1", text="Why?", x=5000.0, y=4000.0)))
    hand.view.camera.centre(QPointF(5000, 4000))
    hand.view.select((), pieces={NOTE})
    hand.view.editing.duplicate()
    papers = hand.view.sheet.papers
    assert hand.view.camera.seen().contains(papers.rect(papers.index[PieceId("note", "note_2")]))


# ---- notes -------------------------------------------------------------------------------------


def test_a_note_is_there_once_something_is_written_on_it_as_one_step(hand: Hand) -> None:
    hand.view.select(())
    hand.view.paper.add_note()
    assert len(hand.graph.notes) == 1
    QTest.keyClicks(written(hand, QPlainTextEdit), "Try 64 / 128")
    QTest.keyClick(written(hand, QPlainTextEdit), Qt.Key.Key_Escape)
    assert [each.text for each in hand.graph.notes] == ["Why?", "Try 64 / 128"]
    assert hand.steps == 1
    assert hand.view.selected_pieces == {PieceId("note", "note_2")}


def test_a_note_on_which_nothing_is_written_is_none(hand: Hand) -> None:
    hand.view.paper.add_note()
    QTest.keyClick(written(hand, QPlainTextEdit), Qt.Key.Key_Escape)
    assert hand.graph == papered()
    assert hand.steps == 0


def test_a_double_click_edits_a_note_and_a_click_elsewhere_ends_it(hand: Hand) -> None:
    double_click(hand, hand.spot(300, 120))
    QTest.keyClicks(written(hand, QPlainTextEdit), " Because.")
    hand.click(hand.spot(-200, 400))
    assert note(hand).text == "Why? Because."
    assert hand.steps == 1
    fields = hand.view.viewport().findChildren(QPlainTextEdit)
    assert not any(field.isVisible() for field in fields)


def test_a_note_is_dragged_and_made_wider(hand: Hand) -> None:
    hand.drag(hand.spot(300, 120), hand.spot(270, 160))
    assert (note(hand).x, note(hand).y) == (232.0, 144.0)
    edge = hand.spot(note(hand).x + 240, note(hand).y + 20)
    hand.drag(edge, edge + QPoint(80, 0))
    assert note(hand).width == pytest.approx(320.0, abs=8)
    assert hand.steps == 2


def test_selected_pieces_get_a_colour_as_one_step(hand: Hand) -> None:
    hand.view.select((), pieces={FRAME, NOTE})
    colour(hand.view, "teal")
    assert (frame(hand).colour, note(hand).colour) == ("teal", "teal")
    assert hand.steps == 1


# ---- the keyboard ------------------------------------------------------------------------------


def test_tab_leads_past_the_last_block_to_frames_and_notes(hand: Hand) -> None:
    hand.view.select({"classes"})
    hand.key(Qt.Key.Key_Tab)
    assert hand.view.selected_pieces == {FRAME}
    assert hand.view.accessibleDescription() == "Frame Encoder, Grey"
    hand.key(Qt.Key.Key_Tab)
    assert hand.view.selected_pieces == {NOTE}
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert hand.view.selection == {"classes"}


def test_keys_move_a_frame_with_its_blocks_and_nudges_in_a_row_are_one_step(hand: Hand) -> None:
    hand.view.keys.walk.to_piece(FRAME)
    for _ in range(3):
        hand.key(Qt.Key.Key_Right, CONTROL)
    assert frame(hand).x == -24.0
    assert place(hand, "conv") == (24.0, 104.0)
    assert hand.steps == 1


def test_enter_edits_what_the_keyboard_is_at(hand: Hand) -> None:
    hand.view.paper.next_piece()
    hand.view.paper.next_piece()
    assert hand.view.selected_pieces == {NOTE}
    hand.key(Qt.Key.Key_Return)
    QTest.keyClicks(written(hand, QPlainTextEdit), "!")
    QTest.keyClick(written(hand, QPlainTextEdit), Qt.Key.Key_Return, CONTROL)
    assert note(hand).text == "Why?!"


def test_screen_readers_find_frames_and_notes_behind_the_blocks(hand: Hand) -> None:
    canvas = QAccessible.queryAccessibleInterface(hand.view)
    assert canvas.childCount() == 8
    names = [canvas.child(n).text(QAccessible.Text.Name) for n in (6, 7)]
    assert names == ["Frame Encoder, Grey", "Note, Yellow: Why?"]
    assert canvas.indexOfChild(canvas.child(7)) == 7
    assert canvas.child(6).rect().width() == 288


# ---- inside groups -----------------------------------------------------------------------------


def test_a_frame_inside_of_an_open_group_is_shown_there_and_moved_in_the_definition(
    opened: Opened,
) -> None:
    graph = unfolded()
    inside = graph.definition["Residual"]
    frame = Frame(id="frame_1", title="Sum", x=-24.0, y=180.0, width=240.0, height=96.0)
    hand = opened(graph.with_definitions([with_pieces(inside, frame)]))
    papers = hand.view.sheet.papers
    assert len(papers) == 1
    box = papers.rect(0)
    by = hand.view.cards.rect(hand.view.scope.alias(("first",), "add")).topLeft() - QPointF(0, 208)
    assert (box.x(), box.y()) == (-24.0 + by.x(), 180.0 + by.y())
    start = hand.view.camera.to_window(box.topLeft() + QPointF(20, 14)).toPoint()
    hand.drag(start, start + QPoint(16, 24))
    moved = hand.graph.definition["Residual"]
    assert moved.by_id["add"].x == 16.0
    assert moved.by_id["add"].y == 232.0
    assert moved.frames[0].x == -8.0
    assert not hand.graph.frames
    assert hand.steps == 1


def test_blocks_of_an_open_group_are_framed_in_its_definition(opened: Opened) -> None:
    hand = opened(unfolded())
    hand.view.select({hand.view.scope.alias(("first",), "conv")})
    hand.view.paper.frame()
    QTest.keyClicks(written(hand, QLineEdit), "Body")
    QTest.keyClick(written(hand, QLineEdit), Qt.Key.Key_Return)
    (made,) = hand.graph.definition["Residual"].frames
    assert (made.title, made.x, made.y) == ("Body", -48.0, 80.0)
    assert not hand.graph.frames
    assert hand.steps == 1


def test_a_note_is_added_inside_of_the_group_that_is_shown(opened: Opened) -> None:
    hand = opened(with_groups())
    hand.view.scope.go(("first",))
    hand.view.paper.add_note()
    QTest.keyClicks(written(hand, QPlainTextEdit), "inside")
    QTest.keyClick(written(hand, QPlainTextEdit), Qt.Key.Key_Escape)
    assert [each.text for each in hand.graph.definition["Residual"].notes] == ["inside"]
