"""What the title, the top bar and the status bar say about the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.language import number, tr, tr_count
from studio.ui.document import Document
from studio.ui.training import run_words

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
    window.statusbar.set_facts(facts(document))
    window.statusbar.set_result(*(run_words.status(window.run.trainer) or result(document)))


def tell(window: Window, text: str) -> None:
    """Give a short tip; where there is nothing to tell, how blocks come quickest."""
    usual = tr("Space adds a block. A double click on a wire puts one in.")
    window.statusbar.set_tip(text or usual)


def result(document: Document) -> tuple[StatusKind, str]:
    """What the checks have found, in one line."""
    if errors := _errors(document):
        return "error", tr_count("{n} error", "{n} errors", errors)
    if document.checked.problems:
        return "hint", document.checked.problems[0].what
    return "fine", tr("All shapes fit")


def facts(document: Document) -> list[str]:
    """How large the network is."""
    checked = document.checked
    parameters, frozen = checked.parameters, sum(checked.frozen.values())
    size = parameters * 4
    shown = tr("{n} MB").format(n=number(round(size / 1e6, 1)))
    if size < 100_000:
        shown = tr("{n} kB").format(n=number(round(size / 1e3, 1)))
    learns = tr(" ({n} trainable)").format(n=number(parameters - frozen)) if frozen else ""
    return [
        tr_count("{n} block", "{n} blocks", len(document.project.graph.nodes)),
        tr("{n} parameters").format(n=number(parameters)) + learns,
        shown,
    ]


def _errors(document: Document) -> int:
    # An empty canvas is no mistake; it says itself what to do.
    return len(document.checked.errors) if document.project.graph.nodes else 0
