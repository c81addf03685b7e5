"""Networks in few words: `graph({"p": block("picture_input"), ...}, "p > flat", "flat > out")`."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from studio.blocks.block import Block, blocks
from studio.blocks.group import Group
from studio.data.dataset import datasets
from studio.graph.graph import Definition, Graph, Node, Wire
from studio.project.project import Project
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture

PICTURE = DataField("picture", "values", Picture(1, 28, 28))
ROW = DataField("row", "values", Features(4))
KIND = DataField("kind", "class", classes=("a", "b", "c"))
FIELDS = {field.name: field for field in (PICTURE, ROW, KIND)}


def block(kind: str, **settings: object) -> Block:
    """A block with these settings, as from the palette where nothing is said."""
    return blocks[kind]().but(**settings)


def perceptron() -> Project:
    """A single layer on iris: blocks x and out."""
    made_of = {"x": block("features_input"), "out": block("class_output")}
    return Project(graph=graph(made_of, "x > out"), data=datasets["iris"]())


def cnn() -> Project:
    """A few blocks on digits: p, conv, norm, relu, flat, dense, out."""
    made_of = {
        "p": block("picture_input"),
        "conv": block("conv2d", filters=8, activation="none"),
        "norm": block("batch_norm"),
        "relu": block("activation"),
        "flat": block("flatten"),
        "dense": block("dense", units=16),
        "out": block("class_output"),
    }
    wires = (f"{a} > {b}" for a, b in pairwise(made_of))
    return Project(graph=graph(made_of, *wires), data=datasets["digits"]())


def graph(
    made_of: Mapping[str, Block], *wires: str, definitions: Sequence[Definition] = ()
) -> Graph:
    """A graph of these blocks by id; a wire is "source > target", or "source.port > target.port".

    A port that is not named is the first one.
    """
    known = {definition.name: definition for definition in definitions}
    return Graph(
        nodes=_nodes(made_of),
        wires=tuple(_wire(wire, made_of, known) for wire in wires),
        definitions=tuple(definitions),
    )


def definition(
    name: str, made_of: Mapping[str, Block], *wires: str, definitions: Sequence[Definition] = ()
) -> Definition:
    """A definition of these blocks; `definitions` are those that its own groups use."""
    known = {each.name: each for each in definitions}
    return Definition(
        name=name,
        nodes=_nodes(made_of),
        wires=tuple(_wire(wire, made_of, known) for wire in wires),
    )


def _nodes(made_of: Mapping[str, Block]) -> tuple[Node, ...]:
    return tuple(Node(id=id, block=made) for id, made in made_of.items())


def _wire(text: str, made_of: Mapping[str, Block], known: Mapping[str, Definition]) -> Wire:
    (source, output), (target, input) = (
        (id, port) for id, _, port in (end.partition(".") for end in text.split(" > "))
    )
    if not output:
        output = _used(made_of[source], known).outputs[0].name
    if not input:
        input = _used(made_of[target], known).inputs[0].name
    return Wire(source=source, output=output, target=target, input=input)


class _Ports:
    def __init__(self, made: Block) -> None:
        self.inputs, self.outputs = made.inputs(), made.outputs()


def _used(made: Block, known: Mapping[str, Definition]) -> Definition | _Ports:
    return known[made.definition] if isinstance(made, Group) else _Ports(made)
