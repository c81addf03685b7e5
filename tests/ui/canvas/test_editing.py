"""Delete, copy, cut, paste and duplicate."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from studio.blocks.block import blocks
from studio.blocks.group import Group
from studio.graph.definitions import closed
from studio.graph.definitions import opened as opened_inside
from studio.graph.graph import Graph
from studio.ui.canvas import editing
from studio.ui.canvas.fragment import MIME
from tests.ui.canvas.drawn import Hand, wire
from tests.ui.canvas.grouped import with_groups


def test_pasted_blocks_get_new_ids_and_keep_the_wires_among_them(hand: Hand) -> None:
    hand.view.select({"conv", "pool"})
    hand.view.editing.copy()
    hand.view.editing.paste()
    new = hand.view.selection
    assert len(new) == 2
    assert not new & {"conv", "pool"}
    inner = [w for w in hand.graph.wires if {w.source, w.target} <= new]
    assert len(inner) == 1
    assert len(hand.graph.nodes) == 8
    assert hand.steps == 1


def test_pasting_twice_lays_no_copy_on_another(hand: Hand) -> None:
    hand.view.select({"conv"})
    hand.view.editing.copy()
    hand.view.editing.paste()
    hand.view.editing.paste()
    assert len({(node.x, node.y) for node in hand.graph.nodes}) == 8


@pytest.mark.parametrize(
    "text", ["", "hello", "{}", '{"kind": "layerloom blocks"}', "[" * 100_000, '{"nodes": []}']
)
def test_foreign_text_is_refused_with_a_message(hand: Hand, text: str) -> None:
    told: list[str] = []
    hand.view.message.connect(told.append)
    QApplication.clipboard().setText(text)
    before = hand.graph
    hand.view.editing.paste()
    assert hand.graph is before
    assert len(told) == 1


def test_text_that_went_through_an_editor_is_pasted(hand: Hand) -> None:
    hand.view.select({"conv", "pool"})
    hand.view.editing.copy()
    text = json.dumps(json.loads(QApplication.clipboard().text()), indent=4)
    QApplication.clipboard().setText(f"\n{text}\n".replace("\n", "\r\n"))
    hand.view.editing.paste()
    assert len(hand.graph.nodes) == 8
    assert len(hand.view.selection) == 2


def test_blocks_are_pasted_where_one_points(hand: Hand) -> None:
    hand.view.select({"conv", "pool"})
    hand.view.editing.copy()
    hand.view.editing.paste(QPointF(hand.spot(400, 208)))
    nodes = [hand.graph.by_id[id] for id in hand.view.selection]
    assert abs(min(node.x for node in nodes) - 400) <= 8
    assert abs(min(node.y for node in nodes) - 208) <= 8
    assert hand.steps == 1


def test_more_blocks_than_a_file_holds_are_not_pasted(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    hand.view.message.connect(told.append)
    monkeypatch.setattr(editing, "MOST_NODES", 7)
    hand.view.select({"dense"})
    hand.view.editing.duplicate()
    assert len(hand.graph.nodes) == 7
    before = hand.graph
    hand.view.editing.duplicate()
    assert hand.graph is before
    assert len(told) == 1


def test_blocks_travel_as_text_too(hand: Hand) -> None:
    hand.view.select({"dense"})
    hand.view.editing.copy()
    data = QApplication.clipboard().mimeData()
    assert data.hasFormat(MIME)
    text = data.text()
    QApplication.clipboard().setText(text)
    hand.view.editing.paste()
    assert hand.graph.by_id["dense_2"].block == hand.graph.by_id["dense"].block


def test_cut_takes_blocks_away_and_paste_brings_them_back(hand: Hand) -> None:
    hand.view.select({"dense"})
    hand.view.editing.cut()
    assert "dense" not in hand.graph.by_id
    hand.view.editing.paste()
    assert len(hand.graph.nodes) == 6


def test_duplicate_leaves_the_clipboard_alone(hand: Hand) -> None:
    QApplication.clipboard().setText("mine")
    hand.view.select({"dense"})
    hand.view.editing.duplicate()
    assert len(hand.graph.nodes) == 7
    assert QApplication.clipboard().text() == "mine"


def test_deleting_a_block_joins_its_neighbours_where_the_shapes_allow(hand: Hand) -> None:
    hand.view.select({"pool"})
    hand.view.editing.delete()
    assert wire("conv", "flat") in hand.graph.wires
    hand.view.select({"flat"})
    hand.view.editing.delete()
    assert "dense" not in hand.graph.into


def test_a_deleted_block_comes_back_by_undo_with_its_wires(hand: Hand) -> None:
    before = hand.graph
    hand.view.editing.select_all()
    hand.view.editing.delete()
    assert not hand.graph.nodes
    hand.view.document.undo_stack.undo()
    assert hand.graph == before


def test_copies_lie_to_the_right_of_everything_that_they_would_cover(hand: Hand) -> None:
    hand.view.resize(500, 700)
    hand.view.select({"conv", "pool"})
    hand.view.editing.copy()
    places = []
    for _ in range(3):
        hand.view.editing.paste()
        boxes = [hand.view.cards.rect(id) for id in hand.view.selection]
        assert all(hand.view.camera.seen().contains(box) for box in boxes)
        places.append({(box.x(), box.y()) for box in boxes})
    assert places == [{(240 * n, 104.0), (240 * n, 208.0)} for n in (1, 2, 3)]


def test_what_was_cut_comes_back_to_its_place(hand: Hand) -> None:
    hand.view.select({"dense"})
    hand.view.editing.cut()
    hand.view.editing.paste()
    (back,) = hand.view.selection
    assert hand.view.cards.rect(back).topLeft().toTuple() == (0, 416)


def test_a_group_is_copied_into_another_project(opened: Callable[[Graph], Hand]) -> None:
    """There, another definition has its name already; pasted once more, it is shared."""
    here, there = opened(with_groups()), opened(other_residual())
    here.view.select({"first"})
    here.view.editing.copy()
    for _ in range(2):
        there.view.editing.paste()
    names = [n.block.definition for n in there.graph.nodes if isinstance(n.block, Group)]
    assert sorted(names) == ["Residual", "Residual", "Residual 2", "Residual 2"]
    assert there.graph.definition["Residual 2"].nodes == here.graph.definition["Residual"].nodes
    assert Graph.model_validate_json(there.graph.model_dump_json()) == there.graph
    there.view.document.undo_stack.undo()
    there.view.document.undo_stack.undo()
    assert there.graph == other_residual()


def other_residual() -> Graph:
    made = with_groups()
    wider = opened_inside(made, "Residual").with_block("conv", blocks["conv2d"](filters=9))
    return closed(made, "Residual", wider)


def test_pasting_from_a_clipboard_that_nobody_has_filled_says_so(hand: Hand) -> None:
    messages: list[str] = []
    hand.view.message.connect(messages.append)
    QApplication.clipboard().clear()
    hand.view.editing.paste()
    assert messages == ["The clipboard holds no blocks. Copy blocks on a canvas first."]
