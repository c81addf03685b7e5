"""The last touches on a drawing: rows of pictures as steps, and a tidy place for each block."""

from __future__ import annotations

from studio.blocks.block import blocks
from studio.exchange.onnx_import.drawing import Drawing
from studio.graph.graph import Graph, Wire
from studio.graph.layout import tidied
from studio.schema.shape import Picture, Sequence


def finished(drawing: Drawing) -> Graph:
    """The graph of a drawing, laid out."""
    _read_by_rows(drawing)
    graph = drawing.graph()
    places = tidied(graph)
    nodes = (node.but(x=places[node.id][0], y=places[node.id][1]) for node in graph.nodes)
    return Graph(nodes=tuple(nodes), wires=graph.wires)


def _read_by_rows(drawing: Drawing) -> None:
    """A sequence input where a picture is read row by row: that block does so by itself."""
    for node in list(drawing.nodes):
        if node.block.id != "picture_input":
            continue
        (picture,) = drawing.shapes[node.id]
        gone, last = _ways(drawing, node.id)
        ends = drawing.shapes[last]
        assert isinstance(picture, Picture)
        rows = Sequence(picture.height, picture.channels * picture.width)
        if not gone or ends != (rows,) or not (len(gone) == 2 or picture.channels == 1):
            continue
        id = drawing.free_id("sequence_input")
        block = blocks["sequence_input"].model_validate({"field": node.block.model_dump()["field"]})
        drawing.shapes[id] = ends
        drawing.nodes = [
            each.but(id=id, block=block) if each is node else each
            for each in drawing.nodes
            if each.id not in gone
        ]
        drawing.wires = [
            Wire(source=id, target=wire.target, input=wire.input) if wire.source == last else wire
            for wire in drawing.wires
            if wire.target not in gone
        ]


def _ways(drawing: Drawing, start: str) -> tuple[list[str], str]:
    """The blocks that only arrange a picture by rows, one after the other, and the last of them."""
    gone: list[str] = []
    last = start
    for kind, settings in (("permute", {"order": (2, 1, 3)}), ("reshape", {"to": "sequence"})):
        targets = {wire.target for wire in drawing.wires if wire.source == last}
        if len(targets) != 1:
            break
        (target,) = targets
        block = drawing.block(target)
        if block.id == kind and all(getattr(block, k) == v for k, v in settings.items()):
            gone.append(target)
            last = target
    return (gone, last) if gone and drawing.block(last).id == "reshape" else ([], start)
