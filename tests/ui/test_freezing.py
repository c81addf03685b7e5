from itertools import pairwise

from studio.ui.canvas.faces import card, spoken
from tests.wiring import block, cnn, graph


def frozen(window):
    return {node.id for node in window.document.project.graph.nodes if node.frozen}


def test_the_selected_blocks_are_frozen_and_thawed_as_one_step(window):
    window.document.open(cnn(), None)
    window.canvas.select(["conv", "norm"])
    window.actions_table["freeze"].trigger()
    assert frozen(window) == {"conv", "norm"}
    assert window.document.undo_stack.undoText() == "Freeze 2 blocks"
    window.canvas.select(["conv", "norm", "dense"])
    window.actions_table["freeze"].trigger()
    assert frozen(window) == {"conv", "norm", "dense"}
    window.actions_table["freeze"].trigger()
    assert frozen(window) == set()
    window.document.undo_stack.undo()
    window.document.undo_stack.undo()
    assert frozen(window) == {"conv", "norm"}


def test_without_a_selected_block_the_action_says_why_not(window):
    window.document.open(cnn(), None)
    window.canvas.select(())
    window.actions_table.refresh()
    assert not window.actions_table["freeze"].isEnabled()
    assert window.actions_table["freeze"].toolTip() == "No block is selected."


def test_the_switch_of_a_block_freezes_it(window, qtbot):
    window.document.open(cnn(), None)
    window.canvas.select(["conv"])
    parameters = window.inspector.parameters
    assert parameters.number.text() == "80"
    parameters.frozen.click()
    assert frozen(window) == {"conv"}
    assert parameters.number.text() == "80 frozen"
    assert "running statistics" in parameters.frozen_words.text()
    parameters.frozen.click()
    assert frozen(window) == set()


def test_a_block_without_weights_has_no_such_switch(window):
    window.document.open(cnn(), None)
    window.canvas.select(["flat"])
    assert not window.inspector.parameters.frozen.isVisibleTo(window)
    window.canvas.select(["norm"])
    assert window.inspector.parameters.frozen.isVisibleTo(window)


def test_without_weights_the_switch_is_there_where_training_does_something_of_its_own(window):
    kinds = ("picture_input", "local_response_norm", "dropout", "flatten", "class_output")
    blocks = {kind: block(kind) for kind in kinds}
    wires = (f"{one} > {other}" for one, other in pairwise(kinds))
    window.document.open(cnn().with_graph(graph(blocks, *wires)), None)
    shown = []
    for kind in kinds:
        window.canvas.select([kind])
        if window.inspector.parameters.frozen.isVisibleTo(window):
            shown.append(kind)
    assert shown == ["dropout", "class_output"]


def test_what_learns_is_counted_in_the_status_bar_and_in_the_summary(window):
    window.document.open(cnn(), None)
    total = window.document.checked.parameters
    assert "trainable" not in window.statusbar.text()
    window.canvas.select(["conv"])
    window.actions_table["freeze"].trigger()
    assert f"({total - 80:,} trainable)" in window.statusbar.text()


def test_the_card_has_a_lock_and_says_so():
    graph = cnn().graph
    node = graph.by_id["conv"]
    free, locked = (card(graph, n, None, 80) for n in (node, node.but(frozen=True)))
    assert not free.face.locked
    assert locked.face.locked
    assert "frozen" in spoken(locked)
    assert not free.made_from(node.but(frozen=True), None, 80)
