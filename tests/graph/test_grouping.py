"""Groups made of blocks, and blocks of groups."""

import random
from itertools import combinations

import pytest

from studio.blocks.group import Group
from studio.graph.definitions import GroupError, closed, opened
from studio.graph.graph import Graph, Node, Wire
from studio.graph.grouping import grouped, left_outside
from studio.graph.shapes import shapes
from studio.graph.ungrouping import ungrouped
from tests.wiring import FIELDS, block, definition, graph


def network() -> Graph:
    """A residual block between an input and an output: conv and deep feed the sum."""
    made = graph(
        {
            "p": block("picture_input"),
            "conv": block("conv2d", filters=4, padding="same"),
            "deep": block("conv2d", filters=4, padding="same"),
            "sum": block("add"),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > conv",
        "conv > deep",
        "deep > sum.in_1",
        "conv > sum.in_2",
        "sum > flat",
        "flat > out",
    )
    return made.moved({node.id: (0.0, 96.0 * row) for row, node in enumerate(made.nodes)})


def same(one: Graph, other: Graph) -> bool:
    """Whether two graphs differ at most in the order of their blocks."""
    nodes = [sorted(each.nodes, key=lambda node: node.id) for each in (one, other)]
    return nodes[0] == nodes[1] and one.wires == other.wires


def test_a_group_has_an_inlet_for_each_source_and_an_outlet_for_each_port_that_leaves() -> None:
    made, id = grouped(network(), "", ["deep", "sum"], "Residual")
    used = made.definition["Residual"]
    assert [port.title for port in used.inputs] == ["Conv 2D"]
    assert [port.title for port in used.outputs] == ["Add"]
    assert {str(wire) for wire in used.wires} == {
        "inlet_1.out → deep.in",
        "inlet_1.out → sum.in_2",
        "deep.out → sum.in_1",
        "sum.out → outlet_1.in",
    }
    assert {str(wire) for wire in made.wires} == {
        "p.out → conv.in",
        "conv.out → group_1.inlet_1",
        "group_1.outlet_1 → flat.in",
        "flat.out → out.in",
    }
    assert made.by_id[id].block == Group(definition="Residual")


def test_a_grouped_network_is_a_graph_that_a_file_may_hold() -> None:
    made, _ = grouped(network(), "", ["deep", "sum"], "Residual")
    assert Graph.model_validate_json(made.model_dump_json()) == made


def test_blocks_keep_their_places_and_the_card_stands_in_their_middle() -> None:
    made, id = grouped(network(), "", ["deep", "sum"])
    inside = made.definition["Group"]
    assert [(n.x, n.y) for n in inside.nodes if n.id in ("deep", "sum")] == [(0, 192), (0, 288)]
    assert inside.by_id["inlet_1"].y < 192
    assert inside.by_id["outlet_1"].y > 288
    assert (made.by_id[id].x, made.by_id[id].y) == (0, 240)


def test_a_group_gives_the_shapes_that_its_blocks_gave() -> None:
    before = shapes(network(), FIELDS)
    made, id = grouped(network(), "", ["deep", "sum"])
    after = shapes(made, FIELDS)
    assert after.at(id, "outlet_1") == before.at("sum", "out")
    assert after.nodes["out"].answer == before.nodes["out"].answer


def test_what_ungrouping_brings_back_is_what_was_grouped() -> None:
    made, id = grouped(network(), "", ["conv", "deep", "sum"])
    back, ids = ungrouped(made, "", id)
    assert same(back, network())
    assert back.definitions == ()
    assert set(ids) == {"conv", "deep", "sum"}


def test_inputs_and_outputs_of_the_data_stay_outside() -> None:
    made, id = grouped(network(), "", [node.id for node in network().nodes])
    assert {node.id for node in made.nodes} == {"p", "out", id}
    said = left_outside(network(), "", ["p", "conv", "out"])
    assert said.endswith("stay outside the group: Picture input, Class output.")
    assert left_outside(network(), "", ["conv"]) == ""


@pytest.mark.parametrize("ids", [[], ["p"], ["p", "out"], ["nowhere"]])
def test_without_blocks_that_can_be_inside_there_is_no_group(ids: list[str]) -> None:
    with pytest.raises(GroupError, match="There is nothing to group"):
        grouped(network(), "", ids)


def test_blocks_with_a_way_out_and_back_are_refused_and_the_way_is_named() -> None:
    with pytest.raises(GroupError, match=r"A way leads out of them through Conv 2D and back in\."):
        grouped(network(), "", ["conv", "sum"])


def test_blocks_that_are_not_wired_yet_get_a_port_at_each_end() -> None:
    loose = graph(
        {"a": block("dense"), "b": block("add"), "c": block("activation")}, "a > b.in_1", "b > c"
    )
    made, id = grouped(loose, "", ["a", "b", "c"])
    used = made.definition["Group"]
    assert [port.title for port in used.inputs] == ["Dense", "Add: Input 2"]
    assert [port.title for port in used.outputs] == ["Activation"]
    assert same(ungrouped(made, "", id)[0], loose)


def test_ports_of_one_title_are_told_apart() -> None:
    twins = graph(
        {
            "x": block("features_input"),
            "a": block("dense"),
            "b": block("dense"),
            "sum": block("add"),
            "out": block("class_output"),
        },
        "x > a",
        "x > b",
        "a > sum.in_1",
        "b > sum.in_2",
        "sum > out",
    )
    made, _ = grouped(twins, "", ["sum"])
    assert [port.title for port in made.definition["Group"].inputs] == ["Dense", "Dense 2"]


def test_a_name_that_is_taken_gets_a_number() -> None:
    once, _ = grouped(network(), "", ["flat"], "Part")
    twice, id = grouped(once, "", ["sum"], "Part")
    assert twice.by_id[id].block == Group(definition="Part 2")


def test_groups_are_made_inside_groups() -> None:
    outer, id = grouped(network(), "", ["conv", "deep", "sum"], "Outer")
    made, inner = grouped(outer, "Outer", ["deep", "sum"], "Inner")
    assert Graph.model_validate_json(made.model_dump_json()) == made
    assert inner in made.definition["Outer"].by_id
    assert shapes(made, FIELDS).outputs[id]["outlet_1"].text() == "4 × 28 × 28"
    back, _ = ungrouped(made, "Outer", inner)
    assert same(opened(back, "Outer"), opened(outer, "Outer"))


def test_nesting_has_a_limit() -> None:
    made = network()
    for _ in range(32):
        made, _ = grouped(made, "", [node.id for node in made.nodes])
    with pytest.raises(GroupError, match="nested more than 32 deep"):
        grouped(made, "", [node.id for node in made.nodes])
    assert Graph.model_validate_json(made.model_dump_json()) == made
    with pytest.raises(GroupError, match="nested more than 32 deep"):
        grouped(made, made.definitions[0].name, ["flat"])


def repeated(repeat: int = 3, **settings: object) -> Graph:
    made, id = grouped(network(), "", ["deep", "sum"], "Residual")
    return made.with_block(id, block("group", definition="Residual", repeat=repeat, **settings))


def test_a_repeated_group_becomes_a_chain_of_copies() -> None:
    back, ids = ungrouped(repeated(), "", "group_1")
    assert len(ids) == 6
    assert back.definitions == ()
    wires = {str(wire) for wire in back.wires}
    assert {"conv.out → deep.in", "conv.out → sum.in_2"} <= wires
    assert {"sum.out → deep_2.in", "sum.out → sum_2.in_2", "sum_3.out → flat.in"} <= wires
    assert overlapping(back) == []
    found = shapes(back, FIELDS)
    assert found.nodes["out"].answer == shapes(repeated(), FIELDS).nodes["out"].answer


def overlapping(made: Graph) -> list[tuple[str, str]]:
    """The pairs of blocks whose cards would cover each other."""
    return [
        (one.id, other.id)
        for one, other in combinations(made.nodes, 2)
        if abs(one.x - other.x) < 192 and abs(one.y - other.y) < 56
    ]


@pytest.mark.parametrize("repeat", [1, 3])
def test_what_comes_out_of_a_group_in_a_dense_chain_makes_room(repeat: int) -> None:
    """Only the card of the group had room there."""
    tall, id = grouped(network(), "", ["conv", "deep", "sum"])
    rows = ["p", id, "flat", "out"]
    dense = tall.moved({name: (0.0, 96.0 * row) for row, name in enumerate(rows)})
    dense = dense.with_block(id, dense.by_id[id].block.but(repeat=repeat))
    back, _ = ungrouped(dense, "", id)
    assert overlapping(back) == []
    lower = {node.id: node.y for node in back.nodes}
    assert lower["p"] == 0
    assert all(lower[wire.source] < lower[wire.target] for wire in back.wires)


def test_at_the_edge_of_the_paper_blocks_stay_on_it() -> None:
    far = network().moved({node.id: (1e7, -1e7) for node in network().nodes})
    made, id = grouped(far, "", ["conv", "deep", "sum"])
    assert Graph.model_validate_json(made.model_dump_json()) == made
    low = made.moved({id: (1e7, 1e7)}).with_block(id, made.by_id[id].block.but(repeat=9))
    back, _ = ungrouped(low, "", id)
    assert Graph.model_validate_json(back.model_dump_json()) == back


def test_what_comes_out_of_a_frozen_group_is_frozen() -> None:
    made = repeated(2)
    back, ids = ungrouped(made.replaced(made.by_id["group_1"].but(frozen=True)), "", "group_1")
    assert {node.id for node in back.nodes if node.frozen} == set(ids)


def test_copies_that_share_their_weights_are_not_ungrouped() -> None:
    with pytest.raises(GroupError, match="Turn Share weights off first"):
        ungrouped(repeated(shared=True), "", "group_1")
    assert ungrouped(repeated(1, shared=True), "", "group_1")


def siamese() -> Graph:
    """Two groups of one definition that share their weights, both fed by conv."""
    shared = block("group", definition="Part", shared=True)
    made = graph(
        {
            "p": block("picture_input"),
            "left": shared,
            "right": shared,
            "sum": block("add"),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > left",
        "p > right",
        "left > sum.in_1",
        "right > sum.in_2",
        "sum > flat",
        "flat > out",
        definitions=[
            definition(
                "Part",
                {
                    "i": block("inlet"),
                    "conv": block("conv2d", filters=2, padding="same"),
                    "o": block("outlet"),
                },
                "i > conv",
                "conv > o",
            )
        ],
    )
    return made.moved({node.id: (0.0, 96.0 * row) for row, node in enumerate(made.nodes)})


def test_groups_that_share_weights_stay_together() -> None:
    with pytest.raises(GroupError, match="It shares its weights with Part"):
        grouped(siamese(), "", ["left"])
    with pytest.raises(GroupError, match="cannot be ungrouped"):
        ungrouped(siamese(), "", "left")
    made, id = grouped(siamese(), "", ["left", "right", "sum"], "Both")
    assert same(ungrouped(made, "", id)[0], siamese())


def test_ungrouping_makes_no_groups_share_weights_that_did_not() -> None:
    made, id = grouped(siamese(), "", ["left", "right", "sum"], "Both")
    twice = made.with_block(id, block("group", definition="Both", repeat=2))
    back, _ = ungrouped(twice, "", id)
    names = [n.block.definition for n in back.nodes if isinstance(n.block, Group)]
    assert sorted(names) == ["Part", "Part", "Part 2", "Part 2"]
    assert Graph.model_validate_json(back.model_dump_json()) == back


def test_an_inlet_wired_to_an_outlet_becomes_a_wire() -> None:
    through = graph(
        {
            "x": block("features_input"),
            "g": block("group", definition="Through", repeat=3),
            "out": block("class_output"),
        },
        "x > g",
        "g > out",
        definitions=[definition("Through", {"i": block("inlet"), "o": block("outlet")}, "i > o")],
    )
    back, ids = ungrouped(through, "", "g")
    assert ids == ()
    assert [str(wire) for wire in back.wires] == ["x.out → out.in"]


def test_an_edit_inside_drops_the_wires_at_ports_that_are_gone() -> None:
    made, id = grouped(network(), "", ["deep", "sum"], "Residual")
    inside = opened(made, "Residual")
    changed = closed(made, "Residual", inside.removed(["outlet_1"]))
    assert changed.definition["Residual"].outputs == ()
    assert not changed.out_of.get(id)
    assert Graph.model_validate_json(changed.model_dump_json()) == changed


@pytest.mark.parametrize("seed", range(40))
def test_grouping_keeps_shapes_and_ungrouping_gives_the_graph_back(seed: int) -> None:
    dice = random.Random(seed)
    before = drawn(dice)
    found = shapes(before, FIELDS)
    ids = [node.id for node in before.nodes if dice.random() < 0.5]
    try:
        made, id = grouped(before, "", ids)
    except GroupError:
        return
    assert Graph.model_validate_json(made.model_dump_json()) == made
    after = shapes(made, FIELDS)
    # A group gives nothing before all inside has what it needs, where single blocks give some.
    for node in made.nodes if after.nodes[id].known else ():
        if node.id != id:
            assert after.nodes[node.id].outputs == found.nodes[node.id].outputs
    assert same(ungrouped(made, "", id)[0], before)


def drawn(dice: random.Random) -> Graph:
    """A random network without loops: what comes earlier feeds what comes later."""
    kinds = ("add", "dense", "activation", "layer_norm", "concatenate", "dropout")
    nodes = [Node(id="x", block=block("features_input"))]
    nodes += [
        Node(id=f"b{n}", block=block(dice.choice(kinds)), x=8.0 * dice.randrange(99), y=96.0 * n)
        for n in range(10)
    ]
    nodes.append(Node(id="out", block=block("class_output")))
    made = Graph(nodes=tuple(nodes))
    for index, node in enumerate(nodes):
        for port in made.inputs(node.block):
            if dice.random() < 0.9:
                source = nodes[dice.randrange(index)].id if index < 11 else f"b{dice.randrange(10)}"
                made = made.connected(Wire(source=source, target=node.id, input=port.name))
    assert len(made.order) == len(nodes)
    return made
