"""The table of actions: every one has a shortcut, stands in the menus, and says why it is off."""

from PySide6.QtGui import QAction, QKeySequence


def menu_actions(menu):
    for action in menu.actions():
        if action.menu() is not None:
            yield from menu_actions(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_action_has_a_shortcut_of_its_own(window):
    keys = [key for action in window.actions_table.table for key in action.keys]
    assert all(action.keys for action in window.actions_table.table)
    assert len(keys) == len(set(keys))
    assert not any(QKeySequence(key).isEmpty() for key in keys)


def test_every_action_has_an_id_and_in_its_menu_a_text_of_its_own(window):
    table = window.actions_table.table
    assert len({action.id for action in table}) == len(table)
    assert len({(action.menu, action.text) for action in table}) == len(table)
    assert all(action.id and action.menu and action.text for action in table)


def test_every_action_stands_in_the_menus(window):
    listed = set(menu_actions(window.topbar._menu))
    for action in window.actions_table.table:
        assert window.actions_table[action.id] in listed


def test_an_action_that_is_off_says_why(window):
    window.actions_table.refresh()
    off = [a for a in window.actions_table.table if not window.actions_table[a.id].isEnabled()]
    assert {"undo", "redo", "delete", "train", "pause", "stop"} <= {a.id for a in off}
    for action in off:
        made = window.actions_table[action.id]
        assert isinstance(made, QAction)
        assert made.toolTip().rstrip().endswith(".")
        assert made.toolTip() != made.text()


def test_an_action_comes_on_when_its_reason_goes(window, hand):
    hand.place("dense", 0, 0)
    assert window.actions_table["undo"].isEnabled()
    assert window.actions_table["delete"].isEnabled()
    window.actions_table["delete"].trigger()
    assert window.document.project.graph.nodes == ()
    window.actions_table["undo"].trigger()
    assert len(window.document.project.graph.nodes) == 1


def test_copy_and_paste_work_by_the_table(window, hand):
    first = hand.place("dense", 0, 0)
    window.canvas.select([first])
    for id in ("copy", "paste", "duplicate"):
        window.actions_table[id].trigger()
    assert len(window.document.project.graph.nodes) == 3
    window.document.undo_stack.undo()
    assert len(window.document.project.graph.nodes) == 2


def test_the_parts_of_the_window_are_reached_in_turn(window, qapp):
    seen = []
    window.canvas.setFocus()
    for _ in range(4):
        window.focus.next_part(1)
        seen.append(qapp.focusWidget())
    assert len(set(seen)) == 4
    assert window.canvas in seen
