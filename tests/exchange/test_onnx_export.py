import json
import logging
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from torch import nn

from studio.blocks.block import Block
from studio.compiler.module import build
from studio.compiler.plan import NotReady, plan
from studio.data.dataset import Dataset
from studio.exchange import onnx_export
from studio.exchange.not_exported import NotExported
from studio.exchange.onnx_export import MOST_DIFFERENCE, Differs, Exported, export
from studio.exchange.onnx_layers import exportable
from studio.graph.graph import Graph
from studio.project.project import Project
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture, Sequence, Tokens, Unknown
from tests.wiring import block, cnn, definition, graph, perceptron

Weights = dict[str, NDArray[Any]]

SIGNAL = DataField("signal", "values", Sequence(Unknown(), 5))
OTHER = DataField("other signal", "values", Sequence(Unknown(), 5))
TEXT = DataField("text", "values", Tokens(Unknown(), 30))
KIND = DataField("kind", "class", classes=("a", "b", "c"))
EACH = DataField("每步", "class", Sequence(Unknown(), 1), classes=("a", "b"))
YES = DataField("yes", "yes_no")
AMOUNT = DataField("amount", "number", Features(2))


class Offered(Dataset):
    """A data set that only says what it would offer."""

    title = "Offered"
    offers: tuple[Any, ...] = ()

    def fields(self) -> tuple[DataField, ...]:
        return self.offers


def project(network: Graph, *fields: DataField) -> Project:
    return Project.model_construct(graph=network, data=Offered(offers=fields), notes="")


def first_weights(of: Project) -> Weights:
    state = build(plan(of.graph, of.fields())).state_dict()
    return {name: tensor.numpy() for name, tensor in state.items()}


def exported(of: Project, path: Path, **settings: Any) -> Exported:
    done = export(of, first_weights(of), path, **settings)
    assert done.path == path
    assert done.bytes == path.stat().st_size
    assert done.difference <= 1e-5  # far below what is allowed
    return done


def run(path: Path, *arguments: Any) -> list[Any]:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [argument.name for argument in session.get_inputs()]
    return session.run(None, dict(zip(names, arguments, strict=True)))  # type: ignore[no-any-return]


def row(*middle: Block, given: Block, out: Block) -> Graph:
    """Blocks one after the other, wired by their first ports."""
    made_of = dict(zip("abcdefgh", (given, *middle, out), strict=False))
    ids = list(made_of)
    return graph(made_of, *(f"{a} > {b}" for a, b in pairwise(ids)))


def test_a_class_output_gives_probabilities_and_says_its_classes(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    done = exported(perceptron(), path)
    assert (done.inputs, done.outputs) == (("measurements",), ("species",))
    (answers,) = run(path, np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32))
    assert answers.shape == (5, 3)
    np.testing.assert_allclose(answers.sum(1), 1, rtol=1e-5)
    about = {each.key: each.value for each in onnx.load(path).metadata_props}
    assert about["data"] == "Iris"
    assert json.loads(about["classes of species"]) == ["setosa", "versicolor", "virginica"]


def test_the_raw_scores_are_given_where_they_are_asked_for(tmp_path: Path) -> None:
    given = np.ones((2, 4), np.float32)
    exported(perceptron(), tmp_path / "scores.onnx", logits=True)
    exported(perceptron(), tmp_path / "answers.onnx")
    (scores,), (answers,) = (run(tmp_path / f"{n}.onnx", given) for n in ("scores", "answers"))
    powers = np.exp(scores)
    np.testing.assert_allclose(answers, powers / powers.sum(1, keepdims=True), rtol=1e-5)


