"""Tidying what somebody laid out."""

from __future__ import annotations

from itertools import combinations

from studio.graph.graph import Graph
from studio.graph.paper import CARD, Box
from studio.graph.tidying import tidy
from tests.ui.canvas.drawn import chain, node, wire


def boxes(graph: Graph, *ids: str) -> dict[str, Box]:
    nodes = [graph.by_id[id] for id in ids or graph.by_id]
    return {n.id: (n.x, n.y, n.x + CARD[0], n.y + CARD[1]) for n in nodes}


def place(graph: Graph, id: str) -> tuple[float, float]:
    return graph.by_id[id].x, graph.by_id[id].y


def branches(left: str, right: str) -> Graph:
    """Pictures into two convolutions, this one at the left and that one at the right."""
    return Graph(
        nodes=(
            node("in", "picture_input", 40, 3),
            node("one", "conv2d"),
            node("two", "conv2d"),
            node("sum", "add", 60, 490),
        ),
        wires=(
            wire("in", "one"),
            wire("in", "two"),
            wire(left, "sum", input="in_1"),
            wire(right, "sum", input="in_2"),
        ),
    ).moved({left: (-100.0, 200.0), right: (350.0, 190.0)})


def test_a_scattered_chain_becomes_a_column_from_top_to_bottom() -> None:
    graph = chain().moved({"conv": (300.0, 90.0), "pool": (-20.0, 700.0), "dense": (5.0, 10.0)})
    after = tidy(graph, boxes(graph))
    ids = ["pictures", "conv", "pool", "flat", "dense", "classes"]
    assert len({after.by_id[id].x for id in ids}) == 1
    downs = [after.by_id[id].y for id in ids]
    assert downs == sorted(downs)
    assert len(set(downs)) == len(downs)


def test_branches_keep_their_order_from_left_to_right() -> None:
    for left, right in (("one", "two"), ("two", "one")):
        graph = branches(left, right)
        after = tidy(graph, boxes(graph))
        assert after.by_id[left].x + CARD[0] < after.by_id[right].x
        assert after.by_id[left].y == after.by_id[right].y


def test_what_is_tidy_stays_where_it_is() -> None:
    for left, right in (("one", "two"), ("two", "one")):
        once = tidy(branches(left, right), boxes(branches(left, right)))
        assert tidy(once, boxes(once)) == once


def test_a_selection_is_tidied_and_the_rest_stays() -> None:
    graph = chain().moved({"conv": (300.0, 90.0), "pool": (20.0, 300.0)})
    after = tidy(graph, boxes(graph, "conv", "pool", "flat"))
    for id in ("pictures", "dense", "classes"):
        assert place(after, id) == place(graph, id)
    assert len({after.by_id[id].x for id in ("conv", "pool", "flat")}) == 1


def test_cards_of_any_size_do_not_cover_each_other() -> None:
    graph = branches("one", "two").added(node("alone", "dense", 10, 0))
    lie = boxes(graph)
    left, top, _, _ = lie["one"]
    lie["one"] = (left, top, left + 800.0, top + 600.0)
    after = tidy(graph, lie)
    rects = {}
    for id, box in lie.items():
        wide, high = box[2] - box[0], box[3] - box[1]
        x, y = after.by_id[id].x + (CARD[0] - wide) / 2, after.by_id[id].y
        rects[id] = (x, y, x + wide, y + high)
    for a, b in combinations(rects.values(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_wires_and_settings_stay_as_they_are() -> None:
    graph = branches("one", "two")
    after = tidy(graph, boxes(graph))
    assert after.wires == graph.wires
    assert [n.at(0, 0) for n in after.nodes] == [n.at(0, 0) for n in graph.nodes]
