"""Frames, notes and reroute points: part of the layout, and of nothing else."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.compiler.plan import Memory, planned
from studio.graph.folding import folded
from studio.graph.graph import Graph, Wire
from studio.graph.grouping import grouped
from studio.graph.layout import tidied
from studio.graph.paper import FARTHEST, LONGEST_NOTE, MOST_FRAMES, MOST_NOTES, Frame, Note
from studio.graph.paper_edits import (
    Pieces,
    around,
    free_id,
    going_along,
    kept_around,
    lying_in,
    rearranged,
    shifted,
    with_more,
    with_pieces,
    without_pieces,
)
from studio.graph.problems import problems
from studio.graph.ready_made import known_as, ready_made
from studio.graph.repeats import repeats
from studio.graph.shapes import shapes
from studio.graph.ungrouping import ungrouped
from studio.project import files
from studio.project.project import Project
from tests.wiring import FIELDS, block, graph


def network() -> Graph:
    """A chain p, conv, flat, out, every 96; a frame around conv and flat, a note in it."""
    made = graph(
        {
            "p": block("picture_input"),
            "conv": block("conv2d", filters=4),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > conv",
        "conv > flat",
        "flat > out",
    )
    made = made.moved({node.id: (0.0, 96.0 * row) for row, node in enumerate(made.nodes)})
    frame = Frame(id="frame_1", title="Encoder", x=-24.0, y=48.0, width=240.0, height=224.0)
    return with_pieces(made, frame, Note(id="note_1", text="Why so few?", x=-16.0, y=60.0))


def bent(made: Graph, *via: tuple[float, float], source: str = "conv") -> Graph:
    wire = made.out_of[source][0]
    return made.rerouted(wire.but(via=via))


def frame(made: Graph, id: str = "frame_1") -> Frame:
    return next(each for each in made.frames if each.id == id)


def place(made: Graph, id: str) -> tuple[float, float]:
    return made.by_id[id].x, made.by_id[id].y


# ---- the file ----------------------------------------------------------------------------------


def test_frames_notes_and_points_are_in_the_file_and_come_back() -> None:
    project = Project(graph=bent(network(), (300.0, 150.0), (320.0, 180.0)))
    content = files.dump(project)
    assert files.parse(content) == project
    wires = json.loads(content)["graph"]["wires"]
    assert wires[0]["via"] == [[300.0, 150.0], [320.0, 180.0]]


def test_a_network_without_them_is_written_as_before() -> None:
    raw = json.loads(files.dump(Project(graph=graph({"p": block("picture_input")}))))["graph"]
    assert set(raw) == {"nodes", "wires", "definitions"}
    plain = json.loads(Wire(source="a", target="b").model_dump_json())
    assert set(plain) == {"source", "output", "target", "input"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("frames", [{"id": "f", "width": 1e308}]),
        ("frames", [{"id": "f", "height": 0.0}]),
        ("frames", [{"id": "f", "x": FARTHEST * 2}]),
        ("frames", [{"id": "f", "colour": "no such colour"}]),
        ("frames", [{"id": "f", "title": "x" * 201}]),
        ("frames", [{"id": "f"}, {"id": "f"}]),
        ("frames", [{"id": f"f{n}"} for n in range(MOST_FRAMES + 1)]),
        ("notes", [{"id": f"n{n}"} for n in range(10_000)]),
        ("notes", [{"id": "n", "text": "x" * (LONGEST_NOTE + 1)}]),
        ("notes", [{"id": "n", "width": 1e6}]),
        ("notes", [{"id": "n"}, {"id": "n"}]),
        ("notes", [{"id": "../n"}]),
        ("wires", [{"source": "p", "target": "p", "via": [[0.0, 0.0]] * 17}]),
        ("wires", [{"source": "p", "target": "p", "via": [[0.0, 1e9]]}]),
        ("wires", [{"source": "p", "target": "p", "via": [[0.0, 1.0, 2.0]]}]),
    ],
)
def test_what_has_no_place_on_paper_is_refused(field: str, value: object) -> None:
    raw = json.loads(files.dump(Project(graph=graph({"p": block("picture_input")}))))
    raw["graph"][field] = value
    with pytest.raises(files.WrongFile):
        files.parse(json.dumps(raw).encode())


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_a_place_is_a_finite_number(number: bytes) -> None:
    content = files.dump(Project(graph=network())).replace(b'"x": -24.0', b'"x": ' + number)
    with pytest.raises(files.WrongFile):
        files.parse(content)


# ---- layout only -------------------------------------------------------------------------------


def test_a_reroute_point_changes_no_shape_no_problem_and_no_plan() -> None:
    before = network()
    found = shapes(before, FIELDS)
    memory = Memory()
    planned(before, found, problems(before, found), memory)
    after = bent(before, (300.0, 150.0))
    again = shapes(after, FIELDS, found)
    assert again.recomputed == 0
    assert all(again.nodes[id] is found.nodes[id] for id in found.nodes)
    planned(after, again, problems(after, again), memory)
    assert memory.planned == 0


def test_frames_and_notes_change_no_shape() -> None:
    before = network()
    found = shapes(before, FIELDS)
    assert found.order
    after = without_pieces(before, Pieces(frozenset({"frame_1"}), frozenset({"note_1"})))
    assert shapes(after, FIELDS, found).recomputed == 0
    assert after.order is before.order
    assert not after.frames
    assert not after.notes


def test_a_wire_is_found_by_what_it_joins_whichever_way_it_takes() -> None:
    after = bent(network(), (300.0, 150.0))
    straight = Wire(source="conv", target="flat")
    assert not after.disconnected(straight).out_of.get("conv")
    assert after.connected(straight).out_of["conv"] == (straight,)


def test_a_ready_made_group_is_known_however_its_wires_run() -> None:
    entry = ready_made["residual_block"]
    inside = entry.usual().inside(None)
    crooked = inside.rerouted(*(w.but(via=((5.0, 5.0),)) for w in inside.wires))
    assert known_as(crooked) is entry


def test_a_block_put_into_a_wire_has_points_before_and_behind_it() -> None:
    made = bent(network(), (300.0, 120.0), (300.0, 400.0))
    node = made.by_id["conv"].but(id="relu", block=block("activation")).at(200.0, 232.0)
    after = made.inserted(node, made.out_of["conv"][0])
    assert after.into["relu"][0].via == ((300.0, 120.0),)
    assert after.out_of["relu"][0].via == ((300.0, 400.0),)


# ---- moving ------------------------------------------------------------------------------------


def test_points_go_along_where_both_ends_of_a_wire_move_alike() -> None:
    made = bent(network(), (300.0, 150.0))
    assert len(made.order) == 4
    both = made.moved({"conv": (8.0, 104.0), "flat": (8.0, 200.0)})
    assert both.out_of["conv"][0].via == ((308.0, 158.0),)
    one = made.moved({"conv": (8.0, 104.0)})
    assert one.out_of["conv"][0].via == ((300.0, 150.0),)
    assert one.order is made.order
    slightly = made.moved(
        {id: (made.by_id[id].x + 0.1, made.by_id[id].y + 0.7) for id in made.by_id}
    )
    assert slightly.out_of["conv"][0].via == ((300.1, 150.7),)


def test_a_frame_moves_with_all_that_lies_in_it() -> None:
    made = bent(network(), (100.0, 60.0), (300.0, 30.0), source="p")  # one point in the frame
    made = bent(made, (190.0, 150.0))
    inner = Frame(id="frame_2", x=0.0, y=100.0, width=96.0, height=64.0)
    after = shifted(with_pieces(made, inner), (16.0, 8.0), pieces=Pieces(frozenset({"frame_1"})))
    assert place(after, "conv") == (16.0, 104.0)
    assert place(after, "flat") == (16.0, 200.0)
    assert place(after, "p") == (0.0, 0.0)
    assert place(after, "out") == (0.0, 288.0)
    assert (frame(after).x, frame(after).y) == (-8.0, 56.0)
    assert (frame(after, "frame_2").x, frame(after, "frame_2").y) == (16.0, 108.0)
    assert (after.notes[0].x, after.notes[0].y) == (0.0, 68.0)
    assert after.out_of["conv"][0].via == ((206.0, 158.0),)
    assert after.out_of["p"][0].via == ((116.0, 68.0), (300.0, 30.0))


def test_a_frame_around_blocks_leaves_some_air() -> None:
    assert around([(0.0, 0.0, 192.0, 56.0), (0.0, 96.0, 192.0, 152.0)]) == (-48, -24, 240, 160)


def test_removing_a_block_removes_nothing_around_it() -> None:
    after = network().removed(["conv", "flat"])
    assert after.frames == network().frames
    assert after.notes == network().notes


def test_a_layout_keeps_frames_around_their_blocks_and_straightens_wires() -> None:
    made = bent(network(), (300.0, 150.0)).moved({"flat": (80.0, 320.0), "out": (0.0, 600.0)})
    made = with_pieces(made, frame(made).but(width=312.0, height=340.0))
    after = rearranged(made, tidied(made))
    held, _ = lying_in(after, ["frame_1"])
    assert held == {"conv", "flat"}
    assert not after.bent
    was, now = frame(made), frame(after)
    assert after.by_id["conv"].x - now.x == made.by_id["conv"].x - was.x
    below = now.y + now.height - after.by_id["flat"].y
    assert below == was.y + was.height - made.by_id["flat"].y
    assert (after.notes[0].x - now.x, after.notes[0].y - now.y) == (8.0, 12.0)


def test_a_note_in_no_frame_stays_beside_the_nearest_block() -> None:
    before = without_pieces(network(), Pieces(frozenset({"frame_1"})))
    before = with_pieces(before, before.notes[0].but(x=220.0, y=192.0))
    after = kept_around(before, before.moved({"flat": (0.0, 400.0), "out": (0.0, 500.0)}))
    assert after.notes[0].y == 400.0


@given(st.floats(-2e7, 2e7), st.floats(-2e7, 2e7))
def test_nothing_leaves_the_paper_however_far_it_is_moved(dx: float, dy: float) -> None:
    made = bent(network(), (300.0, 150.0))
    after = shifted(made, (dx, dy), ["p"], Pieces(frozenset({"frame_1"}), frozenset({"note_1"})))
    assert files.parse(files.dump(Project(graph=after))).graph == after


# ---- groups and copies -------------------------------------------------------------------------


def test_what_lies_around_grouped_blocks_alone_goes_into_the_group() -> None:
    made = bent(network(), (190.0, 150.0))
    after, _ = grouped(made, "", ["conv", "flat"], "Encoder")
    assert (after.frames, after.notes) == ((), ())
    inside = after.definition["Encoder"]
    assert inside.frames == made.frames
    assert inside.notes == made.notes
    assert inside.out_of["conv"][0].via == ((190.0, 150.0),)


def test_a_frame_around_other_blocks_too_stays_outside() -> None:
    made = network()
    assert going_along(made, {"conv"}) == Pieces()
    after, _ = grouped(made, "", ["conv"], "Part")
    assert after.frames == made.frames


def test_ungrouping_brings_them_back_to_where_the_blocks_come_to_lie() -> None:
    made = bent(network(), (190.0, 150.0))
    inner, id = grouped(made, "", ["conv", "flat"], "Encoder")
    after, _ = ungrouped(inner, "", id)
    by = after.by_id["conv"].x - made.by_id["conv"].x, after.by_id["conv"].y - 96.0
    assert (frame(after).x, frame(after).y) == (-24.0 + by[0], 48.0 + by[1])
    assert (after.notes[0].x, after.notes[0].y) == (-16.0 + by[0], 60.0 + by[1])
    assert after.out_of["conv"][0].via == ((190.0 + by[0], 150.0 + by[1]),)
    assert not after.definitions


def test_a_frame_around_a_group_holds_the_blocks_that_come_out_of_it() -> None:
    made = without_pieces(network(), Pieces(frozenset({"frame_1"}), frozenset({"note_1"})))
    inner, id = grouped(made, "", ["conv", "flat"], "Encoder")
    group = inner.by_id[id]
    around_it = Frame(id="frame_1", x=group.x - 8, y=group.y - 8, width=208.0, height=72.0)
    after, blocks = ungrouped(with_pieces(inner, around_it), "", id)
    held, _ = lying_in(after, ["frame_1"])
    assert held == set(blocks)


def test_folding_equal_parts_leaves_no_empty_frames() -> None:
    made = {"p": block("picture_input")}
    for n in range(3):
        made[f"conv{n}"] = block("conv2d", filters=1, padding="same")
        made[f"norm{n}"] = block("batch_norm")
    made["out"] = block("generated_picture")
    chain = graph(made, *(f"{one} > {other}" for one, other in pairwise(made)))
    chain = chain.moved({node.id: (0.0, 96.0 * row) for row, node in enumerate(chain.nodes)})
    frames = (
        Frame(id=f"f{n}", x=-24.0, y=192.0 * n + 72.0, width=240.0, height=180.0) for n in range(3)
    )
    framed = with_pieces(chain, *frames)
    found = repeats(framed, shapes(framed, FIELDS))
    after, _ = folded(framed, "", found)
    assert not after.frames
    assert [each.id for each in after.definitions[0].frames] == ["f0"]


def test_each_copy_of_a_group_brings_a_frame_of_its_own() -> None:
    made, id = grouped(network(), "", ["conv"], "Part")
    inside = made.definition["Part"]
    inside = with_pieces(inside, Frame(id="frame_1", x=-24.0, y=48.0, width=240.0, height=120.0))
    made = made.with_definitions([inside])
    group = made.by_id[id]
    made = made.replaced(group.but(block=group.block.but(repeat=3)))
    after, blocks = ungrouped(made, "", id)
    assert [each.id for each in after.frames] == ["frame_1", "frame_2", "frame_3", "frame_4"]
    inner = [lying_in(after, [each.id])[0] for each in after.frames[1:]]
    assert sorted(inner, key=sorted) == sorted(({id} for id in blocks), key=sorted)


def test_more_than_a_network_may_have_stay_away() -> None:
    many = with_pieces(network(), *(Note(id=f"n{n}") for n in range(MOST_NOTES - 1)))
    assert len(many.notes) == MOST_NOTES
    assert with_more(many, network(), (0.0, 0.0)).notes == many.notes
    assert free_id(many, "note") == "note_2"
