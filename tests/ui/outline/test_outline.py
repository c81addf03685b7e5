"""The outline: it shows the network, follows it, edits it, and is heard by screen readers."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.project.project import Project
from studio.ui.controls.choice import Choice
from studio.ui.controls.number_field import NumberField
from studio.ui.outline.model import NAME, PARAMETERS, PROBLEM, SHAPE, VALUE
from tests.ui.canvas.drawn import chain, node, wire

CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def outline(window):
    """Over the chain of pictures to classes, opened by its key."""
    window.document.open(Project(graph=chain(), data=datasets["fashion"]()), None)
    QTest.keyClick(window, Key.Key_L, CONTROL)
    assert window.outline_panel.isVisible()
    window.tester = QAbstractItemModelTester(
        window.outline.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return window.outline


@pytest.fixture
def tree(window, outline):
    return window.outline_panel.tree


def cells(outline, id):
    row = outline.model.block_row(id)
    return [row.siblingAtColumn(column).data() for column in range(PROBLEM + 1)]


def line(outline, id, title):
    """The row of a line below a block."""
    parent = outline.model.block_row(id)
    rows = (outline.model.index(row, 0, parent) for row in range(outline.model.rowCount(parent)))
    return next(row for row in rows if row.data() == title)


def value(outline, id, title):
    return line(outline, id, title).siblingAtColumn(VALUE).data()


def go(tree, index):
    """To a row, without the keys that are held in tests before."""
    flag = QItemSelectionModel.SelectionFlag
    tree.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)


def edit(tree, index, kind):
    """Begin to change a cell by Enter; returns the editor."""
    go(tree, index)
    QTest.keyClick(tree, Key.Key_Return)
    (made,) = [made for made in tree.viewport().findChildren(kind) if made.isVisible()]
    return made


def graph(window) -> Graph:
    return window.document.project.graph


# ---- what it shows -----------------------------------------------------------------------------


def test_each_block_has_its_facts_its_shape_and_its_parameters(outline):
    assert outline.model.rowCount() == 6
    assert cells(outline, "conv") == [
        "Conv 2D",
        "32 filters · 3×3 · ReLU",
        "32 × 26 × 26",
        "320",
        "",
    ]


def test_no_heading_is_cut_off_in_the_smallest_window(window, tree, qapp):
    window.resize(1100, 700)
    qapp.processEvents()
    header = tree.header()
    for column in range(header.count() - 1):
        assert header.sectionSize(column) >= header.sectionSizeHint(column)


def test_below_a_block_stand_its_settings_and_what_it_is_wired_to(outline):
    assert value(outline, "conv", "Filters") == "32"
    assert value(outline, "conv", "Kernel size") == "3 × 3"
    assert value(outline, "conv", "Bias") == "on"
    assert value(outline, "conv", "Activation") == "ReLU"
    assert value(outline, "conv", "Input") == "from Picture input"
    assert value(outline, "conv", "Output") == "to Max pooling 2D"
    assert line(outline, "conv", "Input").siblingAtColumn(SHAPE).data() == "1 × 28 × 28"


def test_a_problem_stands_at_its_block_and_below_it(window, outline):
    window.document.edit_graph("Delete", graph(window).removed(["flat"]))
    assert "no wire" in cells(outline, "dense")[PROBLEM]
    assert line(outline, "dense", "Problem").siblingAtColumn(PROBLEM).data()


def test_screen_readers_find_a_name_in_every_cell_and_the_help_of_a_setting(outline, tree):
    spoken, told = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole
    conv, filters = outline.model.block_row("conv"), line(outline, "conv", "Filters")
    assert conv.data(spoken).startswith("Conv 2D, 32 filters")
    assert conv.data(spoken).endswith("no problems")
    assert filters.data(spoken) == "Filters: 32"
    assert filters.data(told)
    table = QAccessible.queryAccessibleInterface(tree)
    assert table.text(QAccessible.Text.Name) == "Outline of the network"
    names = [table.child(at).text(QAccessible.Text.Name) for at in range(table.childCount())]
    assert any(name.startswith("Conv 2D, 32 filters") for name in names)


# ---- what it follows ---------------------------------------------------------------------------


@pytest.fixture
def told(outline):
    """The rows that are told to have changed, gone or come."""
    said, model = [], outline.model
    model.dataChanged.connect(
        lambda a, b: said.append(("changed", model.at(a)[0].id, b.row() - a.row() + 1))
    )
    model.rowsInserted.connect(lambda _p, a, b: said.append(("come", b - a + 1)))
    model.rowsRemoved.connect(lambda _p, a, b: said.append(("gone", b - a + 1)))
    model.modelReset.connect(lambda: said.append("all"))
    return said


def test_an_edit_tells_only_of_the_rows_that_say_something_else(window, outline, told):
    changed = graph(window).by_id["dense"].block.but(bias=False)
    window.document.edit_graph("Set", graph(window).with_block("dense", changed))
    line_and_block = [("changed", "dense", 1)] * 2
    assert told == line_and_block


def test_blocks_that_come_and_go_are_told_and_the_others_stay_open(window, outline, tree, told):
    tree.expand(outline.model.block_row("dense"))
    window.document.edit_graph("Add", graph(window).added(node("norm", "batch_norm", 300)))
    window.document.undo_stack.undo()
    assert ("come", 1) in told
    assert ("gone", 1) in told
    assert "all" not in told
    assert tree.isExpanded(outline.model.block_row("dense"))


def test_another_order_keeps_what_is_open_and_selected(window, outline, tree):
    loose = graph(window).added(node("norm", "batch_norm", 300))
    window.document.edit_graph("Add", loose)
    tree.expand(outline.model.block_row("norm"))
    window.canvas.select({"norm"})
    before = outline.model.block_row("norm").row()
    moved = graph(window).disconnected(wire("conv", "pool"))
    window.document.edit_graph("Wire", moved.connected(wire("conv", "norm"), wire("norm", "pool")))
    after = outline.model.block_row("norm")
    assert after.row() != before
    assert tree.isExpanded(after)
    assert {index.data() for index in tree.selectionModel().selectedRows()} == {"Batch norm"}


def test_a_setting_of_which_others_depend_changes_the_lines(window, outline, tree):
    window.document.edit_graph("Add", graph(window).added(node("sum", "add", 300)))
    conv = outline.model.block_row("sum")
    tree.expand(conv)
    before = outline.model.rowCount(conv)
    more = graph(window).by_id["sum"].block.but(ports=3)
    window.document.edit_graph("Set", graph(window).with_block("sum", more))
    assert outline.model.rowCount(outline.model.block_row("sum")) == before + 1


def test_a_closed_outline_follows_nothing_until_it_is_opened(window, outline, told):
    window.outline.close()
    window.document.edit_graph("Delete", graph(window).removed(["flat"]))
    assert told == []
    window.outline.toggle()
    assert ("gone", 1) in told


def test_the_selection_is_one_with_that_of_the_canvas(window, outline, tree):
    window.canvas.select({"conv", "dense"})
    chosen = {index.data() for index in tree.selectionModel().selectedRows()}
    assert chosen == {"Conv 2D", "Dense"}
    go(tree, outline.model.block_row("pool"))
    assert window.canvas.selection == {"pool"}
    go(tree, line(outline, "flat", "Input"))
    assert window.canvas.selection == {"flat"}


# ---- what it edits -----------------------------------------------------------------------------


def test_a_number_is_typed_into_its_cell(window, outline, tree):
    field = edit(tree, line(outline, "conv", "Filters"), NumberField)
    QTest.keyClicks(field, "64")
    QTest.keyClick(field, Key.Key_Return)
    assert graph(window).by_id["conv"].block.filters == 64
    assert cells(outline, "conv")[PARAMETERS] == "640"
    assert window.document.undo_stack.count() == 1


def test_a_choice_is_made_in_its_cell(window, outline, tree):
    choice = edit(tree, line(outline, "conv", "Padding"), Choice)
    QTest.keyClick(choice, Key.Key_S)
    choice.activated.emit(choice.currentIndex())
    assert graph(window).by_id["conv"].block.padding == "same"


def test_an_input_is_wired_to_another_output_or_to_nothing(window, outline, tree):
    window.document.edit_graph("Add", graph(window).added(node("norm", "batch_norm", 300)))
    choice = edit(tree, line(outline, "norm", "Input"), Choice)
    titles = [choice.itemText(at) for at in range(choice.count())]
    assert titles[0] == "no wire"
    assert "Conv 2D" in titles
    choice.activated.emit(titles.index("Conv 2D"))
    assert wire("conv", "norm") in graph(window).wires
    tree.setFocus()
    go(tree, line(outline, "norm", "Input"))
    QTest.keyClick(tree, Key.Key_Delete)
    assert wire("conv", "norm") not in graph(window).wires
    assert "norm" in graph(window).by_id


def test_f2_renames_a_block(window, outline, tree, qtbot):
    go(tree, outline.model.block_row("conv"))
    QTest.keyClick(tree, Key.Key_F2)
    (field,) = [f for f in tree.viewport().findChildren(QLineEdit) if f.isVisible()]
    QTest.keyClicks(field, "edges")
    QTest.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: graph(window).by_id["conv"].name == "edges")
    assert cells(outline, "conv")[NAME] == "edges"
    assert value(outline, "pool", "Input") == "from edges"


def test_delete_removes_the_selected_block(window, outline, tree):
    go(tree, outline.model.block_row("pool"))
    window.actions_table["delete"].trigger()
    assert "pool" not in graph(window).by_id


def test_enter_takes_the_keyboard_to_the_block_on_the_canvas(window, outline, tree):
    go(tree, outline.model.block_row("pool"))
    QTest.keyClick(tree, Key.Key_Return)
    assert window.canvas.hasFocus()
    assert window.canvas.sheet.state.focused == "pool"


def test_its_key_closes_it_where_the_keyboard_is_and_f6_reaches_it(window, outline, tree):
    window.canvas.setFocus()
    for _ in range(6):
        window.focus.next_part(1)
        if tree.hasFocus():
            break
    assert tree.hasFocus()
    QTest.keyClick(tree, Key.Key_L, CONTROL)
    assert not window.outline_panel.isVisible()
    assert window.canvas.hasFocus()


# ---- groups ------------------------------------------------------------------------------------


def test_inside_a_group_it_shows_and_edits_what_is_inside(window, outline, tree):
    window.canvas.select({"conv", "pool"})
    window.canvas.groups.group()
    (group,) = window.canvas.selection
    window.canvas.scope.enter(group)
    assert {"conv", "pool"} <= {entry.id for entry in outline.model.entries}
    field = edit(tree, line(outline, "conv", "Filters"), NumberField)
    QTest.keyClicks(field, "8")
    assert window.canvas.scope.graph.by_id["conv"].block.filters == 8
    window.canvas.scope.leave()
    assert group in {entry.id for entry in outline.model.entries}


def test_an_outline_that_comes_back_after_a_group_was_left_chooses_nothing_of_it(window, outline):
    window.canvas.select({"conv", "pool"})
    window.canvas.groups.group()
    (group,) = window.canvas.selection
    window.canvas.scope.enter(group)
    window.canvas.select({"conv"})
    window.steps.go("train")
    window.canvas.scope.leave()
    window.canvas.select({group})
    window.steps.go("build")
    assert window.canvas.selection == {group}
    assert group in {entry.id for entry in outline.model.entries}


def test_a_group_that_is_unfolded_shows_its_inside_too(window, outline):
    window.canvas.select({"conv", "pool"})
    window.canvas.groups.group()
    before = outline.model.rowCount()
    window.canvas.groups.unfold()
    assert outline.model.rowCount() > before
