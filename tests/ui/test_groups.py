"""Groups in the window: made, named, opened and looked into."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.blocks.group import Group
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.data.dataset import datasets
from studio.graph.ready_made import ready_made
from studio.project.project import Project
from studio.training.learned import Learned
from studio.ui import edits
from tests.graph.test_repeats import residual
from tests.ui.canvas.grouped import with_groups

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def grouped(window):
    """The window with two uses of a residual group on fashion pictures."""
    window.document.open(Project(graph=with_groups(), data=datasets["fashion"]()), None)
    return window


def drawn(project):
    """First weights for a project, as if they were learned."""
    made = plan(project.graph, project.fields())
    weights = {name: tensor.numpy() for name, tensor in build(made).state_dict().items()}
    return Learned.of(made, weights)


def enter(window, id="first"):
    window.canvas.select({id})
    window.actions_table["open_group"].trigger()


def test_blocks_become_a_group_whose_name_can_be_typed_at_once(window, hand):
    ids = [hand.place("features_input", 0, 0), hand.place("dense", 0, 100)]
    ids.append(hand.place("class_output", 0, 200))
    hand.wire(ids[0], ids[1])
    hand.wire(ids[1], ids[2])
    before, steps = window.document.project, window.document.undo_stack.count()
    window.canvas.select({ids[1]})
    window.canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_G, CONTROL)
    name = window.inspector.header.name
    assert name.hasFocus()
    assert window.canvas.selection <= window.document.project.graph.by_id.keys()
    QTest.keyClicks(name, "Head")
    QTest.keyClick(name, Qt.Key.Key_Return)
    graph = window.document.project.graph
    assert [each.name for each in graph.definitions] == ["Head"]
    assert window.document.checked.problems == ()
    assert window.document.undo_stack.count() == steps + 2
    window.canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_G, CONTROL | SHIFT)
    assert window.document.undo_stack.count() == steps + 3
    assert not window.document.project.graph.definitions
    kinds = [node.block.kind for node in before.graph.nodes]
    assert sorted(node.block.kind for node in window.document.project.graph.nodes) == sorted(kinds)
    for _ in range(3):
        window.document.undo_stack.undo()
    assert window.document.project == before


def test_a_name_that_another_group_has_is_refused_and_the_old_one_comes_back(grouped):
    grouped.canvas.select({"flat"})
    grouped.actions_table["group"].trigger()
    name = grouped.inspector.header.name
    QTest.keyClicks(name, "Residual")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert name.text() != "Residual"
    assert "Another group" in grouped.statusbar.text()


def test_what_cannot_be_grouped_says_why(grouped):
    before = grouped.document.project
    grouped.canvas.select({"pictures"})
    grouped.actions_table["group"].trigger()
    assert grouped.document.project is before
    assert "nothing to group" in grouped.statusbar.text()
    grouped.canvas.select(())
    grouped.actions_table.refresh()
    assert not grouped.actions_table["group"].isEnabled()
    assert not grouped.actions_table["ungroup"].isEnabled()


def test_a_group_is_repeated_and_shares_its_weights_by_the_form(grouped):
    one = 8 * 8 * 9 + 8
    grouped.canvas.select({"first"})
    assert grouped.inspector.form.fields() == ("repeat", "shared")
    grouped.inspector.form.changed.emit("repeat", 3)
    assert grouped.document.checked.costs["first"].parameters == 3 * one
    assert "3 copies" in grouped.inspector.parameters.words.text()
    assert grouped.canvas.cards["first"].face.chip == "× 3"
    grouped.inspector.form.changed.emit("shared", True)
    assert grouped.document.checked.costs["first"].parameters == one
    assert grouped.canvas.cards["second"].face.chip == ""


def test_two_groups_that_share_say_which_of_them_counts_the_parameters(grouped):
    for id in ("first", "second"):
        grouped.canvas.select({id})
        grouped.inspector.form.changed.emit("shared", True)
    costs = grouped.document.checked.costs
    assert (costs["first"].parameters, costs["second"].parameters) == (8 * 8 * 9 + 8, 0)
    assert "counted at the first group" in grouped.inspector.parameters.words.text()


def test_the_inspector_explains_a_ready_made_group_while_it_is_one(grouped):
    grouped.canvas.select({"pictures"})
    grouped.canvas.placing.add_block("conv_norm_activation")
    (placed,) = grouped.canvas.selection
    header = grouped.inspector.header
    assert header.summary.text() == ready_made["conv_norm_activation"].summary()
    grouped.canvas.scope.enter(placed)
    view = grouped.canvas.scope.graph
    grouped.canvas.scope.edit("Delete", view.removed(["norm"]))
    grouped.canvas.scope.leave()
    grouped.canvas.select({placed})
    assert header.summary.text() == Group.summary()


def test_the_inspector_says_how_often_an_inside_is_used_and_forks_it(grouped, hand):
    grouped.canvas.select({"first"})
    section = grouped.inspector.group
    assert "Used 2 times" in section.note.text()
    hand.click(hand.middle(section.unique))
    assert len(grouped.document.project.graph.definitions) == 2
    assert not section.unique.isEnabled()
    grouped.canvas.select({"pictures"})
    assert not section.isVisible()


def test_inside_a_group_the_palette_offers_its_ends_and_no_data(grouped):
    blocks = grouped.palette_panel.panel.list
    assert not blocks.index_of("inlet").isValid()
    assert blocks.index_of("class_output").isValid()
    enter(grouped)
    assert blocks.index_of("inlet").isValid()
    assert blocks.index_of("outlet").isValid()
    assert not blocks.index_of("class_output").isValid()
    grouped.actions_table["leave_group"].trigger()
    assert blocks.index_of("class_output").isValid()
    assert not blocks.index_of("inlet").isValid()


def test_an_inlet_from_the_palette_is_a_port_of_every_use(grouped, hand):
    enter(grouped)
    start = grouped.canvas.cards.rect("inlet_1")
    hand.place("inlet", start.right() + 120, start.top())
    assert len(grouped.canvas.cards.cards) == 5
    graph = grouped.document.project.graph
    assert [len(graph.inputs(graph.by_id[id].block)) for id in ("first", "second")] == [2, 2]


def test_a_problem_inside_opens_the_group_at_its_block(grouped):
    enter(grouped)
    edits.set_block(grouped.canvas.scope, "conv", "filters", 16)
    grouped.actions_table["leave_group"].trigger()
    grouped.canvas.select(())
    (problem,) = grouped.document.checked.errors
    assert problem.where[0] == "first"
    card = next(c for c in grouped.inspector.problems.cards() if c.problem == problem)
    card.click()
    assert grouped.canvas.scope.path == ("first",)
    assert grouped.canvas.selection == {"add"}
    assert grouped.canvas.sheet.state.trouble.chips["add"].chip
    assert grouped.inspector.header.name.placeholderText() == "Add"


def test_a_problem_in_a_frame_is_shown_where_it_lies(grouped):
    grouped.canvas.select({"first"})
    grouped.actions_table["unfold"].trigger()
    conv = grouped.canvas.scope.alias(("first",), "conv")
    edits.set_block(grouped.canvas.scope, conv, "filters", 16)
    grouped.actions_table["next_problem"].trigger()
    assert grouped.canvas.scope.path == ()
    assert grouped.canvas.selection == {grouped.canvas.scope.alias(("first",), "add")}


def test_a_block_inside_is_set_in_the_inspector(grouped):
    enter(grouped)
    grouped.canvas.select({"conv"})
    assert grouped.inspector.parameters.number.text() == "584"
    field = grouped.inspector.form.row("filters").editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12")
    (definition,) = grouped.document.project.graph.definitions
    assert definition.by_id["conv"].block.filters == 12
    assert grouped.document.undo_stack.count() == 1
    grouped.canvas.select(())
    assert grouped.inspector.summary.title.text() == "Residual"
    assert not grouped.inspector.data.isVisible()


def test_equal_settings_in_two_networks_are_two_steps(grouped):
    edits.set_block(grouped.canvas.scope, "conv", "filters", 9)
    enter(grouped)
    edits.set_block(grouped.canvas.scope, "conv", "filters", 9)
    assert grouped.document.undo_stack.count() == 2


def test_each_network_comes_back_as_it_was_left(grouped):
    enter(grouped)
    grouped.canvas.camera.zoom_to(2.0)
    grouped.actions_table["leave_group"].trigger()
    assert grouped.canvas.camera.zoom <= 1.0
    assert grouped.canvas.hasFocus()
    grouped.document.open(grouped.document.project, None)
    enter(grouped)
    assert grouped.canvas.camera.zoom <= 1.0


def test_the_menu_of_a_group_offers_what_can_be_done_with_it(grouped):
    grouped.canvas.select({"first"})
    grouped.canvas.context_menu.emit(grouped.mapToGlobal(grouped.rect().center()), "first")
    texts = [action.text() for action in grouped.build._menu.actions()]
    grouped.build._menu.close()
    assert texts[:4] == ["Open the group", "Show the inside in place", "Ungroup", "Make unique"]
    assert texts[4] == ""  # a line
    assert texts.count("") == 3


def test_equal_parts_become_a_group_as_one_step_and_the_weights_stay(window):
    before = Project(graph=residual(4))
    window.document.open(before, None, learned=drawn(before))
    window.actions_table["fold"].trigger()
    after = window.document.project
    (group,) = (node for node in after.graph.nodes if isinstance(node.block, Group))
    assert group.block.repeat == 4
    assert window.canvas.selection == {group.id}
    assert "Folded: Part × 4 of 5 blocks each" in window.statusbar.text()
    made = plan(after.graph, after.fields())
    assert window.document.learned.named(made).keys() == build(made).state_dict().keys()
    assert window.document.undo_stack.count() == 1
    window.document.undo_stack.undo()
    assert window.document.project == before
    kept, made = window.document.learned, plan(before.graph, before.fields())
    assert kept.named(made).keys() == build(made).state_dict().keys()


def test_where_nothing_repeats_the_status_line_says_so(grouped):
    before = grouped.document.project
    grouped.actions_table["fold"].trigger()
    assert grouped.document.project is before
    assert "There is nothing to fold." in grouped.statusbar.text()
