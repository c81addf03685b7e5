"""New blocks by search: at a wire's end, in a wire, behind the selected block, or loose."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph.graph import Graph
from studio.ui.canvas import keys
from studio.ui.canvas.cards import PortEnd
from studio.ui.search.popup import SearchPopup
from tests.ui.canvas.drawn import Hand, chain, node, wire
from tests.ui.canvas.grouped import with_groups

Opened = Callable[[Graph], Hand]
ASIDE = QPoint(220, 40)


def popup(hand: Hand) -> SearchPopup:
    shown = hand.view.quick_add.popup
    assert shown.isVisible()
    while shown.offer.learn():
        pass
    shown._learn()
    return shown


def typed(hand: Hand, text: str) -> None:
    """Type into the popup and take what is found first."""
    popup(hand).field.insert(text)  # QTest's keyboard has no Chinese letters
    QTest.keyClick(popup(hand).field, Qt.Key.Key_Return)


def titles(hand: Hand, *, faint: bool = False) -> list[str]:
    rows = popup(hand).list._rows.rows
    return [r.choice.title for r in rows if r.choice and r.section.faint == faint]


def double_click(hand: Hand, at: QPoint) -> None:
    QTest.mouseClick(hand.view.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(hand.view.windowHandle(), Qt.MouseButton.LeftButton, pos=at)


def new(hand: Hand, before: Graph) -> str:
    (id,) = set(hand.graph.by_id) - set(before.by_id)
    return id


# ---- a wire let go on empty canvas -------------------------------------------------------------


def test_a_wire_let_go_on_empty_canvas_asks_for_a_block_and_wires_it(hand: Hand) -> None:
    before, at = hand.graph, hand.output("pool") + ASIDE
    hand.drag(hand.output("pool"), at)
    assert hand.steps == 0
    assert popup(hand).field.hasFocus()
    typed(hand, "batch")
    added = hand.graph.by_id[new(hand, before)]
    assert added.block.kind == "batch_norm"
    assert wire("pool", added.id) in hand.graph.wires
    port = hand.view.camera.to_window(QPointF(added.x + 96, added.y)).toPoint()
    assert (port - at).manhattanLength() <= 8  # its input lies where the wire was let go
    assert hand.steps == 1
    assert hand.view.selection == {added.id}
    assert hand.view.hasFocus()
    hand.view.document.undo_stack.undo()
    assert hand.graph == before


def test_the_blocks_that_fit_come_first_the_most_usual_ones_above(hand: Hand) -> None:
    hand.drag(hand.output("pool"), hand.output("pool") + ASIDE)
    fitting, others = titles(hand), titles(hand, faint=True)
    assert fitting[0] == "Conv 2D"
    assert {"Flatten", "Batch norm"} <= set(fitting)
    assert "Dense" in others
    row = popup(hand).list._rows.rows[1]
    assert row.choice.right == "32 × 11 × 11"  # what it would give
    assert popup(hand).list._rows.rows[0].text == "Fits 32 × 13 × 13"


def test_a_block_that_does_not_fit_says_why_and_comes_without_a_wire(hand: Hand) -> None:
    before, told = hand.graph, []
    hand.view.message.connect(told.append)
    hand.drag(hand.output("pool"), hand.output("pool") + ASIDE)
    QTest.keyClicks(popup(hand).field, "dense")
    rows = [row for row in popup(hand).list._rows.rows if row.choice]
    assert (rows[0].choice.title, rows[0].choice.right) == ("Dense", "Needs a flat row")
    assert "Put a Flatten block before it" in rows[0].choice.tip
    assert popup(hand)._enter.text() == "add without a wire"
    QTest.keyClick(popup(hand).field, Qt.Key.Key_Return)
    assert hand.graph.by_id[new(hand, before)].block.kind == "dense"
    assert hand.graph.wires == before.wires
    assert "no wire yet" in told[-1]


def test_what_is_let_go_from_an_input_asks_for_what_goes_before(opened: Opened) -> None:
    hand = opened(chain().disconnected(wire("flat", "dense")))
    before = hand.graph
    hand.drag(hand.input("dense"), hand.input("dense") + QPoint(-240, -60))
    assert titles(hand)[0] == "Flatten"
    assert "Conv 2D" not in titles(hand)
    typed(hand, "dropout")
    assert wire(new(hand, before), "dense") in hand.graph.wires
    assert hand.steps == 1


def test_escape_or_a_click_beside_drops_the_wire(hand: Hand) -> None:
    for leave in (
        lambda: QTest.keyClick(popup(hand).field, Qt.Key.Key_Escape),
        lambda: hand.click(hand.spot(-300, 300)),
    ):
        hand.drag(hand.output("pool"), hand.output("pool") + ASIDE)
        leave()
        assert not hand.view.quick_add.popup.isVisible()
        assert hand.view.overlay._drawn is None
        assert hand.view.hasFocus()
    assert hand.steps == 0


def test_a_wire_let_go_inside_of_a_frame_asks_for_a_block_of_that_group(opened: Opened) -> None:
    hand = opened(with_groups())
    hand.unfold("first")
    inner = next(
        id
        for id, around in hand.view.sheet.within.items()
        if around == "first" and hand.view.cards[id].node.block.kind == "conv2d"
    )
    steps = hand.steps
    place = hand.output(inner) + QPoint(60, 30)
    hand.view.quick_add.at_port(PortEnd(inner, "out", is_input=False), QPointF(place))
    typed(hand, "dropout")
    kinds = {n.block.kind for n in hand.graph.definition["Residual"].nodes}
    assert "dropout" in kinds
    assert hand.steps == steps + 1


# ---- in a wire ---------------------------------------------------------------------------------


def test_a_double_click_on_a_wire_asks_for_a_block_to_put_in(hand: Hand) -> None:
    before = hand.graph
    double_click(hand, hand.middle(wire("conv", "pool")))
    assert hand.view.sheet.state.lit == wire("conv", "pool")
    assert titles(hand)[0] == "ReLU"
    typed(hand, "bn")
    id = new(hand, before)
    assert {wire("conv", id), wire(id, "pool")} <= set(hand.graph.wires)
    assert wire("conv", "pool") not in hand.graph.wires
    assert hand.steps == 1
    assert hand.view.sheet.state.lit is None


def test_what_would_break_the_block_behind_is_not_offered_for_a_wire(hand: Hand) -> None:
    double_click(hand, hand.middle(wire("pool", "flat")))
    QTest.keyClicks(popup(hand).field, "dense")
    assert "Dense" in titles(hand, faint=True)
    QTest.keyClick(popup(hand).field, Qt.Key.Key_Escape)
    double_click(hand, hand.middle(wire("conv", "pool")))
    QTest.keyClicks(popup(hand).field, "flatten")
    assert titles(hand, faint=True) == ["Flatten"]  # pooling reads pictures


# ---- by key, and on empty canvas ---------------------------------------------------------------


def test_a_tap_of_space_adds_behind_the_selected_block(hand: Hand) -> None:
    before = hand.graph
    hand.view.select({"dense"})
    hand.key(Qt.Key.Key_Space)
    typed(hand, "fc")
    id = new(hand, before)
    assert hand.graph.by_id[id].block.kind == "dense"
    assert {wire("dense", id), wire(id, "classes")} <= set(hand.graph.wires)
    assert hand.steps == 1


def test_space_held_to_pan_opens_no_search(hand: Hand) -> None:
    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag(hand.spot(-200, 200), hand.spot(-200, 200) + QPoint(60, 40))
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert not hand.view.quick_add.popup.isVisible()


def test_space_held_for_long_opens_no_search(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_TAP", 1)
    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    qtbot.wait(10)
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert not hand.view.quick_add.popup.isVisible()


def test_without_a_selection_the_block_comes_to_the_pointer(hand: Hand) -> None:
    before, at = hand.graph, hand.spot(320, 200)
    hand.go(at)
    hand.key(Qt.Key.Key_Space)
    typed(hand, "卷积")
    added = hand.graph.by_id[new(hand, before)]
    assert added.block.kind == "conv2d"
    middle = hand.view.camera.to_window(QPointF(added.x + 96, added.y + 28)).toPoint()
    assert (middle - at).manhattanLength() <= 8
    assert hand.graph.wires == before.wires


def test_of_the_inputs_those_come_first_for_which_there_is_data(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Space)
    assert titles(hand)[0] == "Picture input"
    rows = {r.choice.title: r for r in popup(hand).list._rows.rows if r.choice}
    assert rows["Picture input"].choice.right == "1 × 28 × 28"
    assert rows["Tokens input"].section.faint
    assert rows["Tokens input"].choice.right == "Does not fit data"


def test_inside_of_a_frame_what_belongs_to_a_group_is_offered(opened: Opened) -> None:
    hand = opened(with_groups())
    hand.unfold("first")
    within, graph = hand.view.sheet.within, hand.view.scope.graph
    inner = next(w for w in graph.wires if graph.by_id[w.target].block.kind == "add")
    assert inner.target in within
    for search in (
        lambda: hand.view.quick_add.at_port(PortEnd(inner.target, "in_1", True), QPointF(9, 9)),
        lambda: hand.view.quick_add.in_wire(inner, QPointF(9, 9)),
        lambda: hand.view.quick_add.here(QPointF(hand.card(inner.target) + QPoint(0, 40))),
    ):
        hand.view.select(())
        search()
        QTest.keyClicks(popup(hand).field, "group input")
        assert "Inlet" in (*titles(hand), *titles(hand, faint=True))
        popup(hand).field.setText("picture input")
        assert "Picture input" not in (*titles(hand), *titles(hand, faint=True))


def test_a_double_click_on_empty_canvas_adds_there(hand: Hand) -> None:
    before = hand.graph
    double_click(hand, hand.spot(340, 260))
    typed(hand, "residual block")
    assert hand.graph.by_id[new(hand, before)].block.kind == "group"
    assert hand.steps == 1


def test_arrow_keys_and_the_mouse_choose_among_what_is_found(hand: Hand) -> None:
    before = hand.graph
    hand.drag(hand.output("pool"), hand.output("pool") + ASIDE)
    wanted = titles(hand)[2]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(popup(hand).field, key)
    assert popup(hand).list.current().title == wanted
    rows = popup(hand).list
    index = rows._rows.index(2, 0)
    QTest.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(index).center()
    )
    assert hand.graph.by_id[new(hand, before)].label == "Max pooling 2D"


def test_the_rest_of_a_long_list_unfolds(hand: Hand) -> None:
    hand.drag(hand.output("pool"), hand.output("pool") + ASIDE)
    shown = titles(hand)
    assert len(shown) == 6
    for _ in shown:
        QTest.keyClick(popup(hand).field, Qt.Key.Key_Down)
    QTest.keyClick(popup(hand).field, Qt.Key.Key_Return)
    assert len(titles(hand)) > 30
    assert popup(hand).list.current().title == titles(hand)[6]


def test_nonsense_finds_nothing_and_says_so(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Space)
    QTest.keyClicks(popup(hand).field, "xyzzy")
    assert "xyzzy" in popup(hand).nothing.text()
    QTest.keyClick(popup(hand).field, Qt.Key.Key_Return)
    assert popup(hand).isVisible()


@pytest.mark.parametrize("at", [(8, 8), (990, 8), (8, 890), (990, 890), (500, 450), (300, 380)])
@pytest.mark.parametrize("height", [620, 900])
def test_the_search_stays_inside_the_window(hand: Hand, at: tuple[int, int], height: int) -> None:
    hand.view.resize(1000, height)
    hand.view.select({"pool"})
    place = QPoint(at[0], min(at[1], height - 10))
    hand.view.quick_add.here(QPointF(place))
    shown = popup(hand)
    QApplication.processEvents()
    assert hand.view.rect().contains(shown.geometry())
    assert shown.list.height() >= 38
    # It never covers the place that it is about.
    assert not shown.geometry().contains(place)


def test_an_edit_elsewhere_closes_the_search(hand: Hand) -> None:
    hand.drag(hand.output("pool"), hand.output("pool") + ASIDE)
    hand.view.document.edit_graph("Remove", hand.graph.removed(["pool"]))
    assert not hand.view.quick_add.popup.isVisible()


def test_a_search_in_a_large_network_opens_without_a_pause(opened: Opened) -> None:
    nodes = [node("in", "picture_input")]
    nodes += [
        node(f"c{n}", "conv2d", 240.0 * (n % 40), 104.0 * (n // 40), padding="same")
        for n in range(1000)
    ]
    wires = [wire("in", "c0")] + [wire(f"c{n}", f"c{n + 1}") for n in range(999)]
    hand = opened(Graph(nodes=tuple(nodes), wires=tuple(wires)))
    spent = []
    for n in (500, 501, 502, 503, 504):
        begin = time.process_time()
        hand.view.quick_add.at_port(PortEnd(f"c{n}", "out", is_input=False), QPointF(300, 300))
        spent.append(time.process_time() - begin)
        assert len(hand.view.quick_add.popup.offer._suits) < 85  # the rest comes in slices
        hand.view.quick_add.popup.close_without_choice()
    assert sorted(spent)[2] < 0.25
