"""Supervised learning: from examples with the right answer, by gradient descent."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

import torch
from torch import Tensor

from studio.compiler.answers import learnable
from studio.compiler.cost import costs
from studio.compiler.learning import untrainable
from studio.compiler.plan import plan
from studio.data.dataset import Dataset, Examples
from studio.graph.graph import Graph
from studio.graph.shapes import shapes
from studio.language import tr
from studio.training.best import Best
from studio.training.device import Device, chosen, free_memory
from studio.training.events import EpochEnd, Event, Failed, Finished, Progress, Score, Started
from studio.training.memory import check_memory
from studio.training.recipes.learner import Learner
from studio.training.recipes.tally import Diverged, Reading
from studio.training.refused import Refused
from studio.training.session import Pace, Session
from studio.training.settings import TrainingSettings

Events: TypeAlias = Generator[Event | None, None, None]
Scored: TypeAlias = Generator[Event | None, None, Score | None]

# Progress is told at fixed steps, not at fixed times, so that a run tells the same thing each time.
# A network of average size takes about 50 ms for this many multiply-adds, forward alone.
WORK_BETWEEN_NEWS = 1_000_000_000
LEAST_NEWS_IN_AN_EPOCH = 5


def supervised(graph: Graph, data: Dataset, settings: TrainingSettings, session: Session) -> Events:
    """Train a network. Each pull is one step; it gives an event, or None where there is no news.

    Raises:
        NotReady: the graph has problems.
        DataError: the data cannot be loaded.
        Refused: the device is not there, its memory cannot hold the network, or nothing can learn.
    """
    fields = {field.name: field for field in data.fields()}
    network = learnable(plan(graph, fields))
    found = shapes(graph, fields)
    for stopping in untrainable(graph, found):
        raise Refused(stopping.what, stopping.why, stopping.remedy)
    device = chosen(settings.device, torch)
    spent = tuple(costs(found).values())
    check_memory(spent, settings.batch_size, device, free_memory(device, torch))
    examples = data.load()
    learner = Learner(network, examples, settings, device)
    work = settings.batch_size * sum(cost.multiply_adds for cost in spent)
    every = steps_between_news(learner.steps, work)
    kept_weights = learner.take(session.start) if session.start else 0
    yield _started(learner, examples, settings, device, kept_weights)
    yield from _epochs(learner, settings.epochs, every, session)


def _epochs(learner: Learner, epochs: int, every: int, session: Session) -> Events:
    """Learn for some epochs, then score the test examples with the best weights of them."""
    best, pace = Best(learner.tally.measured), Pace(session)
    epoch = done = 0
    try:
        for epoch in range(1, epochs + 1):
            training = yield from _one_epoch(learner, epoch, every, session, pace)
            if training is None:  # stopped on the way
                break
            validation = yield from _scored(learner, learner.exam(learner.validation))
            done = epoch
            if is_best := best.beaten(validation):
                session.best, session.best_epoch = learner.weights(), epoch
            rate, seconds = learner.learning_rate, session.seconds()
            yield EpochEnd(epoch, training, validation, is_best, rate, seconds)
        session.last = learner.weights()
        if session.best is None:
            session.best = session.last
        learner.take(session.best)
        test = yield from _scored(learner, learner.exam(learner.test))
    except Diverged as diverged:
        yield _diverged(epoch, diverged.step, session.best_epoch)
        return
    stopped = done < epochs
    yield Finished(stopped, done, session.best_epoch, test, session.seconds(), pace.mean())


def _one_epoch(learner: Learner, epoch: int, every: int, session: Session, pace: Pace) -> Scored:
    """Learn once from every training example; None if the run is stopped on the way."""
    batches = learner.epoch()
    steps = len(batches)
    total: Reading | None = None
    seen = 0
    pace.start()
    for step, rows in enumerate(batches, start=1):
        if session.stopping:
            return None
        learner.learn(rows, (epoch - 1) * steps + step - 1)
        seen += len(rows)
        if step % every and step < steps:
            yield None
            continue
        try:
            reading = learner.tally.read()
        except Diverged as late:  # losses are read some steps late, and each is looked at
            raise Diverged((step - 1) // every * every + late.step) from None
        total = reading if total is None else total + reading
        score, rate, speed = reading.score(), learner.learning_rate, pace.lap(seen)
        seen = 0
        yield Progress(epoch, step, steps, score, rate, session.seconds(), speed)
    return total.score() if total else None


def steps_between_news(steps: int, work: int) -> int:
    """How many steps of an epoch pass from one Progress to the next.

    Args:
        steps: in an epoch.
        work: the multiply-adds of one step, forward alone.
    """
    return max(1, min(WORK_BETWEEN_NEWS // max(1, work), steps // LEAST_NEWS_IN_AN_EPOCH))


def _scored(learner: Learner, batches: tuple[Tensor, ...]) -> Scored:
    """The mean loss and metrics of these batches, as the network answers when nothing is random."""
    for rows in batches:
        learner.compare(rows)
        yield None
    if not batches:
        return None
    try:
        return learner.tally.read().score()
    except Diverged:  # the last step of the epoch threw the weights out of range
        raise Diverged(learner.steps) from None


def _started(
    learner: Learner,
    examples: Examples,
    settings: TrainingSettings,
    device: Device,
    kept_weights: int,
) -> Started:
    training = len(examples.training)
    return Started(
        learner.tally.measured,
        learner.parameters,
        settings.epochs,
        learner.steps,
        settings.batch_size,
        (training, len(examples.validation), len(examples.test)),
        device.kind,
        device.name,
        torch.get_num_threads(),
        kept_weights,
    )


def _diverged(epoch: int, step: int, best_epoch: int | None) -> Failed:
    return Failed(
        tr(
            "The loss is no longer a number (NaN or infinite) in epoch {epoch}, step {step}."
        ).format(epoch=epoch, step=step),
        tr("Steps that are too large throw the weights out of range; the numbers then overflow."),
        tr("Lower the learning rate, or turn on gradient clipping, for example at 1."),
        epoch,
        step,
        best_epoch,
    )
