"""The search for fixes: every way proposes drafts, and the best are tried until three hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from studio.graph.problems import Problem
from studio.project.checks import Checked
from studio.project.fixes import (  # noqa: F401  (brings in every way, for the search below)
    adapting,
    data,
    dead_ends,
    ends,
    group_ends,
    groups,
    joins,
    kinds,
    learning,
    leaving_out,
    loops,
    ports,
    settings,
    upstream,
)
from studio.project.fixes.fix import MAKERS, Case, Draft, Fix
from studio.project.fixes.trying import Trial, tried
from studio.project.fixes.words import fix
from studio.project.project import Project

MOST: Final = 3  # fixes that are offered
MOST_TRIED: Final = 16  # drafts; each costs the checks of an edit


def fixes(
    project: Project, checked: Checked, problem: Problem, earlier: Sequence[Project] = ()
) -> tuple[Fix, ...]:
    """At most three ways out of a problem, the best first.

    Each has been tried: the problem is gone, and there is no other that was not there before.
    Where no fix achieves that, those are given that uncover a problem which was hidden behind this
    one; they say which.

    Args:
        checked: what the checks say about the project, this problem among them.
        earlier: the project as it was before each edit, the newest first.
    """
    *_, last = search(project, checked, problem, earlier)
    return last


def search(
    project: Project, checked: Checked, problem: Problem, earlier: Sequence[Project] = ()
) -> Iterator[tuple[Fix, ...]]:
    """The same in steps of a few milliseconds, each giving what has been found so far."""
    case = Case(project, checked, problem, earlier)
    drafts: list[Draft] = []
    for make in MAKERS:
        drafts += make(case)
        yield ()
    clean: dict[str, Fix] = {}
    uncovering: dict[str, Trial] = {}
    for draft in sorted(drafts, key=lambda draft: draft.rank)[:MOST_TRIED]:
        if draft.title in clean:
            continue  # a person could not tell the two apart
        trial = tried(case, draft)
        if trial is not None and trial.then:
            known = uncovering.get(draft.title, trial)
            uncovering[draft.title] = min(known, trial, key=_uncovered)
        elif trial is not None:
            clean[draft.title] = fix(case, trial)
            if len(clean) == MOST:
                break
        yield tuple(clean.values())
    rest = sorted(uncovering.values(), key=_uncovered)[:MOST]
    yield tuple(clean.values()) or tuple(fix(case, trial) for trial in rest)


def _uncovered(trial: Trial) -> int:
    return len(trial.then)
