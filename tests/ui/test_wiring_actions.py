"""New blocks and loose ones by the table of actions."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def test_a_slash_anywhere_opens_the_search_at_the_pointer(window, hand):
    popup = window.canvas.quick_add.popup
    window.inspector.setFocus()
    QTest.mouseMove(window.windowHandle(), hand.spot(100, 60))
    window.palette_panel.panel.list.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Slash)
    assert popup.isVisible()
    assert popup.field.text() == ""
    QTest.keyClicks(popup.field, "dense/")  # here it is a letter like others
    assert popup.field.text() == "dense/"
    popup.field.setText("dense")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    (added,) = window.document.project.graph.nodes
    assert abs(added.x + 96 - 100) <= 8
    assert abs(added.y + 28 - 60) <= 8


def test_the_status_bar_says_how_blocks_come_unless_it_has_more_to_say(window, hand):
    first = hand.place("dense", 0, 0)
    assert "Space adds a block" in window.statusbar.text()
    hand.click(hand.port(first, "out", False))
    assert "Let go on a lit port" in window.statusbar.text()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert "Space adds a block" in window.statusbar.text()
    window.steps.go("train")
    assert "Space adds a block" not in window.statusbar.text()
    window.steps.go("build")
    assert "Space adds a block" in window.statusbar.text()


def test_from_another_step_it_goes_to_build_first(window):
    window.steps.go("train")
    window.actions_table["quick_add"].trigger()
    assert window.steps.current == "build"
    assert window.canvas.quick_add.popup.isVisible()


def test_a_chain_is_built_by_typing_alone(window):
    for name in ("features", "fc", "relu", "class output"):
        window.actions_table["quick_add"].trigger()
        QTest.keyClicks(window.canvas.quick_add.popup.field, name)
        QTest.keyClick(window.canvas.quick_add.popup.field, Qt.Key.Key_Return)
    graph = window.document.project.graph
    kinds = [graph.by_id[id].block.kind for id in graph.order]
    assert kinds == ["features_input", "dense", "activation", "class_output"]
    assert len(graph.wires) == 3
    assert window.document.checked.errors == ()
    assert window.document.undo_stack.count() == 4


def test_a_wire_let_go_outside_of_the_canvas_is_given_up(window, hand):
    first = hand.place("dense", 0, 0)
    hand.drag(hand.port(first, "out", False), hand.spot(40, 90), hand.middle(window.inspector))
    assert not window.canvas.quick_add.popup.isVisible()
    assert window.canvas.pointer.gesture is None
    assert window.document.undo_stack.count() == 1


def test_blocks_with_wires_can_be_taken_out_and_others_say_why_not(window, hand):
    action = window.actions_table["take_out"]
    first = hand.place("dense", 0, 0)
    window.canvas.select([first])
    window.actions_table.refresh()
    assert not action.isEnabled()
    assert action.toolTip() == "Choose blocks with wires first."
    second = hand.place("dense", 0, 200)
    hand.wire(first, second)
    window.canvas.select([first])
    window.actions_table.refresh()
    assert action.isEnabled()
    action.trigger()
    assert window.document.project.graph.wires == ()
