"""`.layerloom` files: JSON to Project and back. A stranger wrote the file: parse, do not trust."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from studio import saving
from studio.language import number, tr
from studio.project.migrations import MIGRATIONS, migrated
from studio.project.project import Project

SUFFIX: Final = ".layerloom"
VERSION: Final = 1 + len(MIGRATIONS)
MOST_BYTES: Final = 8 * 1024 * 1024
# Every bad item costs about a kilobyte of error, so the items are counted before any parsing.
MOST_ITEMS: Final = 400_000
MOST_ERRORS: Final = 1_000


class ProjectFile(Project):
    """A project as it stands in a file: with what it is and the version of its format."""

    format: Literal["layerloom"] = "layerloom"
    version: int = Field(VERSION, ge=VERSION, le=VERSION)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file: the place in it, and what is wrong there."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


class WrongFile(Exception):
    """A file that is no readable project; `faults` says everything that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:3]))
        self.faults = faults


def load(path: Path) -> Project:
    """Read a project.

    Raises:
        OSError: the file cannot be read.
        WrongFile: it is not a project, or not one that this version can read.
    """
    with path.open("rb") as file:
        return parse(file.read(MOST_BYTES + 1))


def save(project: Project, path: Path) -> None:
    """Write a project atomically; equal projects give equal bytes.

    Raises:
        OSError: the file could not be written; an older one is untouched.
        WrongFile: the project is too large to be opened again.
    """
    content = dump(project)
    _guard(content)
    saving.write(path, content)


def dump(project: Project) -> bytes:
    """The project as the content of a file."""
    parts = {name: getattr(project, name) for name in Project.model_fields}
    text = ProjectFile.model_construct(**parts).model_dump_json(indent=2)
    return (text + "\n").encode()


def parse(content: bytes) -> Project:
    """The project in the content of a file.

    Raises:
        WrongFile: with all that is wrong, each with its place.
    """
    _guard(content)
    raw = _json(content)
    if not isinstance(raw, dict) or raw.get("format") != "layerloom":
        raise WrongFile(Fault("", tr("This is not a Layerloom project.")))
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise WrongFile(Fault("version", tr("The version of the file format is missing.")))
    if version > VERSION:
        raise WrongFile(
            Fault(
                "version",
                tr(
                    "The file has format {theirs}, this Layerloom reads up to {ours}. Update it."
                ).format(theirs=version, ours=VERSION),
            )
        )
    if version < VERSION:
        raw = migrated(raw, version)
        content = json.dumps(raw).encode()
    try:
        file = ProjectFile.model_validate_json(content)
    except ValidationError as error:
        raise WrongFile(*_faults(error, raw)) from None
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
    try:
        return json.loads(content.decode("utf-8"))
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


def _faults(error: ValidationError, raw: object) -> Iterator[Fault]:
    if error.error_count() > MOST_ERRORS:
        yield Fault(
            "",
            tr("The file has {n} faults; it is not a Layerloom project.").format(
                n=number(error.error_count())
            ),
        )
        return
    for details in error.errors(include_url=False):
        yield Fault(_place(details["loc"], raw), _sentence(details))


def _place(loc: tuple[int | str, ...], raw: object) -> str:
    """The place in the file: `graph.nodes[3] "conv_1".block.filters`."""
    text, here = "", raw
    for step in loc:
        if isinstance(step, int):
            text += f"[{step}]"
            here = here[step] if isinstance(here, list) and step < len(here) else None
            if isinstance(here, dict) and isinstance(id := here.get("id", here.get("name")), str):
                text += f' "{id[:64]}"'
        elif "→" in step:
            text += f' "{step[:200]}"'  # a wire is its own place
        elif isinstance(here, Mapping) and step not in here and here.get("kind") == step:
            continue  # pydantic repeats the kind of a block as a step of its own
        else:
            text += f".{step}" if text else step
            here = here.get(step) if isinstance(here, dict) else None
    return text


def _sentence(details: ErrorDetails) -> str:
    match details["type"]:
        case "missing":
            return tr("this is missing")
        case "extra_forbidden":
            return tr("there is no such setting")
        case "union_tag_invalid":
            kind = str(details.get("ctx", {}).get("tag", ""))[:64]
            return tr('there is nothing of the kind "{kind}" here').format(kind=kind)
        case "union_tag_not_found":
            return tr("the kind is missing")
        case "graph":
            return details["msg"]
    value = repr(details["input"])
    shown = f" ({value})" if len(value) <= 40 else ""
    message = details["msg"]
    return message[:1].lower() + message[1:] + shown
