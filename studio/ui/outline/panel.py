"""The Outline panel: a head, and the tree of the shown network."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.language import tr
from studio.ui.controls.docked import DockedPanel
from studio.ui.outline.tree import OutlineTree

USUAL = 300


class OutlinePanel(DockedPanel):
    """Shows what it is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rows-3", tr("Outline"), tr("Close the outline"), parent)
        self.tree = OutlineTree()
        self._lay_out((), self.tree)
        self.hide()
