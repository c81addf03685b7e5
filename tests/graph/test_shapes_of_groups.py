"""Shapes of groups: nested, repeated, shared, edited."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from studio.blocks.block import OutputBlock
from studio.blocks.group import Group
from studio.compiler.cost import costs
from studio.graph.definitions import closed, opened
from studio.graph.graph import Definition, Graph, Node, Wire
from studio.graph.problems import problems
from studio.graph.shapes import Shapes, shapes
from tests.wiring import FIELDS, block, definition, graph


def given(found: Shapes, id: str) -> str:
    return " | ".join(shape.text() for shape in found.nodes[id].outputs)


def residual() -> Definition:
    return definition(
        "Residual",
        {
            "i": block("inlet"),
            "conv": block("conv2d", filters=1, padding="same"),
            "sum": block("add"),
            "o": block("outlet"),
        },
        "i > conv",
        "conv > sum.in_1",
        "i > sum.in_2",
        "sum > o",
    )


def grouped(used: Definition, *more: Definition, **settings: object) -> Graph:
    return graph(
        {
            "p": block("picture_input"),
            "g": block("group", definition=used.name, **settings),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > g",
        "g > flat",
        "flat > out",
        definitions=[used, *more],
    )


def shrinking(kernel: int = 3) -> Definition:
    return definition(
        "Shrink",
        {
            "i": block("inlet"),
            "conv": block("conv2d", filters=1, kernel=(kernel, kernel)),
            "o": block("outlet"),
        },
        "i > conv",
        "conv > o",
    )


def test_a_group_gives_what_its_definition_gives() -> None:
    assert given(shapes(grouped(residual()), FIELDS), "g") == "1 × 28 × 28"
    assert given(shapes(grouped(shrinking()), FIELDS), "g") == "1 × 26 × 26"


def test_a_repeated_group_takes_what_the_copy_before_it_gives() -> None:
    found = shapes(grouped(shrinking(), repeat=4), FIELDS)
    assert given(found, "g") == "1 × 20 × 20"
    assert [given(inside, "conv") for inside in found.nodes["g"].inside] == [
        "1 × 26 × 26",
        "1 × 24 × 24",
        "1 × 22 × 22",
        "1 × 20 × 20",
    ]


def test_equal_repetitions_are_worked_out_once() -> None:
    found = shapes(grouped(residual(), repeat=1000), FIELDS)
    assert given(found, "g") == "1 × 28 × 28"
    assert len(found.nodes["g"].inside) == 1


def test_a_group_in_a_group_has_shapes() -> None:
    outer = definition(
        "Outer",
        {"i": block("inlet"), "g": block("group", definition="Shrink"), "o": block("outlet")},
        "i > g",
        "g > o",
        definitions=[shrinking()],
    )
    found = shapes(grouped(outer, shrinking(), repeat=2), FIELDS)
    assert given(found, "g") == "1 × 24 × 24"


def test_an_error_inside_a_group_says_where_it_is() -> None:
    error = shapes(grouped(shrinking(9), repeat=5), FIELDS).nodes["g"].error
    assert error is not None
    assert error.what.startswith('Inside "Shrink", in repetition 4, block "Conv 2D": ')
    assert error.remedy == (
        'Let "Shrink" give the shape that it takes, or set Repeat to at most 3.'
    )


def test_copies_that_change_the_shape_cannot_share_their_weights() -> None:
    error = shapes(grouped(shrinking(), repeat=2, shared=True), FIELDS).nodes["g"].error
    assert error is not None
    assert error.chip == "Cannot share weights"
    assert shapes(grouped(residual(), repeat=2, shared=True), FIELDS).nodes["g"].error is None


def test_a_group_whose_outlet_is_not_wired_says_so() -> None:
    hollow = definition("Hollow", {"i": block("inlet"), "o": block("outlet")})
    error = shapes(grouped(hollow), FIELDS).nodes["g"].error
    assert error is not None
    assert error.what == 'The group "Hollow" gives nothing.'


def test_a_loop_inside_a_group_is_an_error_of_the_group() -> None:
    looped = definition(
        "Loop",
        {"i": block("inlet"), "sum": block("add"), "o": block("outlet")},
        "i > sum.in_1",
        "sum > sum.in_2",
        "sum > o",
    )
    assert shapes(grouped(looped), FIELDS).nodes["g"].error is not None


def test_a_group_with_two_inlets_and_one_outlet_cannot_be_repeated() -> None:
    pair = definition(
        "Pair",
        {"a": block("inlet"), "b": block("inlet"), "sum": block("add"), "o": block("outlet")},
        "a > sum.in_1",
        "b > sum.in_2",
        "sum > o",
    )
    network = graph(
        {"p": block("picture_input"), "g": block("group", definition="Pair", repeat=2)},
        "p > g.a",
        "p > g.b",
        definitions=[pair],
    )
    error = shapes(network, FIELDS).nodes["g"].error
    assert error is not None
    assert error.what == 'The group "Pair" cannot be repeated.'
    once = network.with_block("g", block("group", definition="Pair"))
    assert given(shapes(once, FIELDS), "g") == "1 × 28 × 28"


def test_an_edit_inside_a_definition_reaches_every_group_that_uses_it() -> None:
    before = grouped(shrinking())
    found = shapes(before, FIELDS)
    after = before.but(definitions=(shrinking(5),))
    assert given(shapes(after, FIELDS, found), "g") == "1 × 24 × 24"


def test_an_edit_outside_a_group_does_not_look_into_it_again() -> None:
    before = grouped(residual())
    found = shapes(before, FIELDS)
    after = shapes(before.with_block("out", block("class_output", weight=2.0)), FIELDS, found)
    assert after.recomputed == 1
    assert after.nodes["g"] is found.nodes["g"]


def growing(levels: int) -> list[Definition]:
    """Groups × 1,000 of groups × 1,000, in which every single copy has another shape."""
    made = [
        definition(
            "d0",
            {
                "i": block("inlet"),
                "x": block("conv2d", filters=1, kernel=(1, 1), padding=1),
                "o": block("outlet"),
            },
            "i > x",
            "x > o",
        )
    ]
    for level in range(1, levels):
        inner = {
            "i": block("inlet"),
            "x": block("group", definition=f"d{level - 1}", repeat=1000),
            "o": block("outlet"),
        }
        made.append(definition(f"d{level}", inner, "i > x", "x > o", definitions=made))
    return made[::-1]


def test_groups_of_groups_without_end_are_refused_and_not_worked_out() -> None:
    error = shapes(grouped(*growing(4)), FIELDS).nodes["g"].error
    assert error is not None
    assert error.what == "The groups are too large."


@pytest.mark.parametrize("seed", range(6))
def test_incremental_shapes_equal_fresh_ones_whatever_is_edited(seed: int) -> None:
    dice = random.Random(seed)
    now = grouped(shrinking(), residual(), repeat=2)
    found = shapes(now, FIELDS)
    before = costs(found)
    for _ in range(80):
        now = edited(now, dice)
        found, fresh = shapes(now, FIELDS, found), shapes(now, FIELDS)
        assert found.order == fresh.order
        assert found.outputs == fresh.outputs
        assert [(n.inputs, str(n.error)) for n in found.nodes.values()] == [
            (n.inputs, str(n.error)) for n in fresh.nodes.values()
        ]
        assert found.recomputed <= fresh.recomputed
        assert problems(now, found) == problems(now, fresh)
        before, anew = costs(found, before), costs(fresh)
        assert [(id, replace(cost, of=None, inside=())) for id, cost in before.items()] == [
            (id, replace(cost, of=None, inside=())) for id, cost in anew.items()
        ]


def edited(now: Graph, dice: random.Random) -> Graph:
    """A random edit, as people make them with the mouse."""
    made = [
        block("conv2d", filters=dice.randint(1, 4), kernel=(dice.randint(1, 9), 3)),
        block(
            "group",
            definition=dice.choice(("Shrink", "Residual")),
            repeat=dice.randint(1, 12),
            shared=dice.random() < 0.3,
        ),
        *(block(kind) for kind in ("add", "flatten", "dense", "max_pool2d", "class_output")),
    ]
    node = Node(id=now.free_id("b"), block=dice.choice(made))
    ends = [(n.id, port.name) for n in now.nodes for port in now.outputs(n.block)]
    starts = [(n.id, port.name) for n in now.nodes for port in now.inputs(n.block)]
    match dice.randrange(7):
        case 0:
            return now.added(node)
        case 6:
            return edited_inside(now, dice, node)
        case 1 if len(now.nodes) > 3:
            return now.removed([dice.choice(now.nodes).id])
        case 2 if now.wires:
            return now.disconnected(dice.choice(now.wires))
        case 3 if now.wires and now.inputs(node.block) and now.outputs(node.block):
            return now.inserted(node, dice.choice(now.wires))
        case 4:
            return now.with_block(dice.choice(now.nodes).id, node.block)
    if not ends or not starts:
        return now.added(node)
    (source, output), (target, input) = dice.choice(ends), dice.choice(starts)
    return now.connected(Wire(source=source, output=output, target=target, input=input))


def edited_inside(now: Graph, dice: random.Random, node: Node) -> Graph:
    """A random edit of the inside of a definition."""
    name = dice.choice(("Shrink", "Residual"))
    view = opened(now, name)
    if dice.random() < 0.5:
        kernel = (dice.randint(1, 9), 3)
        return closed(now, name, view.with_block("conv", block("conv2d", kernel=kernel)))
    if isinstance(node.block, Group | OutputBlock):
        node = Node(id=node.id, block=block("activation"))
    wire = dice.choice(view.wires)
    return closed(now, name, view.inserted(node.but(id=view.free_id("b")), wire))


def chain(name: str, blocks: int) -> Definition:
    """A definition of so many activations in a row."""
    ids = ["i", *(f"a{n}" for n in range(blocks)), "o"]
    made_of = {id: block("activation") for id in ids} | {
        "i": block("inlet"),
        "o": block("outlet"),
    }
    return definition(name, made_of, *(f"{a} > {b}" for a, b in pairwise(ids)))


def test_an_edit_inside_a_definition_redoes_the_blocks_that_it_changes() -> None:
    before = grouped(chain("Long", 300), repeat=1000)
    found = shapes(before, FIELDS)
    assert found.recomputed == 4 + 302
    inside = opened(before, "Long")
    after = closed(before, "Long", inside.with_block("a150", block("activation", function="tanh")))
    assert shapes(after, FIELDS, found).recomputed == 2  # the block and the group


def test_an_edit_inside_a_definition_leaves_the_groups_of_others_alone() -> None:
    """The groups of Outer lead to the edited definition, that of Residual does not."""
    outer = definition(
        "Outer",
        {"i": block("inlet"), "g": block("group", definition="Shrink"), "o": block("outlet")},
        "i > g",
        "g > o",
        definitions=[shrinking()],
    )
    before = grouped(residual(), outer, shrinking())
    before = before.inserted(
        Node(id="deep", block=block("group", definition="Outer")), before.into["flat"][0]
    )
    found = shapes(before, FIELDS)
    changed = opened(before, "Shrink").with_block("conv", block("conv2d", filters=2))
    after = shapes(closed(before, "Shrink", changed), FIELDS, found)
    assert given(after, "deep") == "2 × 26 × 26"
    assert after.nodes["g"] is found.nodes["g"]
    assert after.nodes["deep"] is not found.nodes["deep"]


def test_another_number_of_repetitions_does_not_redo_the_inside() -> None:
    before = grouped(residual(), repeat=1000)
    found = shapes(before, FIELDS)
    more = before.with_block("g", block("group", definition="Residual", repeat=999))
    after = shapes(more, FIELDS, found)
    assert after.recomputed == 1
    assert after.nodes["g"].inside[0] is found.nodes["g"].inside[0]
