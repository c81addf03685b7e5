"""Groups that are open in place: frames around their insides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from studio.blocks.group import Group
from studio.graph.graph import Definition, Graph, Node
from studio.ui import edits
from studio.ui.canvas.cards import PortEnd
from tests.ui.canvas.drawn import LEFT, NONE, Hand, node, wire
from tests.ui.canvas.grouped import with_groups


@pytest.fixture
def hand(opened: Callable[[Graph], Hand]) -> Hand:
    """A hand over a chain of blocks in which the first of two groups is open in place."""
    hand = opened(with_groups())
    hand.view.resize(1000, 1000)
    hand.unfold("first")
    return hand


def definition(hand: Hand) -> Definition:
    return hand.graph.definition["Residual"]


def inner(hand: Hand, id: str) -> str:
    """What a block of the first group is called on the canvas."""
    return hand.view.scope.alias(("first",), id)


def test_a_frame_holds_what_is_inside_and_has_its_ports_on_its_edges(hand: Hand) -> None:
    cards, frame = hand.view.cards, hand.view.cards.rect("first")
    for id in ("conv", "add"):
        assert frame.contains(cards.rect(inner(hand, id)))
    entry = cards.port_place(PortEnd("first", "inlet_1", True))
    begin = cards.port_place(PortEnd(inner(hand, "inlet_1"), "out", False))
    assert entry == begin == QPointF(frame.center().x(), frame.top())
    assert cards.port_place(PortEnd("first", "outlet_1", False)).y() == frame.bottom()
    hand.view.grab()
    assert hand.view.sheet.cards_item.painted == 7


def test_what_lay_below_keeps_its_distance_and_comes_back(hand: Hand) -> None:
    frame = hand.view.cards.rect("first")
    assert 40 <= hand.view.cards.rect("second").top() - frame.bottom() < 56
    hand.view.select({"first"})
    hand.view.groups.unfold()
    assert hand.graph == with_groups()
    assert hand.steps == 2


def test_the_sign_in_the_head_folds_a_frame_up(hand: Hand) -> None:
    frame = hand.view.cards.rect("first")
    hand.click(hand.spot(frame.right() - 22, frame.top() + 21))
    assert hand.view.cards["first"].kind == "card"
    assert hand.graph == with_groups()
    assert hand.view.selection == {"first"}


def test_what_is_open_stays_open_in_the_file(hand: Hand) -> None:
    again = Graph.model_validate_json(hand.graph.model_dump_json())
    assert again == hand.graph
    assert again.by_id["first"].open
    assert "open" not in again.by_id["second"].model_dump_json()


def test_a_block_in_a_frame_is_set_where_it_lies(hand: Hand) -> None:
    hand.click(hand.card(inner(hand, "conv")))
    assert hand.view.selection == {inner(hand, "conv")}
    edits.set_block(hand.view.scope, inner(hand, "conv"), "kernel", (5, 5))
    assert definition(hand).by_id["conv"].block.kernel == (5, 5)
    assert hand.view.selection == {inner(hand, "conv")}
    edits.rename(hand.view.scope, inner(hand, "conv"), "Look")
    assert definition(hand).by_id["conv"].name == "Look"
    hand.view.document.undo_stack.undo()
    assert definition(hand).by_id["conv"].name == ""


def test_a_block_in_a_frame_is_moved_in_the_definition(hand: Hand) -> None:
    before = definition(hand).by_id["add"]
    card = hand.card(inner(hand, "add"))
    hand.drag(card, card + QPoint(0, round(80 * hand.view.camera.zoom)))
    after = definition(hand).by_id["add"]
    assert (after.x - before.x, after.y - before.y) == (0, 80)
    (before,) = with_groups().definitions
    assert definition(hand).by_id["outlet_1"] == before.by_id["outlet_1"]


def test_a_frame_is_moved_with_its_inside(hand: Hand) -> None:
    before = hand.view.cards.rect(inner(hand, "conv"))
    frame = hand.view.cards.rect("first")
    at = hand.view.camera.to_window(frame.topLeft() + QPointF(20, frame.height() - 12)).toPoint()
    step = QPoint(round(80 * hand.view.camera.zoom), 0)
    hand.press(at)
    hand.go(at + step / 2)
    hand.go(at + step)
    during = hand.view.cards.rect(inner(hand, "conv"))
    hand.release(at + step)
    assert hand.graph.by_id["first"].x == 80
    assert hand.view.cards.rect(inner(hand, "conv")) == during == before.translated(80, 0)
    assert definition(hand) == with_groups().definition["Residual"]


def test_a_wire_is_drawn_from_an_inlet_on_the_inner_side_of_the_frame(hand: Hand) -> None:
    zoom = hand.view.camera.zoom
    hand.view.select((), [w for w in hand.view.sheet.wires.rows if w.target == inner(hand, "conv")])
    hand.view.editing.delete()
    assert "conv" not in definition(hand).into
    begin = hand.output(inner(hand, "inlet_1")) + QPoint(0, round(6 * zoom))
    hand.drag(begin, hand.input(inner(hand, "conv")))
    assert wire("inlet_1", "conv") in definition(hand).wires
    assert hand.graph.wires == with_groups().wires


def test_a_wire_from_outside_ends_at_the_frame(hand: Hand) -> None:
    hand.press(hand.output("conv"))
    hand.go(hand.card(inner(hand, "conv")))
    assert hand.view.overlay.note is not None
    assert "frame" in hand.view.overlay.note.title
    fits = hand.view.sheet.state.fits
    assert fits is not None
    assert inner(hand, "conv") not in fits.blocks
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.card(inner(hand, "conv")))


def test_what_is_dropped_into_a_frame_belongs_to_the_group(hand: Hand) -> None:
    row = next(w for w in hand.view.sheet.wires.rows if w.source == inner(hand, "add"))
    for spot in (hand.middle(row), hand.card(inner(hand, "conv")) - QPoint(150, 0)):
        at = hand.view.viewport().mapToGlobal(spot)
        hand.view.placing.carry("batch_norm", at)
        hand.view.placing.drop("batch_norm", at)
        (made,) = hand.view.selection
        assert hand.view.scope.home(made)[0] == ("first",)
    assert {"batch_norm_1", "batch_norm_2"} <= definition(hand).by_id.keys()
    assert wire("add", "batch_norm_1") in definition(hand).wires
    assert hand.steps == 3


def test_copies_of_what_is_in_a_frame_stay_in_its_group(hand: Hand) -> None:
    hand.view.select({inner(hand, "conv")})
    hand.view.editing.duplicate()
    assert "conv2d_2" in definition(hand).by_id
    assert hand.view.selection == {inner(hand, "conv2d_2")}


def test_blocks_in_a_frame_become_a_group_there(hand: Hand) -> None:
    hand.view.select({inner(hand, "conv")})
    hand.view.groups.group()
    (made,) = hand.view.selection
    path, own = hand.view.scope.home(made)
    assert path == ("first",)
    assert isinstance(definition(hand).by_id[own].block, Group)


def test_a_selection_lies_in_one_network(hand: Hand) -> None:
    hand.view.editing.select_all()
    assert hand.view.selection == set(hand.graph.by_id)
    hand.view.select({inner(hand, "conv"), "flat"})
    assert hand.view.selection == {"flat"}
    hand.view.select({inner(hand, "conv"), inner(hand, "add")})
    assert len(hand.view.selection) == 2


def test_deleting_a_frame_takes_its_definition_along_only_if_no_other_uses_it(hand: Hand) -> None:
    hand.view.select({"first"})
    hand.view.editing.delete()
    assert len(hand.graph.definitions) == 1
    hand.view.select({"second"})
    hand.view.editing.delete()
    assert not hand.graph.definitions
    hand.view.document.undo_stack.undo()
    hand.view.document.undo_stack.undo()
    assert inner(hand, "conv") in hand.view.cards


def test_the_keyboard_walks_into_a_frame_and_out_of_it(hand: Hand) -> None:
    names = [hand.view.scope.home(id) for id in hand.view.scope.shown.order]
    assert [id for path, id in names] == [
        "pictures",
        "conv",
        "first",
        "conv",
        "add",
        "second",
        "flat",
        "classes",
    ]
    hand.view.select({inner(hand, "conv")})
    hand.key(Qt.Key.Key_Up)
    assert hand.view.selection == {"first"}
    hand.key(Qt.Key.Key_Up)
    assert hand.view.selection == {"conv"}


def test_a_double_click_on_a_frame_opens_it_on_its_own(hand: Hand) -> None:
    frame = hand.view.cards.rect("first")
    at = hand.view.camera.to_window(frame.topLeft() + QPointF(20, frame.height() - 12)).toPoint()
    QTest.mouseDClick(hand.view.windowHandle(), LEFT, NONE, at)
    assert hand.view.scope.path == ("first",)
    assert "conv" in hand.view.cards


def test_both_uses_are_shown_open_and_follow_one_edit(hand: Hand) -> None:
    hand.view.select({"second"})
    hand.view.groups.unfold()
    other = hand.view.scope.alias(("second",), "conv")
    edits.set_block(hand.view.scope, inner(hand, "conv"), "filters", 8)
    edits.set_block(hand.view.scope, other, "kernel", (5, 5))
    assert hand.view.cards[inner(hand, "conv")].face == hand.view.cards[other].face
    assert hand.view.cards[other].known != hand.view.cards["conv"].known


def test_frames_nest(hand: Hand) -> None:
    hand.view.select({inner(hand, "conv")})
    hand.view.groups.group()
    hand.view.groups.unfold()
    (made,) = hand.view.selection
    (own,) = (n.id for n in definition(hand).nodes if isinstance(n.block, Group))
    deep = hand.view.scope.alias(("first", own), "conv")
    cards = hand.view.cards
    assert cards.rect("first").contains(cards.rect(made))
    assert cards.rect("first").bottom() < cards.rect("second").top()
    assert cards.rect(made).contains(cards.rect(deep))
    edits.set_block(hand.view.scope, deep, "kernel", (7, 7))
    (group,) = (d for d in hand.graph.definitions if d.name != "Residual")
    assert group.by_id["conv"].block.kernel == (7, 7)


def test_open_groups_that_would_show_millions_of_blocks_stay_closed(
    opened: Callable[[Graph], Hand],
) -> None:
    def use(id: str, level: int) -> Node:
        return Node(id=id, block=Group(definition=f"d{level}"), open=True)

    least = Definition(name="d0", nodes=(node("i", "inlet"), node("o", "outlet")))
    levels = (
        Definition(name=f"d{level + 1}", nodes=(use("a", level), use("b", level)))
        for level in range(25)
    )
    graph = Graph(nodes=(use("top", 25), use("small", 3)), definitions=(least, *levels))
    hand = opened(graph)
    assert hand.view.cards["top"].kind == "card"
    assert hand.view.cards["small"].kind == "frame"
    assert len(hand.view.cards) < 100


def test_what_is_frozen_outside_is_frozen_inside(hand: Hand) -> None:
    first = hand.graph.by_id["first"]
    hand.view.document.edit_graph("Freeze", hand.graph.replaced(first.but(frozen=True)))
    frozen = hand.view.scope.checked.frozen
    assert frozen == {"first": 584, inner(hand, "conv"): 584}
    hand.view.scope.enter("second")
    assert not hand.view.scope.checked.frozen
    hand.view.scope.go(("first",))
    assert hand.view.scope.checked.frozen == {"conv": 584}


def test_blocks_at_the_edge_of_the_paper_are_moved_copied_and_added(
    opened: Callable[[Graph], Hand],
) -> None:
    graph, (far,) = with_groups(), with_groups().definitions
    far = far.moved({"conv": (-1e7, -1e7), "add": (1e7, 1e7)})
    first = graph.by_id["first"].but(x=1e7, y=1e7, open=True)
    hand = opened(graph.replaced(first).with_definitions((far,)))
    for id in (inner(hand, "conv"), inner(hand, "add"), "first"):
        hand.view.select({id})
        hand.view.editing.nudge(1, 1)
        hand.view.editing.duplicate()
        hand.view.placing.add_block("dropout")
    hand.view.select({"first"})
    hand.view.groups.unfold()
    assert Graph.model_validate_json(hand.graph.model_dump_json()) == hand.graph
    assert hand.steps == 8  # of ten, two had nowhere to move to
