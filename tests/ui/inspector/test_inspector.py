"""The inspector: the selected block, how its size comes out, and the problems."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.blocks import blocks
from studio.compiler.cost import costs
from studio.graph.graph import Graph, Node, Wire
from studio.graph.problems import Problem, problems
from studio.graph.shapes import shapes
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture
from studio.ui.controls.popover import Popover
from studio.ui.inspector.formula import Formula
from studio.ui.inspector.inspector import Inspector

FIELDS = {
    "picture": DataField("picture", "values", Picture(1, 28, 28)),
    "label": DataField("label", "class", Features(1), ("a", "b", "c")),
}


def graph(*kinds):
    nodes = [Node(id=f"n{i}", block=blocks[kind]()) for i, kind in enumerate(kinds)]
    wires = [Wire(source=f"n{i}", target=f"n{i + 1}") for i in range(len(kinds) - 1)]
    return Graph(nodes=tuple(nodes), wires=tuple(wires))


FITTING = graph("picture_input", "conv2d", "flatten", "dense", "class_output")
BROKEN = graph("picture_input", "dense", "class_output")


@pytest.fixture
def inspector(qtbot):
    made = Inspector()
    qtbot.addWidget(made)
    made.resize(made.width(), 900)
    made.show()
    return made


def show(inspector, network, id):
    known = shapes(network, FIELDS)
    cost = costs(known)
    inspector.show_block(network.by_id[id], known.nodes.get(id), cost.get(id), "Block 2 of 5")
    inspector.show_problems(problems(network, known), lambda other: network.by_id[other].label)


def test_a_block_is_shown_with_its_size_and_parameters(inspector):
    show(inspector, FITTING, "n1")
    assert inspector.size_section.chip.text() == "32 × 26 × 26"
    assert inspector.size_section.formula.accessibleName().startswith("( 28 (side) +")
    assert inspector.size_section.formula.accessibleName().endswith("= 26")
    assert inspector.parameters.number.text() == "320"
    assert inspector.parameters.words.text() == "(3 × 3 × 1 weights + 1 bias) × 32 filters"
    assert not inspector.header.note.isVisible()


def test_an_edit_is_asked_for_with_the_block_and_the_field(inspector, qtbot):
    show(inspector, FITTING, "n1")
    with qtbot.waitSignal(inspector.changed) as asked:
        editor = inspector.form.row("filters").editor
        editor.selectAll()
        QTest.keyClicks(editor, "8")
    assert asked.args == ["n1", "filters", 8]
    assert FITTING.by_id["n1"].block.filters == 32


def test_a_broken_block_says_what_arrives_and_what_to_do(inspector):
    show(inspector, BROKEN, "n1")
    assert inspector.header.note.isVisible()
    assert "Dense cannot read pictures." in inspector.header.note.text.text()
    assert inspector.size_section.chip.text() == "not known yet"
    assert inspector.size_section.words.text() == "1 × 28 × 28 arrives here."


def test_several_shapes_arrive_at_a_join(inspector):
    nodes = {"p": "picture_input", "c": "conv2d", "s": "add"}
    wires = [("p", "c", "in"), ("c", "s", "in_1"), ("p", "s", "in_2")]
    made = Graph(
        nodes=tuple(Node(id=id, block=blocks[kind]()) for id, kind in nodes.items()),
        wires=tuple(Wire(source=a, target=b, input=port) for a, b, port in wires),
    )
    show(inspector, made, "s")
    assert inspector.size_section.words.text().endswith(", 1 × 28 × 28 arrive here.")


def test_a_block_without_settings_shows_no_empty_form(inspector):
    show(inspector, FITTING, "n2")
    assert inspector.form.fields() == ()
    assert not inspector.form.isVisible()


def test_a_click_on_a_problem_asks_to_show_its_block(inspector, qtbot):
    show(inspector, BROKEN, "n2")
    assert inspector.problems.chip.text() == "1 error"
    with qtbot.waitSignal(inspector.problem_chosen) as asked:
        qtbot.mouseClick(inspector.problems.cards()[0], Qt.MouseButton.LeftButton)
    assert asked.args[0].where == ("n1",)


def test_a_problem_is_reached_by_tab_and_opened_by_space(inspector, qtbot):
    show(inspector, BROKEN, "n1")
    card = inspector.problems.cards()[0]
    assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "Dense cannot read pictures." in card.accessibleName()
    with qtbot.waitSignal(inspector.problem_chosen):
        QTest.keyClick(card, Qt.Key.Key_Space)


def test_very_many_problems_are_counted_and_not_all_drawn(inspector):
    many = [Problem((f"n{i}",), f"What {i}.", "Why.", "Do.") for i in range(300)]
    inspector.show_problems(many)
    assert len(inspector.problems.cards()) == 40
    assert inspector.problems.chip.text() == "300 errors"


def test_the_cards_of_problems_that_stay_are_kept_and_all_stand_in_order(inspector):
    one, two, three, four = (Problem((f"n{i}",), f"What {i}.", "Why.", "Do.") for i in range(4))
    inspector.show_problems([two, three])
    kept = inspector.problems.cards()[1]
    inspector.show_problems([one, three, four])
    cards = inspector.problems.cards()
    assert [card.problem for card in cards] == [one, three, four]
    assert cards[1] is kept
    QApplication.processEvents()
    assert [card.y() for card in cards] == sorted({card.y() for card in cards})
    cards[0].setFocus()
    for card in cards[1:]:
        while QApplication.focusWidget() not in cards[cards.index(card) :]:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is card


def test_no_problem_is_said_in_words(inspector):
    inspector.show_problems([])
    assert inspector.problems.chip.isHidden()
    assert inspector.problems._fine.isVisible()


def test_a_new_name_is_asked_for_when_it_is_finished(inspector, qtbot):
    show(inspector, FITTING, "n1")
    name = inspector.header.name
    assert name.placeholderText() == "Conv 2D"
    QTest.keyClicks(name, "Edges")
    with qtbot.waitSignal(inspector.renamed) as asked:
        QTest.keyClick(name, Qt.Key.Key_Return)
    assert asked.args == ["n1", "Edges"]


def test_escape_brings_the_old_name_back(inspector, qtbot):
    show(inspector, FITTING, "n1")
    name = inspector.header.name
    QTest.keyClicks(name, "Edges")
    QTest.keyClick(name, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(inspector.renamed):
        QTest.keyClick(name, Qt.Key.Key_Return)
    assert name.text() == ""


def test_without_a_selection_the_network_is_summed_up(inspector):
    inspector.show_network({"Blocks": "5", "Parameters": "320"})
    assert inspector.summary.isVisible()
    assert not inspector.header.isVisible()
    assert inspector.summary.state.text().startswith("Nothing selected.")
    inspector.show_network({"Blocks": "6", "Parameters": "320"}, selected=2)
    assert inspector.summary.state.text() == "2 blocks selected"


def test_the_help_page_opens_and_goes_away_with_escape(inspector, qtbot):
    show(inspector, FITTING, "n1")
    qtbot.mouseClick(inspector.header.help_button, Qt.MouseButton.LeftButton)
    page = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Popover))
    assert page.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(isinstance(w, Popover) for w in QApplication.topLevelWidgets()))


def test_a_long_formula_takes_several_lines(qtbot):
    formula = Formula()
    qtbot.addWidget(formula)
    formula.say((("1,000,000", "numbers in"), ("→", ""), ("1,000,000", "units")), "1,000,000")
    assert formula.heightForWidth(600) < formula.heightForWidth(150)


def test_the_inspector_is_narrower_in_a_small_window(inspector):
    inspector.set_narrow(True)
    assert inspector.width() == 288
