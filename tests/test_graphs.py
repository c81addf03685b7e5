"""Every example in graphs/ opens, has no problems, trains, exports, and reaches its score."""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from studio import resources
from studio.exchange.onnx_export import export
from studio.graph.problems import problems
from studio.graph.shapes import shapes
from studio.project import files
from studio.project.beside import weights_file
from studio.project.project import Project
from studio.training.checkpoint import load_weights
from studio.training.events import EpochEnd, Event, Finished, Progress
from studio.training.run import Run
from tests.make_graphs import EXAMPLES, GRID

# What the notes of an example promise, and what they do not say.
PROMISE = re.compile(r"at least ([0-9.]+) % of the test right")
VALIDATION = {"digits_cnn": 0.97}

FILES = sorted(resources.path("graphs").glob("*.layerloom"))
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def on_the_processor(project: Project) -> Project:
    return project.but(training=project.training.but(device="cpu"))


def trained(file: Path, project: Project) -> Run:
    """A run that begins with the weights beside the example, if there are any."""
    beside, training = weights_file(file), project.training
    start = load_weights(beside) if beside.is_file() else None
    return Run(project.graph, project.data, training, start=start, threads=1)


def ended(run: Run) -> Iterator[Event]:
    """The events of a run, which is joined when they end."""
    run.start()
    try:
        yield from run.stream()
    finally:
        run.close()
        run.join()


def promised(project: Project) -> float:
    """The test accuracy that the notes of an example promise."""
    found = PROMISE.search(project.notes)
    assert found, 'the notes say "at least … % of the test right"'
    return float(found[1]) / 100


def accuracy(model: Path, project: Project) -> float:
    """The share of right answers that onnxruntime gives on the test part."""
    examples = project.data.load()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (given,), (answer,) = session.get_inputs(), session.get_outputs()
    (answers,) = session.run(None, {given.name: examples.arrays[given.name][examples.test]})
    return float(np.mean(answers.argmax(1) == examples.arrays[answer.name][examples.test]))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.__name__)
def test_an_example_is_what_its_script_draws(example: object) -> None:
    file = resources.path("graphs", f"{example.__name__}.layerloom")  # type: ignore[attr-defined]
    made = files.dump(example())  # type: ignore[operator]
    assert file.read_bytes() == made, "write them anew: python -m tests.make_graphs"


@every_file
def test_an_example_has_no_problems(file: Path) -> None:
    project = files.load(file)
    assert problems(project.graph, shapes(project.graph, project.fields())) == ()


@every_file
def test_the_notes_of_an_example_say_what_it_reaches(file: Path) -> None:
    assert 0.5 < promised(files.load(file)) < 1


@every_file
def test_no_two_cards_of_an_example_lie_on_each_other(file: Path) -> None:
    nodes = files.load(file).graph.nodes
    assert all(node.x % GRID == node.y % GRID == 0 for node in nodes)
    for one, other in combinations(nodes, 2):
        assert abs(one.x - other.x) >= 240 or abs(one.y - other.y) >= 36 + 30


@every_file
def test_an_example_trains_a_few_steps_and_is_exported(file: Path, tmp_path: Path) -> None:
    project = on_the_processor(files.load(file))
    run = trained(file, project)
    with closing(ended(run)) as events:
        for event in events:
            if isinstance(event, Progress):
                assert np.isfinite(event.score.loss)
                run.stop()
            last = event
    assert isinstance(last, Finished)
    assert last.test is not None
    assert run.best is not None
    done = export(project, run.best, tmp_path / "a.onnx")
    assert done.difference < 1e-5
    assert accuracy(done.path, project) == pytest.approx(last.test.metric, abs=1e-9)


@pytest.mark.slow
@every_file
def test_an_example_reaches_its_score_and_so_does_its_export(file: Path, tmp_path: Path) -> None:
    project = on_the_processor(files.load(file))
    run, best = trained(file, project), 0.0
    with closing(ended(run)) as events:
        for event in events:
            if isinstance(event, EpochEnd) and event.validation:
                best = max(best, event.validation.metric)
            last = event
    assert isinstance(last, Finished)
    assert last.test is not None
    assert run.best is not None
    print(f"{file.stem}: validation {best:.4f}, test {last.test.metric:.4f}, {last.seconds:.1f} s")
    assert last.test.metric >= promised(project)
    assert best >= VALIDATION.get(file.stem, 0)
    done = export(project, run.best, tmp_path / "a.onnx")
    assert accuracy(done.path, project) == pytest.approx(last.test.metric, abs=1e-9)
