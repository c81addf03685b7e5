"""Each kind of problem has the fixes that its sentence speaks of, the best first."""

from dataclasses import replace

import pytest

from studio.data.dataset import datasets
from studio.graph.graph import Definition, Graph, Wire
from studio.project.checks import checked
from studio.project.fixes.fix import Case, Draft, Fix
from studio.project.fixes.search import fixes
from studio.project.fixes.trying import tried
from studio.project.project import Project
from tests.wiring import block, definition, graph

ENDS = {"p": block("picture_input"), "out": block("class_output")}


def project(drawn: Graph, data: str = "digits") -> Project:
    return Project(graph=drawn, data=datasets[data]())


def found(
    drawn: Graph, chip: str, data: str = "digits", earlier: tuple[Project, ...] = ()
) -> tuple[Fix, ...]:
    """The fixes of the first problem with this chip, or with this in its text."""
    given = project(drawn, data)
    known = checked(given)
    problem = next(p for p in known.problems if chip in (p.chip, p.what) or chip in p.text)
    return fixes(given, known, problem, earlier)


def titles(*args: object, **kwargs: object) -> list[str]:
    return [fix.title for fix in found(*args, **kwargs)]  # type: ignore[arg-type]


def test_pictures_before_a_dense_layer_are_flattened_or_pooled() -> None:
    made_of = {**ENDS, "conv": block("conv2d"), "dense": block("dense")}
    drawn = graph(made_of, "p > conv", "conv > dense", "dense > out")
    flat, pooled = found(drawn, "Needs a flat row")
    assert (flat.title, flat.gets, flat.gives) == ("Add Flatten", "32 × 6 × 6", "1,152")
    assert flat.parameters == 1_152 * 64 + 64
    assert (pooled.title, pooled.parameters) == ("Add Global average pooling", 32 * 64 + 64)
    assert not flat.checked.problems
    assert [w.source for w in flat.project.graph.into["dense"]] == ["flatten_1"]


def test_units_are_set_to_the_number_of_classes() -> None:
    made_of = {**ENDS, "flat": block("flatten"), "dense": block("dense")}
    made_of["out"] = block("class_output", dense=False)
    drawn = graph(made_of, "p > flat", "flat > dense", "dense > out")
    assert titles(drawn, "Needs 10 numbers")[:2] == [
        "Set units of Dense to 10",
        'Turn on "own dense layer"',
    ]


@pytest.mark.parametrize(
    ("kind", "data_input", "other"),
    [("conv1d", "picture_input", "Conv 2D"), ("max_pool2d", "sequence_input", "Max pooling 1D")],
)
def test_a_layer_changes_between_1d_and_2d(kind: str, data_input: str, other: str) -> None:
    made_of = {"in": block(data_input), "layer": block(kind), "flat": block("flatten")}
    made_of["out"] = block("class_output")
    drawn = graph(made_of, "in > layer", "layer > flat", "flat > out")
    assert titles(drawn, "cannot read")[0] == f"Change to {other}"


def test_a_kernel_that_is_too_large_is_padded_or_made_smaller() -> None:
    made_of = {**ENDS, "conv": block("conv2d", kernel=(12, 12)), "flat": block("flatten")}
    drawn = graph(made_of, "p > conv", "conv > flat", "flat > out")
    assert titles(drawn, "Kernel too large")[:2] == [
        'Set padding to "same"',
        "Set kernel size to 8 × 8",
    ]


def test_heads_are_set_to_a_number_that_divides_the_size() -> None:
    made_of = {"in": block("sequence_input"), "heads": block("attention", heads=3)}
    made_of |= {"mean": block("mean_over_time"), "out": block("class_output")}
    drawn = graph(made_of, "in > heads", "heads > mean", "mean > out")
    assert titles(drawn, "Heads not even")[0] == "Set heads to 2"


