import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio import resources
from studio.project import files
from studio.project.files import MOST_BYTES, MOST_ITEMS, WrongFile
from studio.project.project import Project
from tests.make_graphs import EXAMPLES
from tests.wiring import cnn, perceptron

GOOD = files.dump(cnn())
HEAD = b'{"format": "layerloom", "version": 1'


def said(content: bytes) -> list[str]:
    """What is wrong with this content."""
    with pytest.raises(WrongFile) as caught:
        files.parse(content)
    return [str(fault) for fault in caught.value.faults]


def broken(change: Callable[[Any], object]) -> list[str]:
    """What is wrong with a sound file after this change of its JSON."""
    raw = json.loads(GOOD)
    change(raw)
    return said(json.dumps(raw).encode())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.__name__)
def test_a_project_comes_back_equal_and_its_bytes_stay_the_same(example: Any) -> None:
    project = example()
    content = files.dump(project)
    assert files.parse(content) == project
    assert files.dump(files.parse(content)) == content


def test_the_order_in_which_wires_were_drawn_does_not_show_in_the_file() -> None:
    project = cnn()
    graph = project.graph
    redrawn = graph.disconnected(*graph.wires).connected(*reversed(graph.wires))
    assert files.dump(project.but(graph=redrawn)) == GOOD


def test_the_file_begins_with_what_it_is_and_ends_with_a_line_end() -> None:
    assert GOOD.startswith(b'{\n  "format": "layerloom",\n  "version": 1,\n  "graph"')
    assert GOOD.endswith(b"}\n")


def test_names_in_any_language_stand_readable_in_the_file(tmp_path: Path) -> None:
    project = perceptron()
    node = project.graph.nodes[0].but(name="花瓣 🌸")
    project = project.but(graph=project.graph.replaced(node))
    files.save(project, tmp_path / "a.layerloom")
    assert "花瓣 🌸" in (tmp_path / "a.layerloom").read_text(encoding="utf-8")
    assert files.load(tmp_path / "a.layerloom") == project


def test_a_byte_order_mark_in_front_is_no_fault() -> None:
    assert files.parse(b"\xef\xbb\xbf" + GOOD) == cnn()


def test_every_fault_is_said_with_its_place() -> None:
    def change(raw: Any) -> None:
        nodes = raw["graph"]["nodes"]
        nodes[0]["id"] = "1 x"
        nodes[1]["block"] |= {"filters": 0, "kernel": [3, 0], "colour": "red"}
        nodes[2]["block"]["kind"] = "convolve"
        del nodes[3]["block"]["kind"]
        nodes[4]["block"] = None
        nodes[5]["block"]["units"] = "few"
        raw["training"]["epochs"] = 2.5
        raw["training"]["optimizer"]["kind"] = "adams"
        raw["extra"] = True

    assert broken(change) == [
        "graph.nodes[0] \"1 x\".id: has characters that are not allowed here ('1 x')",
        'graph.nodes[1] "conv".block.filters: must be at least 1 (0)',
        'graph.nodes[1] "conv".block.kernel[1]: must be at least 1 (0)',
        "graph.nodes[1] \"conv\".block.colour: there is no such setting ('red')",
        'graph.nodes[2] "norm".block: there is nothing of the kind "convolve" here',
        'graph.nodes[3] "relu".block: the kind is missing',
        'graph.nodes[4] "flat".block: must be an object',
        "graph.nodes[5] \"dense\".block.units: must be a whole number ('few')",
        'training.optimizer: there is nothing of the kind "adams" here',
        "training.epochs: must be a whole number (2.5)",
        "extra: there is no such setting (True)",
    ]


def test_every_contradiction_between_blocks_and_wires_is_said_with_its_place() -> None:
    def change(raw: Any) -> None:
        nodes, wires = raw["graph"]["nodes"], raw["graph"]["wires"]
        nodes.append(nodes[0])
        wires.append({"source": "nobody", "target": "flat"})
        wires[0]["output"] = "nope"
        nodes.append({"id": "lost", "block": {"kind": "group", "definition": "Residual"}})
        nodes.append({"id": "inlet_1", "block": {"kind": "inlet"}})

    assert broken(change) == [
        'graph.nodes[7] "p".id: two blocks have the id "p"',
        'graph.nodes[8] "lost".block.definition: there is no definition "Residual"',
        'graph.nodes[9] "inlet_1".block: an inlet or outlet belongs inside a group',
        ('graph.wires "conv.nope → norm.in".output: block "conv" has no port "nope"'),
        'graph.wires "nobody.out → flat.in".source: there is no block "nobody"',
    ]


def within(definitions: list[dict[str, Any]]) -> list[str]:
    return broken(lambda raw: raw["graph"].update(definitions=definitions))


def test_an_input_of_the_data_inside_a_group_is_refused() -> None:
    node = {"id": "a", "block": {"kind": "picture_input"}}
    assert within([{"name": "D", "nodes": [node]}]) == [
        (
            'graph.definitions[0] "D".nodes[0] "a".block:'
            " an input or output of the data belongs outside groups"
        )
    ]


