"""The training script: it runs alone, on drawn networks too, and reaches the score of the app."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from studio import cli, resources
from studio.compiler.module import build
from studio.compiler.plan import Plan, plan
from studio.data.dataset import Examples
from studio.data.digits import Digits
from studio.exchange.python_source import Printer
from studio.exchange.script_data import data_file
from studio.exchange.training_script import training
from studio.graph.graph import Graph
from studio.project import files
from studio.schema.data_field import DataField
from studio.schema.shape import Category, Sequence, Tokens, Unknown
from studio.training.events import Finished
from studio.training.optimizers import optimizers
from studio.training.run import Run
from studio.training.schedules import schedules
from studio.training.settings import TrainingSettings
from tests.drawn_networks import network
from tests.exchange.test_python_source import check_style
from tests.exchange.written import ABOUT, executed
from tests.training.test_generative import variational
from tests.wiring import block, graph

EXAMPLES, LONGEST = 24, 9


def script(drawn: Plan, settings: TrainingSettings) -> str:
    return Printer().printed(drawn, ABOUT, training(drawn, settings)).text


def made_up(fields: dict[str, DataField]) -> Examples:
    """Random examples with these fields."""
    dice = np.random.default_rng(0)
    arrays, lengths = {}, {}
    long = np.full(EXAMPLES, LONGEST)
    for name, data in fields.items():
        shape = data.shape
        padded = isinstance(getattr(shape, "length", None), Unknown)
        time = (
            ()
            if not isinstance(shape, Sequence | Tokens)
            else ((LONGEST if padded else shape.length,))
        )
        if padded and data.kind == "values":
            lengths[name] = long
        if data.kind == "class":
            arrays[name] = dice.integers(0, len(data.classes), (EXAMPLES, *time))
        elif isinstance(shape, Tokens):
            arrays[name] = dice.integers(0, shape.vocabulary, (EXAMPLES, *time))
        elif isinstance(shape, Category):
            arrays[name] = dice.integers(0, shape.choices, EXAMPLES)
        else:
            size = 1 if data.kind == "yes_no" else getattr(shape, "size", None)
            sides = (
                (*time, size)
                if size
                else (getattr(shape, "sides", None) or (shape.channels, shape.height, shape.width))
            )
            arrays[name] = dice.random((EXAMPLES, *sides), np.float32)
    rows = np.arange(EXAMPLES)
    return Examples(arrays, rows[:16], rows[16:20], rows[20:], lengths)


def settings(number: int) -> TrainingSettings:
    """One of several settings: every optimizer and every schedule has its turn."""
    some, others = list(optimizers), list(schedules)
    return TrainingSettings(
        optimizer=some[number % len(some)](),
        schedule=others[number % len(others)](),
        epochs=2,
        batch_size=5,
        clip=float(number % 2),
        device="cpu",
    )


def test_scripts_of_drawn_networks_run_and_are_formatted(tmp_path: Path, capsys) -> None:
    ran = 0
    for seed in range(16):
        graph, fields = network(seed)
        some = graph.nodes[seed % len(graph.nodes)]
        graph = graph.replaced(some.but(frozen=bool(seed % 2)))
        drawn = plan(graph, fields)
        if not any(p.requires_grad for p in build(drawn).parameters()):
            continue
        text = script(drawn, settings(seed))
        file = tmp_path / f"drawn_{seed}.py"
        file.write_text(text, encoding="utf-8")
        file.with_suffix(".npz").write_bytes(data_file(drawn, made_up(fields)))
        names = executed(text.replace("__file__", repr(str(file))))
        names["main"]()
        told = capsys.readouterr().out
        assert told.count("epoch ") == 2
        assert told.count("\ntest ") == 1 + len(drawn.outputs)
        assert load_file(tmp_path / "best.safetensors").keys() == build(drawn).state_dict().keys()
        ran += 1
    assert ran > 8
    check_style(tmp_path)


def started(folder: Path, example: str) -> str:
    """What the training script of an example says, in a process that has nothing of ours."""
    out = folder / "train.py"
    file = resources.path("graphs", f"{example}.layerloom")
    assert cli.run(["code", str(file), "-o", str(out), "--training-script"]) == 0
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "train.py"],
        cwd=folder, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("example", "noise"), [("digits_cnn", 0.02), ("iris_perceptron", 0.07)])
def test_the_script_reaches_the_score_of_the_app(
    example: str, noise: float, tmp_path: Path
) -> None:
    project = files.load(resources.path("graphs", f"{example}.layerloom"))
    run = Run(project.graph, project.data, project.training.but(device="cpu"), threads=1)
    run.start()
    *_, last = run.stream()
    run.join()
    assert isinstance(last, Finished)
    assert last.test is not None
    told = re.search(r"test accuracy \w+: ([0-9.]+)", started(tmp_path, example))
    assert told
    print(f"{example}: app {last.test.metric:.4f}, script {told[1]}")
    assert abs(float(told[1]) - last.test.metric) <= noise


def of_noise() -> Graph:
    """A network that reads no data, with an output that has no loss beside one that has."""
    blocks = {
        "noise": block("noise_input"),
        "dense": block("dense"),
        "made_up": block("generated_picture"),
        "out": block("reconstruction_output"),
    }
    return graph(blocks, "noise > dense", "dense > made_up", "dense > out")


@pytest.mark.parametrize("kind", ["iris", "variational", "noise"])
def test_the_metrics_of_the_script_are_those_of_the_app(kind: str, tmp_path: Path) -> None:
    """With the same weights, both give the same test score."""
    project = files.load(resources.path("graphs", "iris_perceptron.layerloom"))
    if kind != "iris":
        drawing = variational() if kind == "variational" else of_noise()
        project = project.but(graph=drawing, data=Digits(per_class=20))
    quick = project.training.but(epochs=1, device="cpu")
    drawn = plan(project.graph, project.fields())
    run = Run(project.graph, project.data, quick, threads=1)
    run.start()
    *_, last = run.stream()
    run.join()
    assert isinstance(last, Finished)
    assert last.test is not None
    assert run.best is not None
    file = tmp_path / "train.py"
    file.with_suffix(".npz").write_bytes(data_file(drawn, project.data.load()))
    names = executed(script(drawn, quick).replace("__file__", repr(str(file))))
    made = names["Network"]()
    weights = {name: torch.from_numpy(array) for name, array in run.best.items()}
    made.load_state_dict(weights)
    with np.load(names["DATA"]) as stored:
        data = {name: torch.from_numpy(stored[name]) for name in stored}
    loss, *metrics = names["score"](made, data, "test")
    assert metrics == pytest.approx(last.test.metrics, abs=1e-6)
    assert loss == pytest.approx(last.test.loss, rel=1e-5)