def test_the_first_axis_is_free(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    exported(cnn(), path)
    for batch in (1, 2, 5, 64):
        (answers,) = run(path, np.zeros((batch, 1, 8, 8), np.float32))
        assert answers.shape == (batch, 10)
    (picture,) = onnx.load(path).graph.input
    assert picture.type.tensor_type.shape.dim[0].dim_param == "batch"


def test_nothing_in_the_file_tells_of_the_machine_that_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    exported(cnn(), path)
    content = path.read_bytes()
    for word in (b"/studio/", b"site-packages", b".py", b"File "):
        assert word not in content


STEPS = [
    row(
        block("lstm", hidden_size=6, bidirectional=both),
        given=block("sequence_input"),
        out=block("class_output"),
    )
    for both in (False, True)
]


@pytest.mark.parametrize("network", STEPS, ids=["one direction", "both directions"])
def test_a_padded_input_has_a_free_number_of_steps_and_its_lengths_beside_it(
    network: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "a.onnx"
    done = exported(project(network, SIGNAL, EACH), path)
    assert done.inputs == ("signal", "signal_lengths")
    assert done.outputs == ("每步", "每步_lengths")
    short = np.random.default_rng(0).normal(size=(2, 4, 5)).astype(np.float32)
    longer = np.concatenate([short, np.full((2, 9, 5), 7, np.float32)], 1)
    lengths = np.array([4, 2])
    one, own = run(path, short, lengths)
    other, same = run(path, longer, lengths)
    assert own.tolist() == same.tolist() == [4, 2]
    np.testing.assert_allclose(one[0, :4], other[0, :4], atol=1e-6)
    np.testing.assert_allclose(one[1, :2], other[1, :2], atol=1e-6)


def test_text_of_any_length_is_exported(tmp_path: Path) -> None:
    network = row(
        block("embedding", size=8),
        block("attention", heads=2),
        block("mean_over_time"),
        given=block("tokens_input"),
        out=block("yes_no_output"),
    )
    path = tmp_path / "a.onnx"
    assert exported(project(network, TEXT, YES), path).inputs == ("text", "text_lengths")
    (answers,) = run(path, np.arange(8).reshape(2, 4), np.array([4, 1]))
    assert ((answers > 0) & (answers < 1)).all()


def test_several_inputs_and_outputs_have_names_of_their_own(tmp_path: Path) -> None:
    network = graph(
        {
            "a": block("sequence_input", field="signal"),
            "b": block("sequence_input", field="other signal"),
            "c": block("sequence_input", field="signal"),
            "cross": block("attention", heads=1),
            "sum": block("add"),
            "mean": block("mean_over_time"),
            "k": block("class_output"),
            "l": block("class_output"),
            "n": block("number_output"),
        },
        "a > cross.query",
        "b > cross.key",
        "b > cross.value",
        "cross > sum.in_1",
        "c > sum.in_2",
        "sum > mean",
        "mean > k",
        "mean > l",
        "mean > n",
    )
    done = exported(project(network, SIGNAL, OTHER, KIND, AMOUNT), tmp_path / "a.onnx")
    assert done.inputs == (
        "signal",
        "signal_lengths",
        "other_signal",
        "other_signal_lengths",
        "signal_2",
        "signal_2_lengths",
    )
    assert done.outputs == ("kind", "kind_2", "amount")


@pytest.mark.parametrize("name", ["import os", "class", "🌸", "'; --", "a/b", "signal"])
def test_data_fields_and_blocks_of_any_name_are_exported(name: str, tmp_path: Path) -> None:
    fields = (DataField("in", "values", Features(3)), DataField(name, "number", Features(1)))
    network = row(
        block("dense", units=4), given=block("features_input"), out=block("number_output")
    )
    network = network.replaced(*(node.but(name=name) for node in network.nodes))
    exported(project(network, *fields), tmp_path / "a.onnx")


def test_groups_in_groups_with_recurrent_layers_are_exported(tmp_path: Path) -> None:
    steps = definition(
        "Steps",
        {"i": block("inlet"), "r": block("gru", hidden_size=5), "o": block("outlet")},
        "i > r",
        "r.sequence > o",
    )
    twice = definition(
        "Twice",
        {
            "i": block("inlet"),
            "g": block("group", definition="Steps", repeat=2),
            "o": block("outlet"),
        },
        "i > g",
        "g > o",
        definitions=[steps],
    )
    network = graph(
        {
            "s": block("sequence_input"),
            "g": block("group", definition="Twice", repeat=2, shared=True),
            "last": block("last_step"),
            "out": block("class_output"),
        },
        "s > g",
        "g > last",
        "last > out",
        definitions=[steps, twice],
    )
    exported(project(network, SIGNAL, KIND), tmp_path / "a.onnx")


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotExported, match="The weights do not fit the network"):
        export(perceptron(), first_weights(cnn()), tmp_path / "a.onnx")
    assert not list(tmp_path.iterdir())


def test_a_network_with_problems_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(NotReady):
        export(Project(), {}, tmp_path / "a.onnx")


def test_weights_that_one_file_cannot_hold_are_refused() -> None:
    huge = np.broadcast_to(np.zeros(1, np.float32), (1_000_000, 1_000))  # takes 4 bytes
    with pytest.raises(NotExported, match=r"Its weights take 4\.0 GB"):
        export(perceptron(), {"w": huge}, Path("never.onnx"))


def test_an_export_that_differs_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slightly_wrong(network: nn.Module) -> nn.Module:
        for parameter in network.parameters():
            parameter.requires_grad_(False).mul_(1.01)
        return exportable(network)

    monkeypatch.setattr(onnx_export, "exportable", slightly_wrong)
    path = tmp_path / "a.onnx"
    path.write_bytes(b"older")
    with pytest.raises(Differs) as caught:
        export(perceptron(), first_weights(perceptron()), path)
    assert MOST_DIFFERENCE < caught.value.difference < 0.1
    assert caught.value.what == "The ONNX model differs from the network and is not written."
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_reported_and_not_written(
    value: float, tmp_path: Path
) -> None:
    weights = first_weights(perceptron())
    weights["out.weight"] = weights["out.weight"] * np.float32(value)
    with pytest.raises(Differs, match="not finite numbers"):
        export(perceptron(), weights, tmp_path / "a.onnx")
    assert not list(tmp_path.iterdir())


def test_what_the_exporter_cannot_do_is_a_sentence_and_not_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(network: nn.Module) -> nn.Module:
        raise RuntimeError("no such operator\nmuch more")

    monkeypatch.setattr(onnx_export, "exportable", fails)
    with pytest.raises(NotExported, match=r"The exporter says: RuntimeError: no such operator\."):
        export(perceptron(), first_weights(perceptron()), tmp_path / "a.onnx")
    assert not list(tmp_path.iterdir())
    assert "much more" in caplog.text  # the log has the rest


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        exported(perceptron(), tmp_path / "none" / "a.onnx")


def test_exporting_says_nothing_by_itself_and_leaves_logging_as_it_was(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    before = [logger.level for logger in loggers]
    exported(project(STEPS[0], SIGNAL, EACH), tmp_path / "a.onnx")
    assert capfd.readouterr() == ("", "")
    assert [logger.level for logger in loggers] == before


def test_pictures_with_channels_last_weights_are_exported(tmp_path: Path) -> None:
    of = cnn()
    weights = {
        name: np.asfortranarray(array) if array.ndim == 4 else array
        for name, array in first_weights(of).items()
    }
    assert export(of, weights, tmp_path / "a.onnx").difference < 1e-5
    assert of.fields()["picture"].shape == Picture(1, 8, 8)