def test_an_lstm_gives_its_last_step_where_one_row_is_wanted() -> None:
    made_of = {"in": block("sequence_input"), "lstm": block("lstm"), "out": block("class_output")}
    drawn = graph(made_of, "in > lstm", "lstm.sequence > out")
    fix = found(drawn, "Needs one row")[0]
    assert fix.title == 'Use "Last step" of LSTM'
    assert fix.project.graph.wires[-1] == Wire(source="lstm", output="last", target="out")


def test_a_residual_that_differs_gets_as_many_filters_or_is_concatenated() -> None:
    made_of = {**ENDS, "add": block("add"), "mean": block("global_avg_pool")}
    made_of |= {f"conv_{n}": block("conv2d", filters=n, padding="same") for n in (8, 12)}
    wires = ["p > conv_8", "conv_8 > conv_12", "conv_8 > add.in_1", "conv_12 > add.in_2"]
    drawn = graph(made_of, *wires, "add > mean", "mean > out")
    assert titles(drawn, "Shapes differ") == [
        "Set filters of Conv 2D to 12",
        "Set filters of Conv 2D to 8",
        "Change to Concatenate",
    ]


def test_a_loose_port_is_wired_to_the_nearest_output_that_is_not_used() -> None:
    made_of = {**ENDS, "flat": block("flatten"), "dense": block("dense")}
    drawn = graph(made_of, "p > flat", "flat > dense")
    assert titles(drawn, "Nothing arrives")[0] == "Wire it to Dense"


def test_a_loose_port_is_wired_through_what_it_needs() -> None:
    drawn = graph({**ENDS, "conv": block("conv2d")}, "p > conv")
    assert titles(drawn, "Nothing arrives")[0] == "Wire it to Conv 2D through Flatten"


def test_two_wires_at_one_port_are_joined_if_both_are_needed() -> None:
    made_of = {**ENDS, "flat": block("flatten"), "a": block("dense"), "b": block("dense")}
    wires = ("p > flat", "flat > a", "flat > b", "a > out", "b > out")
    assert titles(graph(made_of, *wires), "Two wires, one port") == [
        "Join them with Add",
        "Join them with Concatenate",
    ]
    fix = found(graph(made_of, *wires, "a > b"), "2 wires end at one input of Dense")[0]
    assert fix.title.startswith("Keep the wire from")


BACK = Wire(source="last", output="out", target="add", input="in_3")
FORTH = Wire(source="dense", output="out", target="last", input="in_3")


def loop() -> Graph:
    """A loop through two joins: without BACK and without FORTH there is none."""
    made_of = {**ENDS, "flat": block("flatten"), "add": block("add", ports=3)}
    made_of |= {"dense": block("dense"), "last": block("add", ports=3)}
    made_of |= {"both": block("concatenate")}
    wires = ["p > flat", "add > dense", "dense > both.in_1", "last > both.in_2", "both > out"]
    wires += [f"flat > {join}.in_{n}" for join in ("add", "last") for n in (1, 2)]
    return graph(made_of, *wires, "last > add.in_3", "dense > last.in_3")


@pytest.mark.parametrize("newest", [BACK, FORTH])
def test_a_loop_is_broken_at_the_wire_that_came_last(newest: Wire) -> None:
    earlier = (project(loop().disconnected(newest)), project(Graph()))
    first = found(loop(), "Part of a loop", earlier=earlier)[0]
    assert first.why == "It is the newest wire of the loop."
    assert {BACK, FORTH} - {*first.project.graph.wires} == {newest}


def test_a_wire_that_only_took_another_way_is_not_the_newest_of_a_loop() -> None:
    earlier = (project(loop()), project(loop().disconnected(BACK)), project(Graph()))
    bent = loop().rerouted(FORTH.but(via=((300.0, 40.0),)))
    first = found(bent, "Part of a loop", earlier=earlier)[0]
    assert first.why == "It is the newest wire of the loop."
    assert BACK not in first.project.graph.wires


