"""What the title, the top bar and the status bar say about the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.language import number, tr, tr_count
from studio.training.memory import least_memory
from studio.ui.document import Document
from studio.ui.training import run_words
from studio.ui.training.wording import duration

if TYPE_CHECKING:
    from studio.ui.statusbar import StatusKind
    from studio.ui.window import Window


def say(window: Window) -> None:
    """Say it as it is now."""
    document = window.document
    errors = _errors(document)
    window.topbar.set_document(document.name, document.unsaved, document.path is not None)
    window.setWindowTitle(f"{document.name}{'*' if document.unsaved else ''} – Layerloom")
    window.topbar.steps.set_state("build", "problem" if errors else "open", errors)
    window.statusbar.set_facts(facts(document, window.estimate.seconds))
    window.statusbar.set_result(*(run_words.status(window.run.trainer) or result(document)))


def tell(window: Window, text: str) -> None:
    """Give a short tip; where there is nothing to tell while one builds, how blocks come."""
    usual = tr("Space adds a block. A double click on a wire puts one in.")
    window.statusbar.set_tip(text or (usual if window.steps.current == "build" else ""))


def result(document: Document) -> tuple[StatusKind, str]:
    """What the checks have found, in one line."""
    if errors := _errors(document):
        return "error", tr_count("{n} error", "{n} errors", errors)
    if document.checked.problems:
        return "hint", document.checked.problems[0].what
    return "fine", tr("All shapes fit")


def facts(document: Document, epoch: float | None = None) -> list[str]:
    """How large the network is, and what training it takes.

    Args:
        epoch: seconds that an epoch takes, where that is known.
    """
    checked = document.checked
    parameters, frozen = checked.parameters, sum(checked.frozen.values())
    learns = tr(" ({n} trainable)").format(n=number(parameters - frozen)) if frozen else ""
    said = [
        tr_count("{n} block", "{n} blocks", len(document.project.graph.nodes)),
        tr("{n} parameters").format(n=number(parameters)) + learns,
        size(parameters * 4),
    ]
    if checked.refusal is None and checked.costs:
        batch = document.project.training.batch_size
        needed = size(least_memory(checked.costs.values(), batch))
        said.append(tr("at least {size} to train, batch {n}").format(size=needed, n=number(batch)))
        if epoch is not None:
            said.append(tr("about {time} per epoch").format(time=about(epoch)))
    return said


def size(count: int) -> str:
    """A number of bytes in the unit that suits it."""
    if count < 100_000:
        return tr("{n} kB").format(n=number(round(count / 1e3, 1)))
    if count < 1e9:
        return tr("{n} MB").format(n=number(round(count / 1e6, 1)))
    return tr("{n} GB").format(n=number(round(count / 1e9, 1)))


def about(seconds: float) -> str:
    """A measured time, as exact as it is: "0.4 s", "12 s", "3 min"."""
    if seconds < 10:
        return tr("{s} s").format(s=number(max(0.1, round(seconds, 1))))
    if 120 <= seconds < 3600:
        return tr("{m} min").format(m=round(seconds / 60))
    return duration(seconds)


def _errors(document: Document) -> int:
    # An empty canvas is no mistake; it says itself what to do.
    return len(document.checked.errors) if document.project.graph.nodes else 0
