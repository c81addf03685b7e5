"""What the note about a card says: its kind, what it makes of what, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator

from studio.blocks.group import Group
from studio.graph.shapes import NodeShapes
from studio.language import number, tr, tr_count
from studio.ui.canvas.faces import Card, tagged
from studio.ui.scope import Scope
from studio.ui.wording import short


def about(scope: Scope, card: Card) -> Iterator[str]:
    """The lines about a card."""
    node, costs = card.node, scope.place.checked.costs
    kind = tr(node.block.title)
    own = () if kind == card.face.name else (kind,)
    if first := " · ".join(filter(None, (*own, *card.face.facts, tagged(card.face.tag)))):
        yield first
    if shapes := _shapes(card.known):
        yield shapes
    cost = scope.checked.costs.get(node.id)
    if cost is not None and cost.parameters:
        count = tr_count("{n} parameter", "{n} parameters", cost.parameters)
        yield count + _share(cost.parameters, sum(each.parameters for each in costs.values()))
    if cost is not None and cost.multiply_adds:
        yield tr("{n} multiply-adds").format(n=short(cost.multiply_adds)) + _share(
            cost.multiply_adds, sum(each.multiply_adds for each in costs.values())
        )
    if isinstance(node.block, Group):
        yield tr("A double click opens it; Shift+Enter shows its inside in place.")


def _shapes(known: NodeShapes | None) -> str:
    """What comes in and what goes out."""
    if known is None or not known.known:
        return ""
    gives = known.outputs or ((known.answer,) if known.answer is not None else ())
    ends = (
        ", ".join(shape.text() for shape in shapes if shape is not None)
        for shapes in (known.inputs, gives)
    )
    return " → ".join(end for end in ends if end)


def _share(part: int, whole: int) -> str:
    """How much of the network that is, in brackets."""
    percent = 100 * part / whole
    if percent < 1:
        return " " + tr("(less than 1 %)")
    return " " + tr("({n} %)").format(n=number(round(percent)))