def test_without_a_history_a_loop_is_broken_where_it_leads_back_up() -> None:
    drawn = loop()
    drawn = drawn.moved({node.id: (0, 96 * n) for n, node in enumerate(drawn.nodes)})
    first = found(drawn, "Part of a loop")[0]
    assert first.why == "It leads back to an earlier block."
    assert BACK not in first.project.graph.wires


def test_a_loop_apart_is_removed_and_one_that_is_needed_opened_with_a_loose_end() -> None:
    made_of = {**ENDS, "flat": block("flatten"), "a": block("dense"), "b": block("dense")}
    drawn = graph(made_of, "p > flat", "a > b", "b > a", "flat > out")
    assert titles(drawn, "Part of a loop") == ["Remove these 2 blocks"]
    needed = drawn.disconnected(*drawn.into["out"]).connected(Wire(source="b", target="out"))
    needed = needed.removed(["p", "flat"])
    opened = found(needed, "Part of a loop")[0]
    assert opened.title == "Remove the wire from Dense to Dense"
    assert {problem.chip for problem in opened.then} == {"Nothing arrives"}


def test_a_dead_branch_is_removed_as_a_whole() -> None:
    made_of = {**ENDS, "flat": block("flatten"), "a": block("dense"), "b": block("dense")}
    drawn = graph(made_of, "p > flat", "flat > out", "flat > a", "a > b")
    fix = found(drawn, "Leads nowhere")[0]
    assert fix.title == "Remove this branch of 2 blocks"
    assert {node.id for node in fix.project.graph.nodes} == {"p", "flat", "out"}


def test_a_block_without_wires_goes_into_the_nearest_wire_that_takes_it() -> None:
    made_of = {**ENDS, "flat": block("flatten"), "drop": block("dropout")}
    drawn = graph(made_of, "p > flat", "flat > out")
    assert "Remove Dropout" in titles(drawn, "Not wired")
    assert "Wire it in between" in titles(drawn, "Not wired")[0]


def test_an_empty_canvas_gets_an_input_and_an_output_that_fit_the_data() -> None:
    first = found(Graph(), "The canvas is empty.")[0]
    assert first.title == "Add Picture input and Class output"
    assert not first.checked.problems
    rows = found(Graph(), "The canvas is empty.", "iris")
    assert rows[0].title == "Add Features input and Class output"


def test_a_missing_end_is_added_where_the_network_stops() -> None:
    dense = {"flat": block("flatten"), "dense": block("dense")}
    inner = ("flat > dense",)
    no_output = graph({"p": block("picture_input"), **dense}, "p > flat", *inner)
    assert titles(no_output, "no output")[0] == "Add Class output behind Dense"
    no_input = graph({**dense, "out": block("class_output")}, *inner, "dense > out")
    assert titles(no_input, "no input")[0] == "Add Picture input"


def test_an_end_that_does_not_fit_the_data_becomes_one_that_does() -> None:
    made_of = {"in": block("features_input"), "dense": block("dense")}
    made_of["out"] = block("number_output")
    drawn = graph(made_of, "in > dense", "dense > out")
    assert titles(drawn, "Number output does not fit", "iris")[0] == "Change to Class output"
    made_of["out"] = block("class_output", field="colour")
    drawn = graph(made_of, "in > dense", "dense > out")
    assert titles(drawn, "Does not fit data", "iris")[0] == "Use the first data field that fits"


def test_a_step_becomes_a_curve_that_can_be_trained() -> None:
    made_of = {**ENDS, "flat": block("flatten"), "dense": block("dense", activation="step")}
    drawn = graph(made_of, "p > flat", "flat > dense", "dense > out")
    assert titles(drawn, "Nothing learns before it")[0] == "Set activation to Sigmoid"


def test_classes_that_the_data_does_not_have_are_left_out() -> None:
    made_of = {"in": block("features_input"), "out": block("class_output")}
    given = Project(
        graph=graph(made_of, "in > out"), data=datasets["iris"]().but(classes=("setosa", "oak"))
    )
    known = checked(given)
    (fix,) = fixes(given, known, known.problems[0])
    assert fix.title == "Keep all classes"
    assert not fix.checked.problems


