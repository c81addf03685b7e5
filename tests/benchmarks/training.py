"""How fast training is, against other ways in the same run.

    python -m tests.benchmarks.training --json

Every figure is a ratio: both sides do the same work in turns, and the median of all rounds counts.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import threading
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.data.dataset import Examples
from studio.data.fashion import Fashion
from studio.graph.graph import Graph
from studio.training.events import Failed, Finished
from studio.training.run import Run
from studio.training.settings import TrainingSettings
from tests.benchmarks import networks, window

THREADS = 2
BATCH = 64


def loop_speed(make: Callable[[], nn.Module], examples: Examples, epochs: int) -> float:
    """Examples per second of a plain PyTorch loop with a DataLoader, metrics included."""
    pictures = torch.from_numpy(examples.arrays["picture"][examples.training])
    labels = torch.from_numpy(examples.arrays["clothing"][examples.training])
    loader = DataLoader(TensorDataset(pictures, labels), batch_size=BATCH, shuffle=True)
    model, compare = make(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    began = time.perf_counter()
    for _ in range(epochs):
        model.train()
        loss_sum = right = seen = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            scores = model(x)
            loss = compare(scores, y)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(y)
            right += (scores.argmax(1) == y).sum().item()
            seen += len(y)
    return epochs * len(pictures) / (time.perf_counter() - began)


def best_loop_speed(make: Callable[[], nn.Module], examples: Examples, epochs: int) -> float:
    """The faster of two plain loops: on the main thread, and on a thread as our runs are.

    Beside other work on the same cores, OpenMP slows the main thread down by a factor of ten and
    more, because its helpers there wait without giving way; alone, it is the faster one.
    """
    speeds: list[float] = []

    def on_a_thread() -> None:
        torch.set_num_threads(THREADS)
        speeds.append(loop_speed(make, examples, epochs))

    thread = threading.Thread(target=on_a_thread)
    thread.start()
    thread.join()
    return max(*speeds, loop_speed(make, examples, epochs))


def engine_speed(graph: Graph, epochs: int) -> float:
    """Examples per second of a run of ours, as its last event tells."""
    run = Run(graph, Fashion(), TrainingSettings(epochs=epochs, batch_size=BATCH), threads=THREADS)
    run.start()
    *_, end = run.stream()
    if isinstance(end, Failed):
        raise SystemExit(f"the run failed: {end.what} {end.why}")
    assert isinstance(end, Finished)
    return end.samples_per_s


def against_dataloader(
    graph: Graph, make: Callable[[], nn.Module], epochs: int, rounds: int
) -> dict[str, float]:
    """Our speed over that of a plain loop."""
    examples = Fashion().load()
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(best_loop_speed(make, examples, epochs))
        ours.append(engine_speed(graph, epochs))
        gc.collect()
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return {
        "ratio": statistics.median(ratios),
        "samples_per_s": statistics.median(ours),
        "dataloader_samples_per_s": statistics.median(theirs),
    }


def forward_ratio(
    graph: Graph, make: Callable[[], nn.Module], rounds: int, calls: int
) -> tuple[float, float]:
    """Forward time of ours over that of the same network by hand, and of hand over hand."""
    fields = {field.name: field for field in Fashion().fields()}
    ours, hand, control = build(plan(graph, fields)), make(), make()
    networks.same_weights(hand, ours)
    networks.same_weights(control, ours)
    x = torch.rand(BATCH, 1, 28, 28)
    with torch.no_grad():
        assert torch.equal(ours(x), hand(x))
        took: dict[str, list[float]] = {"ours": [], "hand": [], "control": []}
        modules = {"ours": ours, "hand": hand, "control": control}
        for turn in range(rounds):
            names = list(modules)
            for name in names[turn % 3 :] + names[: turn % 3]:
                took[name].append(_seconds(modules[name], x, calls))
    best = {name: statistics.median(times) for name, times in took.items()}
    return best["ours"] / best["hand"], best["control"] / best["hand"]


def _seconds(module: nn.Module, x: Tensor, calls: int) -> float:
    began = time.perf_counter()
    for _ in range(calls):
        module(x)
    return time.perf_counter() - began


def measured(quick: bool) -> dict[str, float]:
    """All figures of this file."""
    torch.set_num_threads(THREADS)
    rounds = 3 if quick else 7
    cnn = against_dataloader(networks.cnn(), networks.HandCNN, 1 if quick else 2, rounds)
    mlp = against_dataloader(networks.mlp(), networks.HandMLP, 4 if quick else 10, rounds)
    torch.set_num_threads(1)  # a second thread only adds noise to so short a call
    mlp_forward = forward_ratio(networks.mlp(), networks.HandMLP, 40 * rounds, 50)
    cnn_forward = forward_ratio(networks.cnn(), networks.HandCNN, 8 * rounds, 4)
    return {
        "cnn_vs_dataloader": cnn["ratio"],
        "mlp_vs_dataloader": mlp["ratio"],
        "forward_vs_handwritten": max(mlp_forward[0], cnn_forward[0]),
        "forward_control": max(mlp_forward[1], cnn_forward[1]),
        "forward_vs_handwritten_mlp": mlp_forward[0],
        "forward_vs_handwritten_cnn": cnn_forward[0],
        "cnn_samples_per_s": cnn["samples_per_s"],
        "cnn_dataloader_samples_per_s": cnn["dataloader_samples_per_s"],
        "mlp_samples_per_s": mlp["samples_per_s"],
        "mlp_dataloader_samples_per_s": mlp["dataloader_samples_per_s"],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--no-window", action="store_true", help="leave the window's figures out")
    chosen = parser.parse_args()
    figures = measured(chosen.quick)
    if not chosen.no_window:
        figures |= window.measured(chosen.quick)
    if chosen.json:
        print(json.dumps({name: round(value, 4) for name, value in figures.items()}))
        return
    for name, value in figures.items():
        print(f"{name:32} {value:,.3f}")


if __name__ == "__main__":
    main()
