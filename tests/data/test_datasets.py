"""Every data set is what its declaration says, whatever its settings."""

import subprocess
import sys

import numpy as np
import pytest
from pydantic import ValidationError

from studio import resources
from studio.data import datasets
from studio.data.dataset import ClassifiedDataset, DataError, Dataset, Examples
from studio.data.fashion import Fashion
from studio.data.iris import Iris
from studio.schema.shape import Features, Picture, Shape

# What is only declared has no examples; see test_no_data.py.
every = pytest.mark.parametrize("kind", [e.id for e in datasets if e.id != "no_data"])
classified = pytest.mark.parametrize(
    "kind", [entry.id for entry in datasets if issubclass(entry, ClassifiedDataset)]
)


def loaded(dataset: Dataset) -> tuple[Examples, str]:
    """The examples, and the name of the field with their classes."""
    target = next(field.name for field in dataset.fields() if field.kind == "class")
    return dataset.load(), target


def axes(shape: Shape) -> tuple[int, ...]:
    match shape:
        case Features(size):
            return (size,)
        case Picture(channels, height, width):
            return (channels, height, width)
    raise AssertionError(shape)


@every
def test_the_arrays_are_what_the_fields_promise(kind: str) -> None:
    dataset = datasets[kind]()
    examples, _ = loaded(dataset)
    fields = {field.name: field for field in dataset.fields()}
    assert list(examples.arrays) == list(fields)
    for name, array in examples.arrays.items():
        assert len(array) == dataset.size()
        if fields[name].kind == "class":
            assert array.dtype == np.int64
            assert array.ndim == 1
            assert set(array) == set(range(len(fields[name].classes)))
        else:
            assert array.dtype == np.float32
            assert array.shape[1:] == axes(fields[name].shape)
            assert np.isfinite(array).all()


@every
def test_the_three_parts_hold_every_example_once(kind: str) -> None:
    examples, _ = loaded(datasets[kind]())
    rows = np.concatenate([examples.training, examples.validation, examples.test])
    assert np.array_equal(np.sort(rows), np.arange(datasets[kind]().size()))


@every
def test_each_part_has_the_classes_in_equal_proportion(kind: str) -> None:
    examples, target = loaded(datasets[kind]())
    labels = examples.arrays[target]
    whole = np.bincount(labels) / len(labels)
    for part in (examples.training, examples.validation, examples.test):
        share = np.bincount(labels[part], minlength=len(whole)) / len(part)
        assert np.abs(share - whole).max() < 0.02


@every
def test_loading_twice_gives_the_same_parts_and_another_seed_gives_others(kind: str) -> None:
    dataset = datasets[kind]()
    first, again, other = dataset.load(), dataset.load(), dataset.but(split_seed=1).load()
    assert all(np.array_equal(first.arrays[name], again.arrays[name]) for name in first.arrays)
    assert np.array_equal(first.validation, again.validation)
    assert not np.array_equal(first.validation, other.validation)


@every
def test_each_set_says_what_one_learns_with_it_and_its_license(kind: str) -> None:
    entry = datasets[kind]
    assert len(entry.help().split("\n\n")) >= 3
    assert entry.license
    for name, field in entry.model_fields.items():
        assert name == "kind" or (field.title and field.description)


@classified
def test_only_the_kept_classes_are_loaded_in_the_order_of_the_set(kind: str) -> None:
    dataset = datasets[kind]()
    assert isinstance(dataset, ClassifiedDataset)
    names = dataset.class_names()
    kept = dataset.but(classes=(names[2], names[0]))
    examples, target = loaded(kept)
    field = next(field for field in kept.fields() if field.name == target)
    assert field.classes == (names[0], names[2])
    everything, _ = loaded(dataset)
    labels = everything.arrays[target]
    assert np.bincount(examples.arrays[target]).tolist() == [
        int((labels == 0).sum()),
        int((labels == 2).sum()),
    ]


@classified
def test_examples_of_a_class_are_limited_before_the_division(kind: str) -> None:
    dataset = datasets[kind]()
    examples, target = loaded(dataset.but(per_class=20))
    labels = examples.arrays[target]
    rows = np.concatenate([examples.training, examples.validation])
    if not isinstance(dataset, Fashion):
        rows = np.concatenate([rows, examples.test])
    assert set(np.bincount(labels[rows])) == {20}


def test_fashion_keeps_its_own_test_part_whole() -> None:
    examples, _ = loaded(Fashion(per_class=20))
    assert (len(examples.training), len(examples.validation)) == (170, 30)
    with np.load(resources.path("resources", "data", "fashion_mnist.npz")) as stored:
        pictures = stored["test_images"]
    assert np.array_equal(np.rint(examples.arrays["picture"][examples.test, 0] * 255), pictures)


def test_standardization_is_learned_on_the_training_part_only() -> None:
    examples, _ = loaded(Iris())
    table = examples.arrays["measurements"]
    training = table[examples.training]
    assert np.allclose(training.mean(0), 0, atol=1e-5)
    assert np.allclose(training.std(0), 1, atol=1e-5)
    assert not np.allclose(table.mean(0), 0, atol=1e-3)


def test_an_unknown_class_is_refused_with_the_classes_that_there_are() -> None:
    with pytest.raises(DataError) as caught:
        Iris(classes=("setosa", "tulip")).load()
    assert caught.value.what == 'There is no class "tulip" in Iris.'
    assert "setosa, versicolor, virginica" in caught.value.why
    assert caught.value.remedy


def test_a_single_class_is_refused() -> None:
    with pytest.raises(DataError, match="at least two classes"):
        Iris(classes=("setosa",)).fields()


def test_damaged_pictures_are_told_in_a_sentence(tmp_path, monkeypatch) -> None:
    (tmp_path / "fashion_mnist.npz").write_bytes(b"PK\x03\x04 not an archive")
    monkeypatch.setattr(resources, "path", lambda *names: tmp_path / names[-1])
    with pytest.raises(DataError, match="missing or damaged"):
        Fashion().load()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.41, 1.0])
def test_a_share_that_leaves_a_part_empty_is_refused(share: float) -> None:
    with pytest.raises(ValidationError):
        Iris(validation=share)


def test_declaring_data_sets_imports_no_library_that_loads_them() -> None:
    code = "import sys, studio.data; print({'sklearn', 'pandas', 'torch'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
