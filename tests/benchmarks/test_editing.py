"""In a project of 1,000 blocks, one edit looks only at the blocks that it changes."""

from studio.compiler.plan import Memory, planned
from studio.graph.graph import Graph
from studio.project.checks import Checked, checked
from tests.benchmarks.editing import (
    BLOCKS,
    CASES,
    added,
    deleted,
    followed,
    inside,
    long_network,
    many_uses,
    outside,
    renamed,
    repeated_network,
    setting,
    width,
    wire,
)


def edited(project, edit) -> tuple[Checked, int]:
    """The checks after one edit, and how many blocks were planned anew."""
    memory = Memory()
    before = checked(project)
    assert not before.problems
    planned(project.graph, before.shapes, before.problems, memory)
    after = project.with_graph(edit(project.graph, 1))
    found = checked(after, before)
    fresh = checked(after)
    assert found.shapes.outputs == fresh.shapes.outputs
    assert found.problems == fresh.problems
    assert found.advised.every == fresh.advised.every
    assert found.costs.keys() == fresh.costs.keys()
    if not fresh.errors:
        again = planned(after.graph, found.shapes, found.problems, memory)
        assert again == planned(after.graph, fresh.shapes, fresh.problems)
    return found, memory.planned


def test_the_project_has_a_thousand_blocks():
    assert len(long_network().graph.nodes) == BLOCKS == 1_000


def test_a_setting_that_no_other_block_notices_costs_one_block():
    found, anew = edited(long_network(), setting)
    assert found.shapes.recomputed == 1
    assert anew == 1


def test_another_width_costs_only_the_blocks_behind_it():
    project = long_network()
    graph = project.graph
    last = [node.id for node in graph.nodes if node.block.kind == "conv2d"][-1]
    found, _ = edited(project, width)
    assert found.shapes.recomputed <= len(graph.order) - graph.order.index(last)


def test_a_wire_that_moves_costs_no_shape_and_the_blocks_at_its_ends():
    found, anew = edited(long_network(), wire)
    assert found.shapes.recomputed == 0
    assert anew <= 4


def test_a_block_that_is_added_costs_itself_and_the_blocks_around_it():
    found, anew = edited(long_network(), added)
    assert found.shapes.recomputed == 1
    assert anew == 3


def test_a_block_that_is_deleted_costs_the_blocks_around_it():
    found, anew = edited(long_network(), deleted)
    assert found.shapes.recomputed == 0
    assert anew <= 4


def test_another_name_costs_the_block_and_the_one_that_reads_it():
    found, anew = edited(long_network(), renamed)
    assert found.shapes.recomputed == 0
    assert anew == 2


def test_an_edit_inside_a_group_x_1000_costs_the_block_and_its_group():
    found, anew = edited(repeated_network(), inside)
    assert found.shapes.recomputed == 2
    assert anew <= 2


def test_an_edit_inside_the_definition_of_200_groups_costs_the_block_and_the_groups():
    found, _ = edited(many_uses(), inside)
    assert found.shapes.recomputed == 201


def test_an_edit_beside_200_groups_looks_into_none_of_them():
    found, anew = edited(many_uses(), outside)
    assert found.shapes.recomputed == 1
    assert anew == 1


def test_a_name_or_a_place_keeps_what_follows_from_the_wires():
    graph: Graph = long_network().graph
    order, used = graph.order, graph.used
    moved = graph.moved({"conv_3": (8.0, 8.0)})
    assert moved.order is order
    assert moved.used is used
    assert moved.by_id["conv_3"].x == 8.0
    assert graph.by_id["conv_3"].x == 0.0


def test_the_benchmark_tells_its_figures():
    figures = followed("setting", turns=1)
    assert set(figures) >= {"checks_ms", "plan_ms", "source_ms", "all_ms", "share"}
    assert 0 < figures["share"] < 1
    assert len(CASES) == 11
