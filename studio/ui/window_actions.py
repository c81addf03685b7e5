"""Everything that can be done in the window: one table for menus and shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.language import tr
from studio.ui.about import About
from studio.ui.actions import Action
from studio.ui.advice import advice_actions
from studio.ui.arrange_actions import arrange_actions, zoom_action
from studio.ui.bookmark_actions import bookmark_actions
from studio.ui.colour_actions import colour_actions
from studio.ui.export_dialog import ExportDialog
from studio.ui.fixing.fix_actions import fix_actions
from studio.ui.freezing import freeze_action
from studio.ui.group_actions import group_actions
from studio.ui.help import help_at
from studio.ui.history.history import history_action
from studio.ui.messages import show
from studio.ui.navigation_actions import navigation_actions
from studio.ui.paper_actions import paper_actions
from studio.ui.pasting import paste_here_action
from studio.ui.shortcuts import Shortcuts
from studio.ui.theme import theme
from studio.ui.windows_actions import closing_actions, windows_actions
from studio.ui.wiring_actions import wiring_actions

if TYPE_CHECKING:
    from studio.ui.window import Window


def table(window: Window) -> tuple[Action, ...]:
    """The table of actions of a window."""
    return (
        *_file(window),
        *_edit(window),
        *arrange_actions(window.canvas, tr("Arrange")),
        *paper_actions(window.canvas, tr("Frames and notes")),
        *colour_actions(window.canvas, tr("Colours")),
        *_view(window),
        *bookmark_actions(window, tr("Bookmarks")),
        *_train(window),
        *_help(window),
    )


def _file(window: Window) -> tuple[Action, ...]:
    menu, opening, saving = tr("File"), window.opening, window.saving
    return (
        Action("new", menu, tr("New network"), ("Ctrl+N",), opening.new),
        Action("open", menu, tr("Open…"), ("Ctrl+O",), opening.ask_open, "folder-open"),
        *windows_actions(window, menu),
        Action(
            "start_from",
            menu,
            tr("Start from a trained network…"),
            ("Ctrl+Shift+O",),
            opening.start_from,
        ),
        Action("save", menu, tr("Save"), ("Ctrl+S",), saving.save, "download", section=1),
        Action("save_as", menu, tr("Save as…"), ("Ctrl+Shift+S",), saving.save_as, section=1),
        Action(
            "export",
            menu,
            tr("Export ONNX…"),
            ("Ctrl+Shift+E",),
            lambda: show(ExportDialog(window)),
            "box",
            window.run.refusal,
            section=2,
        ),
        *closing_actions(window, menu),
    )


def _edit(window: Window) -> tuple[Action, ...]:
    menu, canvas, stack = tr("Edit"), window.canvas, window.document.undo_stack
    editing = canvas.editing

    def selected() -> str:
        anything = any(canvas.sheet.state.marked)
        return "" if anything else tr("Nothing is selected.")

    def undo() -> str:
        return "" if stack.canUndo() else tr("There is nothing to undo.")

    def redo() -> str:
        return "" if stack.canRedo() else tr("There is nothing to redo.")

    return (
        Action("undo", menu, tr("Undo"), ("Ctrl+Z",), stack.undo, "undo-2", undo),
        Action("redo", menu, tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), stack.redo, "redo-2", redo),
        history_action(window, menu),
        Action("cut", menu, tr("Cut"), ("Ctrl+X",), editing.cut, "", selected, 1),
        Action("copy", menu, tr("Copy"), ("Ctrl+C",), editing.copy, "copy", selected, 1),
        Action("paste", menu, tr("Paste"), ("Ctrl+V",), editing.paste, section=1),
        paste_here_action(canvas, menu),
        Action("duplicate", menu, tr("Duplicate"), ("Ctrl+D",), editing.duplicate, "", selected, 1),
        Action(
            "delete", menu, tr("Delete"), ("Del", "Backspace"), editing.delete, "x", selected, 1
        ),
        Action("select_all", menu, tr("Select all"), ("Ctrl+A",), editing.select_all, section=2),
        *group_actions(canvas, menu),
        freeze_action(canvas, menu),
        *wiring_actions(window, menu),
    )


def _view(window: Window) -> tuple[Action, ...]:
    menu, build, camera = tr("View"), window.build, window.canvas.camera
    return (
        Action(
            "command_palette",
            menu,
            tr("Run a command…"),
            ("Ctrl+K",),
            window.commands.toggle,
            "search",
        ),
        Action(
            "find", menu, tr("Search this network"), ("Ctrl+F",), window.finding.toggle, "search"
        ),
        Action("build", menu, tr("Build"), ("Ctrl+2",), lambda: window.steps.go("build")),
        Action("train_step", menu, tr("Train"), ("Ctrl+3",), lambda: window.steps.go("train")),
        Action("outline", menu, tr("Outline"), ("Ctrl+L",), window.outline.toggle, "rows-3"),
        Action("source", menu, tr("Source"), ("Ctrl+Shift+U",), window.source.toggle, "file-code"),
        Action(
            "search",
            menu,
            tr("Search the palette"),
            ("Ctrl+Shift+B",),
            build.search_blocks,
            "search",
            section=1,
        ),
        Action(
            "zoom_in", menu, tr("Zoom in"), ("Ctrl++", "Ctrl+="), camera.zoom_in, "plus", section=2
        ),
        Action("zoom_out", menu, tr("Zoom out"), ("Ctrl+-",), camera.zoom_out, "minus", section=2),
        Action("zoom_reset", menu, tr("Zoom to 100%"), ("Ctrl+0",), camera.zoom_reset, section=2),
        Action("fit", menu, tr("Fit the network"), ("Shift+1",), camera.fit, "maximize", section=2),
        zoom_action(window.canvas, menu, 2),
        *navigation_actions(window, menu),
        *_walks(window, menu),
        Action(
            "theme", menu, tr("Light or dark"), ("Ctrl+Shift+L",), theme().switch, "moon", section=4
        ),
    )


def _walks(window: Window, menu: str) -> tuple[Action, ...]:
    """From problem to problem, and from part to part."""
    build, focus = window.build, window.focus

    def problems() -> str:
        placed = any(problem.where for problem in window.document.checked.problems)
        return "" if placed else tr("No block has a problem.")

    return (
        Action(
            "next_problem",
            menu,
            tr("Next problem"),
            ("F8",),
            build.next_problem,
            "circle-alert",
            problems,
            3,
        ),
        *fix_actions(window, menu),
        *advice_actions(window, menu),
        Action(
            "next_part",
            menu,
            tr("Next part of the window"),
            ("F6",),
            lambda: focus.next_part(1),
            section=3,
        ),
        Action(
            "previous_part",
            menu,
            tr("Previous part of the window"),
            ("Shift+F6",),
            lambda: focus.next_part(-1),
            section=3,
        ),
    )


def _train(window: Window) -> tuple[Action, ...]:
    menu, run = tr("Train"), window.run
    return (
        Action("train", menu, tr("Train"), ("F5",), run.start, "play", run.start_refusal),
        Action(
            "pause",
            menu,
            tr("Pause or resume"),
            ("F7",),
            run.pause_or_resume,
            "pause",
            run.pause_refusal,
        ),
        Action(
            "stop",
            menu,
            tr("Stop"),
            ("Shift+F5",),
            run.trainer.stop,
            "square",
            run.stop_refusal,
        ),
        Action(
            "estimate",
            menu,
            tr("Estimate the time of an epoch"),
            ("Ctrl+F5",),
            window.estimate.begin,
            "clock",
            window.estimate.refusal,
            1,
        ),
    )


def _help(window: Window) -> tuple[Action, ...]:
    menu = tr("Help")
    return (
        Action("help", menu, tr("Help"), ("F1",), lambda: help_at(window), "circle-help"),
        Action(
            "shortcuts",
            menu,
            tr("Keyboard shortcuts"),
            ("Ctrl+/",),
            lambda: show(Shortcuts(window)),
        ),
        Action(
            "about",
            menu,
            tr("About Layerloom"),
            ("Ctrl+Shift+F1",),
            lambda: show(About(window)),
            section=1,
        ),
    )
