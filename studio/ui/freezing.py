"""Freezing blocks, and thawing them: the edit, and why it cannot be made."""

from __future__ import annotations

from collections.abc import Iterable

from studio.language import tr, tr_count
from studio.ui.actions import Action
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.scope import Scope


def freeze(scope: Scope, ids: Iterable[str], frozen: bool) -> None:
    """Freeze these shown blocks, or thaw them, as one step."""
    nodes = [node for id in ids if (node := scope.graph.by_id.get(id)) and node.frozen != frozen]
    if nodes:
        one, many = ("Freeze {n} block", "Freeze {n} blocks")
        if not frozen:
            one, many = ("Thaw {n} block", "Thaw {n} blocks")
        changed = scope.graph.replaced(*(node.but(frozen=frozen) for node in nodes))
        scope.edit(tr_count(one, many, len(nodes)), changed)


def freeze_action(canvas: CanvasView, menu: str) -> Action:
    """Freeze the selected blocks; if all of them are frozen, thaw them."""

    def chosen() -> list[str]:
        return [id for id in canvas.selection if id in canvas.scope.graph.by_id]

    def toggle() -> None:
        ids = chosen()
        freeze(canvas.scope, ids, not all(canvas.scope.graph.by_id[id].frozen for id in ids))

    def refusal() -> str:
        return "" if chosen() else tr("No block is selected.")

    return Action(
        "freeze", menu, tr("Freeze or thaw"), ("Ctrl+Shift+F",), toggle, "lock", refusal, 4
    )
