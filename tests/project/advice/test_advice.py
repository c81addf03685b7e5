"""Advice: where it is given, where it is not, and how it is dismissed."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from studio.blocks.block import Block
from studio.blocks.group import Group
from studio.data.dataset import datasets
from studio.data.declared_inputs import GivenFeatures, GivenPicture
from studio.data.declared_targets import GivenClass
from studio.data.no_data import NoData
from studio.graph.graph import Wire
from studio.project import files
from studio.project.advice import with_all_hints, without_hints
from studio.project.checks import checked
from studio.project.project import Project
from tests.wiring import block, cnn, definition, graph

PICTURES = NoData(inputs=(GivenPicture(height=28, width=28),), targets=(GivenClass(classes=3),))
ROWS = NoData(inputs=(GivenFeatures(size=4),), targets=(GivenClass(classes=3),))
GRAPHS = sorted((Path(__file__).parents[3] / "graphs").glob("*.layerloom"))


def row(middle: Mapping[str, Block], *more: str, **output: object) -> Project:
    """A chain from a row of numbers to a class output; `more` are further wires."""
    made_of = {"x": block("features_input"), **middle, "out": block("class_output", **output)}
    wires = (f"{a} > {b}" for a, b in pairwise(made_of))
    return Project(graph=graph(made_of, *wires, *more), data=ROWS)


def pictures(middle: Mapping[str, Block]) -> Project:
    """A chain from a picture to a class output."""
    made_of = {"p": block("picture_input"), **middle, "out": block("class_output")}
    return Project(
        graph=graph(made_of, *(f"{a} > {b}" for a, b in pairwise(made_of))), data=PICTURES
    )


def plain(units: int = 8) -> Block:
    return block("dense", units=units, activation="none")


def told(project: Project) -> list[tuple[str, str]]:
    """Each hint with its block."""
    found = checked(project)
    assert found.errors == ()
    return [(hint.advice, hint.block) for hint in found.advised.hints]


def test_two_dense_layers_without_a_curve_between_them_are_told_of() -> None:
    project = row({"a": plain(), "drop": block("dropout"), "b": block("dense")})
    assert told(project) == [("no_activation", "b")]
    (hint,) = checked(project).advised.hints
    assert hint.what == "There is no activation between Dense and Dense."
    assert hint.severity == "hint"


def test_the_dense_layer_of_the_output_counts_as_one() -> None:
    assert told(row({"a": plain()})) == [("no_activation", "out")]
    assert told(row({"a": plain(3)}, dense=False)) == []


@pytest.mark.parametrize("between", ["activation", "layer_norm"])
def test_what_bends_numbers_between_two_layers_makes_these_sound(between: str) -> None:
    assert told(row({"a": plain(), "bend": block(between), "b": block("dense")})) == []


def test_where_ways_meet_nothing_is_said_about_the_layers_before() -> None:
    middle = {"a": plain(4), "sum": block("add"), "b": block("dense")}
    project = row(middle, "x > sum.in_2")
    assert told(project) == []


def test_convolutions_without_a_curve_between_them_are_told_of() -> None:
    bare = block("conv2d", filters=4, activation="none")
    middle = {
        "a": bare,
        "norm": block("batch_norm"),
        "b": block("conv2d"),
        "flat": block("flatten"),
    }
    assert told(pictures(middle)) == [("no_activation", "b")]


def test_a_softmax_before_cross_entropy_is_told_of() -> None:
    squashed = block("activation", function="softmax")
    assert told(row({"a": block("dense"), "soft": squashed})) == [("activation_before_loss", "out")]
    own = block("dense", activation="softmax")
    assert told(row({"a": own})) == [("activation_before_loss", "out")]


def test_a_sigmoid_before_the_own_layer_of_an_output_is_a_hidden_layer_like_others() -> None:
    curve = block("dense", units=3, activation="sigmoid")
    assert told(row({"a": curve})) == []
    assert told(row({"a": curve}, dense=False)) == [("activation_before_loss", "out")]


def test_dropout_is_told_of_where_no_layer_follows() -> None:
    middle = {"a": plain(3), "drop": block("dropout")}
    assert told(row(middle, dense=False)) == [("dropout_at_the_end", "out")]
    assert told(row({"a": block("dense"), "drop": block("dropout")})) == []


def test_batch_norm_with_batches_of_one_example_is_told_of() -> None:
    project = row({"a": plain(), "norm": block("batch_norm"), "curve": block("activation")})
    assert told(project) == []
    alone = project.with_training(project.training.but(batch_size=1))
    assert told(alone) == [("batch_norm_of_one", "norm")]


def test_global_pooling_over_views_smaller_than_the_picture_is_told_of() -> None:
    conv = block("conv2d", kernel=(5, 5))
    small = {"a": conv, "pool": block("max_pool2d"), "b": conv, "mean": block("global_avg_pool")}
    assert told(pictures(small)) == [("small_receptive_field", "mean")]
    (hint,) = checked(pictures(small)).advised.hints
    assert "sees 14 × 14 of 28 × 28 pixels" in hint.why  # 5 + 1 + 4 · 2
    apart = conv.but(dilation=(4, 4), padding="same")
    large = small | {"b": apart}
    assert told(pictures(large)) == []  # 5 + 1 + 4 · 4 · 2 = 38


def test_flatten_sees_the_whole_picture() -> None:
    assert told(pictures({"a": block("conv2d"), "flat": block("flatten")})) == []


def test_many_layers_in_a_row_are_told_of_once_and_a_skip_starts_anew() -> None:
    deep = {f"d{n}": block("dense", units=4) for n in range(22)}
    assert told(row(deep)) == [("deep_without_skips", "d20")]
    made_of = {**{f"d{n}": deep[f"d{n}"] for n in range(10)}, "sum": block("add")}
    made_of |= {f"e{n}": block("dense", units=4) for n in range(15)}
    assert told(row(made_of, "d0 > sum.in_2")) == []


def test_more_parameters_than_examples_are_told_of_at_the_largest_block() -> None:
    project = cnn()
    found = told(project)
    assert found == [("more_parameters_than_examples", "dense")]
    (hint,) = checked(project).advised.hints
    assert hint.what == f"{checked(project).parameters:,} parameters learn from 1,163 examples."
    held = project.graph.inserted(
        graph({"drop": block("dropout")}).nodes[0], project.graph.into["out"][0]
    )
    assert told(project.with_graph(held)) == []


@pytest.mark.parametrize("name", ["digits", "fashion", "iris", "spirals"])
@pytest.mark.parametrize("settings", [{}, {"validation": 0.3}])
def test_the_training_size_is_known_before_loading(name: str, settings: dict[str, float]) -> None:
    data = datasets[name]().but(**settings)
    assert data.training_size() == pytest.approx(len(data.load().training), rel=0.03)


def test_a_narrowed_data_set_has_fewer_examples_to_learn_from() -> None:
    data = datasets["digits"]().but(classes=("1", "7"), per_class=50)
    assert data.training_size() == pytest.approx(len(data.load().training), rel=0.1)


def test_nothing_is_said_about_a_network_with_errors() -> None:
    project = row({"a": plain(), "b": block("dense")})
    cut = project.graph.disconnected(*project.graph.into["a"])
    assert checked(project.with_graph(cut)).advised.hints == ()


def inside(repeat: int = 2) -> Project:
    """Two layers without a curve inside of a group."""
    made_of = {
        "in": block("inlet"),
        "a": plain(),
        "b": block("dense", units=8),
        "o": block("outlet"),
    }
    pair = definition("Pair", made_of, "in > a", "a > b", "b > o")
    outer = {"x": block("features_input"), "first": plain(), "curve": block("activation")}
    outer |= {"g": Group(definition="Pair", repeat=repeat), "out": block("class_output")}
    wires = ("x > first", "first > curve", "curve > g.in", "g.o > out")
    return Project(graph=graph(outer, *wires, definitions=(pair,)), data=ROWS)


def test_advice_inside_of_a_group_is_said_once_and_leads_there() -> None:
    (hint,) = checked(inside()).advised.hints
    assert (hint.advice, hint.path, hint.block) == ("no_activation", ("g",), "b")
    assert hint.what.startswith('Inside "Pair": ')
    assert hint.chip == ""


@pytest.mark.parametrize("project", [row({"a": plain(), "b": block("dense")}), inside()])
def test_dismissed_advice_is_not_given_again_until_it_is_asked_for(project: Project) -> None:
    before = checked(project)
    quiet = project.with_graph(without_hints(project.graph, before.advised.hints))
    after = checked(quiet, before)
    assert after.advised.hints == ()
    assert len(after.advised.dismissed) == 1
    again = files.parse(files.dump(quiet))
    assert checked(again).advised.hints == ()
    loud = quiet.with_graph(with_all_hints(quiet.graph))
    assert checked(loud, after).advised.hints == before.advised.hints
    assert files.dump(loud) == files.dump(project)


def test_what_is_dismissed_stands_in_the_file_only_where_something_is() -> None:
    project = row({"a": plain(), "b": block("dense")})
    assert b"dismissed" not in files.dump(project)
    quiet = project.with_graph(without_hints(project.graph, checked(project).advised.hints))
    assert files.dump(quiet).count(b"dismissed") == 1


def test_after_an_edit_only_what_it_changes_is_looked_at_again() -> None:
    middle = {f"d{n}": block("dense", units=8) for n in range(200)}
    project = row(middle)
    first = checked(project)
    edits = {
        "moved": project.graph.moved({"d5": (10, 10)}),
        "bent": project.graph.with_block("d100", block("dense", units=8, activation="tanh")),
        "bare": project.graph.with_block("d150", plain()),
        "out": project.graph.removed(["d190"]).connected(Wire(source="d189", target="d191")),
    }
    for graph_now in edits.values():
        after = checked(project.with_graph(graph_now), first)
        assert after.errors == ()
        assert after.advised.every == checked(project.with_graph(graph_now)).advised.every
        assert after.advised.flows[""].looked_at <= 3


def test_advice_after_many_edits_is_that_of_a_fresh_look() -> None:
    project = row({f"d{n}": block("dense", units=8) for n in range(30)})
    now, known = project, checked(project)
    for change in ("none", "relu"):
        for n in (20, 3, 4, 11):
            bent = now.graph.with_block(f"d{n}", block("dense", units=8, activation=change))
            now, before = now.with_graph(bent), known
            known = checked(now, before)
            assert known.advised.every == checked(now).advised.every
    renamed = now.graph.replaced(now.graph.by_id["d3"].but(name="Third"))
    assert (
        checked(now.with_graph(renamed), known).advised.every
        == checked(now.with_graph(renamed)).advised.every
    )


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_the_examples_get_no_advice_but_about_parameters_and_views(path: Path) -> None:
    kinds = {hint.advice for hint in checked(files.load(path)).advised.hints}
    assert kinds <= {"more_parameters_than_examples", "small_receptive_field"}
