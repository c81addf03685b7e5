import os

import pytest

from studio.compiler import parts
from studio.data.dataset import datasets
from studio.project import files
from studio.project.beside import parts_folder
from studio.project.checks import checked
from studio.project.project import Project
from tests.parts import around, opaque, scaled


@pytest.fixture
def empty_store(monkeypatch):
    """Forgets every part: what is there afterwards was read from the disk."""

    def forget():
        monkeypatch.setattr(parts, "_parts", type(parts._parts)())

    return forget


def project(part=None):
    return Project(graph=around(part or scaled()), data=datasets["iris"]())


def test_a_part_lies_beside_the_project_under_its_hash(tmp_path, empty_store):
    part, path = scaled(), tmp_path / "net.layerloom"
    files.save(project(part), path)
    assert [f.name for f in parts_folder(path).iterdir()] == [f"{part.digest}.onnx"]
    assert path.read_text().count(part.digest) == 1
    empty_store()
    opened = files.load(path)
    assert opened == project(part)
    assert not checked(opened).errors


def test_saving_under_another_name_takes_the_parts_along(tmp_path, empty_store):
    files.save(project(), tmp_path / "one.layerloom")
    empty_store()
    files.save(files.load(tmp_path / "one.layerloom"), tmp_path / "two.layerloom")
    empty_store()
    (tmp_path / "one.layerloom").unlink()
    assert not checked(files.load(tmp_path / "two.layerloom")).errors


def test_a_project_without_parts_has_no_folder(tmp_path):
    files.save(Project.usual(), tmp_path / "net.layerloom")
    assert [f.name for f in tmp_path.iterdir()] == ["net.layerloom"]


@pytest.mark.parametrize("fault", ["missing", "changed", "empty", "a folder", "a pipe"])
def test_a_part_that_is_not_what_its_name_says_is_a_problem(tmp_path, empty_store, fault):
    part, path = opaque(), tmp_path / "net.layerloom"
    files.save(project(part), path)
    stored = parts_folder(path) / f"{part.digest}.onnx"
    content = stored.read_bytes()
    stored.unlink()
    match fault:
        case "changed":
            stored.write_bytes(content[:-1] + b"?")
        case "empty":
            stored.write_bytes(b"")
        case "a folder":
            stored.mkdir()
        case "a pipe":
            os.mkfifo(stored)
    empty_store()
    (problem,) = checked(files.load(path)).errors
    assert problem.where == ("part",)
    assert problem.what == "The file of a sealed part is missing."


def test_saving_mends_a_damaged_part(tmp_path, empty_store):
    part, path = scaled(), tmp_path / "net.layerloom"
    files.save(project(part), path)
    (parts_folder(path) / f"{part.digest}.onnx").write_bytes(b"damaged")
    files.save(project(part), path)
    empty_store()
    assert not checked(files.load(path)).errors
