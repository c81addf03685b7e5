"""The document: the only way to change it, its history, and what counts as unsaved."""

import pytest

from studio.blocks import blocks
from studio.graph.graph import Graph, Node
from studio.project.project import Project
from studio.ui.document import Document


@pytest.fixture
def document(qapp):
    made = Document(Project(graph=Graph(nodes=(Node(id="dense_1", block=blocks["dense"]()),))))
    yield made
    made.deleteLater()


def set_units(document, units, merge=""):
    graph = document.project.graph
    block = graph.by_id["dense_1"].block.but(units=units)
    document.edit_graph("Set units", graph.with_block("dense_1", block), merge)


def units(document):
    return document.project.graph.by_id["dense_1"].block.units


def test_an_edit_tells_what_was_before_and_after(document):
    told = []
    document.changed.connect(lambda before, after: told.append((before, after)))
    before = document.project
    set_units(document, 3)
    assert told == [(before, document.project)]
    assert units(document) == 3


def test_an_edit_that_changes_nothing_is_no_step(document):
    document.edit("Nothing", document.project.but(notes=""))
    assert not document.undo_stack.canUndo()


def test_edits_with_one_key_are_one_step(document):
    for value in (1, 12, 128):
        set_units(document, value, "dense_1.units")
    document.undo_stack.undo()
    assert units(document) == 64
    document.undo_stack.redo()
    assert units(document) == 128


def test_an_edit_after_undo_joins_no_step_before_it(document):
    set_units(document, 128, "dense_1.units")
    document.edit("Note", document.project.but(notes="a"))
    document.undo_stack.undo()
    for value in (2, 25, 256):
        set_units(document, value, "dense_1.units")
    document.undo_stack.undo()
    assert units(document) == 128
    document.undo_stack.undo()
    assert units(document) == 64


def test_edits_that_lead_back_to_where_they_began_leave_no_step(document):
    set_units(document, 128)
    for value in (129, 130, 128):
        set_units(document, value, "dense_1.units")
    assert document.undo_stack.count() == 1
    assert units(document) == 128
    document.undo_stack.undo()
    assert units(document) == 64
    document.undo_stack.redo()
    assert units(document) == 128


def test_edits_with_other_keys_or_none_are_steps_of_their_own(document):
    set_units(document, 1, "a")
    set_units(document, 2, "b")
    set_units(document, 3)
    set_units(document, 4)
    for expected in (3, 2, 1, 64):
        document.undo_stack.undo()
        assert units(document) == expected


def test_the_checks_follow_every_edit_and_recompute_little(document):
    graph = document.project.graph
    document.edit_graph("Add", graph.added(Node(id="dense_2", block=blocks["dense"]())))
    set_units(document, 3)
    assert document.checked.shapes.recomputed == 1  # the one that was edited
    assert [p.severity for p in document.checked.problems].count("error") == 2


def test_undoing_to_the_saved_project_leaves_nothing_to_save(document, tmp_path):
    document.mark_saved(tmp_path / "a.layerloom", document.project)
    set_units(document, 3)
    assert document.unsaved
    document.undo_stack.undo()
    assert not document.unsaved


def test_a_project_saved_while_it_is_edited_further_stays_unsaved(document, tmp_path):
    written = document.project
    set_units(document, 3)
    document.mark_saved(tmp_path / "a.layerloom", written)
    assert document.unsaved
    assert document.name == "a"


def test_opening_begins_a_new_history(document):
    set_units(document, 3)
    document.open(Project.usual(), None, "Fresh")
    assert not document.undo_stack.canUndo()
    assert not document.unsaved
    assert document.name == "Fresh"


def test_undo_leads_back_to_what_was_saved(document):
    set_units(document, 10, "dense_1.units")
    document.mark_saved(None, document.project)
    set_units(document, 20, "dense_1.units")
    document.undo_stack.undo()
    assert units(document) == 10
    assert not document.unsaved
