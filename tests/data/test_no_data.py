"""What is declared instead of loaded: shapes, costs and files work, training says what it lacks."""

import pytest
from pydantic import ValidationError

from studio.compiler.cost import costs
from studio.data.dataset import DataError, datasets
from studio.data.declared_inputs import (
    GivenArray,
    GivenCategory,
    GivenFeatures,
    GivenPicture,
    GivenSequence,
    GivenTokens,
    given_inputs,
)
from studio.data.declared_targets import (
    GivenClass,
    GivenNumber,
    GivenNumbers,
    GivenSteps,
    GivenYesNo,
    given_targets,
)
from studio.data.no_data import NoData
from studio.project import files
from studio.project.checks import checked
from studio.project.project import Project
from studio.schema.data_field import DataField
from studio.schema.shape import Array, Category, Features, Picture, Sequence, Tokens, padded
from studio.training.events import Failed
from studio.training.run import Run
from tests.wiring import block, graph

LOGISTIC = graph({"x": block("features_input"), "out": block("class_output")}, "x > out")


def given(*inputs, targets=()):
    return {field.name: field for field in NoData(inputs=inputs, targets=targets).fields()}


def test_without_a_word_it_is_the_picture_and_the_classes_of_published_networks():
    picture, target = datasets["no_data"]().fields()
    assert picture == DataField("picture", "values", Picture(3, 224, 224), title="picture")
    assert (target.kind, len(target.classes)) == ("class", 1000)


def test_each_kind_of_input_has_its_shape():
    assert given(GivenPicture(channels=1, height=5, width=7))["picture"].shape == Picture(1, 5, 7)
    assert given(GivenFeatures(size=4))["row"].shape == Features(4)
    assert given(GivenSequence(length=9, size=2))["sequence"].shape == Sequence(9, 2)
    assert given(GivenTokens(length=6, vocabulary=50))["text"].shape == Tokens(6, 50)


def test_categories_and_arrays_can_be_declared_too():
    assert given(GivenCategory(choices=7))["category"].shape == Category(7)
    assert given(GivenArray(lengths=(2, 3, 4, 5)))["array"].shape == Array((2, 3, 4, 5))


@pytest.mark.parametrize(
    ("lengths", "shape"),
    [((4, 3), Sequence(4, 3)), ((2, 5, 6), Picture(2, 5, 6)), ((2, 3, 4, 5), Array((2, 3, 4, 5)))],
)
def test_a_target_can_have_a_number_in_each_place(lengths, shape):
    field = given(targets=(GivenNumbers(lengths=lengths),))["numbers"]
    assert (field.kind, field.shape) == ("number", shape)


@pytest.mark.parametrize("entry", [GivenArray, GivenNumbers])
def test_an_array_of_absurd_size_is_refused(entry):
    with pytest.raises(ValidationError, match="at most"):
        entry(lengths=(10_000, 10_000))


@pytest.mark.parametrize("entry", [GivenSequence, GivenTokens])
def test_a_length_that_is_left_empty_is_not_known(entry):
    (field,) = given(entry()).values()
    assert padded(field.shape)


def test_two_unknown_lengths_differ_unless_one_is_as_long_as_the_other():
    one, other = GivenSequence(name="a"), GivenTokens(name="b")
    alike = GivenSequence(name="c", as_long_as="b")
    lengths = [field.shape.length for field in given(one, other, alike).values()]
    assert [length.text() for length in lengths] == ["T", "T2", "T2"]


@pytest.mark.parametrize(("name", "length"), [("", "T"), ("b", "T2"), ("nothing", "T")])
def test_an_answer_for_each_step_is_as_long_as_an_input(name, length):
    target = GivenSteps(name="y", as_long_as=name)
    fields = given(GivenSequence(name="a"), GivenTokens(name="b"), targets=(target,))
    assert fields["y"].shape.length.text() == length


def test_an_answer_may_be_for_the_steps_that_windows_leave():
    target = GivenSteps(name="y", windows=((-3, 1), (-2, 2)))
    fields = given(GivenSequence(name="x"), targets=(target,))
    assert fields["y"].shape.length == fields["x"].shape.length.windowed(-3, 1).windowed(-2, 2)


def test_each_kind_of_target_has_its_size():
    fields = given(targets=(GivenClass(classes=4), GivenYesNo(size=3), GivenNumber(size=2)))
    assert fields["class"].classes == ("1", "2", "3", "4")
    assert fields["answer"].shape == Features(3)
    assert fields["number"].shape == Features(2)


def test_classes_without_a_name_are_numbered():
    assert given(targets=(GivenClass(classes=3, names=("cat", "dog")),))["class"].classes == (
        "cat",
        "dog",
        "3",
    )
    assert given(targets=(GivenClass(classes=2, names=("a", "b", "c")),))["class"].classes == (
        "a",
        "b",
    )


def test_a_name_that_is_taken_gets_a_number():
    fields = given(
        GivenFeatures(name="x"), GivenFeatures(name="x"), targets=(GivenClass(name="x"),)
    )
    assert list(fields) == ["x", "x 2", "x 3"]
    assert [field.title for field in fields.values()] == list(fields)


@pytest.mark.parametrize("entry", [*given_inputs, *given_targets], ids=lambda entry: entry.id)
def test_every_part_is_described_and_refuses_an_empty_name(entry):
    assert entry.summary()
    for name, field in entry.model_fields.items():
        parts = [field, *(item for item in field.metadata if hasattr(item, "title"))]
        assert name == "kind" or any(part.title and part.description for part in parts)
    with pytest.raises(ValidationError):
        entry(name="")


def test_an_example_that_would_fill_the_memory_is_refused():
    with pytest.raises(ValidationError, match="one example has 50,331,648 numbers"):
        GivenPicture(channels=3, height=4096, width=4096)
    with pytest.raises(ValidationError):
        GivenClass(classes=100_001)
    with pytest.raises(ValidationError):
        NoData(inputs=(GivenFeatures(),) * 33)


def test_training_is_refused_in_one_sentence_that_says_what_to_choose():
    project = Project(graph=LOGISTIC, data=NoData(inputs=(GivenFeatures(),)))
    assert not checked(project).errors
    run = Run(project.graph, project.data, project.training)
    run.start()
    (failed,) = [event for event in run.stream() if isinstance(event, Failed)]
    assert failed.what == "There is no data to learn from."
    assert "Choose a data set" in failed.remedy
    with pytest.raises(DataError, match="no data"):
        project.data.load()


def test_a_network_has_shapes_and_costs_without_data():
    project = Project(graph=LOGISTIC, data=NoData(inputs=(GivenFeatures(size=20),)))
    found = checked(project)
    assert sum(cost.parameters for cost in costs(found.shapes).values()) == (20 + 1) * 1000


def test_every_declaration_comes_back_from_a_file_equal():
    inputs = (
        GivenPicture(),
        GivenFeatures(name='"quoted" 行'),
        GivenSequence(),
        GivenSequence(name="s", length=4),
        GivenTokens(),
    )
    targets = (GivenClass(names=("a",)), GivenYesNo(size=2), GivenNumber())
    project = Project(data=NoData(inputs=inputs, targets=targets))
    assert files.parse(files.dump(project)) == project