def cell(kind: str) -> list[Definition]:
    """A definition with one block."""
    made_of = {"i": block("inlet"), "layer": block(kind), "o": block("outlet")}
    return [definition("cell", made_of, "i > layer", "layer > o")]


def test_a_problem_inside_a_group_is_fixed_in_its_definition() -> None:
    made_of = {**ENDS, "g": block("group", definition="cell")}
    drawn = graph(made_of, "p > g", "g > out", definitions=cell("dense"))
    fix = found(drawn, "Error inside")[0]
    assert (fix.title, fix.path, fix.gives) == ("Add Flatten", ("g",), "64")
    inside = fix.project.graph.definition["cell"]
    assert [node.block.kind for node in inside.nodes][-1] == "flatten"


def test_a_group_that_shrinks_too_often_is_repeated_less() -> None:
    made_of = {**ENDS, "g": block("group", definition="cell", repeat=9), "f": block("flatten")}
    drawn = graph(made_of, "p > g", "g > f", "f > out", definitions=cell("conv2d"))
    assert "Set repeat of cell to 3" in titles(drawn, "Error inside")


def test_a_problem_that_hides_another_says_so_where_it_cannot_be_helped() -> None:
    made_of = {**ENDS, "dense": block("dense"), "conv": block("attention", heads=5)}
    drawn = graph(made_of, "p > dense", "dense > conv", "conv > out")
    fix = found(drawn, "Needs a flat row")[0]
    assert fix.title == "Add Flatten"
    assert [problem.chip for problem in fix.then] == ["Needs a sequence"]


def test_a_new_block_lies_between_its_neighbours_and_covers_none() -> None:
    made_of = {**ENDS, "conv": block("conv2d"), "dense": block("dense")}
    drawn = graph(made_of, "p > conv", "conv > dense", "dense > out")
    drawn = drawn.moved({"conv": (0, 96), "dense": (0, 192), "out": (0, 288)})
    placed = found(drawn, "Needs a flat row")[0].project.graph.by_id
    assert placed["conv"].y + 56 < placed["flatten_1"].y
    assert placed["flatten_1"].y + 56 < placed["dense"].y
    assert placed["dense"].y + 56 < placed["out"].y


def test_what_a_problem_says_in_another_place_does_not_matter() -> None:
    made_of = {**ENDS, "conv": block("conv2d"), "dense": block("dense")}
    given = project(graph(made_of, "p > conv", "conv > dense", "dense > out"))
    known = checked(given)
    (problem,) = known.problems
    gone = replace(problem, where=("nowhere",))
    assert fixes(given, known, gone) == ()


def test_several_inputs_of_another_kind_are_all_rearranged() -> None:
    made_of = {"p": block("picture_input"), "conv": block("conv2d", filters=1, padding="same")}
    made_of |= {"dot": block("dot_product"), "out": block("class_output")}
    drawn = graph(made_of, "p > conv", "p > dot.in_1", "conv > dot.in_2", "dot > out")
    first = found(drawn, "Needs a flat row")[0]
    assert first.title == "Add Flatten before each of them"
    assert first.gives == "64"


def test_settings_that_contradict_what_arrives_go_back_to_the_usual_ones() -> None:
    made_of = {**ENDS, "part": block("slice", along="steps", start=70, stop=80)}
    made_of["flat"] = block("flatten")
    drawn = graph(made_of, "p > part", "part > flat", "flat > out")
    assert "Set Slice back to its usual settings" in titles(drawn, "No such side")


def test_a_network_without_a_loss_gets_an_output_that_has_one() -> None:
    made_of = {"noise": block("noise_input"), "dense": block("dense")}
    made_of["fake"] = block("generated_picture")
    drawn = graph(made_of, "noise > dense", "dense > fake")
    assert titles(drawn, "No loss")[0] == "Add Class output behind Dense"


