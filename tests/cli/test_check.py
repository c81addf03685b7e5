"""layerloom check: what is wrong with a network, and with a file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.blocks.block import blocks
from studio.data.dataset import datasets
from studio.graph.definitions import closed, opened
from studio.graph.graph import Node
from studio.graph.grouping import grouped
from studio.project import files
from studio.project.project import Project
from tests.cli.conftest import Run, example
from tests.wiring import block, graph

Refused = Callable[..., str]


def test_a_right_network_has_no_problems(run: Run) -> None:
    answer = run("check", example("fashion_cnn"))

    assert (answer.code, answer.err) == (0, "")
    assert "No problems" in answer.last
    assert "225,034 parameters" in answer.last


def test_problems_are_listed_with_what_to_do_and_end_with_1(run: Run, empty: Path) -> None:
    answer = run("check", empty)

    assert (answer.code, answer.err) == (1, "")
    assert "The canvas is empty." in answer.out
    assert "open an example" in answer.out
    assert answer.last == "1 problem: the network cannot be trained yet."


def test_a_problem_names_its_block(run: Run, quick: Path) -> None:
    project = files.load(quick)
    output = project.graph.nodes[-1]
    cut = project.graph.disconnected(*project.graph.into[output.id])
    files.save(project.but(graph=cut), quick)

    assert f"{output.label} ({output.id})" in run("check", quick).out


def test_a_network_that_training_would_refuse_is_valid_and_warned_of(
    run: Run, tmp_path: Path
) -> None:
    alone = {"z": block("noise_input"), "fake": block("generated_picture")}
    file = tmp_path / "generator.layerloom"
    files.save(Project(graph=graph(alone, "z > fake"), data=datasets["digits"]()), file)
    answer = run("check", file)
    refused = run("train", file, "-o", tmp_path / "run")

    assert answer.code == 0
    assert "Warning Generated picture (fake)\n  Nothing says what is good." in answer.out
    assert refused.code == 2
    assert "Nothing says what is good." in refused.err


def test_advice_is_listed_as_hints_and_ends_with_0(run: Run, tmp_path: Path) -> None:
    bare = block("dense", activation="none")
    made_of = {"x": block("features_input"), "a": bare, "out": block("class_output")}
    file = tmp_path / "straight.layerloom"
    files.save(Project(graph=graph(made_of, "x > a", "a > out"), data=datasets["iris"]()), file)
    answer = run("check", file)

    assert (answer.code, answer.err) == (0, "")
    assert "Hint Class output (out)\n  There is no activation between" in answer.out
    assert answer.last.startswith("No problems")


def test_the_last_line_can_be_json(run: Run, empty: Path) -> None:
    (problem,) = json.loads(run("check", empty, "--json").last)["problems"]

    assert problem["severity"] == "error"
    assert problem["what"] == "The canvas is empty."


def test_a_problem_inside_a_group_says_the_way_to_its_block(run: Run, quick: Path) -> None:
    project = files.load(quick)
    dense = Node(id="dense", block=blocks["dense"]())
    wired = project.graph.inserted(dense, project.graph.wires[0])
    graph, id = grouped(wired, "", ["dense"], "Part")
    inside = opened(graph, "Part")
    cut = closed(graph, "Part", inside.disconnected(*inside.into["dense"]))
    files.save(project.but(graph=cut), quick)

    answer = run("check", quick, "--json")

    problem = json.loads(answer.last)["problems"][0]
    assert (problem["where"], problem["inside"]) == ([id], ["dense"])
    assert 'Inside "Part": ' in answer.out


def test_all_faults_of_a_file_are_listed_with_their_places(run: Run, quick: Path) -> None:
    raw = json.loads(quick.read_text())
    raw["graph"]["nodes"][0]["block"]["kind"] = "conv9d"
    raw["colour"] = "red"
    quick.write_text(json.dumps(raw))

    answer = run("check", quick, "--json")

    assert answer.code == 2
    assert 'there is nothing of the kind "conv9d" here' in answer.out
    assert "colour: there is no such setting" in answer.out
    assert len(json.loads(answer.last)["faults"]) == 2
    assert answer.err == f"layerloom: {quick} cannot be read: 2 faults, listed above\n"


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"{", b"[]", b"[" * 100_000])
def test_a_file_of_another_kind_is_refused(
    refused: Refused, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "a.layerloom"
    file.write_bytes(content)

    assert "cannot be read" in refused("check", file)


def test_a_folder_is_refused(refused: Refused, tmp_path: Path) -> None:
    assert refused("check", tmp_path) == f"{tmp_path} cannot be read: Is a directory"


def test_names_in_a_file_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    project = files.load(example("iris_perceptron"))
    graph = project.graph.disconnected(*project.graph.wires)
    named = graph.replaced(*(node.but(name="\x1b]0;title\x07") for node in graph.nodes))
    file = tmp_path / "a.layerloom"
    files.save(project.but(graph=named), file)
    answer = run("check", file)
    assert answer.code == 1
    assert "�]0;title" in answer.out
    assert "\x1b" not in answer.out + answer.err
