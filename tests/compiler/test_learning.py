from studio.compiler.learning import cut_off, without_loss
from studio.data.dataset import datasets
from studio.graph.shapes import shapes
from studio.project.checks import checked
from studio.project.project import Project
from tests.compiler.test_frozen import repeated
from tests.parts import around, opaque, scaled
from tests.wiring import block, definition, graph

IRIS = datasets["iris"]()
FIELDS = {field.name: field for field in IRIS.fields()}


def warned(network):
    return [p.text for p in cut_off(network, shapes(network, FIELDS))]


def frozen(network, id):
    return network.replaced(network.by_id[id].but(frozen=True))


def test_a_part_without_gradients_warns_of_the_blocks_before_it():
    (text,) = warned(around(opaque()))
    assert text == (
        "Sealed part lets no gradients through. Only onnxruntime runs its Det, so Dense before it"
        " cannot learn. Freeze the blocks before it, or put other blocks in its place."
    )


def test_frozen_blocks_need_no_gradients():
    assert warned(frozen(around(opaque()), "dense")) == []
    assert warned(around(opaque(), before=False)) == []


def test_a_part_with_gradients_warns_of_nothing():
    assert warned(around(scaled())) == []


def inside(repeat=1):
    inner = definition(
        "Part",
        {
            "i": block("inlet"), "first": block("dense", units=4), "part": opaque(),
            "after": block("dense", units=4), "o": block("outlet"),
        },
        "i > first", "first > part", "part > after", "after > o",
    )  # fmt: skip
    made_of = {
        "x": block("features_input"),
        "before": block("dense", units=4),
        "g": block("group", definition="Part", repeat=repeat),
        "out": block("class_output"),
    }
    return graph(made_of, "x > before", "before > g", "g > out", definitions=[inner])


def test_a_part_inside_a_group_is_told_at_the_group():
    network = frozen(inside(), "before")
    (problem,) = cut_off(network, shapes(network, FIELDS))
    assert problem.where == ("g",)
    assert "so Dense before it" in problem.text
    assert warned(frozen(frozen(inside(), "before"), "g")) == []


def test_the_copy_before_counts_as_before():
    both = inside(repeat=2)
    names = [
        node.but(name=node.id)
        for node in both.definitions[0].nodes
        if node.id in ("first", "after")
    ]
    network = frozen(both.with_definitions([both.definitions[0].replaced(*names)]), "before")
    (problem,) = cut_off(network, shapes(network, FIELDS))
    assert "first, after before it" in problem.text


def counts(network):
    found = checked(Project(graph=network, data=IRIS))
    return found.parameters, found.frozen


def test_frozen_parameters_are_counted_through_groups_and_their_copies():
    total, none = counts(repeated())
    assert none == {}
    assert counts(repeated(group_frozen=True)) == (total, {"g": 40})
    assert counts(repeated(inside_frozen=True)) == (total, {"g": 40})
    assert counts(frozen(repeated(), "out"))[1] == {"out": total - 40}


def made_up(**more):
    blocks = {"z": block("noise_input"), "fake": block("generated_picture"), **more}
    return graph(blocks, "z > fake", *(f"z > {id}" for id in more))


def test_a_network_of_which_nothing_says_what_is_good_is_warned_of_at_its_output():
    (problem,) = without_loss(made_up())
    assert problem.where == ("fake",)
    assert problem.text.startswith("Nothing says what is good. No output of the network has a loss")


def test_one_output_with_a_loss_is_enough_to_learn_from():
    assert without_loss(made_up(answer=block("class_output"))) == ()


def test_a_network_without_outputs_is_not_said_to_lack_a_loss():
    assert without_loss(graph({"z": block("noise_input")})) == ()
