"""What can be done with the selected group, and how many other groups have the same inside."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from studio.language import tr, tr_count
from studio.ui.controls.button import Button
from studio.ui.controls.text import Text
from studio.ui.inspector.section import Section


class GroupSection(Section):
    """Its buttons are actions of the window, asked for by their ids."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Inside"))
        self.note = Text("", "small", "secondary", wrap=True, line=17)
        self.column.addWidget(self.note)
        self.open = Button(tr("Open"), small=True, icon="log-in")
        self.unfold = Button("", small=True)
        self.unique = Button(tr("Make unique"), small=True, icon="copy")
        self.ungroup = Button(tr("Ungroup"), small=True)
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setSpacing(8)
        asks = ("open_group", "unfold", "make_unique", "ungroup")
        buttons = (self.open, self.unfold, self.unique, self.ungroup)
        for index, (button, ask) in enumerate(zip(buttons, asks, strict=True)):
            button.clicked.connect(lambda _=False, ask=ask: self.asked.emit(ask))
            grid.addWidget(button, index // 2, index % 2)
        self.column.addLayout(grid)

    def show_group(self, blocks: int, used: int, *, unfolded: bool) -> None:
        """Show what is inside, and whether that is drawn in place."""
        inside = tr_count("{n} block", "{n} blocks", blocks)
        others = tr("No other group uses them.")
        if used > 1:
            others = tr_count(
                "Used {n} time; changes reach all of them.",
                "Used {n} times; changes reach all of them.",
                used,
            )
        self.note.say(f"{inside}. {others}")
        self.unfold.dress(tr("Fold up") if unfolded else tr("Show in place"), icon="maximize")
        self.unique.refuse("" if used > 1 else tr("No other group uses the same inside."))
