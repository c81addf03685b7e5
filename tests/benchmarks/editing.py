"""How long everything that follows one edit takes in a project of 1,000 blocks.

    python -m tests.benchmarks.editing --json

What follows is what the window shows after every edit: shapes, problems, costs, the plan, and the
source that is printed from it. Each figure is a median of processor time, which other programs on
the machine disturb little; each share compares with the same work from nothing in the same run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from studio.compiler.plan import Memory, planned
from studio.data.declared_inputs import GivenPicture
from studio.data.declared_targets import GivenClass
from studio.data.no_data import NoData
from studio.exchange.python_source import About, Printer
from studio.graph.graph import Definition, Graph, Network, Node, Wire
from studio.project.checks import Checked, checked
from studio.project.project import Project
from tests.published import chain, convolution, residual, use
from tests.wiring import block, graph

BLOCKS = 1_000
PICTURES = NoData(
    inputs=(GivenPicture(channels=3, height=32, width=32),), targets=(GivenClass(classes=10),)
)
Edit = Callable[[Graph, int], Graph]


def long_network() -> Project:
    """1,000 blocks: convolution, norm, activation and dropout in turns, with shortcuts."""
    made_of = {"picture": block("picture_input")}
    wires = []
    for n in range((BLOCKS - 5) // 5):
        made_of |= {
            f"conv_{n}": convolution(16, 3),
            f"norm_{n}": block("batch_norm"),
            f"relu_{n}": block("activation", function="relu"),
            f"drop_{n}": block("dropout"),
        }
        if n:
            made_of[f"add_{n}"] = block("add")
            wires.append(f"add_{n - 1} > add_{n}.in_2" if n > 1 else "drop_0 > add_1.in_2")
    made_of |= {f"more_{n}": block("dropout") for n in range(BLOCKS - len(made_of) - 2)}
    made_of |= {"mean": block("global_avg_pool"), "class": block("class_output")}
    return Project(graph=graph(made_of, *chain(made_of), *wires), data=PICTURES)


def repeated_network() -> Project:
    """A residual block × 1,000: ten blocks in the file, nine thousand in the network."""
    made_of = {
        "picture": block("picture_input"),
        "first": convolution(16, 3),
        "deep": use("residual", 1_000),
        "mean": block("global_avg_pool"),
        "class": block("class_output"),
    }
    drawn = graph(
        made_of, *chain(made_of), definitions=[residual("residual", 16, 1, projected=False)]
    )
    return Project(graph=drawn, data=PICTURES)


def many_uses() -> Project:
    """200 groups that use the same definition of nine blocks."""
    made_of = {"picture": block("picture_input"), "first": convolution(16, 3)}
    made_of |= {f"part_{n}": use("residual") for n in range(200)}
    made_of |= {"mean": block("global_avg_pool"), "class": block("class_output")}
    drawn = graph(
        made_of, *chain(made_of), definitions=[residual("residual", 16, 1, projected=False)]
    )
    return Project(graph=drawn, data=PICTURES)


# ---- edits: the number makes each one another ----------------------------------------------------


def setting(drawn: Graph, turn: int) -> Graph:
    """A setting in the middle that no other block notices."""
    return _with(drawn, f"drop_{BLOCKS // 10}", share=0.1 + 0.01 * (turn % 50))


def width(drawn: Graph, turn: int) -> Graph:
    """The filters of the last convolution: the shortcut behind it no longer fits, an error."""
    last = [node.id for node in drawn.nodes if node.block.kind == "conv2d"][-1]
    return _with(drawn, last, filters=16 + turn % 50)


def first_width(drawn: Graph, turn: int) -> Graph:
    """The side of the first kernel: every block of the network gets another shape."""
    first = next(node.id for node in drawn.nodes if node.block.kind == "conv2d")
    return _with(drawn, first, padding=1 + turn % 2)


def wire(drawn: Graph, turn: int) -> Graph:
    """A wire in the middle moves from a block to the one before it, and back."""
    end = f"more_{turn % 2}"
    return drawn.connected(Wire(source=end, target="mean"))


def added(drawn: Graph, turn: int) -> Graph:
    """A block in the middle of a wire in the middle."""
    end = f"norm_{BLOCKS // 10}"
    (wire,) = drawn.into[end]
    return drawn.inserted(Node(id=f"new_{turn}", block=block("dropout")), wire)


def deleted(drawn: Graph, turn: int) -> Graph:
    """A block in the middle goes, and what came before it is wired to what came after it."""
    gone = [node.id for node in drawn.nodes if node.id.startswith("drop_")][BLOCKS // 10]
    (source,), after = drawn.into[gone], drawn.out_of[gone]
    wires = [wire.but(source=source.source, output=source.output) for wire in after]
    return drawn.removed([gone]).connected(*wires)


def renamed(drawn: Graph, turn: int) -> Graph:
    """Another name for a block in the middle."""
    node = drawn.by_id[f"conv_{BLOCKS // 10}"]
    return drawn.replaced(node.but(name=f"Edges {turn}"))


def inside(drawn: Graph, turn: int) -> Graph:
    """A setting inside the only definition, so that all its uses change."""
    (made,) = drawn.definitions
    made = cast(Definition, _with(made, "norm_1", momentum=0.1 + 0.01 * (turn % 50)))
    return drawn.with_definitions((made,))


def outside(drawn: Graph, turn: int) -> Graph:
    """A setting of the block before the groups, which none of them notices."""
    weights = ("default", "kaiming_normal")[turn % 2]
    return _with(drawn, "first", initialization=weights)


N = TypeVar("N", bound=Network)


def _with(drawn: N, id: str, **settings: object) -> N:
    node = drawn.by_id[id]
    return drawn.replaced(node.but(block=node.block.but(**settings)))


CASES: dict[str, tuple[Callable[[], Project], Edit]] = {
    "setting": (long_network, setting),
    "width": (long_network, width),
    "first_width": (long_network, first_width),
    "wire": (long_network, wire),
    "added": (long_network, added),
    "deleted": (long_network, deleted),
    "renamed": (long_network, renamed),
    "inside_a_group_x_1000": (repeated_network, inside),
    "beside_a_group_x_1000": (repeated_network, outside),
    "inside_one_of_200_groups": (many_uses, inside),
    "beside_200_groups": (many_uses, outside),
}


# ---- what follows an edit ------------------------------------------------------------------------


@dataclass
class Follower:
    """Keeps what the window keeps from one edit to the next."""

    check: Checked | None = None
    memory: Memory = field(default_factory=Memory)
    printer: Printer = field(default_factory=Printer)
    times: dict[str, float] = field(default_factory=dict)

    def follow(self, project: Project) -> None:
        """Shapes, problems and costs; then the plan; then the source."""
        began = time.process_time()
        self.check = checked(project, self.check)
        shown = planned_at = time.process_time()
        if not self.check.errors:
            found = self.check.shapes, self.check.problems
            made = planned(project.graph, *found, self.memory)
            planned_at = time.process_time()
            self.printer.printed(made, About("A benchmark", self.check.parameters))
        ended = time.process_time()
        self.times = {
            "checks": shown - began,
            "plan": planned_at - shown,
            "source": ended - planned_at,
            "all": ended - began,
        }


def followed(name: str, turns: int) -> dict[str, float]:
    """The medians of one kind of edit, in milliseconds, and how much of the whole work they are."""
    make, edit = CASES[name]
    project, follower = make(), Follower()
    follower.follow(project)
    found: dict[str, list[float]] = {}
    for turn in range(1, turns + 1):
        began = time.process_time()
        project = project.with_graph(edit(project.graph, turn))
        edited = time.process_time() - began
        follower.follow(project)
        times = follower.times | {"all": follower.times["all"] + edited}
        anew = Follower()
        anew.follow(project)
        times["share_of_whole"] = follower.times["all"] / anew.times["all"]
        for key, seconds in times.items():
            found.setdefault(key, []).append(seconds)
    medians = {key: statistics.median(values) for key, values in found.items()}
    share = medians.pop("share_of_whole")
    return {f"{key}_ms": 1000 * value for key, value in medians.items()} | {"share": share}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.add_argument("--turns", type=int, default=21, help="edits of each kind")
    given = parser.parse_args()
    figures = {name: followed(name, given.turns) for name in CASES}
    if given.json:
        print(json.dumps(figures))
        return
    for name, each in figures.items():
        print(name, "  ".join(f"{key} {value:.3g}" for key, value in each.items()))


if __name__ == "__main__":
    main()
