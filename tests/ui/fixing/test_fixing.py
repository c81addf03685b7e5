"""Quick fixes in the window: found, listed, previewed, and taken as one step."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.graph.graph import Node
from studio.project.project import Project
from studio.ui.controls.popover import Popover
from tests.ui.canvas.grouped import with_groups
from tests.wiring import block, definition, graph

PATIENCE = 30_000  # milliseconds
MADE_OF = {
    "p": block("picture_input"),
    "conv": block("conv2d"),
    "dense": block("dense"),
    "out": block("class_output"),
}


def broken() -> Project:
    """A dense layer that gets pictures."""
    drawn = graph(MADE_OF, "p > conv", "conv > dense", "dense > out")
    drawn = drawn.moved({id: (0, 94 * n) for n, id in enumerate(MADE_OF)})
    return Project(graph=drawn, data=datasets["digits"]())


@pytest.fixture
def faulty(window, qtbot):
    """The window with the broken network, its faulty block selected and the fixes found."""
    window.document.open(broken(), None)
    window.resize(1400, 800)
    window.canvas.camera.fit()
    with qtbot.waitSignal(window.fixing.finder.found, timeout=PATIENCE):
        window.canvas.select({"dense"})
    return window


def listed(window, qtbot):
    """The rows of the list of fixes, opened by its key."""
    window.actions_table["quick_fix"].trigger()
    qtbot.waitUntil(
        lambda: bool(window.fixing.listing.list and window.fixing.listing.list.rows()),
        timeout=PATIENCE,
    )
    return window.fixing.listing.list.rows()


def press(window, key):
    QTest.keyClick(window.fixing.listing.popover.windowHandle(), key)


def kinds(window):
    return [node.block.kind for node in window.document.project.graph.nodes]


def spot(window, place):
    """A place of the chips, in the window."""
    canvas = window.canvas
    middle = place.center()
    at = canvas.camera.to_window(QPointF(0, 0)) + middle
    return canvas.viewport().mapTo(window, at.toPoint())


def test_the_best_fix_stands_beside_the_chip_of_the_selected_block_and_is_taken_there(faulty, hand):
    chip = faulty.canvas.sheet.chips.of("dense")
    assert chip.fix == "Add Flatten"
    hand.click(spot(faulty, chip.button(faulty.canvas.camera.zoom)))
    assert "flatten" in kinds(faulty)
    assert not faulty.document.checked.problems
    assert faulty.canvas.selection == {"flatten_1"}
    assert faulty.canvas.sheet.state.offer == ("", "")
    faulty.document.undo_stack.undo()
    assert faulty.document.project == broken()
    assert not faulty.document.undo_stack.canUndo()


def test_a_click_on_a_chip_lists_the_fixes(window, hand, qtbot):
    window.document.open(broken(), None)
    window.canvas.camera.fit()
    chip = window.canvas.sheet.chips.of("dense")
    hand.click(spot(window, chip.place(window.canvas.camera.zoom)))
    assert window.canvas.selection == {"dense"}
    qtbot.waitUntil(lambda: bool(window.fixing.listing.list.rows()), timeout=PATIENCE)
    assert [row.fix.title for row in window.fixing.listing.list.rows()] == [
        "Add Flatten",
        "Add Global average pooling",
    ]
    window.fixing.listing.close()


def test_enter_takes_the_first_fix_and_the_arrow_keys_another(faulty, qtbot):
    listed(faulty, qtbot)
    press(faulty, Qt.Key.Key_Return)
    assert "flatten" in kinds(faulty)
    assert faulty.fixing.listing.popover is None
    faulty.document.undo_stack.undo()
    faulty.canvas.select({"dense"})
    listed(faulty, qtbot)
    press(faulty, Qt.Key.Key_Down)
    press(faulty, Qt.Key.Key_Return)
    assert "global_avg_pool" in kinds(faulty)
    assert faulty.document.undo_stack.undoText() == "Add Global average pooling"


def test_escape_closes_the_list_and_takes_nothing(faulty, qtbot):
    listed(faulty, qtbot)
    before = faulty.canvas.cards.box.copy()
    press(faulty, Qt.Key.Key_Escape)
    assert faulty.fixing.listing.popover is None
    assert faulty.document.project == broken()
    assert (faulty.canvas.cards.box != before).any()  # the preview had made room
    by_id = faulty.document.project.graph.by_id
    assert faulty.canvas.cards.rect("dense").top() == by_id["dense"].y


def test_the_preview_shows_the_new_block_with_its_shape_and_its_wires(faulty, qtbot):
    row = listed(faulty, qtbot)[0]
    preview = faulty.canvas.overlay._drawn
    (ghost,) = preview.ghosts
    assert ghost.face.name == "Flatten"
    assert ghost.face.count == "1,152"
    assert {text for _, text in preview.wires} == {"32 × 6 × 6", "1,152"}
    assert row.accessibleName() == "Add Flatten"
    assert "73,792 parameters" in row.accessibleDescription()
    faulty.fixing.listing.close()
    assert faulty.canvas.overlay._drawn is None
    assert not faulty.canvas.sheet.state.hidden


def test_an_edit_that_comes_meanwhile_ends_the_preview_and_leaves_each_card_where_it_lies(
    faulty, qtbot
):
    listed(faulty, qtbot)
    canvas, document = faulty.canvas, faulty.document
    document.edit_graph("Delete", document.project.graph.removed(["p"]))
    assert canvas.overlay._drawn is None
    for node in canvas.scope.graph.nodes:
        assert canvas.cards.rect(node.id).topLeft() == QPointF(node.x, node.y)


def test_the_list_of_problems_has_a_button_for_the_best_fix_and_one_for_more(faulty, qtbot):
    (card,) = faulty.inspector.problems.cards()
    assert (card.best.text(), card.more.text()) == ("Add Flatten", "More fixes")
    QTest.mouseClick(card.more, Qt.MouseButton.LeftButton)
    assert faulty.fixing.listing.list.problem == card.problem
    faulty.fixing.listing.close()
    (card,) = faulty.inspector.problems.cards()
    QTest.mouseClick(card.best, Qt.MouseButton.LeftButton)
    assert "flatten" in kinds(faulty)


def test_a_problem_that_is_not_selected_is_asked_for_its_fixes(window, qtbot):
    window.document.open(broken(), None)
    (card,) = window.inspector.problems.cards()
    assert card.more.text() == "Fix…"
    assert card.best.isHidden()
    QTest.mouseClick(card.more, Qt.MouseButton.LeftButton)
    assert window.canvas.selection == {"dense"}
    qtbot.waitUntil(lambda: bool(window.fixing.listing.list.rows()), timeout=PATIENCE)
    window.fixing.listing.close()


def test_the_key_lists_the_fixes_of_the_next_problem_if_none_is_selected(window, qtbot):
    window.document.open(broken(), None)
    window.canvas.setFocus()
    assert listed(window, qtbot)[0].fix.title == "Add Flatten"
    assert window.canvas.selection == {"dense"}
    window.fixing.listing.close()


def test_an_empty_canvas_is_fixed_from_the_list_of_problems(window, qtbot):
    window.document.open(Project(data=datasets["iris"]()), None)
    rows = listed(window, qtbot)
    assert rows[0].fix.title == "Add Features input and Class output"
    press(window, Qt.Key.Key_Return)
    assert not window.document.checked.problems


def test_a_problem_in_a_group_is_fixed_inside_from_wherever_it_is_seen(window, qtbot):
    made_of = {"p": block("picture_input"), "out": block("class_output")}
    made_of |= {"g": block("group", definition="cell"), "h": block("group", definition="cell")}
    inside = {"i": block("inlet"), "dense": block("dense"), "o": block("outlet")}
    cell = definition("cell", inside, "i > dense", "dense > o")
    drawn = graph(made_of, "p > g", "g > out", "p > h", definitions=[cell])
    window.document.open(Project(graph=drawn, data=datasets["digits"]()), None)
    window.canvas.select({"g"})
    assert listed(window, qtbot)[0].fix.title == "Add Flatten"
    assert window.canvas.scope.path  # where the faulty block is
    window.fixing.listing.close()
    window.canvas.scope.go(("h",))
    window.canvas.select({"dense"})
    listed(window, qtbot)
    press(window, Qt.Key.Key_Return)
    inner = window.document.project.graph.definition["cell"]
    assert "flatten" in [node.block.kind for node in inner.nodes]


def test_an_edit_meanwhile_lets_go_of_what_was_found(faulty, qtbot):
    problem = faulty.fixing.problem()
    assert faulty.fixing.finder.known(problem)
    node = faulty.document.project.graph.by_id["conv"]
    other = faulty.document.project.graph.with_block("conv", node.block.but(filters=5))
    with qtbot.waitSignal(faulty.fixing.finder.found, timeout=PATIENCE):
        faulty.document.edit_graph("other filters", other)
        assert faulty.canvas.sheet.state.offer == ("", "")
    assert faulty.canvas.sheet.chips.of("dense").fix == "Add Flatten"


def test_what_is_fine_offers_nothing(window, qtbot):
    window.document.open(Project(graph=with_groups(), data=datasets["fashion"]()), None)
    assert window.fixing.problem() is None
    assert not window.actions_table["quick_fix"].isEnabled()


def test_the_document_knows_what_it_was_before_each_edit(window):
    window.document.open(broken(), None)
    first = window.document.project
    window.document.edit_graph("one", first.graph.removed(["out"]))
    second = window.document.project
    window.document.edit_graph("two", second.graph.removed(["dense"]))
    assert window.document.earlier() == (second, first)
    window.document.undo_stack.undo()
    assert window.document.earlier() == (first,)


def test_inside_of_a_frame_the_preview_lies_where_the_frame_is(window, qtbot):
    made_of = {"p": block("picture_input"), "g": block("group", definition="cell")}
    made_of["out"] = block("class_output")
    inside = {"i": block("inlet"), "dense": block("dense"), "o": block("outlet")}
    cell = definition("cell", inside, "i > dense", "dense > o")
    cell = cell.moved({"dense": (0, 96), "o": (0, 192)})
    drawn = graph(made_of, "p > g", "g > out", definitions=[cell])
    drawn = drawn.moved({"g": (480, 96), "out": (480, 400)})
    window.document.open(Project(graph=drawn, data=datasets["digits"]()), None)
    window.canvas.select({"g"})
    window.actions_table["unfold"].trigger()
    dense = window.canvas.scope.alias(("g",), "dense")
    window.canvas.select({dense})
    before = window.canvas.cards.box.copy()
    listed(window, qtbot)
    assert window.canvas.scope.path == ()
    (ghost,) = window.canvas.overlay._drawn.ghosts
    frame = window.canvas.cards.rect("g")
    assert frame.left() <= ghost.node.x <= frame.right()
    assert {wire.target for wire, _ in window.canvas.overlay._drawn.wires} == {dense, "flatten_1"}
    assert len(window.canvas.sheet.state.hidden) == 1
    out = window.canvas.cards.rect("out")
    assert frame.bottom() >= window.canvas.cards.rect(dense).bottom()
    assert out.top() >= frame.bottom()
    window.fixing.listing.close()
    assert (window.canvas.cards.box == before).all()


def test_a_setting_that_a_fix_changes_is_previewed_on_the_card_with_the_shape_it_gives(
    window, qtbot
):
    made_of = {"p": block("picture_input"), "conv": block("conv2d", kernel=(12, 12))}
    made_of |= {"flat": block("flatten"), "out": block("class_output")}
    drawn = graph(made_of, "p > conv", "conv > flat", "flat > out")
    window.document.open(Project(graph=drawn, data=datasets["digits"]()), None)
    window.canvas.select({"conv"})
    listed(window, qtbot)
    preview = window.canvas.overlay._drawn
    assert [ghost.node.id for ghost in preview.ghosts] == ["conv"]
    assert [text for _, text in preview.told] == ["32 × 8 × 8"]
    window.fixing.listing.close()


def test_the_foot_of_the_list_unplugs_the_wire_and_opens_the_help_page(faulty, qtbot):
    listed(faulty, qtbot)
    QTest.mouseClick(faulty.fixing.listing.list.unplug, Qt.MouseButton.LeftButton)
    assert "dense" not in faulty.document.project.graph.into
    assert faulty.document.undo_stack.undoText() == "Unplug 1 wire"
    faulty.document.undo_stack.undo()
    faulty.canvas.select({"dense"})
    listed(faulty, qtbot)
    shown = faulty.fixing.listing.list
    shown.help.setFocus()
    press(faulty, Qt.Key.Key_Return)  # the button that has the focus, not the fix
    assert faulty.fixing.listing.popover is None
    assert faulty.document.project == broken()
    (page,) = [p for p in faulty.findChildren(Popover) if p.isVisible()]
    page.close()


def test_f8_goes_on_to_the_fixes_of_the_next_problem(window, qtbot):
    project = broken()
    alone = (Node(id=name, block=block("dropout")) for name in ("one", "other"))
    window.document.open(project.with_graph(project.graph.added(*alone)), None)
    window.canvas.select({"dense"})
    listed(window, qtbot)
    seen = [window.fixing.listing.problem.block]
    for _ in range(3):
        press(window, Qt.Key.Key_F8)
        seen.append(window.fixing.listing.problem.block)
    assert seen == ["dense", "one", "other", "dense"]
    window.fixing.listing.close()


def test_f8_leaves_a_block_that_has_two_problems(window):
    drawn = graph({**MADE_OF, "drop": block("dropout")}, "p > conv", "conv > dense")
    window.document.open(Project(graph=drawn, data=datasets["digits"]()), None)
    window.canvas.select({"dense"})
    window.actions_table["next_problem"].trigger()
    assert window.canvas.selection != {"dense"}


def test_the_keyboard_goes_back_to_where_it_was(faulty, qtbot):
    faulty.activateWindow()
    (card,) = faulty.inspector.problems.cards()
    card.more.setFocus()
    QTest.keyClick(card.more, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(faulty.fixing.listing.list.rows()), timeout=PATIENCE)
    press(faulty, Qt.Key.Key_Escape)
    assert faulty.focusWidget() is card.more


def test_where_a_search_fails_the_list_says_that_there_is_no_fix(window, qtbot, monkeypatch):
    def failing(*_asked):
        yield ()
        raise RuntimeError("broken")

    monkeypatch.setattr("studio.project.fixes.search.search", failing)
    window.document.open(broken(), None)
    (problem,) = window.document.checked.errors
    with qtbot.captureExceptions() as raised:
        window.fixing.open(problem)
        qtbot.waitUntil(lambda: bool(raised), timeout=PATIENCE)
        qtbot.waitUntil(lambda: window.fixing.finder.known(problem) == ())
        said = window.fixing.listing.list._state
        qtbot.waitUntil(lambda: "There is no quick fix" in said.text(), timeout=PATIENCE)
    assert [str(error) for _, error, _ in raised] == ["broken"]
