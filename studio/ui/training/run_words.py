"""What a run says of itself: in the head of the dock and in the status bar."""

from __future__ import annotations

import sys

from studio.language import number, tr, tr_count
from studio.training.events import Failed, Finished
from studio.training.history import History
from studio.training.metrics import METRICS
from studio.ui.statusbar import StatusKind
from studio.ui.training.run_bar import fraction
from studio.ui.training.trainer import Trainer
from studio.ui.training.wording import duration


def headline(trainer: Trainer) -> str:
    """The state of a run in one sentence; nothing while its numbers speak for it."""
    match trainer.state:
        case "idle":
            return tr("No run yet.")
        case "preparing" if "torch" not in sys.modules:
            return tr("Loading PyTorch. The run starts by itself.")
        case "preparing":
            return tr("Loading the data.")
        case "waiting":
            return tr("Another run goes on. This one starts when it ends.")
        case "stopping":
            return tr("Stopping after this step, then scoring the best weights.")
        case "over" if (end := failure(trainer)) is not None:
            return end.what
        case "over":
            return _result(trainer)
        case _:
            return ""


def failure(trainer: Trainer) -> Failed | None:
    """What ended the run before its time, if anything did."""
    end = trainer.history.end if trainer.history else None
    return end if isinstance(end, Failed) else None


def status(trainer: Trainer) -> tuple[StatusKind, str] | None:
    """What the status bar says about the run, if there is something to say."""
    match trainer.state:
        case "idle" | "over":
            return None
        case "paused" | "pausing":
            return "hint", tr("Paused")
        case "stopping":
            return "running", tr("Stopping")
        case "waiting":
            return "running", tr("Waiting for another run")
    best = trainer.history.best if trainer.history else None
    if trainer.history is None or best is None or best.validation is None:
        return "running", tr("Training")
    text = tr("Training. Best so far: {score} in epoch {n}, kept")
    score = _said(trainer.history, best.validation.metric)
    return "running", text.format(score=score, n=number(best.epoch))


def share(trainer: Trainer) -> float:
    """How much of the run is done, from 0 to 1."""
    history, project = trainer.history, trainer.project
    if history is None or project is None:
        return 0.0
    if isinstance(history.end, Finished) and not history.end.stopped:
        return 1.0
    return fraction(history, project.training.epochs)


def _result(trainer: Trainer) -> str:
    history = trainer.history
    if history is None or not isinstance(history.end, Finished):
        return ""
    end = history.end
    done = tr("Stopped") if end.stopped else tr("Finished")
    epochs = tr_count("{n} epoch", "{n} epochs", end.epochs)
    text = tr("{done} after {epochs}, {time}.").format(
        done=done, epochs=epochs, time=duration(end.seconds)
    )
    if end.test is None:
        return text
    score = tr("Test score: {score} with the weights of epoch {n}.").format(
        score=_said(history, end.test.metric), n=number(end.best_epoch or end.epochs)
    )
    return f"{text} {score}"


def _said(history: History, metric: float) -> str:
    name = history.started.outputs[0].metric if history.started else "accuracy"
    if name == "accuracy":
        return tr("{share} accuracy").format(share=f"{metric:.1%}")
    return f"{METRICS[name].title()} {metric:.4g}"
