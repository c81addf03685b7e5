"""Boxes in line and at equal distances."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graph.aligning import Axis, Edge, aligned, distributed
from studio.graph.paper import Box

EDGES: tuple[Edge, ...] = ("left", "middle", "right", "top", "centre", "bottom")
SIDES = st.sampled_from([36.0, 56.0, 192.0])
PLACES = st.integers(-2000, 2000)
BOXES = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(lambda x, y, w, h: (x, y, x + w, y + h), PLACES, PLACES, SIDES, SIDES),
    min_size=2,
)


def moved(boxes: dict[str, Box], by: dict[str, tuple[float, float]]) -> dict[str, Box]:
    return {
        id: (left + by[id][0], top + by[id][1], right + by[id][0], bottom + by[id][1])
        for id, (left, top, right, bottom) in boxes.items()
    }


@pytest.mark.parametrize(
    ("edge", "by"),
    [
        ("left", {"a": (0.0, 0.0), "b": (-100.0, 0.0)}),
        ("middle", {"a": (50.0, 0.0), "b": (-50.0, 0.0)}),
        ("right", {"a": (100.0, 0.0), "b": (0.0, 0.0)}),
        ("top", {"a": (0.0, 0.0), "b": (0.0, -80.0)}),
        ("centre", {"a": (0.0, 30.0), "b": (0.0, -40.0)}),
        ("bottom", {"a": (0.0, 60.0), "b": (0.0, 0.0)}),
    ],
)
def test_boxes_move_to_the_edge_of_them_all(edge: Edge, by: dict[str, tuple[float, float]]) -> None:
    boxes = {"a": (0.0, 0.0, 192.0, 56.0), "b": (100.0, 80.0, 292.0, 116.0)}
    assert aligned(boxes, edge) == by


@given(BOXES, st.sampled_from(EDGES))
def test_aligned_boxes_have_one_edge_and_stay_within_what_they_covered(
    boxes: dict[str, Box], edge: Edge
) -> None:
    after = moved(boxes, aligned(boxes, edge))
    i = 0 if edge in EDGES[:3] else 1
    along = {0: 0.0, 1: 0.5, 2: 1.0}[EDGES.index(edge) % 3]
    lines = [box[i] + along * (box[i + 2] - box[i]) for box in after.values()]
    assert max(lines) - min(lines) <= 1.0  # whole pixels
    assert min(box[i] for box in after.values()) >= min(box[i] for box in boxes.values())
    assert max(box[i + 2] for box in after.values()) <= max(b[i + 2] for b in boxes.values())


@given(BOXES, st.sampled_from(["across", "down"]))
def test_distributed_boxes_keep_their_order_and_have_equal_gaps(
    boxes: dict[str, Box], axis: Axis
) -> None:
    i = 0 if axis == "across" else 1
    after = moved(boxes, distributed(boxes, axis))
    in_line = sorted(after, key=lambda id: after[id][i])
    centres = [boxes[id][i] + boxes[id][i + 2] for id in in_line]
    assert centres == sorted(centres)
    gaps = [after[b][i] - after[a][i + 2] for a, b in pairwise(in_line)]
    assert max(gaps) - min(gaps) <= 1.0
    assert min(gaps) >= 15.5
    assert after[in_line[0]] == boxes[in_line[0]]


def test_the_last_box_stays_where_there_is_room() -> None:
    boxes = {"a": (0.0, 0.0, 10.0, 10.0), "b": (20.0, 5.0, 30.0, 9.0), "c": (90.0, 7.0, 99.0, 9.0)}
    assert distributed(boxes, "across") == {"a": (0.0, 0.0), "b": (25.0, 0.0), "c": (0.0, 0.0)}
