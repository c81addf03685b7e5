"""How much work painting and following the document is. Counts, never a clock."""

from collections.abc import Callable

from PySide6.QtCore import QPoint

from studio.graph.graph import Graph
from studio.ui.canvas import pixmaps
from studio.ui.canvas.detail import Detail, detail
from tests.ui.canvas.drawn import Hand, node, wire

Opened = Callable[[Graph], Hand]


def wide(count: int) -> Graph:
    """Many chains beside each other, 20 blocks a row."""
    nodes = [node("n0", "picture_input")]
    nodes += [
        node(f"n{i}", "conv2d", 240 * (i % 20), 104 * (i // 20), filters=i, padding=1)
        for i in range(1, count)
    ]
    return Graph(
        nodes=tuple(nodes), wires=tuple(wire(f"n{i}", f"n{i + 1}") for i in range(count - 1))
    )


def test_only_the_cards_in_view_are_painted(opened: Opened) -> None:
    hand = opened(wide(400))
    hand.view.viewport().repaint()
    assert 0 < hand.view.sheet.cards_item.painted < 80


def test_the_scene_has_two_items_however_large_the_network(opened: Opened) -> None:
    assert len(opened(wide(200)).view.sheet.items()) == 2


def test_a_dragged_card_repaints_its_surroundings_only(opened: Opened) -> None:
    hand = opened(wide(400))
    at = hand.card("n190")
    hand.press(at)
    hand.go(at + QPoint(16, 8))
    hand.settle()
    made = hand.view.sheet.pixmaps.made
    hand.go(at + QPoint(32, 16))
    hand.settle()
    assert hand.view.sheet.cards_item.painted < 12
    assert hand.view.sheet.pixmaps.made == made
    hand.release(at + QPoint(32, 16))


def test_equal_cards_share_a_pixmap(opened: Opened) -> None:
    nodes = tuple(node(f"n{i}", "flatten", 0, 60 * i) for i in range(10))
    hand = opened(Graph(nodes=nodes))
    faces = {card.face for card in hand.view.cards.cards}
    assert len(faces) == 1
    made = hand.view.sheet.pixmaps.made
    hand.view.document.edit_graph("More", hand.graph.added(node("more", "flatten", 200, 0)))
    hand.settle()
    assert hand.view.sheet.pixmaps.made == made


def test_a_setting_draws_anew_only_the_cards_that_show_it(opened: Opened) -> None:
    hand = opened(wide(40))
    made = hand.view.sheet.pixmaps.made
    last = hand.graph.by_id["n39"]
    hand.view.document.edit_graph("Set", hand.graph.with_block("n39", last.block.but(filters=999)))
    hand.settle()
    hand.view.viewport().repaint()
    assert hand.view.sheet.pixmaps.made - made <= 3
    assert hand.view.document.checked.shapes.recomputed == 1


def test_cards_for_which_a_frame_has_no_time_come_in_the_next_ones(
    opened: Opened, monkeypatch
) -> None:
    hand = opened(wide(100))
    monkeypatch.setattr(pixmaps, "FRAME_BUDGET", 0.0)
    hand.view.camera.zoom_to(0.9)
    hand.view.viewport().repaint()
    assert hand.view.sheet.cards_item.late
    monkeypatch.setattr(pixmaps, "FRAME_BUDGET", 0.004)
    hand.settle()
    assert not hand.view.sheet.cards_item.late


def test_detail_follows_the_zoom() -> None:
    zooms = (1.0, 0.75, 0.74, 0.45, 0.44, 0.2, 0.19, 0.05)
    levels = [detail(zoom) for zoom in zooms]
    assert levels == [
        *(Detail.FULL, Detail.FULL, Detail.NAME, Detail.NAME),
        *(Detail.ICON, Detail.ICON, Detail.PLAIN, Detail.PLAIN),
    ]


def test_a_slanted_pan_paints_the_two_strips_that_come_into_view(opened: Opened) -> None:
    hand = opened(wide(400))
    hand.view.tool_strip.hide()
    hand.view.minimap.hide()
    hand.settle()
    hand.view.camera.pan(QPoint(-3, -2))
    hand.settle()
    hand.view.camera.pan(QPoint(-3, -2))
    hand.settle()
    assert hand.view.sheet.cards_item.painted < 25
