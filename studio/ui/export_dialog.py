"""The export dialog: the network as an ONNX file, written once it is proven equal."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from studio.compiler.plan import plan
from studio.language import number, tr
from studio.ui import messages
from studio.ui.background import Job
from studio.ui.controls.button import Button
from studio.ui.controls.text import Text

if TYPE_CHECKING:
    from studio.exchange.onnx_export import Exported
    from studio.training.session import Weights
    from studio.ui.window import Window


class ExportDialog(QDialog):
    """Asks for a file, exports beside the window, and shows the largest difference."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._document = window.document
        self._weights, why_not = trained_weights(window)
        self._agreed: Path | None = None
        self.setWindowTitle(tr("Export ONNX"))
        self.setMinimumWidth(560)
        folder = (self._document.path or window.settings.folder() / "x").parent
        self.file = QLineEdit(str(folder / f"{self._document.name}.onnx"))
        self.file.setAccessibleName(tr("File to write"))
        self.browse = Button(tr("Choose…"), icon="folder-open")
        self.export = Button(tr("Export"), icon="box", role="accent")
        self.close_button = Button(tr("Close"))
        self.outcome = Text("", "body", "secondary", wrap=True)
        self.export.refuse(why_not)
        self.outcome.say(why_not)
        self.browse.clicked.connect(self._choose)
        self.export.clicked.connect(self._start)
        self.close_button.clicked.connect(self.accept)
        self._lay_out()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Export ONNX"), self.file.text(), tr("ONNX models (*.onnx)")
        )
        if chosen:
            self.file.setText(chosen)
            self._agreed = Path(chosen)  # the file dialog has asked already

    def _start(self) -> None:
        path = Path(self.file.text().strip())
        with suppress(RuntimeError):  # "~name" of nobody on this system: a name like any other
            path = path.expanduser()
        if not path.name:
            self.outcome.set_tone("error")
            self.outcome.say(tr("There is no name of a file. Enter one, or choose a place."))
            return
        if path.suffix != ".onnx":
            path = path.with_name(f"{path.name}.onnx")
        if path.exists() and path != self._agreed and not messages.may_replace(self, path):
            return
        project, weights = self._document.project, self._weights
        assert weights is not None

        def work() -> Exported:
            from studio.exchange.onnx_export import export  # brings in torch and onnx

            return export(project, weights, path)

        self.export.refuse(tr("The export is under way."))
        self.outcome.set_tone("secondary")
        self.outcome.say(tr("Exporting, and comparing the answers with the network's own."))
        Job(self, work, self._done, self._failed)

    def _done(self, exported: Exported) -> None:
        self.export.refuse("")
        self.outcome.set_tone("success")
        self.outcome.say(
            tr(
                "Written to {file}, {size} kB. The largest difference to the network's own answers"
                " is {difference:.1e} of the largest answer: equal up to rounding."
            ).format(
                file=exported.path,
                size=number(round(exported.bytes / 1000)),
                difference=exported.difference,
            )
        )

    def _failed(self, error: Exception) -> None:
        self.export.refuse("")
        self.outcome.set_tone("error")
        self.outcome.say(tr("Nothing was written. {why}").format(why=error))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(self.browse)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.export)
        foot.addWidget(self.close_button)
        foot.addStretch(1)
        about = tr(
            "ONNX is a format that many programs run: onnxruntime, web browsers, phones."
            " The file takes any number of examples at once; class outputs give probabilities."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(Text(tr("Export ONNX"), "title"))
        layout.addWidget(Text(about, "body", "secondary", wrap=True))
        layout.addLayout(row)
        layout.addWidget(self.outcome, 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
        layout.addLayout(foot)


def trained_weights(window: Window) -> tuple[Weights | None, str]:
    """The weights of the network as it is now, or why there are none."""
    trainer = window.run.trainer
    if trainer.busy:
        return None, tr("A run is under way. Wait for its end, or stop it.")
    now = window.document.project
    if trainer.best is None or trainer.project is None:
        if window.document.learned is not None and not window.document.checked.errors:
            return window.document.learned.named(plan(now.graph, now.fields())), ""
        return None, tr("The network is not trained yet. Press Train first.")
    if trainer.project.graph != now.graph or trainer.project.data != now.data:
        return None, tr("The network was changed since it was trained. Train it again.")
    return trainer.best, ""
