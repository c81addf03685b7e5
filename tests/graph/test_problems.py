import pytest

from studio.blocks.block import Block
from studio.graph.graph import Graph, Node, Wire
from studio.graph.problems import Problem, problems
from studio.graph.shapes import shapes
from studio.schema.data_field import DataField
from studio.schema.shape import Features
from tests.make_graphs import EXAMPLES
from tests.wiring import FIELDS, KIND, PICTURE, block, definition, graph


def found(network: Graph, fields: dict[str, DataField] = FIELDS) -> tuple[Problem, ...]:
    return problems(network, shapes(network, fields))


def said(network: Graph, fields: dict[str, DataField] = FIELDS) -> list[str]:
    return [problem.what for problem in found(network, fields)]


def sound() -> Graph:
    return graph(
        {"p": block("picture_input"), "flat": block("flatten"), "out": block("class_output")},
        "p > flat",
        "flat > out",
    )


def test_the_examples_have_no_problems() -> None:
    for example in EXAMPLES:
        project = example()
        assert problems(project.graph, shapes(project.graph, project.fields())) == ()


def test_an_empty_canvas_says_what_a_network_needs() -> None:
    (only,) = found(Graph())
    assert only.what == "The canvas is empty."
    assert only.severity == "error"


def test_a_network_needs_an_input_and_an_output() -> None:
    middle = graph({"a": block("dense"), "b": block("dense")}, "a > b")
    assert said(middle)[:2] == ["The network has no input.", "The network has no output."]


def test_every_problem_says_what_why_and_what_to_do_and_few_words_for_the_card() -> None:
    for problem in found(looped()) + found(sound().disconnected(*sound().wires)):
        assert problem.what
        assert problem.why
        assert problem.remedy
        assert len(problem.chip.split()) <= 4


