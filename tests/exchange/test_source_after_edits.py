"""Source after an edit is written from what stayed, and equals source that is written anew."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from studio.compiler.plan import Memory, NotReady, planned
from studio.exchange import source_flow
from studio.exchange.python_source import Printer, source
from studio.graph.graph import Graph, Node
from studio.graph.problems import problems
from studio.graph.shapes import Fields, Shapes, shapes
from tests.drawn_networks import NAMES, drawn_settings, network
from tests.exchange.written import ABOUT
from tests.wiring import FIELDS, block, graph


class Edited:
    """A graph whose source follows its edits."""

    def __init__(self, first: Graph, fields: Fields) -> None:
        self.graph, self.fields = first, fields
        self.memory, self.printer = Memory(), Printer()
        self.found: Shapes | None = None
        self.become(first)

    def become(self, after: Graph) -> bool:
        """Follow an edit; False if the network is broken by it."""
        self.graph = after
        self.found = shapes(after, self.fields, self.found)
        try:
            plan = planned(after, self.found, problems(after, self.found), self.memory)
        except NotReady:
            return False
        found = shapes(after, self.fields)
        assert plan == planned(after, found, problems(after, found))
        made, anew = self.printer.printed(plan, ABOUT), source(plan, ABOUT)
        assert made.lines == anew.lines
        assert made.owners == anew.owners
        return True


def test_an_edit_of_a_thousand_blocks_writes_only_what_it_changes(monkeypatch) -> None:
    made_of = {"p": block("picture_input")}
    made_of |= {f"c{n}": block("conv2d", filters=4, padding="same") for n in range(1000)}
    made_of |= {"flat": block("flatten"), "out": block("class_output")}
    first = graph(made_of, *(f"{a} > {b}" for a, b in pairwise(made_of)))
    memory, printer = Memory(), Printer()
    written: list[str] = []
    write = source_flow.written
    monkeypatch.setattr(
        source_flow, "written", lambda s, *rest: (written.append(s.node), write(s, *rest))[1]
    )

    def follow(after: Graph, before: Shapes | None = None) -> Shapes:
        written.clear()
        found = shapes(after, FIELDS, before)
        printer.printed(planned(after, found, problems(after, found), memory), ABOUT)
        return found

    found = follow(first)
    assert len(written) == 1002
    node = first.by_id["c500"]
    found = follow(first.replaced(node.but(block=node.block.but(filters=5))), found)
    assert written == ["c500", "c501"]  # the block, and the one that reads it
    follow(first, found)
    assert written == ["c500", "c501"]


def rewired(edited: Edited, dice: Random) -> Graph:
    """One port fed by another block that gives the same shape and comes earlier."""
    assert edited.found
    wire, found = dice.choice(edited.graph.wires), edited.found
    before = found.order[: found.order.index(wire.target)] if wire.target in found.order else ()
    fitting = [
        (id, port.name)
        for id in before
        for port in edited.graph.outputs(edited.graph.by_id[id].block)
        if found.on(wire.but(source=id, output=port.name)) == found.on(wire)
    ]
    if not fitting:
        return edited.graph
    source, output = dice.choice(fitting)
    return edited.graph.connected(wire.but(source=source, output=output))


def inserted(edited: Edited, dice: Random) -> Graph:
    """A block that changes no shape in the middle of a wire."""
    node = Node(id=edited.graph.free_id("dropout"), name=dice.choice(NAMES), block=block("dropout"))
    return edited.graph.inserted(node, dice.choice(edited.graph.wires))


def bypassed(edited: Edited, id: str) -> Graph:
    """Without a block; what came before it is wired to what came after it."""
    before, after = edited.graph.into.get(id, ()), edited.graph.out_of.get(id, ())
    wires = [wire.but(source=w.source, output=w.output) for w in before[:1] for wire in after]
    return edited.graph.removed([id]).connected(*wires)


def test_source_follows_drawn_edits_of_drawn_networks() -> None:
    followed = 0
    for seed in range(40):
        dice = Random(seed)
        first, fields = network(seed)
        edited = Edited(first, fields)
        for _ in range(8):
            if not edited.graph.wires:
                edited.become(first)
            node = dice.choice(edited.graph.nodes)
            match dice.randint(0, 7):
                case 0:
                    after = edited.graph.replaced(node.but(name=dice.choice(NAMES)))
                case 1 if node.block.kind not in ("group", "sealed") and not hasattr(
                    node.block, "field"
                ):
                    block = drawn_settings(dice, type(node.block))
                    after = edited.graph.with_block(node.id, block)
                case 2:
                    after = edited.graph.removed([node.id])
                case 3:
                    after = rewired(edited, dice)
                case 4:
                    after = inserted(edited, dice)
                case 5:
                    after = bypassed(edited, node.id)
                case _:
                    after = first
            followed += edited.become(after)
    assert followed > 80


def test_a_wire_from_another_block_changes_what_is_read() -> None:
    made_of = {"x": block("features_input"), "a": block("dense"), "b": block("dense")}
    made_of |= {"one": block("add"), "two": block("add"), "out": block("class_output")}
    wires = ["x > a", "x > b", "a > one.in_1", "b > one.in_2", "one > two.in_1", "two > out"]
    edited = Edited(graph(made_of, *wires, "a > two.in_2"), FIELDS)
    assert edited.become(graph(made_of, *wires, "b > two.in_2"))
