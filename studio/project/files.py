"""`.layerloom` files: JSON to Project and back. A stranger wrote the file: parse, do not trust."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from studio import saving
from studio.graph.graph import MOST_NODES, MOST_WIRES
from studio.graph.paper import MOST_FRAMES, MOST_NOTES
from studio.language import number, tr
from studio.project import beside
from studio.project.faults import Fault, faults, shown
from studio.project.migrations import MIGRATIONS, migrated
from studio.project.project import Project
from studio.schema.entry import Value

SUFFIX: Final = ".layerloom"
VERSION: Final = 1 + len(MIGRATIONS)
MOST_BYTES: Final = 8 * 1024 * 1024
# Every bad item costs about a kilobyte of error, so the items are counted before any parsing.
MOST_ITEMS: Final = 400_000
MOST_KEYS: Final = 20  # that stand twice, in one list
MARK: Final = b"\xef\xbb\xbf"  # some editors begin every file in UTF-8 with it


class _Head(Value):
    format: Literal["layerloom"] = "layerloom"
    version: int = Field(VERSION, ge=VERSION, le=VERSION)


class ProjectFile(Project, _Head):  # in this order, the head stands first in the file
    """A project as it stands in a file: with what it is and the version of its format."""


class WrongFile(Exception):
    """A file that is no readable project; `faults` says everything that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:3]))
        self.faults = faults


def load(path: Path) -> Project:
    """Read a project, and bring in the sealed parts that lie beside it.

    Raises:
        OSError: the file cannot be read.
        WrongFile: it is not a project, or not one that this version can read.
    """
    with path.open("rb") as file:
        project = parse(file.read(MOST_BYTES + 1))
    beside.read_parts(project.graph, path)
    return project


def save(project: Project, path: Path) -> None:
    """Write a project atomically, its sealed parts first; equal projects give equal bytes.

    Raises:
        OSError: the file could not be written; an older one is untouched.
        WrongFile: the project is too large to be opened again.
    """
    content = dump(project)
    _guard(content)
    for many, most, what in (
        (project.graph.nodes, MOST_NODES, tr("The network has more than {n} blocks.")),
        (project.graph.wires, MOST_WIRES, tr("The network has more than {n} wires.")),
        (project.graph.frames, MOST_FRAMES, tr("The network has more than {n} frames.")),
        (project.graph.notes, MOST_NOTES, tr("The network has more than {n} notes.")),
    ):
        if len(many) > most:
            raise WrongFile(Fault("graph", what.format(n=number(most))))
    beside.write_parts(project.graph, path)
    saving.write(path, content)


def dump(project: Project) -> bytes:
    """The project as the content of a file."""
    parts = {name: getattr(project, name) for name in Project.model_fields}
    text = ProjectFile.model_construct(**parts).model_dump_json(indent=2)
    return (text + "\n").encode()


def schema() -> str:
    """The JSON Schema of the file format, as it is published in resources/."""
    made = ProjectFile.model_json_schema()
    made |= {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Layerloom project",
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def parse(content: bytes) -> Project:
    """The project in the content of a file.

    Raises:
        WrongFile: with all that is wrong, each with its place.
    """
    _guard(content)
    content = content.removeprefix(MARK)
    raw = _json(content)
    if not isinstance(raw, dict) or raw.get("format") != "layerloom":
        raise WrongFile(Fault("", tr("This is not a Layerloom project.")))
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise WrongFile(Fault("version", tr("The version of the file format is missing.")))
    if version > VERSION:
        text = tr("The file has format {theirs}, this Layerloom reads up to {ours}. Update it.")
        theirs = shown(str(version))
        raise WrongFile(Fault("version", text.format(theirs=theirs, ours=VERSION)))
    if version < VERSION:
        raw = migrated(raw, version)
        content = json.dumps(raw).encode()
    try:
        file = ProjectFile.model_validate_json(content)
    except ValidationError as error:
        raise WrongFile(*faults(error, raw)) from None
    return Project.model_construct(**{n: getattr(file, n) for n in Project.model_fields})


def _guard(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise WrongFile(
            Fault("", tr("The file is larger than {n} MB.").format(n=MOST_BYTES // 1024**2))
        )
    items = sum(content.count(sign) for sign in (b",", b"{", b"["))
    if items > MOST_ITEMS:
        raise WrongFile(
            Fault("", tr("The file has more than {n} items.").format(n=number(MOST_ITEMS)))
        )


def _json(content: bytes) -> Any:
    doubled: Counter[str] = Counter()

    def checked(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            counted = Counter(key for key, _ in pairs)
            doubled.update(key for key, times in counted.items() if times > 1)
        return made

    try:
        raw = json.loads(content.decode("utf-8"), object_pairs_hook=checked)
    except UnicodeDecodeError:
        raise WrongFile(Fault("", tr("This is not a text file in UTF-8."))) from None
    except RecursionError:
        raise WrongFile(Fault("", tr("The file is nested too deeply."))) from None
    except json.JSONDecodeError as error:
        place = tr("line {line}, column {column}").format(line=error.lineno, column=error.colno)
        raise WrongFile(
            Fault(place, tr("This is not JSON: {why}.").format(why=error.msg))
        ) from None
    except ValueError:  # a number with more digits than Python reads
        raise WrongFile(Fault("", tr("The file holds a number that is too long."))) from None
    if doubled:
        # Readers of JSON differ in which one they keep, so nobody can know what was meant.
        text = tr('The key "{key}" stands twice in the same place.')
        found = doubled.most_common(MOST_KEYS)
        raise WrongFile(*(Fault("", text.format(key=shown(key))) for key, _ in found))
    return raw