def chain(length: int) -> list[dict[str, Any]]:
    """Definitions each of which holds a group of the next one; the last one holds nothing."""
    inner = [
        [{"id": "a", "block": {"kind": "group", "definition": f"d{n + 1}"}}] for n in range(length)
    ]
    return [{"name": f"d{n}", "nodes": nodes} for n, nodes in enumerate([*inner, []])]


def test_a_group_that_contains_itself_is_refused() -> None:
    definitions = chain(2)
    definitions[2]["nodes"] = [{"id": "a", "block": {"kind": "group", "definition": "d1"}}]
    assert within(definitions) == ['graph.definitions: a group cannot contain itself: "d1", "d2"']


def test_groups_nested_too_deeply_are_refused() -> None:
    for length in (32, 400):
        assert within(chain(length)) == ["graph.definitions: groups are nested more than 32 deep"]
    files.parse(json.dumps(json.loads(GOOD) | {"graph": {"definitions": chain(31)}}).encode())


@pytest.mark.parametrize("value", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_a_number_that_is_none_is_refused(value: bytes) -> None:
    (first, *_) = said(GOOD.replace(b'"x": 0.0', b'"x": ' + value))
    assert first.startswith('graph.nodes[0] "p".x: must be a finite number')


def test_a_key_that_stands_twice_is_refused() -> None:
    content = GOOD.replace(b'"epochs"', b'"epochs": 1, "epochs"')
    assert said(content) == ['The key "epochs" stands twice in the same place.']


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "line 1, column 1: This is not JSON"),
        (b"PK\x03\x04", "line 1, column 1: This is not JSON"),
        (b"[]", "This is not a Layerloom project."),
        (b"null", "This is not a Layerloom project."),
        (b'{"format": "other"}', "This is not a Layerloom project."),
        (b'{"format": "layerloom"}', "version: The version of the file format is missing."),
        (HEAD.replace(b"1", b"true") + b"}", "version: The version of the file format is missing."),
        (HEAD.replace(b"1", b"0") + b"}", "version: The version of the file format is missing."),
        (HEAD.replace(b"1", b"2") + b"}", "version: The file has format 2, this Layerloom reads"),
        (HEAD.replace(b"1", b"9" * 4000) + b"}", "version: The file has format 9999"),
        (GOOD.decode().encode("utf-16"), "This is not a text file in UTF-8."),
        (GOOD + b"x", "line "),
        (GOOD.replace(b'"notes": "', b'"notes": "\\ud800'), "this is not JSON"),
        (HEAD + b', "notes": ' + b"9" * 5000 + b"}", "The file holds a number that is too long."),
        (HEAD + b', "notes": ' + b"[" * 9000 + b"]" * 9000 + b"}", "The file is nested too deeply"),
        (HEAD + b', "notes": ' + b"[" * 900 + b"]" * 900 + b"}", "this is not JSON: recursion"),
        (b'{"a":' * 90_000 + b"1" + b"}" * 90_000, "The file is nested too deeply."),
        (b" " * (MOST_BYTES + 1), "The file is larger than 8 MB."),
        (b"[],[]," * (MOST_BYTES // 6), "The file has more than 400,000 items."),
    ],
)
def test_what_is_no_project_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    (only,) = said(content)
    assert only.startswith(sentence)
    assert len(only) < 200


@pytest.mark.parametrize("item", [b"[]", b"{}", b"1", b'"x"', b"null", b'{"id":[],"block":{}}'])
def test_the_worst_file_within_the_limits_is_refused_soon(item: bytes) -> None:
    each = item + b","
    many = (MOST_ITEMS - 10) // sum(each.count(sign) for sign in b",{[")
    content = HEAD + b', "graph": {"nodes": [' + each * many + item + b"]}}"
    began = time.monotonic()
    (only,) = said(content)
    assert "it is not a Layerloom project" in only
    assert time.monotonic() - began < 20  # half a second here


def test_texts_of_the_file_are_short_in_sentences_and_steer_no_terminal() -> None:
    (only,) = broken(lambda raw: raw.update({"\x1b]0;title\x07" + "k" * 10_000: 1}))
    assert only == "�]0;title�" + "k" * 54 + "…: there is no such setting (1)"


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.load(tmp_path / "none.layerloom")


def test_a_project_that_could_not_be_opened_again_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "a.layerloom"
    path.write_bytes(b"old")
    kept = ("x",) * (MOST_ITEMS + 10)
    project = Project().but(data=Project().data.but(classes=kept))
    with pytest.raises(WrongFile, match="more than 400,000 items"):
        files.save(project, path)
    assert path.read_bytes() == b"old"


def test_the_published_schema_is_the_one_of_the_code() -> None:
    shipped = resources.path("resources", "schema", "layerloom.schema.json").read_text("utf-8")
    assert shipped == files.schema(), "write it anew: python -m tests.make_schema"
