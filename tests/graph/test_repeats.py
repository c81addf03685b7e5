"""Equal parts that follow each other: found, and folded into a group × N."""

import random
import time
from itertools import pairwise

import pytest

from studio.blocks.group import MOST_REPEATED, Group
from studio.graph.definitions import GroupError, opened
from studio.graph.dominators import dominators
from studio.graph.folding import folded, told
from studio.graph.graph import Graph
from studio.graph.repeats import MOST_ROWS, Repeat, repeats
from studio.graph.shapes import shapes
from studio.graph.ungrouping import ungrouped
from tests.wiring import FIELDS, block, definition, graph


def residual(parts: int, **last: object) -> Graph:
    """A stem, so many residual blocks, and a head; `last` are other settings in the last block."""
    same = {"filters": 4, "padding": "same"}
    made_of = {"p": block("picture_input"), "stem": block("conv2d", **same)}
    wires, end = ["p > stem"], "stem"
    for n in range(parts):
        made_of |= {
            f"conv_{n}": block("conv2d", **same),
            f"norm_{n}": block("batch_norm"),
            f"deep_{n}": block("conv2d", **same | (last if n == parts - 1 else {})),
            f"sum_{n}": block("add"),
            f"relu_{n}": block("activation"),
        }
        wires += [f"{end} > conv_{n}", f"conv_{n} > norm_{n}", f"norm_{n} > deep_{n}"]
        wires += [f"deep_{n} > sum_{n}.in_1", f"{end} > sum_{n}.in_2", f"sum_{n} > relu_{n}"]
        end = f"relu_{n}"
    made_of |= {"flat": block("flatten"), "out": block("class_output")}
    made = graph(made_of, *wires, f"{end} > flat", "flat > out")
    return made.moved({node.id: (0.0, 96.0 * row) for row, node in enumerate(made.nodes)})


def chain(kinds: str, **changes: object) -> Graph:
    """Iris through a chain: d for dense, r for an activation, n for a norm, 4 values all along."""
    known = {
        "d": block("dense", units=4, activation="none"),
        "e": block("dense", units=4, activation="relu"),
        "w": block("dense", units=8, activation="none"),
        "r": block("activation"),
        "n": block("batch_norm"),
    }
    made_of = {"x": block("features_input")}
    made_of |= {f"{kind}{place}": known[kind] for place, kind in enumerate(kinds)}
    made_of["out"] = block("class_output")
    ids = list(made_of)
    return graph(made_of, *(f"{a} > {b}" for a, b in pairwise(ids)))


def found(made: Graph) -> tuple[Repeat, ...]:
    return repeats(made, shapes(made, FIELDS))


def parts(made: Graph) -> list[list[str]]:
    """The copies of each repeat as text, in the order of the offer."""
    return [[" ".join(copy) for copy in each.copies] for each in found(made)]


def test_equal_residual_blocks_in_a_row_are_found_whatever_they_are_called() -> None:
    (repeat,) = found(residual(4))
    assert repeat.saved == 15
    assert [copy[-1] for copy in repeat.copies] == ["relu_0", "relu_1", "relu_2", "relu_3"]
    assert all(set(c) == {f"{k}_{n}" for k in ("conv", "norm", "deep", "sum", "relu")}
               for n, c in enumerate(repeat.copies))  # fmt: skip


def test_a_part_with_another_setting_is_no_copy() -> None:
    (repeat,) = found(residual(4, kernel=(5, 5)))
    assert len(repeat.copies) == 3
    assert "deep_3" not in {id for copy in repeat.copies for id in copy}


def test_a_part_that_is_wired_otherwise_is_no_copy() -> None:
    made = residual(3)
    swapped = [w.but(input={"in_1": "in_2", "in_2": "in_1"}[w.input]) for w in made.into["sum_2"]]
    (repeat,) = found(made.connected(*swapped))
    assert len(repeat.copies) == 2


def test_a_frozen_part_is_no_copy_of_one_that_learns() -> None:
    made = residual(3)
    (repeat,) = found(made.replaced(made.by_id["deep_0"].but(frozen=True)))
    assert [copy[-1] for copy in repeat.copies] == ["relu_1", "relu_2"]


