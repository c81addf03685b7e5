"""Every action of the table can be reached in three ways, one of them the keyboard, and runs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.project.project import Project
from studio.training.settings import TrainingSettings
from studio.ui import closing
from tests.ui.canvas.drawn import node, wire
from tests.ui.test_actions import menu_actions

Key = Qt.Key


def network() -> Graph:
    """Two dense layers that are wired, one that is loose and so a problem, and a sum."""
    blocks = (
        node("rows", "features_input", 0, 0),
        node("one", "dense", 0, 100, units=8),
        node("two", "dense", 0, 200, units=8),
        node("loose", "dense", 300, 200),
        node("answer", "class_output", 0, 300),
    )
    ends = ("rows", "one"), ("one", "two"), ("two", "answer")
    return Graph(nodes=blocks, wires=tuple(wire(*pair) for pair in ends))


def nothing(window) -> None:
    window.canvas.select(())


def a_block(window) -> None:
    window.canvas.keys.walk.go("two")


def several(window) -> None:
    window.canvas.select({"one", "two"})


def a_wire(window) -> None:
    window.canvas.select((), {wire("one", "two")})


def a_group(window) -> None:
    several(window)
    window.canvas.groups.group()
    window.canvas.setFocus()


def a_frame(window) -> None:
    several(window)
    window.actions_table["frame"].trigger()
    QTest.keyClick(QApplication.focusWidget() or window, Key.Key_Escape)
    window.canvas.setFocus()


def in_train(window) -> None:
    a_block(window)
    window.steps.go("train")


RARER = (nothing, several, a_wire, a_group, a_frame, in_train)
SITUATIONS = (a_block, *(pytest.param(each, marks=pytest.mark.slow) for each in RARER))


@pytest.fixture
def alone(window):
    """Dialogs are closed at once, and the window stays open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QDialog, "exec", lambda _dialog: 0)
        for name in ("getOpenFileName", "getSaveFileName"):
            patch.setattr(QFileDialog, name, staticmethod(lambda *_args: ("", "")))
        patch.setattr("studio.ui.messages.choose", lambda *what: len(what) - 4)
        closed = closing.closed
        patch.setattr(closing, "closed", lambda each: each is not window and closed(each))
        yield window


def begin(window, situation) -> None:
    """The network anew, nothing open over the window, the keyboard on the canvas."""
    training = TrainingSettings(epochs=1, batch_size=50)
    project = Project(graph=network(), data=datasets["iris"](), training=training)
    window.document.open(project, None)
    window.steps.go("build")
    window.canvas.setFocus()
    situation(window)
    window.actions_table.refresh()


def end(window, qtbot) -> None:
    """Close what an action has opened, and end the run that it has begun."""
    for _ in range(2):
        over = QApplication.activePopupWidget()
        QTest.keyClick(over or QApplication.focusWidget() or window, Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.run._opening, timeout=60_000)
    if window.run.trainer.busy:
        window.run.trainer.stop()
        qtbot.waitUntil(lambda: window.run.trainer.state == "over", timeout=60_000)
    for other in window.windows.others(window):
        other.close()
        window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    probe = window.estimate._run
    window.estimate.cancel()
    assert probe is None or probe.join(60.0)
    window.outline.close()
    if window.source.wanted:
        window.source.toggle()


def runs(window, action) -> list[str]:
    """Notes each time that an action is run."""
    ran: list[str] = []
    window.actions_table[action.id].triggered.connect(lambda: ran.append(action.id))
    return ran


def test_every_action_is_in_the_menu_in_the_palette_and_on_a_key(alone):
    table = alone.actions_table
    listed = set(menu_actions(alone.topbar._menu))
    alone.commands.toggle()
    popup = alone.commands.popup
    found = {row.choice.key for row in popup.list._rows.rows if row.choice is not None}
    for action in table.table:
        assert table[action.id] in listed
        assert action.id in found or action.id == "command_palette"
        assert table[action.id].shortcuts() == [QKeySequence(key) for key in action.keys]
    popup.close_without_choice()


def test_the_menu_is_reached_and_opened_by_keys(alone, qapp):
    alone.canvas.setFocus()
    for _ in range(8):
        if qapp.focusWidget() is alone.topbar.menu_button:
            break
        QTest.keyClick(qapp.focusWidget(), Key.Key_F6)
    assert qapp.focusWidget() is alone.topbar.menu_button
    QTest.keyClick(alone.topbar.menu_button, Key.Key_Space)
    assert alone.menu.whole.isVisible()
    alone.menu.whole.close()


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_action_runs_by_its_key_or_says_why_it_does_not(alone, qtbot, situation):
    table = alone.actions_table
    before = [action for action in table.table if action.id != "train"]
    for action in (*before, *(a for a in table.table if a.id == "train")):
        begin(alone, situation)
        ran, refusal = runs(alone, action), table.refusal(action.id)
        QTest.keySequence(QApplication.focusWidget() or alone, QKeySequence(action.keys[0]))
        assert ran == ([] if refusal else [action.id]), (action.id, refusal)
        assert not refusal or refusal.endswith(".")
        QApplication.processEvents()
        end(alone, qtbot)


@pytest.mark.slow
def test_every_action_runs_from_the_palette_by_keys_alone(alone, qtbot):
    popup = alone.commands.popup
    for action in alone.actions_table.table:
        if action.id in ("command_palette", "train"):
            continue
        begin(alone, a_block)
        refusal, ran = alone.actions_table.refusal(action.id), runs(alone, action)
        QTest.keyClick(alone, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(popup.field, action.text.rstrip("…"))
        for _ in range(8):
            current = popup.list.current()
            if current is not None and current.key == action.id:
                break
            QTest.keyClick(popup.field, Key.Key_Down)
        else:
            pytest.fail(f"{action.id} is not found by its own text")
        QTest.keyClick(popup.field, Key.Key_Return)
        assert ran == ([] if refusal else [action.id]), (action.id, refusal)
        end(alone, qtbot)


def test_every_part_of_the_window_is_reached_by_tab(alone, qapp):
    begin(alone, nothing)
    alone.outline.toggle()
    alone.canvas.setFocus()
    parts = [alone.topbar, alone.palette_panel, alone.canvas, alone.inspector, alone.outline_panel]
    seen = set()
    for _ in range(120):
        focus = qapp.focusWidget()
        seen |= {part for part in parts if part is focus or part.isAncestorOf(focus)}
        if len(seen) == len(parts):
            break
        QTest.keyClick(focus, Key.Key_Tab)
    assert seen == set(parts)
