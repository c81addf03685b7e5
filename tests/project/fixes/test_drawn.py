"""No fix is ever wrong: damaged networks by the hundred, each problem, each fix."""

import pytest

from studio.graph.graph import Graph
from studio.graph.problems import Problem
from studio.project.checks import checked
from studio.project.fixes import Fix
from studio.project.fixes.search import MOST, fixes
from studio.project.fixes.trying import judged, key
from studio.project.project import Project
from tests.broken_networks import broken


def of_all_problems(project: Project) -> list[tuple[Problem, tuple[Fix, ...]]]:
    known = checked(project)
    return [(problem, fixes(project, known, problem)) for problem in known.problems]


def check(project: Project) -> int:
    """Apply every fix of every problem; returns how many problems have one."""
    before = checked(project)
    known = {key(problem) for problem in before.problems}
    fixable = 0
    for problem, found in of_all_problems(project):
        assert len(found) <= MOST
        assert len({fix.title for fix in found}) == len(found)
        for fix in found:
            after = checked(fix.project)
            left = {key(each) for each in after.problems}
            said = {key(each) for each in fix.then}
            assert key(problem) not in left, fix.title
            assert left - known == said, fix.title
            for each in fix.then:
                loose = (each.port or each.severity == "warning") and "loop" in problem.what
                assert loose or not judged(before, each.path, each.block), (fix.title, each.what)
            graph = fix.project.graph
            assert Graph.model_validate(graph.model_dump()) == graph
        fixable += bool(found)
    return fixable


def test_every_fix_removes_its_problem_and_makes_no_other() -> None:
    fixable = sum(check(broken(seed)) for seed in range(200))
    assert fixable > 400


@pytest.mark.slow
def test_every_fix_of_thousands_of_broken_networks_holds() -> None:
    fixable = sum(check(broken(seed)) for seed in range(1_000, 3_000))
    assert fixable > 4_000
