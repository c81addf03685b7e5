"""Ready-made groups that come from the palette."""

from collections.abc import Callable

from PySide6.QtCore import QPoint

from studio.blocks.group import Group
from studio.graph.graph import MOST_DEFINITIONS, Definition, Graph
from studio.graph.problems import problems
from tests.ui.canvas.drawn import Hand, chain, node, wire
from tests.ui.canvas.grouped import with_groups
from tests.ui.canvas.test_placing import anywhere

Opened = Callable[[Graph], Hand]


def dropped(hand: Hand, id: str, at: QPoint) -> None:
    hand.view.placing.carry(id, at)
    hand.view.placing.drop(id, at)


def test_a_group_dropped_on_a_wire_takes_its_sizes_from_it(hand: Hand) -> None:
    dropped(hand, "residual_block", anywhere(hand, 96, 182))
    assert hand.graph.by_id["group_1"].block == Group(definition="Residual")
    assert {str(w) for w in hand.graph.wires} >= {
        "conv.out → group_1.inlet_1",
        "group_1.outlet_1 → pool.in",
    }
    conv = hand.graph.definition["Residual"].by_id["conv_1"].block
    assert conv.filters == hand.graph.by_id["conv"].block.filters
    checked = hand.view.document.checked
    assert problems(hand.graph, checked.shapes) == ()


def test_a_group_comes_and_goes_with_its_definition_as_one_step(hand: Hand) -> None:
    before = hand.graph
    dropped(hand, "residual_block", anywhere(hand, 96, 182))
    assert hand.steps == 1
    hand.view.document.undo_stack.undo()
    assert hand.graph == before


def test_equal_groups_share_a_definition(hand: Hand) -> None:
    for _ in range(2):
        hand.view.select({"conv"})
        hand.view.placing.add_block("residual_block")
    names = [n.block.definition for n in hand.graph.nodes if isinstance(n.block, Group)]
    assert names == ["Residual"] * 2
    assert len(hand.graph.definitions) == 1


def test_a_group_added_below_the_last_block_takes_its_sizes_from_that(opened: Opened) -> None:
    hand = opened(Graph(nodes=(node("pictures", "picture_input"),)))
    hand.view.select({"pictures"})
    hand.view.placing.add_block("residual_block")
    assert hand.graph.definition["Residual"].by_id["conv_1"].block.filters == 1
    assert [str(w) for w in hand.graph.wires] == ["pictures.out → group_1.inlet_1"]


def test_a_group_dropped_beside_everything_lies_loose(hand: Hand) -> None:
    dropped(hand, "inception_cell", anywhere(hand, -250, 303))
    assert "group_1" not in hand.graph.into
    assert hand.view.selection == {"group_1"}


def test_a_group_dropped_between_two_blocks_is_wired_to_both(opened: Opened) -> None:
    nodes = (
        node("pictures", "picture_input"),
        node("conv", "conv2d", 0, 104, filters=5),
        node("pool", "max_pool2d", 16, 312),
    )
    hand = opened(Graph(nodes=nodes, wires=(wire("pictures", "conv"),)))
    dropped(hand, "residual_block", anywhere(hand, 104, 236))
    assert {str(w) for w in hand.graph.wires} >= {
        "conv.out → group_1.inlet_1",
        "group_1.outlet_1 → pool.in",
    }
    assert hand.graph.definition["Residual"].by_id["conv_1"].block.filters == 5


def test_a_wire_does_not_light_up_for_a_group_that_does_not_fit_there(hand: Hand) -> None:
    hand.view.placing.carry("transformer_encoder_layer", anywhere(hand, 96, 182))
    assert hand.view.sheet.state.lit is None
    hand.view.placing.carry("conv_norm_activation", anywhere(hand, 96, 182))
    assert hand.view.sheet.state.lit == wire("conv", "pool")
    hand.view.placing.cancel_carry()


def test_a_project_full_of_definitions_says_so_and_stays_as_it_is(opened: Opened) -> None:
    many = tuple(Definition(name=f"d{n}") for n in range(MOST_DEFINITIONS))
    hand = opened(chain().with_definitions(many))
    before, said = hand.graph, []
    hand.view.message.connect(said.append)
    dropped(hand, "residual_block", anywhere(hand, 96, 182))
    hand.view.placing.add_block("residual_block")
    assert hand.graph is before
    assert all("cannot have one more group" in text for text in said)
    assert len(said) >= 2


def test_a_group_is_dropped_into_the_frame_of_another(opened: Opened) -> None:
    made = with_groups()
    hand = opened(made.replaced(made.by_id["first"].but(open=True)))
    (inner,) = [
        w
        for w in hand.view.sheet.wires.rows
        if hand.view.scope.home(w.target)[1] == "conv"
        and hand.view.scope.home(w.source)[1] == "inlet_1"
    ]
    at = hand.view.viewport().mapToGlobal(hand.middle(inner))
    dropped(hand, "residual_block", at)
    assert hand.graph.definition["Residual"].uses == {"Residual 2"}
    assert hand.graph.definition["Residual 2"].by_id["conv_1"].block.filters == 8
    assert problems(hand.graph, hand.view.document.checked.shapes) == ()
    assert hand.steps == 1
