"""A project together with the weights that it has learned, from and to its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from studio.compiler.plan import NotReady, plan
from studio.language import tr
from studio.project import files
from studio.project.beside import weights_file
from studio.project.project import Project
from studio.training.checkpoint import WEIGHTS, load_weights, save_weights
from studio.training.learned import Learned
from studio.training.refused import Refused
from studio.training.session import Weights

RUN_PROJECT: Final = f"graph{files.SUFFIX}"  # the project in the folder of a run


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A project and what it has learned; `why_not` says why there is nothing learned."""

    project: Project
    learned: Learned | None
    why_not: str = ""


def load(path: Path) -> Trained:
    """Read a project and the weights beside it; a folder is that of a run.

    Raises:
        OSError: the project cannot be read.
        WrongFile: it is not a project.
    """
    if path.is_dir():
        path = path / RUN_PROJECT
    project = files.load(path)
    places = (weights_file(path), path.with_name(WEIGHTS))
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        return Trained(project, None, tr("There are no weights beside it."))
    try:
        return learned(project, load_weights(found))
    except (Refused, OSError) as error:
        return Trained(project, None, str(error))


def learned(project: Project, weights: Weights) -> Trained:
    """A project with weights whose names are those of its module."""
    try:
        return Trained(project, Learned.of(plan(project.graph, project.fields()), weights))
    except NotReady:
        why = tr("While the network has problems, nobody can tell which weights belong where.")
        return Trained(project, None, why)


def save(project: Project, weights: Learned | None, path: Path) -> None:
    """Write a project, and beside it the weights of the blocks that it still has.

    Raises:
        OSError: a file could not be written.
        WrongFile: the project is too large to be opened again.
    """
    files.save(project, path)
    if weights is None:
        return
    try:
        named = weights.named(plan(project.graph, project.fields()))
    except NotReady:
        return  # the weights of the last network without problems stay
    if named:
        save_weights(named, weights_file(path))
