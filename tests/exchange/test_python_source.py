"""A network as source: readable, formatted, equal to the module, and free of people's text."""

from __future__ import annotations

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from studio import resources
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.exchange.python_source import About, source
from studio.graph.graph import Definition, Graph
from studio.project import files
from studio.project.checks import checked
from tests.drawn_networks import network
from tests.exchange.written import ABOUT, executed, pair
from tests.wiring import FIELDS, block, definition, graph

EXAMPLES = sorted(resources.path("graphs").glob("*.layerloom"))


def written(name: str) -> str:
    project = files.load(resources.path("graphs", f"{name}.layerloom"))
    about = About(name, checked(project).parameters)
    return source(plan(project.graph, project.fields()), about).text


def check_style(folder: Path) -> None:
    """ruff finds nothing to format and nothing to complain about, with no settings but a width."""
    for command in (["format", "--check", "--diff"], ["check"]):
        words = [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length", "100", "."]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout[:3000]


def draw(folder: Path, seeds: range) -> None:
    """Write the source of drawn networks, and hold each to the module."""
    for seed in seeds:
        drawn = pair(plan(*network(seed)), About("x\"\n'''\\", seed), seed)
        drawn.check()
        (folder / f"drawn_{seed}.py").write_text(drawn.text, encoding="utf-8")


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_source_of_an_example_answers_what_the_module_answers(file: Path) -> None:
    project = files.load(file)
    pair(plan(project.graph, project.fields())).check()


def test_the_source_of_every_example_is_formatted(tmp_path: Path) -> None:
    for file in EXAMPLES:
        (tmp_path / f"{file.stem}.py").write_text(written(file.stem), encoding="utf-8")
    check_style(tmp_path)


def test_drawn_networks_answer_the_same_and_are_formatted(tmp_path: Path) -> None:
    draw(tmp_path, range(60))
    check_style(tmp_path)


@pytest.mark.slow
def test_hundreds_of_drawn_networks_answer_the_same_and_are_formatted(tmp_path: Path) -> None:
    draw(tmp_path, range(1000, 1600))
    check_style(tmp_path)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("start", range(10_000, 15_000, 500))
def test_five_thousand_drawn_networks_answer_the_same(tmp_path: Path, start: int) -> None:
    draw(tmp_path, range(start, start + 500))
    check_style(tmp_path)


def test_a_small_network_reads_like_this() -> None:
    assert (
        written("iris_perceptron").splitlines()[6:]
        == '''
import sys

import torch
from safetensors.torch import load_file
from torch import Tensor, nn


class Network(nn.Module):
    """iris_perceptron."""

    def __init__(self) -> None:
        super().__init__()
        self.class_output_1 = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:  # (batch, 4)
        return self.class_output_1(x)  # (batch, 3)


def main(weights: str = "") -> None:
    """Build the network, take trained weights if a file is named, and run it."""
    network = Network()
    if weights:
        network.load_state_dict(load_file(weights))
    network.eval()
    x = torch.randn(2, 4)
    with torch.no_grad():
        results = network(x)
    print("species:", tuple(results.shape))


if __name__ == "__main__":
    main(*sys.argv[1:])
'''.splitlines()
    )


def test_the_module_runs_alone_and_takes_trained_weights(tmp_path: Path) -> None:
    project = files.load(resources.path("graphs", "digits_cnn.layerloom"))
    drawn = plan(project.graph, project.fields())
    (tmp_path / "model.py").write_text(source(drawn, ABOUT).text, encoding="utf-8")
    save_file(build(drawn, 3).state_dict(), tmp_path / "best.safetensors")
    for words in ((), ("best.safetensors",)):
        done = subprocess.run(
            [sys.executable, "-I", "model.py", *words],
            cwd=tmp_path, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "digit: (2, 10)\n"), done.stderr


def residual(repeat: int, shared: bool = False) -> Graph:
    cell = definition(
        "residual cell",
        {
            "i": block("inlet"),
            "conv": block("conv2d", filters=4, padding="same"),
            "add": block("add"),
            "o": block("outlet"),
        },
        "i > conv",
        "conv > add.in_1",
        "i > add.in_2",
        "add > o",
    )
    made_of = {
        "p": block("picture_input"),
        "first": block("conv2d", filters=4),
        "a": block("group", definition="residual cell", repeat=repeat, shared=shared),
        "pool": block("max_pool2d"),
        "b": block("group", definition="residual cell"),
        "flat": block("flatten"),
        "out": block("class_output"),
    }
    ids = list(made_of)
    wires = [f"{one} > {other}" for one, other in pairwise(ids)]
    return graph(made_of, *wires, definitions=[cell])


def test_a_group_is_one_class_for_all_its_uses_and_sizes() -> None:
    drawn = pair(plan(residual(2), FIELDS))
    drawn.check()
    assert drawn.text.count("class ") == 2
    assert "    def forward(self, x: Tensor) -> Tensor:  # (batch, 4, height, width)" in drawn.text
    assert "        self.a = ResidualCell()" in drawn.text
    assert "        self.b = ResidualCell()" in drawn.text
    assert "        return x + conv" in drawn.text or "        return conv + x" in drawn.text


@pytest.mark.parametrize("shared", [False, True])
def test_many_copies_of_a_group_are_a_loop(shared: bool) -> None:
    short, long = (pair(plan(residual(n, shared), FIELDS)) for n in (20, 200))
    long.check()
    assert short.text.count("\n") == long.text.count("\n")
    assert len(long.written.state_dict()) == (2 + 2 * (1 if shared else 200) + 2 + 2)


def test_uses_that_differ_in_more_than_size_get_classes_of_their_own() -> None:
    cell = definition(
        "cell", {"i": block("inlet"), "d": block("dense", units=8), "o": block("outlet")},
        "i > d", "d > o",
    )  # fmt: skip
    made_of = {"x": block("features_input"), "g": block("group", definition="cell", repeat=3)}
    made_of["out"] = block("class_output")
    drawn = pair(plan(graph(made_of, "x > g", "g > out", definitions=[cell]), FIELDS))
    drawn.check()
    assert [line for line in drawn.text.splitlines() if "Cell" in line and "self" in line] == [
        "        self.g = Cell()", "        self.g_2 = Cell_2()", "        self.g_3 = Cell_2()",
    ]  # fmt: skip


def test_first_weights_are_drawn_as_the_app_draws_them() -> None:
    made_of = {
        "p": block("picture_input"),
        "a": block("conv2d", initialization="kaiming_normal"),
        "b": block("conv2d", initialization="normal"),
        "c": block("conv2d"),
        "flat": block("flatten"),
        "out": block("class_output", initialization="zeros"),
    }
    ids = list(made_of)
    wires = [f"{one} > {other}" for one, other in pairwise(ids)]
    drawn = pair(plan(graph(made_of, *wires), FIELDS))
    torch.manual_seed(0)
    fresh = executed(drawn.text)["Network"]()
    ours = build(drawn.plan)
    for layer in ("a", "b", "c", "out"):
        one, other = fresh.get_submodule(layer), ours.get_submodule(layer)
        torch.testing.assert_close(
            one.weight.std(), other.weight.std(), rtol=0.15, atol=1e-6, msg=layer
        )
        assert bool(one.bias.any()) == bool(other.bias.any())


def test_people_write_no_code(tmp_path: Path) -> None:
    nasty = '"""\nimport os\nos.abort()\n"""\\'
    cell = Definition(
        name=nasty,
        nodes=(),
    )
    assert cell.name == nasty
    made_of = {"x": block("features_input"), "d": block("dense", units=8)}
    made_of["out"] = block("class_output")
    network = graph(made_of, "x > d", "d > out")
    network = network.replaced(*(node.but(name=nasty) for node in network.nodes))
    text = source(plan(network, FIELDS), About(nasty, 1)).text
    tree = ast.parse(text)
    brought = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert brought == {"sys", "torch", "load_file", "Tensor", "nn"}
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    assert "abort" not in {getattr(made, "attr", getattr(made, "id", "")) for made in called}


def test_lines_know_their_blocks() -> None:
    project = files.load(resources.path("graphs", "digits_cnn.layerloom"))
    made = source(plan(project.graph, project.fields()), ABOUT)
    lines = [made.lines[n].strip() for n in made.about([("", "conv2d_1")])]
    assert lines == [
        'self.conv2d_1 = nn.Conv2d(1, 32, 3, padding="same")',
        "self.conv2d_1_activation = nn.ReLU()",
        "x = self.conv2d_1_activation(self.conv2d_1(x))  # (batch, 32, 8, 8)",
    ]
    owned = {owner[1] for owner in made.owners if owner}
    assert owned == set(project.graph.by_id)
