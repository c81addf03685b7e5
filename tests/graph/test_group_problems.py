"""Problems inside groups: where they lead to, and how often they are said."""

from itertools import pairwise

import pytest

from studio.graph.definitions import opened
from studio.graph.graph import Definition, Graph
from studio.graph.problems import Problem, problems
from studio.graph.shapes import shapes
from tests.wiring import FIELDS, block, definition, graph


def found(made: Graph) -> tuple[Problem, ...]:
    return problems(made, shapes(made, FIELDS))


def errors(made: Graph) -> list[Problem]:
    return [problem for problem in found(made) if problem.severity == "error"]


def shown(made: Graph, problem: Problem) -> str:
    """The kind of block that one comes to along a problem's path."""
    network = made
    for id in problem.path:
        network = opened(made, network.by_id[id].block.definition)
    return network.by_id[problem.block].block.kind


def part(name: str, *wires: str, **blocks: object) -> Definition:
    made_of = {"i": block("inlet"), **blocks, "o": block("outlet")}
    return definition(name, made_of, *wires)


def around(used: Definition, *more: Definition, count: int = 1, **settings: object) -> Graph:
    """Pictures through some groups of a definition, one after the other."""
    groups = {f"g{n}": block("group", definition=used.name, **settings) for n in range(count)}
    made_of = {
        "p": block("picture_input"),
        **groups,
        "flat": block("flatten"),
        "out": block("class_output"),
    }
    chain = [*made_of]
    wires = [f"{a} > {b}" for a, b in pairwise(chain)]
    return graph(made_of, *wires, definitions=[used, *more])


def shrinking(kernel: int) -> Definition:
    conv = block("conv2d", filters=1, kernel=(kernel, kernel))
    return part("Shrink", "i > conv", "conv > o", conv=conv)


def test_a_group_without_problems_has_none() -> None:
    assert found(around(shrinking(3), count=2)) == ()


def test_a_loose_port_inside_leads_to_its_block() -> None:
    made = around(part("Half", "i > sum.in_1", "sum > o", sum=block("add")))
    (problem,) = errors(made)
    assert problem.what == 'Inside "Half": Add has no wire at "Input 2".'
    assert (problem.where, problem.path, problem.block) == (("g0",), ("g0",), "sum")
    assert shown(made, problem) == "add"
    assert problem.port == ""  # a port of the group may have the same name


def test_a_shape_error_inside_leads_to_its_block_in_its_repetition() -> None:
    made = around(shrinking(9), repeat=5)
    (problem,) = errors(made)
    assert problem.what.startswith('Inside "Shrink", in repetition 4, block "Conv 2D": ')
    assert (problem.path, problem.block, problem.repetition) == (("g0",), "conv", 3)
    assert problem.why.startswith("Each repetition takes what the one before gives. ")
    assert problem.remedy.endswith(" or set Repeat to at most 3.")


def test_a_problem_deep_inside_leads_through_all_groups() -> None:
    inner = part("Inner", "i > sum.in_1", "sum > o", sum=block("add"))
    outer = definition(
        "Outer",
        {"i": block("inlet"), "g": block("group", definition="Inner"), "o": block("outlet")},
        "i > g",
        "g > o",
        definitions=[inner],
    )
    made = around(outer, inner)
    (problem,) = errors(made)
    assert (problem.path, problem.block) == (("g0", "g"), "sum")
    assert shown(made, problem) == "add"


def test_a_dead_end_inside_is_a_warning() -> None:
    used = part("Dead", "i > o", "i > relu", relu=block("activation"))
    (problem,) = found(around(used))
    assert problem.severity == "warning"
    assert problem.what == 'Inside "Dead": Activation leads to no outlet.'


@pytest.mark.parametrize(("kind", "missing"), [("inlet", "outlet"), ("outlet", "inlet")])
def test_a_group_without_an_end_says_so(kind: str, missing: str) -> None:
    hollow = Definition(
        name="Hollow", nodes=shrinking(3).nodes[:: 2 if kind == "inlet" else -2][:1]
    )
    made_of = {
        "p": block("picture_input"),
        "g": block("group", definition="Hollow"),
        "flat": block("flatten"),
        "out": block("class_output"),
    }
    wires = ["p > g", "flat > out"] if kind == "inlet" else ["p > flat", "g > out"]
    listed = errors(graph(made_of, *wires, definitions=[hollow]))
    assert f'Inside "Hollow": The group "Hollow" has no {missing}.' in [p.what for p in listed]


def test_what_is_wrong_in_a_definition_is_said_once_for_all_its_uses() -> None:
    made = around(part("Half", "i > sum.in_1", "sum > o", sum=block("add")), count=3)
    (problem,) = errors(made)
    assert problem.where == ("g0", "g1", "g2")


def test_a_shape_error_is_said_of_the_use_in_which_it_occurs() -> None:
    made = around(shrinking(9), count=5)
    (problem,) = errors(made)
    assert problem.where == ("g3",)
    assert problem.path == ("g3",)


def test_an_error_of_the_group_itself_stays_at_the_group() -> None:
    (problem,) = errors(around(shrinking(3), repeat=2, shared=True))
    assert problem.where == ("g0",)
    assert problem.inside == ()


def test_a_group_that_is_wired_to_nothing_is_not_looked_into() -> None:
    half = part("Half", "i > sum.in_1", "sum > o", sum=block("add"))
    made = around(shrinking(3), half).added(
        graph({"g": block("group", definition="Half")}, definitions=[half]).nodes[0]
    )
    assert errors(made) == []


def test_the_inside_of_a_group_has_problems_of_its_own_as_a_graph_has() -> None:
    made = around(part("Half", "i > sum.in_1", "sum > o", sum=block("add")))
    inside = shapes(made, FIELDS).nodes["g0"].inside[0]
    (problem,) = problems(opened(made, "Half"), inside, "Half")
    assert problem.what == 'Add has no wire at "Input 2".'
    assert (problem.where, problem.port) == (("sum",), "in_2")


def test_problems_of_deeply_branching_groups_are_found_in_bounded_time() -> None:
    """Each of 30 levels uses the one below twice: a billion uses of the lowest one."""
    levels = [part("d0", "i > sum.in_1", "sum > o", sum=block("add"))]
    for level in range(1, 30):
        used = block("group", definition=f"d{level - 1}")
        levels.append(
            definition(
                f"d{level}",
                {"i": block("inlet"), "a": used, "b": used, "o": block("outlet")},
                "i > a",
                "a > b",
                "b > o",
                definitions=levels,
            )
        )
    (problem,) = errors(around(levels[-1], *levels[:-1]))
    assert len(problem.path) == 30
    assert problem.block == "sum"