def test_an_output_becomes_one_that_fits_together_with_what_it_needs() -> None:
    made_of = {"p": block("picture_input"), "out": block("number_output")}
    first = found(graph(made_of, "p > out"), "Number output does not fit")[0]
    assert first.title == "Change to Class output"
    assert [node.block.kind for node in first.project.graph.nodes][-1] == "flatten"


def test_blocks_that_shrink_a_picture_beside_a_shortcut_keep_its_size() -> None:
    made_of = {"p": block("picture_input"), "one": block("conv2d", filters=1)}
    made_of |= {"two": block("conv2d", filters=1), "add": block("add"), **ENDS}
    made_of["mean"] = block("global_avg_pool")
    wires = ("p > one", "one > two", "two > add.in_1", "p > add.in_2", "add > mean", "mean > out")
    first = found(graph(made_of, *wires), "Shapes differ")[0]
    assert first.title == "Keep the size in the 2 blocks before"
    assert all(first.project.graph.by_id[id].block.padding == "same" for id in ("one", "two"))


def test_a_block_in_a_wire_that_goes_around_others_lies_beside_them() -> None:
    made_of = {"p": block("picture_input"), "conv": block("conv2d", padding="same"), **ENDS}
    made_of |= {"pool": block("max_pool2d"), "dot": block("concatenate"), "flat": block("flatten")}
    wires = ("p > conv", "conv > pool", "pool > dot.in_1", "p > dot.in_2", "dot > flat")
    drawn = graph(made_of, *wires, "flat > out")
    order = ("p", "conv", "pool", "dot", "flat", "out")
    drawn = drawn.moved({id: (0, 96 * n) for n, id in enumerate(order)})
    offered = found(drawn, "Sizes differ")
    shrunk = next(fix for fix in offered if "Adaptive pooling" in fix.title)
    placed = shrunk.project.graph.by_id
    assert placed[shrunk.block].x == 240
    assert all((placed[id].x, placed[id].y) == (0, 96 * n) for n, id in enumerate(order))


def test_a_group_without_an_inlet_gets_one_and_a_wire_to_it() -> None:
    inside = {"layer": block("dense"), "o": block("outlet")}
    made_of = {"p": block("picture_input"), "flat": block("flatten"), "out": block("class_output")}
    made_of["g"] = block("group", definition="cell")
    closed = definition("cell", inside, "layer > o")
    drawn = graph(made_of, "p > flat", "g > out", definitions=[closed])
    fix = found(drawn, "no inlet")[0]
    assert fix.title == "Add an inlet before Dense, with a wire from Flatten"
    assert not fix.checked.problems
    assert fix.project.graph.into["g"][0].source == "flat"


def test_a_group_without_an_outlet_gets_one_behind_its_last_block() -> None:
    inside = {"i": block("inlet"), "layer": block("dense")}
    made_of = {"p": block("features_input"), "g": block("group", definition="cell")}
    made_of |= {"dense": block("dense"), "out": block("class_output")}
    drawn = graph(
        made_of,
        "p > g.i",
        "p > dense",
        "dense > out",
        definitions=[definition("cell", inside, "i > layer")],
    )
    assert titles(drawn, "no outlet", "iris")[0] == "Add an outlet behind Dense"


def test_a_fix_that_would_break_another_branch_is_not_offered() -> None:
    made_of = {"p": block("picture_input"), "flat": block("flatten"), "dense": block("dense")}
    made_of |= {"other": block("dense"), "add": block("add"), "more": block("class_output")}
    made_of["out"] = block("class_output", dense=False)
    wires = ("p > flat", "flat > dense", "flat > other", "dense > add.in_1", "other > add.in_2")
    drawn = graph(made_of, *wires, "add > more", "dense > out")
    given = project(drawn)
    known = checked(given)
    case = Case(given, known, next(p for p in known.problems if p.chip == "Needs 10 numbers"))
    narrow = drawn.with_block("dense", block("dense", units=10))
    assert tried(case, Draft("Set units", "", 0, edit=lambda _graph: narrow)) is None
    assert "Set units of Dense to 10" not in titles(drawn, "Needs 10 numbers")