def test_a_wire_past_a_part_keeps_it_out() -> None:
    made = residual(4).removed(["flat", "out"])
    joined = graph({"cat": block("concatenate"), "f": block("flatten"), "o": block("class_output")})
    made = made.added(*joined.nodes)
    wire = residual(4).into["flat"][0]
    made = made.connected(
        wire.but(target="cat", input="in_1"),
        wire.but(source="relu_1", target="cat", input="in_2"),
        wire.but(source="cat", target="f"),
        wire.but(source="f", target="o"),
    )
    (repeat,) = found(made)
    assert [copy[-1] for copy in repeat.copies] == ["relu_0", "relu_1"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("drdrdr", [["d0 r1", "d2 r3", "d4 r5"]]),
        ("drdrd", [["d0 r1", "d2 r3"]]),
        ("ndrdrdne", [["d1 r2", "d3 r4"]]),
        ("dddd", [["d0", "d1", "d2", "d3"]]),
        ("drrdrrn", [["d0 r1 r2", "d3 r4 r5"]]),
        ("drdrndnenene", [["n6 e7", "n8 e9", "n10 e11"], ["d0 r1", "d2 r3"]]),
        ("dd", []),  # a group of one block instead of two
        ("drne", []),
        ("wrwrwr", [["w2 r3", "w4 r5"]]),  # the first takes 4 values, and gives 8
        ("rdrdr", [["d1 r2", "d3 r4"]]),  # a part begins with its weights
    ],
)
def test_what_saves_most_is_offered_first_and_nothing_twice(
    kinds: str, expected: list[list[str]]
) -> None:
    assert parts(chain(kinds)) == expected


def test_groups_that_share_their_weights_are_not_folded() -> None:
    used = definition(
        "G", {"i": block("inlet"), "d": block("dense", units=4), "o": block("outlet")},
        "i > d", "d > o",
    )  # fmt: skip
    for shared, number in ((False, 1), (True, 0)):
        group = block("group", definition="G", shared=shared)
        made = graph(
            {"x": block("features_input"), "a": group, "b": group, "c": group,
             "out": block("class_output")},
            "x > a", "a > b", "b > c", "c > out", definitions=[used],
        )  # fmt: skip
        assert len(found(made)) == number


def test_parts_that_are_left_by_different_ports_are_not_equal() -> None:
    used = definition(
        "G",
        {"i": block("inlet"), "d": block("dense", units=4), "one": block("outlet"),
         "two": block("outlet")},
        "i > d", "d > one", "d > two",
    )  # fmt: skip
    group = block("group", definition="G")
    for port, number in (("one", 1), ("two", 0)):
        made = graph(
            {"x": block("features_input"), "a": group, "b": group, "c": group,
             "out": block("class_output")},
            "x > a", "a.one > b", f"b.{port} > c", "c.one > out", definitions=[used],
        )  # fmt: skip
        assert len(found(made)) == number


def test_a_row_ends_where_a_way_leads_into_a_loop() -> None:
    assert found(Graph()) == ()
    made = chain("drdrdr")
    assert len(found(made)[0].copies) == 3
    loop = graph({"sum": block("add"), "back": block("activation")}, "sum > back")
    wire = made.into["out"][0]
    made = made.added(*loop.nodes, wires=loop.wires).connected(
        wire.but(source="r3", target="sum", input="in_1"),
        wire.but(source="back", target="sum", input="in_2"),
    )
    assert parts(made) == [["d0 r1", "d2 r3"]]


def test_a_group_repeats_no_more_often_than_it_may() -> None:
    (repeat,) = found(chain("r" * (MOST_REPEATED + 2)))
    assert 1 < len(repeat.copies) <= MOST_REPEATED


def test_of_very_many_rows_those_that_save_most_are_found_and_none_twice() -> None:
    dice = random.Random(0)
    rows = found(chain("".join(dice.choice("rn") for _ in range(600))))
    assert len(rows) == MOST_ROWS
    assert [row.saved for row in rows] == sorted((row.saved for row in rows), reverse=True)
    ids = [id for row in rows for copy in row.copies for id in copy]
    assert len(ids) == len(set(ids))