def looped() -> Graph:
    return graph(
        {
            "p": block("picture_input"),
            "sum": block("add"),
            "conv": block("conv2d", padding="same", filters=1),
            "relu": block("activation"),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > sum.in_1",
        "relu > sum.in_2",
        "sum > conv",
        "conv > relu",
        "relu > flat",
        "flat > out",
    )


def test_a_loop_is_named_block_by_block() -> None:
    (only,) = found(looped())
    assert set(only.where) == {"sum", "conv", "relu"}
    names = only.what.removeprefix("These blocks feed each other in a loop: ").rstrip(".")
    around = names.split(" → ")
    assert around[0] == around[-1]
    assert sorted(around[1:]) == ["Activation", "Add", "Conv 2D"]


def test_every_loop_is_listed() -> None:
    twice = {"a": block("activation"), "b": block("activation"), "c": block("add")}
    listed = [
        p.where for p in found(graph(twice, "a > b", "b > a", "c > c.in_1")) if "loop" in p.what
    ]
    assert sorted(map(sorted, listed)) == [["a", "b"], ["c"]]


def test_a_loop_of_very_many_blocks_is_told_in_one_short_sentence() -> None:
    count = 2_000
    nodes = tuple(Node(id=f"a{n}", block=block("activation")) for n in range(count))
    wires = tuple(Wire(source=f"a{n}", target=f"a{(n + 1) % count}") for n in range(count))
    (loop,) = (p for p in found(Graph(nodes=nodes, wires=wires)) if "loop" in p.what)
    assert len(loop.where) == count
    assert len(loop.what) < 200


def test_a_port_without_a_wire_is_named() -> None:
    network = graph(
        {
            "p": block("picture_input"),
            "sum": block("add"),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > sum.in_1",
        "sum > flat",
        "flat > out",
    )
    (only,) = found(network)
    assert only.what == 'Add has no wire at "Input 2".'
    assert (only.where, only.port, only.severity) == (("sum",), "in_2", "error")


def test_an_optional_port_may_stay_without_a_wire() -> None:
    network = graph(
        {
            "s": block("sequence_input"),
            "a": block("attention", heads=4),
            "mean": block("mean_over_time"),
            "out": block("class_output"),
        },
        "s > a.query",
        "a > mean",
        "mean > out",
    )
    assert found(network) == ()


def test_an_output_that_nothing_reaches_is_an_error() -> None:
    (only,) = found(sound().removed(["p", "flat"]).added(*sound().removed(["out", "flat"]).nodes))[
        :1
    ]
    assert only.what == "Class output has no wire at its input."


def test_two_wires_at_one_port_are_an_error_that_names_both_ends() -> None:
    doubled = Graph(
        nodes=(*sound().nodes, Node(id="other", name="Other", block=block("flatten"))),
        wires=(
            *sound().wires,
            *(Wire(source="p", target="other"),),
            Wire(source="other", target="out"),
        ),
    )
    (only,) = found(doubled)
    assert only.what == "2 wires end at one input of Class output."
    assert "Flatten, Other" in only.why
    assert (only.where, only.port) == (("out",), "in")


def test_a_shape_error_stands_at_its_block_and_only_there() -> None:
    broken = sound().inserted(
        Node(id="conv", block=block("conv2d", kernel=(29, 29))), sound().into["flat"][0]
    )
    (only,) = found(broken)
    assert only.where == ("conv",)
    assert only.severity == "error"


def test_an_output_that_does_not_fit_the_data_says_what_the_data_offers() -> None:
    fields = {"picture": PICTURE, "price": DataField("price", "number", Features(1))}
    (only,) = found(sound(), fields)
    assert only.what == "Class output does not fit the data."
    assert only.why == 'To predict, the data offers "price": a number.'
    assert only.where == ("out",)


def test_an_input_that_does_not_fit_the_data_says_what_the_data_offers() -> None:
    fields = {"row": DataField("row", "values", Features(9)), "kind": KIND}
    assert said(sound(), fields) == ["Picture input does not fit the data."]


def test_unfinished_blocks_are_warnings_and_training_may_begin() -> None:
    network = sound().added(
        Node(id="alone", block=block("dropout")),
        Node(id="aside", block=block("dropout")),
        wires=[Wire(source="p", target="aside")],
    )
    listed = found(network)
    assert sorted(problem.what for problem in listed) == [
        "Dropout is not wired to anything.",
        "Dropout leads to no output.",
    ]
    assert {p.severity for p in listed} == {"warning"}


def test_a_branch_that_no_data_reaches_is_named() -> None:
    network = graph(
        {
            "p": block("picture_input"),
            "flat": block("flatten"),
            "out": block("class_output"),
            "lost": block("dense"),
            "end": block("class_output"),
        },
        "p > flat",
        "flat > out",
        "lost > end",
    )
    listed = found(network)
    assert "Dense has no wire at its input." in [p.what for p in listed if p.severity == "error"]
    assert "No data reaches Class output." in [p.what for p in listed if p.severity == "warning"]


def test_errors_come_before_warnings_and_along_the_order_of_computation() -> None:
    network = graph(
        {
            "alone": block("dropout"),
            "out": block("class_output"),
            "sum": block("add"),
            "second": block("conv2d", kernel=(99, 99)),
            "first": block("conv2d", groups=5),
            "p": block("picture_input"),
        },
        "p > first",
        "p > second",
        "first > sum.in_1",
        "sum > out",
        "second > alone",
    )
    listed = [(problem.severity, problem.where[0]) for problem in found(network)]
    assert listed == [
        ("error", "first"),
        ("error", "second"),
        ("error", "sum"),
        ("warning", "alone"),
    ]


def test_what_is_wrong_inside_a_group_is_said_at_the_groups_that_use_it() -> None:
    wrong = definition(
        "Wrong",
        {
            "i": block("inlet"),
            "a": block("activation"),
            "b": block("activation"),
            "c": block("activation"),
            "o": block("outlet"),
        },
        "i > a",
        "i > o",
        "a > o",
        "b > c",
        "c > b",
    )
    network = graph(
        {
            "p": block("picture_input"),
            "g": block("group", definition="Wrong"),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > g",
        "g > flat",
        "flat > out",
        definitions=[wrong],
    )
    listed = [problem for problem in found(network) if problem.severity == "error"]
    assert {problem.where for problem in listed} == {("g",)}
    assert [problem.what for problem in listed] == [
        (
            'Inside "Wrong": These blocks feed each other in a loop:'
            " Activation → Activation → Activation."
        ),
        'Inside "Wrong": 2 wires end at one input of Outlet.',
    ]


def test_a_loop_in_a_definition_counts_only_where_a_group_leads_to_it() -> None:
    loop = definition(
        "Loop",
        {
            "i": block("inlet"),
            "a": block("activation"),
            "b": block("activation"),
            "o": block("outlet"),
        },
        "i > o",
        "a > b",
        "b > a",
    )
    outer = definition(
        "Outer",
        {"i": block("inlet"), "g": block("group", definition="Loop"), "o": block("outlet")},
        "i > g",
        "g > o",
        definitions=[loop],
    )
    blocks = {"p": block("picture_input"), "flat": block("flatten"), "out": block("class_output")}
    unused = graph(blocks, "p > flat", "flat > out", definitions=[loop, outer])
    assert found(unused) == ()
    nested = graph(
        {**blocks, "box": block("group", definition="Outer")},
        "p > box",
        "box > flat",
        "flat > out",
        definitions=[loop, outer],
    )
    (problem,) = (problem for problem in found(nested) if problem.severity == "error")
    assert problem.where == ("box",)
    assert problem.what.startswith('Inside "Loop": These blocks feed each other in a loop')


@pytest.mark.parametrize(
    "stepping",
    [
        block("activation", function="step"),
        block("dense", activation="step"),
    ],
)
def test_a_step_is_allowed_and_said_to_let_nothing_learn(stepping: Block) -> None:
    network = graph(
        {"x": block("features_input"), "s": stepping, "out": block("class_output")},
        "x > s",
        "s > out",
    )
    (problem,) = found(network)
    assert problem.severity == "warning"
    assert problem.where == ("s",)
    assert problem.text == (
        "A step cannot be trained by gradients. It is flat everywhere, so its slope is zero and"
        " nothing before it learns. Choose Sigmoid, which is a soft step, or keep it to show how a"
        " step answers."
    )
