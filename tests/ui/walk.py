"""A walk through a window at random: actions of the table, gestures, forms, groups, undo, redo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from studio.data.dataset import datasets
from studio.ui.search.popup import SearchPopup
from studio.ui.window import Window
from tests.drawn_networks import drawable, drawn_setting
from tests.ui.canvas.drawn import Hand
from tests.ui.canvas.test_random_gestures import Walk

Key = Qt.Key

# These lead to another document or window, to a file, or begin a training.
LEFT_OUT = frozenset(
    "new open open_elsewhere start_from new_window next_window save save_as export close quit "
    "train pause stop estimate".split()
)
TYPED = ("", "conv", "x", "Block 1", "12", "-3", "0.5", "relu", "64")  # by single keys
NAMES = (*TYPED, "卷积", "شبكة", "x" * 90)
DATA = ("iris", "digits", "fashion")
MOST_BLOCKS = 50  # beyond that, some are deleted


class WindowWalk(Walk):
    """One hand on a whole window, and what it does next."""

    def __init__(self, window: Window, seed: int) -> None:
        super().__init__(Hand(window.canvas), seed)
        self.window, self.document = window, window.document
        table = window.actions_table
        self.ids = [action.id for action in table.table if action.id not in LEFT_OUT]
        for id in LEFT_OUT:
            table[id].blockSignals(True)  # wherever they are taken, they do nothing

    def step(self) -> None:
        """Do one thing; `log` says what."""
        self.close_menus()
        canvas = self.hand.view
        if self.draw.random() < 0.05 and not canvas.camera.seen().contains(canvas.cards.bounds()):
            canvas.camera.fit()
        shown = self.window.steps.current == "build" and canvas.isVisible()
        onto_canvas = [
            (self.drag_wire, 5),
            (self.drag_card, 5),
            (self.drag_anything, 3),
            (self.click_port, 2),
            (self.click, 2),
            (self.double_click, 2),
            (self.right_click, 1),
        ]
        doings = [
            *(onto_canvas if shown and len(canvas.cards) else ()),
            (self.act, 12),
            (self.select, 6),
            (self.choose, 3),
            (self.type_in, 3),
            (self.key, 3),
            (self.set, 4),
            (self.set_more, 1),
            (self.rename, 1),
            (self.enter_or_leave, 2),
            (self.undo, 2),
            (self.redo, 3),
            (self.jump, 1),
        ]
        self.do_one_of(doings)
        self.keep_small()

    # ---- doings --------------------------------------------------------------------------------

    def act(self) -> None:
        """An action of the table that can be done now, if a few tries find one."""
        table = self.window.actions_table
        tried = self.draw.sample(self.ids, 8)
        id = next((id for id in tried if not table.refusal(id)), tried[0])
        self.note(id)
        table[id].trigger()

    def select(self) -> None:
        canvas, draw = self.hand.view, self.draw
        blocks, wires = [*canvas.cards.index], [*canvas.scope.graph.wires]
        pieces = [*canvas.sheet.papers.ids]
        some = draw.sample(blocks, min(len(blocks), draw.randint(0, 4)))
        strands = draw.sample(wires, min(len(wires), draw.choice((0, 0, 1, 2))))
        papers = draw.sample(pieces, min(len(pieces), draw.choice((0, 0, 1))))
        bent = [wire for wire in wires if wire.via]
        point = (draw.choice(bent), 0) if bent and draw.random() < 0.1 else None
        canvas.select(some, strands, papers, point)

    def drag_anything(self) -> None:
        self.hand.drag(self.somewhere(), self.somewhere())

    def right_click(self) -> None:
        at, right = self.somewhere(), Qt.MouseButton.RightButton
        self.hand.press(at, button=right)
        self.hand.release(at, button=right)

    def choose(self) -> None:
        """Type into a search and take what it finds; commands are only looked at."""
        for popup in self.window.findChildren(SearchPopup):
            if popup.isVisible():
                QTest.keyClicks(popup.field, self.draw.choice(TYPED))
                for _ in range(self.draw.randrange(3)):
                    QTest.keyClick(popup.field, Key.Key_Down)
                ends = [Key.Key_Escape]
                if popup is not self.window.commands.popup:
                    ends += [Key.Key_Return] * 3
                QTest.keyClick(popup.field, self.draw.choice(ends))

    def type_in(self) -> None:
        """Type where the cursor is, if that is a field, and end it in one of three ways."""
        field = QApplication.focusWidget()
        if self.takes_text(field):
            text = self.draw.choice(TYPED)
            end = self.draw.choice((Key.Key_Return, Key.Key_Escape, Key.Key_Tab))
            self.note(f"{type(field).__name__} {text!r} {end.name}")
            QTest.keyClicks(field, text)
            QTest.keyClick(field, end)

    def key(self) -> None:
        keys = (Key.Key_Escape, Key.Key_Delete, Key.Key_Down, Key.Key_Left, Key.Key_Tab)
        key = self.draw.choice((*keys, Key.Key_Return, Key.Key_F2, Key.Key_Space, Key.Key_D))
        modifier = self.draw.choice(
            (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
                Qt.KeyboardModifier.ControlModifier,
            )
        )
        self.note(f"{modifier.name} {key.name}")
        self.hand.view.setFocus()
        self.hand.key(key, modifier)

    def set(self) -> None:
        """Another value for a setting of one block, by the editor of its form."""
        form, scope = self.window.inspector.form, self.hand.view.scope
        blocks = [node for node in scope.graph.nodes if self.hand.view.cards[node.id].kind != "end"]
        if not blocks:
            return
        node = self.draw.choice(blocks)
        self.hand.view.select([node.id])
        drawn = drawable(type(node.block))
        fields = [name for name in form.fields() if name in drawn]
        if fields:
            name = self.draw.choice(fields)
            value = drawn_setting(self.draw, drawn[name])
            self.note(f"{node.id}.{name} = {value!r}")
            form.row(name).editor.changed.emit(value)

    def set_more(self) -> None:
        """Other data, or another setting of the training."""
        if self.draw.random() < 0.3:
            self.window.inspector.data_changed.emit(datasets[self.draw.choice(DATA)]())
        else:
            self.window.setup.training_changed.emit("epochs", self.draw.randint(1, 9))

    def rename(self) -> None:
        chosen = self.hand.view.selection
        if len(chosen) == 1:
            self.window.inspector.renamed.emit(next(iter(chosen)), self.draw.choice(NAMES))

    def enter_or_leave(self) -> None:
        scope = self.hand.view.scope
        groups = [node.id for node in scope.graph.nodes if node.block.kind == "group"]
        if groups and self.draw.random() < 0.6:
            self.note(id := self.draw.choice(groups))
            scope.enter(id)
        else:
            scope.leave()

    def jump(self) -> None:
        """Some steps back or forth in the history; mostly on to its end again."""
        to = self.document.undo_stack.index() + self.draw.randint(-8, 8)
        self.window.history.go(to)
        if self.draw.random() < 0.7:
            self.window.history.go(self.document.undo_stack.count())

    # ---- between them --------------------------------------------------------------------------

    def note(self, more: str) -> None:
        """Add to what the log says of this step."""
        self.log[-1] += f" {more}"

    def close_menus(self) -> None:
        while (menu := QApplication.activePopupWidget()) is not None:
            menu.close()

    def keep_small(self) -> None:
        """Delete some blocks where there are many, so that steps stay quick."""
        graph, canvas = self.document.project.graph, self.hand.view
        inside = sum(len(definition.nodes) for definition in graph.definitions)
        if len(graph.nodes) + inside > MOST_BLOCKS:
            self.note("then delete most")
            canvas.scope.go(())
            canvas.select(self.draw.sample([*canvas.cards.index], len(canvas.cards) // 2))
            canvas.editing.delete()

    def takes_text(self, field: QWidget | None) -> bool:
        kinds = (QLineEdit, QPlainTextEdit, QTextEdit)
        return isinstance(field, kinds) and not isinstance(field.parent(), SearchPopup)
