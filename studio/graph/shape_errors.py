"""Why shapes do not fit the data, or the groups: in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.blocks.block import InputBlock, OutputBlock
from studio.graph.graph import Definition
from studio.language import number, tr
from studio.schema.data_field import DataField
from studio.schema.shape import Shape, ShapeError

if TYPE_CHECKING:
    from studio.graph.known_shapes import Fields, Shapes


def nothing_fits(block: InputBlock | OutputBlock, fields: Fields) -> ShapeError:
    """The error of an input or output block for which the data has no field."""
    reads = isinstance(block, InputBlock)
    values = isinstance(block, InputBlock) or block.target == "values"
    offers = [f for f in fields.values() if (f.kind == "values") == values]
    listed = "; ".join(f'"{f.title or f.name}": {_words(f)}' for f in offers) or tr("nothing")
    return ShapeError(
        tr("{block} does not fit the data.").format(block=tr(block.title)),
        (
            tr("As inputs the data offers {offers}.")
            if reads
            else tr("To predict, the data offers {offers}.")
        ).format(offers=listed),
        tr("Choose another block of this family, another data field, or other data."),
        tr("Does not fit data"),
    )


def _words(data: DataField) -> str:
    match data.kind:
        case "values":
            return data.shape.words()
        case "class":
            return tr("one of {n} classes").format(n=len(data.classes))
        case "yes_no":
            return tr("yes or no")
        case "number":
            return tr("a number")
        case "noise" | "nothing":
            raise AssertionError("no data set offers these")


def inner_error(definition: Definition, found: Shapes, repetition: int) -> ShapeError:
    """The error of a group with an error inside, or with an outlet that nothing reaches."""
    for id, node in found.nodes.items():
        if node.error is not None:
            where = tr('Inside "{group}", in repetition {n}, block "{block}":').format(
                group=definition.name, n=repetition + 1, block=definition.by_id[id].label
            )
            what, error = f"{where} {node.error.what}", node.error
            if not repetition:
                return ShapeError(what, error.why, error.remedy, error.chip)
            why, remedy = of_repetition(definition.name, error.why, repetition)
            return ShapeError(what, why, remedy, error.chip)
    return ShapeError(
        tr('The group "{group}" gives nothing.').format(group=definition.name),
        tr("Inside it, at least one outlet is not reached from its inlets."),
        tr("Open the group and wire its blocks from the inlets to the outlets."),
        tr("Unfinished inside"),
    )


def of_repetition(group: str, why: str, repetition: int) -> tuple[str, str]:
    """Why a copy after the first does not fit, and what to do: those before it do fit."""
    chained = tr("Each repetition takes what the one before gives.")
    remedy = tr('Let "{group}" give the shape that it takes, or set Repeat to at most {n}.')
    return f"{chained} {why}", remedy.format(group=group, n=number(repetition))


def too_large(most: int) -> ShapeError:
    """The error of groups whose repetitions differ too often."""
    return ShapeError(
        tr("The groups are too large."),
        tr("With all repetitions they hold more than {n} blocks of different shapes.").format(
            n=number(most)
        ),
        tr("Repeat the groups fewer times."),
        tr("Too many repetitions"),
    )


def unlike(definition: Definition) -> ShapeError:
    """The error of a group whose copies share weights and change the shape."""
    return ShapeError(
        tr('The copies of "{group}" cannot share their weights.').format(group=definition.name),
        tr("What the first copy gives has another shape than what it takes."),
        tr("Turn Share weights off, or let the group keep the shape."),
        tr("Cannot share weights"),
    )


def unlike_others(
    name: str, first: tuple[Shape | None, ...], other: tuple[Shape | None, ...]
) -> ShapeError:
    """The error of a group that shares weights with one that gets other shapes."""
    one, two = next((a, b) for a, b in zip(first, other, strict=True) if a != b)
    return ShapeError(
        tr('The groups "{group}" cannot share their weights.').format(group=name),
        tr("One of them gets {one}, another {other}.").format(
            one=one.words() if one else tr("nothing"), other=two.words() if two else tr("nothing")
        ),
        tr("Turn Share weights off in one of them, or bring both inputs to the same shape."),
        tr("Cannot share weights"),
    )


def uneven(definition: Definition) -> ShapeError:
    """The error of a repeated group whose copies cannot feed each other."""
    return ShapeError(
        tr('The group "{group}" cannot be repeated.').format(group=definition.name),
        tr("It has {ins} inlets and {outs} outlets, so one copy cannot feed the next.").format(
            ins=len(definition.inputs), outs=len(definition.outputs)
        ),
        tr("Give it as many outlets as inlets, or set Repeat to 1."),
        tr("Cannot repeat"),
    )
