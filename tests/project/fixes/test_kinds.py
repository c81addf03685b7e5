"""Every kind of problem that one edit can remove has a fix: one network for each."""

from itertools import pairwise

import pytest

from studio.blocks.block import Block
from studio.data.dataset import datasets
from studio.graph.graph import Definition, Graph
from studio.project.checks import checked
from studio.project.fixes.search import fixes
from studio.project.project import Project
from studio.schema.data_field import DataField
from studio.schema.shape import Tokens, Unknown
from tests.broken_networks import Drawn
from tests.wiring import block, definition, graph

CONV, SAME = block("conv2d", filters=8), block("conv2d", filters=8, padding="same")
OUT = {"out": block("class_output")}
FLAT, ROW = {"flat": block("flatten"), **OUT}, {"mean": block("mean_over_time"), **OUT}


def pictures(**layers: Block) -> Graph:
    """Pictures through these layers, one after the other, to an output for classes."""
    return _chain({"in": block("picture_input"), **layers, **FLAT})


def sequences(**layers: Block) -> Graph:
    """The rows of pictures as sequences, through these layers to an output for classes."""
    return _chain({"in": block("sequence_input"), **layers, **ROW})


def joined(join: Block, one: Block, other: Block, last: str = "flatten") -> Graph:
    """Pictures through two layers side by side into a join."""
    made_of = {"in": block("picture_input"), "one": one, "other": other, "join": join}
    made_of |= {"last": block(last), **OUT}
    first, second = (port.name for port in join.inputs()[:2])
    wires = ["in > one", "in > other", f"one > join.{first}", f"other > join.{second}"]
    return graph(made_of, *wires, "join > last", "last > out")


def grouped(*, repeat: int = 1, shared: bool = False, **layers: Block) -> Graph:
    """Pictures through a group of these layers."""
    made_of = {"in": block("picture_input"), "group": block("group", definition="cell")}
    made_of["group"] = made_of["group"].but(repeat=repeat, shared=shared)
    made_of |= FLAT
    return graph(made_of, *_wires(made_of), definitions=[cell(**layers)])


def cell(**layers: Block) -> Definition:
    made_of = {"inlet": block("inlet"), **layers, "outlet": block("outlet")}
    return definition("cell", made_of, *_wires(made_of))


def _chain(made_of: dict[str, Block]) -> Graph:
    return graph(made_of, *_wires(made_of))


def _wires(made_of: dict[str, Block]) -> list[str]:
    return [f"{one} > {other}" for one, other in pairwise(made_of)]


def _loose(made_of: dict[str, Block], *wires: str) -> Graph:
    return graph({"in": block("picture_input"), **made_of, **FLAT}, *wires)


STEP = block("activation", function="step")
KINDS = {
    # What arrives is of another kind.
    "Needs a flat row": pictures(dense=block("dense")),
    "Needs a picture": sequences(pool=block("max_pool2d")),
    "Needs a sequence": _chain({"in": block("picture_input"), "lstm": block("lstm"), **OUT}),
    "Needs channels": pictures(one=block("flatten"), drop=block("spatial_dropout")),
    "Needs tokens": sequences(embedding=block("embedding")),
    "Needs one row": _chain({"in": block("sequence_input"), **OUT}),
    "Kinds differ": joined(block("concatenate"), CONV, block("flatten")),
    # A setting does not go with what arrives.
    "Needs 10 numbers": _chain(
        {
            "in": block("picture_input"),
            "flat": block("flatten"),
            "dense": block("dense"),
            "out": block("class_output", dense=False),
        }
    ),
    "Kernel too large": pictures(conv=block("conv2d", kernel=(9, 9))),
    "Too much padding": pictures(pool=block("max_pool2d", padding=3)),
    "Groups not even": pictures(conv=block("conv2d", filters=9, groups=2)),
    "Heads not even": sequences(attention=block("attention", heads=3)),
    "Channels not even": pictures(conv=CONV, shuffle=block("pixel_shuffle", factor=3)),
    "Parts not even": pictures(conv=CONV, split=block("split", parts=3)),
    "Sizes not even": pictures(shape=block("reshape", height=7, width=7)),
    "Order does not fit": sequences(turn=block("permute", order=(1, 2, 3))),
    "Outside of the side": pictures(part=block("slice", start=30)),
    "No such side": pictures(part=block("slice", along="steps")),
    "Size too large": pictures(pool=block("adaptive_avg_pool2d", size=(9, 9))),
    "Too few places": sequences(at=block("positional_encoding", form="learned", longest=4)),
    "Too much output padding": pictures(up=block("conv_transpose2d", output_padding=(3, 3))),
    "Lowest above highest": pictures(bend=block("activation", function="hard_tanh", low=2.0)),
    "No such axis": pictures(bend=block("activation", function="softmax", axis=4)),
    "Shapes differ": joined(block("add"), SAME, block("conv2d", filters=9, padding="same")),
    "Sizes differ": joined(block("concatenate"), SAME, CONV),
    "Another picture": _chain(
        {"in": block("picture_input"), "conv": CONV, "out": block("reconstruction_output")}
    ),
    "Does not fit data": _chain({"in": block("features_input"), "dense": block("dense"), **OUT}),
    "Nothing learns before it": pictures(step=STEP),
    "No loss": _chain({"in": block("picture_input"), "out": block("generated_picture")}),
    # Wires are missing, or too many.
    "The canvas is empty.": Graph(),
    "The network has no input.": pictures(conv=CONV).removed(["in"]),
    "The network has no output.": pictures(conv=CONV).removed(["out"]),
    "Nothing arrives": _loose({"conv": CONV}, "in > conv", "flat > out"),
    "No data arrives": _loose({"conv": CONV}, "conv > flat", "flat > out"),
    "Not wired": _loose({"drop": block("dropout")}, "in > flat", "flat > out"),
    "Leads nowhere": _loose({"conv": CONV}, "in > flat", "flat > out", "in > conv"),
    "Two wires, one port": _loose({"conv": SAME}, "in > conv", "in > flat", "conv > flat"),
    "Part of a loop": _loose(
        {"join": block("add"), "conv": SAME}, "in > join", "conv > join.in_2", "join > conv"
    ),
    # Something inside of a group.
    "Error inside": grouped(dense=block("dense")),
    "Warning inside": grouped(step=STEP),
    "Cannot share weights": grouped(conv=CONV, repeat=2, shared=True),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_problem_has_a_fix(kind: str) -> None:
    project = Project(graph=KINDS[kind], data=datasets["digits"]())
    known = checked(project)
    found = [p for p in known.problems if kind in (p.chip, p.what)]
    assert found, [problem.chip for problem in known.problems]
    for problem in found:
        offered = fixes(project, known, problem)
        assert offered, problem.text
        assert all(fix.title and fix.why for fix in offered)


def test_tokens_get_an_embedding_that_brings_them_to_what_is_wanted() -> None:
    fields = (DataField("text", "values", Tokens(Unknown(), 50)), DataField("y", "number"))
    drawn = _chain({"in": block("tokens_input"), "out": block("number_output")})
    project = (
        Project.usual()
        .with_graph(drawn)
        .model_copy(update={"data": Drawn.model_construct(offered=fields)})
    )
    known = checked(project)
    first, *_ = fixes(project, known, known.problems[0])
    assert first.title == "Add Embedding and Last step"
    assert not first.checked.problems
