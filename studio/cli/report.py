"""What a run says in a terminal: a progress bar, a line for each epoch, and its result."""

import json
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from studio.cli.refusal import say
from studio.language import number, tr
from studio.training import events
from studio.training.events import EpochEnd, Event, Failed, Finished, Measured, Score, Started
from studio.training.history import History
from studio.training.metrics import METRICS


class Report:
    """Tells the events of one run as they come, then how it ended."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._history = History()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(tr("Loading"), total=None, speed="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    @property
    def failed(self) -> bool:
        """Whether the run ended with an error."""
        return isinstance(self._history.end, Failed)

    @property
    def refusal(self) -> str:
        """Why the run did not even begin, in a sentence; empty if it did."""
        end = self._history.end
        if self._history.started is None and isinstance(end, Failed):
            return f"{end.what} {end.why} {end.remedy}"
        return ""

    def tell(self, event: Event) -> None:
        """Show the next event."""
        self._history.append(event)
        match event:
            case Started():
                self._console.print(_beginning(event))
                self._bar.update(self._task, total=event.epochs * event.steps)
            case events.Progress():
                self._advance(event)
            case EpochEnd():
                self._console.print(self._epoch(event))

    def _advance(self, event: events.Progress) -> None:
        self._bar.update(
            self._task,
            completed=(event.epoch - 1) * event.steps + event.step,
            description=tr("Epoch {n}, loss {loss}").format(
                n=event.epoch, loss=rounded(event.score.loss)
            ),
            speed=tr("{n} samples/s").format(n=number(round(event.samples_per_s))),
        )

    def _epoch(self, event: EpochEnd) -> str:
        text = tr("Epoch {n}: {scores}").format(n=event.epoch, scores=self._scores(event.training))
        if event.validation is not None:
            held = tr("validation {scores}").format(scores=self._scores(event.validation))
            text = f"{text}; {held}"
        return f"{text} {tr('(best so far)')}" if event.best else text

    def _scores(self, score: Score) -> str:
        named = zip(self._measured(), score.metrics, strict=True)
        metrics = [f"{METRICS[o.metric].title().lower()} {rounded(value)}" for o, value in named]
        return ", ".join([tr("loss {loss}").format(loss=rounded(score.loss)), *metrics])

    def _measured(self) -> tuple[Measured, ...]:
        return self._history.started.outputs if self._history.started else ()

    def end(self, folder: Path, as_json: bool) -> None:
        """Say how the run ended and where it lies; the last line can be JSON."""
        match self._history.end:
            case Failed() as failed:
                say(f"{failed.what} {failed.why} {failed.remedy}")
            case Finished() as finished if finished.test is not None:
                scores = self._scores(finished.test)
                self._console.print(tr("Test, scored once: {scores}").format(scores=scores))
        self._console.print(tr("The run is in {folder}").format(folder=folder))
        if as_json:
            self._console.out(json.dumps(self._result() | {"run": str(folder)}))

    def _result(self) -> dict[str, object]:
        """The run in numbers, of the weights that were kept."""
        result: dict[str, object] = {}
        best, measured = self._history.best, self._measured()
        if best is not None and best.validation is not None:
            result[f"val_{measured[0].metric}"] = best.validation.metric
        match self._history.end:
            case Finished(test=test, epochs=epochs, seconds=seconds, samples_per_s=speed):
                if test is not None:
                    score = {"metric": measured[0].metric, "value": test.metric, "part": "test"}
                    result["score"] = score
                return result | {"epochs": epochs, "seconds": seconds, "samples_per_s": speed}
            case Failed() as failed:
                said = {"what": failed.what, "why": failed.why, "remedy": failed.remedy}
                return result | {"failed": said, "epochs": len(self._history.epochs)}
        return result


def rounded(value: float) -> str:
    """A loss or a score with as many digits as say something."""
    return f"{value:.4g}"


def _beginning(event: Started) -> str:
    training, validation, test = map(number, event.examples)
    text = tr(
        "{parameters} parameters; {training} examples to learn from, {validation} for validation,"
        " {test} for the test; {device}."
    )
    return text.format(
        parameters=number(event.parameters),
        training=training,
        validation=validation,
        test=test,
        device=event.device_name,
    )
