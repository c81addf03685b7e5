"""All figures of the canvas in one command.

    python -m tests.benchmarks.canvas --json

Each measurement is made in a process of its own, the sides in turns; medians of three rounds, in
milliseconds. `_5000` is the same with 5,000 blocks; `_ratio` is how many times longer
nodeeditor-qtpy takes, where it is installed (`pip install -c constraints.txt -e ".[bench]"`);
`_blits` is a figure divided by a fixed reference, 1,000 bare pixmap blits.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
from collections.abc import Callable

from tests.benchmarks.canvas import beside_training, sessions
from tests.benchmarks.processes import figures_of

SIZES = (1_000, 5_000)


def side(name: str, blocks: int) -> dict[str, float]:
    """The figures of one editor."""
    from tests.benchmarks.canvas.sides import measured, reference

    if name == "peer":
        from tests.benchmarks.canvas.peer import Peer

        return measured(Peer(blocks))
    from tests.benchmarks.canvas.ours import Ours

    ours = Ours(blocks)
    return measured(ours) | ours.more() | {"reference": reference()}


def drawn_figures(rounds: int) -> dict[str, float]:
    """Ours and the peer's in turns, and the ratios."""
    names = ["ours"]
    if importlib.util.find_spec("nodeeditor"):
        names.append("peer")
    found: dict[str, float] = {}
    for blocks in SIZES:
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
        for _ in range(rounds):
            for name in names:
                runs[name].append(child("side", name, str(blocks)))
        found |= _summary(runs, "" if blocks == SIZES[0] else f"_{blocks}")
    return found


def _summary(runs: dict[str, list[dict[str, float]]], suffix: str) -> dict[str, float]:
    ours = {key: [run[key] for run in runs["ours"]] for key in runs["ours"][0]}
    blits = ours.pop("reference")
    found = {f"reference{suffix}": statistics.median(blits)}
    for key, times in ours.items():
        found[f"{key}{suffix}"] = statistics.median(times)
        shares = [mine / fixed for mine, fixed in zip(times, blits, strict=True)]
        found[f"{key}{suffix}_blits"] = statistics.median(shares)
        if runs.get("peer") and key in runs["peer"][0]:
            pairs = zip(runs["peer"], times, strict=True)
            found[f"{key}{suffix}_ratio"] = statistics.median(p[key] / mine for p, mine in pairs)
    return found


def child(*what: str) -> dict[str, float]:
    """One measurement in a fresh process."""
    return figures_of("tests.benchmarks.canvas", *what)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=10.0, help="of scripted edits")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        name, *rest = chosen.measure
        measures: dict[str, Callable[..., dict[str, float]]] = {
            "side": lambda editor, blocks: side(editor, int(blocks)),
            **beside_training.MEASURES,
            **sessions.MEASURES,
        }
        print(json.dumps(measures[name](*rest)), flush=True)
        os._exit(0)  # a run that is under way need not end
    figures = drawn_figures(chosen.rounds)
    figures |= beside_training.figures(child, chosen.rounds)
    figures |= sessions.figures(child, chosen.minutes)
    rounded = {name: round(value, 4) for name, value in figures.items()}
    for name, value in () if chosen.json else rounded.items():
        print(f"{name:32} {value:,.3f}")
    if chosen.json:
        print(json.dumps(rounded))


if __name__ == "__main__":
    main()
