from studio.compiler.module import build
from studio.compiler.plan import Memory, plan, planned
from studio.data.dataset import datasets
from studio.graph.problems import problems
from studio.graph.shapes import shapes
from studio.project import files
from tests.wiring import block, cnn, definition, graph


def learned(network):
    return {name for name, value in network.named_parameters() if value.requires_grad}


def frozen(project, *ids):
    nodes = [project.graph.by_id[id].but(frozen=True) for id in ids]
    return project.with_graph(project.graph.replaced(*nodes))


def test_a_frozen_block_asks_for_no_gradient():
    project = frozen(cnn(), "conv", "norm")
    made = plan(project.graph, project.fields())
    assert made.frozen() == ("conv", "norm")
    assert learned(build(made)) == {"dense.weight", "dense.bias", "out.weight", "out.bias"}


IRIS = {field.name: field for field in datasets["iris"]().fields()}


def repeated(group_frozen=False, inside_frozen=False):
    """A group × 2 of one dense block: x, g [d], out."""
    inner = definition(
        "Part",
        {
            "i": block("inlet"),
            "d": block("dense", units=4, activation="none"),
            "o": block("outlet"),
        },
        "i > d",
        "d > o",
    )
    inner = inner.replaced(inner.by_id["d"].but(frozen=inside_frozen))
    made_of = {
        "x": block("features_input"),
        "g": block("group", definition="Part", repeat=2),
        "out": block("class_output"),
    }
    made = graph(made_of, "x > g", "g > out", definitions=[inner])
    return made.replaced(made.by_id["g"].but(frozen=group_frozen))


def test_a_frozen_group_freezes_all_inside():
    made = plan(repeated(group_frozen=True), IRIS)
    assert made.frozen() == ("g", "g_2")
    assert learned(build(made)) == {"out.weight", "out.bias"}


def test_a_block_frozen_inside_a_definition_is_frozen_in_every_copy():
    made = plan(repeated(inside_frozen=True), IRIS)
    assert made.frozen() == ("g.d", "g_2.d")
    assert learned(build(made)) == {"out.weight", "out.bias"}


def test_thawing_a_block_plans_it_anew():
    project, memory = frozen(cnn(), "conv"), Memory()
    for wanted in (("conv",), ()):
        found = shapes(project.graph, project.fields())
        made = planned(project.graph, found, problems(project.graph, found), memory)
        assert made.frozen() == wanted
        node = project.graph.by_id["conv"].but(frozen=False)
        project = project.with_graph(project.graph.replaced(node))


def test_a_file_says_only_of_frozen_blocks_that_they_are(tmp_path):
    path = tmp_path / "a.layerloom"
    files.save(frozen(cnn(), "conv"), path)
    assert path.read_text().count('"frozen": true') == 1
    assert path.read_text().count("frozen") == 1
    assert files.load(path).graph.by_id["conv"].frozen
    assert not files.load(path).graph.by_id["norm"].frozen
