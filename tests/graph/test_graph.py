import pytest
from pydantic import ValidationError

from studio.graph.graph import Graph, Node, Wire
from tests.wiring import block, definition, graph


def chain() -> Graph:
    return graph(
        {"p": block("picture_input"), "flat": block("flatten"), "out": block("class_output")},
        "p > flat",
        "flat > out",
    )


def wires(network: Graph) -> list[str]:
    return [str(wire) for wire in network.wires]


def test_an_edit_returns_a_new_graph_and_leaves_the_old_one_alone() -> None:
    before = chain()
    after = before.removed(["flat"])
    assert [node.id for node in after.nodes] == ["p", "out"]
    assert after.wires == ()
    assert before == chain()


def test_a_graph_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        chain().nodes = ()  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        chain().nodes[0].name = "x"  # type: ignore[misc]


def test_indexes_follow_an_edit() -> None:
    before = chain()
    assert set(before.into) == {"flat", "out"}
    assert set(before.out_of) == {"p", "flat"}
    after = before.removed(["flat"])
    assert set(after.by_id) == {"p", "out"}
    assert after.into == {}
    assert after.out_of == {}


def test_equal_graphs_are_equal_however_they_came_about() -> None:
    empty = Graph()
    edited = empty.added(*chain().nodes, wires=reversed(chain().wires))
    assert edited == chain()
    assert hash(edited) == hash(chain())


def test_a_new_wire_takes_the_place_of_the_one_at_its_input_port() -> None:
    network = chain().added(Node(id="r", block=block("flatten")))
    network = network.connected(Wire(source="r", target="out"))
    assert wires(network) == ["p.out → flat.in", "r.out → out.in"]


def test_wires_at_other_ports_of_the_same_block_stay() -> None:
    network = graph({"p": block("picture_input"), "sum": block("add")}, "p > sum.in_1")
    network = network.connected(Wire(source="p", target="sum", input="in_2"))
    assert wires(network) == ["p.out → sum.in_1", "p.out → sum.in_2"]


def test_a_block_dropped_on_a_wire_stands_in_its_middle() -> None:
    dropout = Node(id="drop", block=block("dropout"))
    network = chain().inserted(dropout, Wire(source="p", target="flat"))
    assert wires(network) == ["drop.out → flat.in", "flat.out → out.in", "p.out → drop.in"]


def test_a_group_dropped_on_a_wire_is_wired_by_its_inlet_and_outlet() -> None:
    same = definition("Same", {"i": block("inlet"), "o": block("outlet")}, "i > o")
    network = chain().but(definitions=(same,))
    group = Node(id="g", block=block("group", definition="Same"))
    network = network.inserted(group, Wire(source="p", target="flat"))
    assert wires(network) == ["flat.out → out.in", "g.o → flat.in", "p.out → g.i"]
    assert network == network.but()  # nothing in it contradicts itself


def test_moving_blocks_changes_nothing_but_their_places() -> None:
    moved = chain().moved({"flat": (16, 24)})
    assert (moved.by_id["flat"].x, moved.by_id["flat"].y) == (16.0, 24.0)
    assert moved.moved({"flat": (0, 0)}) == chain()


def test_other_settings_for_a_block_drop_the_wires_at_ports_that_are_gone() -> None:
    network = graph(
        {"p": block("picture_input"), "sum": block("add", ports=3)},
        "p > sum.in_1",
        "p > sum.in_3",
    )
    assert wires(network.with_block("sum", block("add", ports=2))) == ["p.out → sum.in_1"]


def test_settings_outside_their_limits_are_refused_by_every_way_of_making_them() -> None:
    conv = block("conv2d")
    for make in (lambda: conv.but(filters=0), lambda: type(conv)(filters=0)):
        with pytest.raises(ValidationError, match="greater than or equal to 1"):
            make()
    with pytest.raises(ValidationError, match="no_such_setting"):
        conv.but(no_such_setting=1)


def test_a_free_id_is_one_that_nobody_has() -> None:
    network = graph({"dense_1": block("dense"), "dense_3": block("dense")})
    assert network.free_id("dense") == "dense_4"
    assert network.free_id("dense", taken=["dense_4"]) == "dense_5"
    assert network.free_id("lstm") == "lstm_1"


def test_a_group_has_a_port_for_each_inlet_and_outlet_of_its_definition() -> None:
    pair = definition(
        "Pair",
        {"a": block("inlet"), "b": block("inlet"), "sum": block("add"), "o": block("outlet")},
        "a > sum.in_1",
        "b > sum.in_2",
        "sum > o",
    )
    network = graph({"g": block("group", definition="Pair")}, definitions=[pair])
    group = network.by_id["g"].block
    assert [port.name for port in network.inputs(group)] == ["a", "b"]
    assert [port.name for port in network.outputs(group)] == ["o"]


def test_a_node_is_called_by_its_name_else_by_what_it_is() -> None:
    assert Node(id="a", block=block("dense")).label == "Dense"
    assert Node(id="a", name="Thinking", block=block("dense")).label == "Thinking"


@pytest.mark.parametrize("id", ["", "1a", "a b", "a.b", "a/b", "é", "a" * 65, "a\n"])
def test_an_id_is_a_plain_word(id: str) -> None:
    with pytest.raises(ValidationError):
        Node(id=id, block=block("dense"))