def test_a_folded_row_is_one_group_with_the_first_part_inside_and_the_room_closed() -> None:
    before = residual(4)
    made, (fold,) = folded(before, "", found(before))
    (used,) = made.definitions
    group = made.by_id[fold.group]
    assert group.block == Group(definition="Part", repeat=4)
    inner = [node for node in used.nodes if node.block.kind not in ("inlet", "outlet")]
    assert {node.id: node for node in inner} == {n: before.by_id[n] for n in fold.repeat.copies[0]}
    assert {node.id for node in made.nodes} == {"p", "stem", fold.group, "flat", "out"}
    rows = [made.by_id[id].y for id in ("p", "stem", fold.group, "flat", "out")]
    assert rows == [0.0, 96.0, 192.0, 288.0, 384.0]
    known = shapes(made, FIELDS)
    assert known.nodes["out"] == shapes(before, FIELDS).nodes["out"]
    Graph.model_validate(made.model_dump())


def test_blocks_of_the_part_keep_that_of_their_names_which_all_copies_share() -> None:
    before = residual(2)
    names = {"conv": "layers.{n}.conv", "norm": "{n}", "deep": "Deep", "relu": ""}
    named = [
        before.by_id[f"{kind}_{n}"].but(name=name.format(n=n))
        for kind, name in names.items()
        for n in range(2)
    ]
    before = before.replaced(*named)
    made, _ = folded(before, "", found(before))
    inside = made.definition["Part"].by_id
    assert [inside[f"{kind}_0"].name for kind in names] == ["conv", "", "Deep", ""]


def test_what_lies_beside_the_parts_stays_where_it_is() -> None:
    before = residual(4)
    before = before.added(before.by_id["p"].but(id="other", x=480.0, y=500.0))
    made, _ = folded(before, "", found(before))
    assert made.by_id["flat"] == before.by_id["flat"]


def test_several_rows_become_a_group_each() -> None:
    before = chain("drdrndnenene")
    made, folds = folded(before, "", found(before))
    assert [made.by_id[fold.group].block.definition for fold in folds] == ["Part", "Part 2"]
    assert len(made.nodes) == 6
    assert told(made, folds) == "Folded: Part × 3 of 2 blocks each, Part 2 × 2 of 2 blocks each"
    assert shapes(made, FIELDS).nodes["out"].answer


def test_unfolded_again_there_are_as_many_blocks_wired_as_before() -> None:
    before = residual(3)
    made, (fold,) = folded(before, "", found(before))
    back, _ = ungrouped(made, "", fold.group)
    assert len(back.nodes) == len(before.nodes)
    assert len(found(back)[0].copies) == 3


def test_where_nothing_repeats_folding_is_refused() -> None:
    with pytest.raises(GroupError, match="nothing to fold"):
        folded(chain("drne"), "", ())


def test_a_row_inside_a_group_is_folded_there() -> None:
    inside = chain("drdrdr").removed(["x", "out"])
    used = definition("Inner", {"i": block("inlet"), "o": block("outlet")})
    used = used.added(*inside.nodes, wires=inside.wires)
    wire = inside.wires[0]
    used = used.connected(wire.but(source="i", target="d0"), wire.but(source="r5", target="o"))
    made = graph(
        {"x": block("features_input"), "g": block("group", definition="Inner"),
         "out": block("class_output")},
        "x > g", "g > out", definitions=[used],
    )  # fmt: skip
    view = opened(made, "Inner")
    known = shapes(made, FIELDS).nodes["g"].inside[0]
    after, (fold,) = folded(made, "Inner", repeats(view, known))
    assert after.definition["Inner"].by_id[fold.group].block.repeat == 3
    assert shapes(after, FIELDS).nodes["out"].answer


def test_a_long_network_takes_no_time_that_a_person_would_notice() -> None:
    made = residual(200)
    known = shapes(made, FIELDS)
    begin = time.perf_counter()
    (repeat,) = repeats(made, known)
    assert len(repeat.copies) == 200
    assert time.perf_counter() - begin < 2.0  # 0.03 s where nothing else runs


def test_dominators_are_the_blocks_that_every_way_leads_through() -> None:
    before = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d"], "f": ["e", "b"]}
    assert dominators(before, lambda id: before[id]) == {
        "a": "", "b": "a", "c": "a", "d": "a", "e": "d", "f": "a",
    }  # fmt: skip
