"""The search looks at little, and stops when it has what it needs."""

import pytest

from studio.graph.graph import Graph, Node
from studio.project.checks import checked
from studio.project.fixes import search as whole
from tests.benchmarks.editing import long_network
from tests.wiring import block


def trials(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every draft of a network of 1,000 blocks that is tried for its first problem."""
    made: list[object] = []
    tried = whole.tried

    def counted(case: object, draft: object) -> object:
        trial = tried(case, draft)
        made.append(trial)
        return trial

    monkeypatch.setattr(whole, "tried", counted)
    project = long_network().with_graph(graph)
    known = checked(project)
    *_, found = whole.search(project, known, known.problems[0])
    assert 0 < len(found) <= whole.MOST
    return made


def test_a_trial_looks_at_the_blocks_that_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    loose = Node(id="loose", block=block("dropout"))
    made = trials(long_network().graph.added(loose), monkeypatch)
    assert len(made) == whole.MOST  # the first three hold
    assert all(trial.checked.shapes.recomputed <= 2 for trial in made)


def test_no_more_drafts_are_tried_than_a_person_would_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = long_network().graph
    odd = graph.by_id["conv_50"].block.but(filters=5)  # the shortcut behind it does not fit
    assert len(trials(graph.with_block("conv_50", odd), monkeypatch)) <= whole.MOST_TRIED
