"""What an edit carries over from the network before equals what is found out from nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.graph.graph import FROM_BLOCKS, Graph, Node, Wire
from tests.wiring import block

KINDS = ("picture_input", "add", "add", "concatenate", "flatten", "dropout", "class_output")
IDS = [f"b{n}" for n in range(12)]


def from_nothing(graph: Graph) -> Graph:
    return Graph.model_construct(
        nodes=graph.nodes, wires=graph.wires, definitions=graph.definitions
    )


@st.composite
def wires(draw: st.DrawFn, graph: Graph) -> list[Wire]:
    """Some wires between its blocks: loops and two at one port are allowed, as in the window."""
    ends = [(n.id, p.name) for n in graph.nodes for p in graph.inputs(n.block)]
    starts = [(n.id, p.name) for n in graph.nodes for p in graph.outputs(n.block)]
    if not ends or not starts:
        return []
    pairs = draw(st.lists(st.tuples(st.sampled_from(starts), st.sampled_from(ends)), max_size=4))
    return [Wire(source=s[0], output=s[1], target=t[0], input=t[1]) for s, t in pairs]


def edited(draw: st.DrawFn, graph: Graph) -> Graph:
    free = [id for id in IDS if id not in graph.by_id]
    match draw(st.integers(0, 8)):
        case 0 if free:
            node = Node(id=draw(st.sampled_from(free)), block=block(draw(st.sampled_from(KINDS))))
            after = graph.added(node)
            return after.connected(*draw(wires(after))) if draw(st.booleans()) else after
        case 1 if graph.nodes:
            return graph.removed(draw(st.lists(st.sampled_from([*graph.by_id]), max_size=2)))
        case 2 if graph.wires:
            return graph.disconnected(*draw(st.lists(st.sampled_from(graph.wires), max_size=3)))
        case 3 if graph.nodes:
            id = draw(st.sampled_from([*graph.by_id]))
            return graph.with_block(id, block(draw(st.sampled_from(KINDS))))
        case 4 if graph.wires and free:
            node = Node(id=free[0], block=block(draw(st.sampled_from(("dropout", "add")))))
            return graph.inserted(node, draw(st.sampled_from(graph.wires)))
        case 5 if graph.wires:
            via = draw(st.sampled_from([(), ((8.0, 16.0),)]))
            return graph.rerouted(draw(st.sampled_from(graph.wires)).but(via=via))
        case 6 if graph.nodes:
            moving = draw(st.lists(st.sampled_from([*graph.by_id]), max_size=6))
            return graph.moved(dict.fromkeys(moving, (8.0, 8.0)))
        case _:
            return graph.connected(*draw(wires(graph)))


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_what_follows_from_the_wires_is_the_same_after_drawn_edits(data: st.DataObject) -> None:
    ids = IDS[:6]
    kinds = [data.draw(st.sampled_from(KINDS)) for _ in ids]
    graph = Graph(nodes=tuple(Node(id=i, block=block(k)) for i, k in zip(ids, kinds, strict=True)))
    for _ in range(data.draw(st.integers(1, 8))):
        for name in data.draw(st.sets(st.sampled_from(FROM_BLOCKS))):
            getattr(graph, name)  # some are known before the edit, and some are not
        graph = edited(data.draw, graph)
        anew = from_nothing(graph)
        assert graph.wires == tuple(sorted(set(graph.wires), key=Wire.key))
        for name in FROM_BLOCKS:
            assert getattr(graph, name) == getattr(anew, name), name


def test_a_wire_that_moves_leaves_what_is_known_of_other_blocks_alone() -> None:
    nodes = [Node(id=f"b{n}", block=block("add")) for n in range(9)]
    chain = [Wire(source=f"b{n}", target=f"b{n + 1}", input="in_1") for n in range(8)]
    before = Graph(nodes=tuple(nodes)).connected(*chain)
    known = before.by_id
    after = before.connected(Wire(source="b3", target="b8", input="in_1"))
    assert [id for id in after.into if after.into[id] is not before.into[id]] == ["b8"]
    others = [id for id in after.out_of if after.out_of[id] is not before.out_of.get(id)]
    assert others == ["b3"]
    assert after.by_id is known
