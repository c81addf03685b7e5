"""What we export opens again as it was drawn, even without metadata and names."""

from __future__ import annotations

import pytest

from studio import resources
from studio.blocks.group import Group
from studio.exchange.onnx_export import export
from studio.exchange.onnx_import import imported
from studio.project import files
from tests.exchange.onnx_import.stripped import again, drawn_weights

NEAR = 1e-4
FILES = sorted(resources.path("graphs").glob("*.layerloom"))
# What a model for answering does not have, or has in another form.
GONE = {"dropout", "spatial_dropout", "gaussian_noise", "batch_norm"}
# What only training reads, and the name of the data field, which an example may leave out.
LEARNING = {"field", "initialization", "weight", "label_smoothing", "distance"}
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def settings(graph):
    """Kind and settings of each block, sorted: an order of computation is not unique."""
    return sorted(
        repr(sorted((name, value) for name, value in node.block if name not in LEARNING))
        for node in graph.nodes
    )


@pytest.mark.parametrize("name", ["iris_perceptron", "spirals_mlp"])
def test_an_exported_perceptron_opens_as_it_was_drawn(name, tmp_path):
    opens_as_drawn(resources.path("graphs", f"{name}.layerloom"), tmp_path)


@pytest.mark.slow
@every_file
def test_an_exported_example_opens_with_equal_answers_and_is_the_same_the_second_time(
    file, tmp_path
):
    opens_as_drawn(file, tmp_path)


def opens_as_drawn(file, tmp_path):
    project = files.load(file)
    once = again(project, drawn_weights(project), tmp_path)
    assert once.report.difference < NEAR
    assert not once.report.sealed
    twice = again(once.project, once.weights, tmp_path)
    assert twice.report.difference < NEAR
    assert twice.project.graph == once.project.graph
    assert twice.project.data == once.project.data
    plain = not any(n.block.kind in GONE or isinstance(n.block, Group) for n in project.graph.nodes)
    if plain:
        assert settings(once.project.graph) == settings(project.graph)


def test_the_names_of_classes_come_back(tmp_path):
    project = files.load(resources.path("graphs", "iris_perceptron.layerloom"))
    export(project, drawn_weights(project), tmp_path / "a.onnx")
    opened = imported(tmp_path / "a.onnx").project
    (before,) = (field for field in project.data.fields() if field.kind == "class")
    (after,) = (field for field in opened.data.fields() if field.kind == "class")
    assert (after.name, after.classes) == (before.name, before.classes)
