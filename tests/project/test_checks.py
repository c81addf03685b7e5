from studio.data.dataset import datasets
from studio.project.checks import checked
from studio.project.project import Project
from tests.make_graphs import fashion_cnn
from tests.wiring import block, graph, perceptron


def test_a_sound_project_has_no_problems_and_a_number_of_parameters() -> None:
    found = checked(fashion_cnn())
    assert found.problems == ()
    assert found.parameters == 225_034


def test_after_an_edit_only_what_changed_is_checked_again() -> None:
    before = fashion_cnn()
    first = checked(before)
    wider = before.graph.with_block("dense_1", block("dense", units=64))
    after = checked(before.with_graph(wider), first)
    assert after.shapes.recomputed == 2  # the dense block and the output
    assert after.costs["conv2d_1"] is first.costs["conv2d_1"]
    assert after.parameters == checked(before.with_graph(wider)).parameters


def test_warnings_are_no_errors() -> None:
    project = perceptron()
    spare = project.graph.added(*graph({"spare": block("dense")}).nodes)
    found = checked(project.with_graph(spare))
    assert len(found.problems) == 1
    assert found.errors == ()


def test_a_valid_network_without_a_loss_has_no_errors_but_cannot_be_trained() -> None:
    alone = {"z": block("noise_input"), "fake": block("generated_picture")}
    found = checked(Project(graph=graph(alone, "z > fake"), data=datasets["digits"]()))
    assert found.errors == ()
    assert [problem.what for problem in found.problems] == ["Nothing says what is good."]
    assert found.refusal in found.problems


def test_other_warnings_do_not_keep_from_training() -> None:
    project = perceptron()
    spare = project.graph.added(*graph({"spare": block("dense")}).nodes)
    assert checked(project.with_graph(spare)).refusal is None


def test_data_that_cannot_be_used_is_said_once_beside_what_is_wrong_with_the_network() -> None:
    project = perceptron()
    project = project.but(data=project.data.but(classes=("lily", "setosa")))
    (only,) = checked(project).problems
    assert only.what == 'There is no class "lily" in Iris.'
    cut = project.graph.disconnected(*project.graph.wires)
    said = [problem.what for problem in checked(project.with_graph(cut)).errors]
    assert said == ['There is no class "lily" in Iris.', "Class output has no wire at its input."]


def test_problems_come_back_when_an_edit_is_undone() -> None:
    sound = perceptron()
    broken = sound.with_graph(sound.graph.disconnected(*sound.graph.wires))
    first = checked(broken)
    assert checked(broken, checked(sound, first)).problems == first.problems


def test_a_project_from_the_factory_can_be_checked() -> None:
    (only,) = checked(Project()).problems
    assert only.what == "The canvas is empty."
