"""Keeper: the learned weights of a document from run to run, and what is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from studio.compiler.plan import NotReady, Plan, plan
from studio.project.project import Project
from studio.training.learned import Learned
from studio.ui.background import Job
from studio.ui.document import Document
from studio.ui.training.kept_section import KeptSection
from studio.ui.training.trainer import Trainer

if TYPE_CHECKING:
    from studio.training.keeping import Kept

PAUSE_MS = 150  # after the last edit, before the weights are looked at again


class Keeper(QObject):
    """Takes in the weights of each run, and looks which of them fit the network as it is."""

    def __init__(self, document: Document, trainer: Trainer, section: KeptSection) -> None:
        super().__init__(document)
        self._document, self._trainer, self._section = document, trainer, section
        self._words = ""
        self._shown = False
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._look)
        document.changed.connect(self._later)
        document.learned_changed.connect(self._later)
        trainer.state_changed.connect(self._ended)
        section.changed.connect(lambda: section.show_words(self._words))

    @property
    def wanted(self) -> Learned | None:
        """The weights that a new run begins with."""
        return None if self._section.anew.isChecked() else self._document.learned

    def entered(self, shown: bool) -> None:
        """The Train step is shown, or is left."""
        self._shown = shown
        self._later()

    def _ended(self) -> None:
        """Take over the best weights of a run that is over, for the network that it trained."""
        trainer = self._trainer
        if trainer.state == "over" and trainer.best is not None and trainer.project is not None:
            made = _planned(trainer.project)
            if made is not None:
                self._document.learn(Learned.of(made, trainer.best))
                self._section.anew.set_value(False)

    def _later(self, *_: object) -> None:
        if self._shown:
            self._timer.start()

    def _look(self) -> None:
        project, learned = self._document.project, self._document.learned
        made = _planned(project) if learned is not None else None
        if learned is None or made is None:
            self._say(project, "")
            return

        def done(kept: Kept) -> None:
            self._say(project, kept.words(project.graph))

        def failed(error: Exception) -> None:
            raise error

        Job(self, lambda: fitting(made, learned), done, failed)

    def _say(self, project: Project, words: str) -> None:
        if project is self._document.project:  # else the next look is on its way
            self._words = words
            self._section.show_words(words)


def fitting(made: Plan, learned: Learned) -> Kept:
    """Which learned weights fit a network; brings in torch."""
    from studio.training import keeping

    return keeping.fitting(made, learned.named(made))


def _planned(project: Project) -> Plan | None:
    try:
        return plan(project.graph, project.fields())
    except NotReady:
        return None
