import random
import time
from itertools import pairwise

from studio.graph.defining import COLUMN
from studio.graph.graph import Graph, Node, Wire
from studio.graph.layout import GAP, tidied
from studio.ui.canvas.faces import COMPACT, FULL, WIDTH, card
from tests.wiring import block, cnn, graph


def heights(network):
    return {n.id: card(network, n, None, 0).face.height for n in network.nodes}


def apart(network):
    """Whether no two cards touch each other."""
    places, tall = tidied(network), heights(network)
    boxes = [(x, y, x + WIDTH, y + tall[id]) for id, (x, y) in places.items()]
    return not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for n, a in enumerate(boxes)
        for b in boxes[:n]
    )


def test_a_chain_stands_in_one_column_with_even_gaps():
    network = cnn().graph
    places, tall = tidied(network), heights(network)
    assert {x for x, _ in places.values()} == {0.0}
    down = sorted((y, tall[id]) for id, (_, y) in places.items())
    assert {FULL, COMPACT} == set(tall.values())
    assert all(low[0] - (high[0] + high[1]) == GAP for high, low in pairwise(down))


def branches(many):
    made_of = {"p": block("features_input"), "cat": block("concatenate", ports=many)}
    wires = []
    for n in range(many):
        made_of[f"d{n}"] = block("dense")
        wires += [f"p > d{n}", f"d{n} > cat.in_{n + 1}"]
    return graph({**made_of, "out": block("class_output")}, *wires, "cat > out")


def test_branches_stand_side_by_side_in_the_order_of_their_ports():
    places = tidied(branches(3))
    row = [places[f"d{n}"] for n in range(3)]
    assert [x for x, _ in row] == [0.0, COLUMN, 2 * COLUMN]
    assert len({y for _, y in row}) == 1
    assert places["p"][0] == places["cat"][0] == places["out"][0] == COLUMN


def test_branches_stand_in_the_order_of_the_ports_that_they_lead_to():
    made_of = {"p": block("features_input"), "cat": block("concatenate", ports=3)}
    wires = []
    for n, name in enumerate("bca"):
        made_of[name] = block("dense")
        wires += [f"p > {name}", f"{name} > cat.in_{n + 1}"]
    places = tidied(graph({**made_of, "out": block("class_output")}, *wires, "cat > out"))
    assert [places[name][0] for name in "bca"] == [0.0, COLUMN, 2 * COLUMN]


def test_what_a_split_gives_stands_in_the_order_of_its_ports():
    made_of = {"p": block("features_input"), "s": block("split", parts=2), "sum": block("add")}
    made_of |= {"a": block("dense"), "b": block("dense"), "out": block("class_output")}
    first, second = (port.name for port in made_of["s"].outputs())
    wires = ("p > s", f"s.{first} > b", f"s.{second} > a", "b > sum", "a > sum.in_2", "sum > out")
    places = tidied(graph(made_of, *wires))
    assert places["b"][0] < places["a"][0]


def test_a_residual_wire_passes_beside_the_blocks_that_it_goes_around():
    made_of = {
        "p": block("picture_input"),
        "conv": block("conv2d", filters=1, padding="same"),
        "norm": block("batch_norm"),
        "sum": block("add"),
        "flat": block("flatten"),
        "out": block("class_output"),
    }
    wires = ("p > conv", "conv > norm", "norm > sum", "p > sum.in_2", "sum > flat", "flat > out")
    network = graph(made_of, *wires)
    places = tidied(network)
    assert apart(network)
    assert abs(places["conv"][0] - places["p"][0]) <= COLUMN / 2
    assert places["conv"][0] == places["norm"][0]


def test_an_input_that_is_needed_late_stands_just_above_what_needs_it():
    made_of = {
        "x": block("features_input"), "a": block("dense"), "b": block("dense"),
        "late": block("features_input"), "cat": block("concatenate"), "out": block("class_output"),
    }  # fmt: skip
    places = tidied(graph(made_of, "x > a", "a > b", "b > cat", "late > cat.in_2", "cat > out"))
    assert places["late"][1] == places["b"][1]


def test_every_wire_leads_down():
    network = drawn(60, 90, seed=1)
    places = tidied(network)
    assert all(places[w.source][1] < places[w.target][1] for w in network.wires)
    assert apart(network)


def test_the_same_graph_is_always_laid_out_the_same_way():
    assert tidied(drawn(40, 70, seed=2)) == tidied(drawn(40, 70, seed=2))


def test_blocks_in_a_loop_and_blocks_without_wires_have_places_too():
    made_of = {"a": block("dense"), "b": block("dense"), "c": block("dense")}
    network = graph(made_of, "a > b", "b > a")
    assert set(tidied(network)) == {"a", "b", "c"}
    assert apart(network)
    assert tidied(Graph()) == {}


def test_few_wires_cross_where_none_has_to():
    """Two chains that were written down crosswise are untangled."""
    made_of = {
        "x": block("features_input"), "y": block("features_input"),
        "a": block("dense"), "b": block("dense"), "c": block("dense"), "d": block("dense"),
    }  # fmt: skip
    places = tidied(graph(made_of, "x > b", "y > a", "b > c", "a > d"))
    assert places["x"][0] == places["b"][0] == places["c"][0]
    assert places["y"][0] == places["a"][0] == places["d"][0]


def drawn(blocks, wires, seed):
    dice = random.Random(seed)
    ids = [f"n{n}" for n in range(blocks)]
    made = {
        Wire(source=ids[min(a, b)], target=ids[max(a, b)], input=f"in_{dice.randint(1, 4)}")
        for a, b in (dice.sample(range(blocks), 2) for _ in range(wires))
    }
    nodes = tuple(Node(id=id, block=block("add", ports=4)) for id in ids)
    return Graph(nodes=nodes, wires=tuple(made))


def test_a_thousand_blocks_do_not_take_long():
    """Only a hang takes so long; it is about half a second."""
    began = time.perf_counter()
    tidied(drawn(1000, 1300, seed=3))
    assert time.perf_counter() - began < 30
