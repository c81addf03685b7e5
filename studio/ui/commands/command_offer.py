"""What the command palette shows: every action with its keys, and why some are off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from studio.language import tr
from studio.ui.actions import Action, Actions
from studio.ui.commands.keys_of import shown
from studio.ui.search.offer import Choice, Offer, Section
from studio.ui.search.ranking import Called, ranked

PALETTE = "command_palette"  # it does not list itself


class CommandOffer(Offer):
    """The actions of a window. One that is off is found too, and says why when it is taken."""

    def __init__(self, actions: Actions, tell: Callable[[str], object]) -> None:
        self.hint = tr("Run a command")
        self.enter, self.escape = tr("run it"), tr("close")
        self._actions, self._tell = actions, tell
        actions.refresh()
        self._listed = tuple(action for action in actions.table if action.id != PALETTE)
        self._why = {a.id: why for a in self._listed if (why := actions.refusal(a.id))}

    def sections(self, text: str) -> Sequence[Section]:
        hits = ranked(text, self._listed, called)
        can = [hit for hit in hits if hit[1].id not in self._why]
        cannot = [hit for hit in hits if hit[1].id in self._why]
        now = Section(tuple(self._choice(action) for _, action in can))
        later = tuple(self._choice(action) for _, action in cannot)
        not_now = Section(later, title=tr("Not now"), faint=True)
        # What is called so is meant, even if it is off: then its reason is the answer.
        off_is_meant = bool(cannot) and (not can or cannot[0][0] < can[0][0])
        return (not_now, now) if off_is_meant else (now, not_now)

    def nothing(self, text: str) -> str:
        return tr('No command is called "{text}".').format(text=text)

    def take(self, key: str) -> None:
        if why := self._actions.refusal(key):
            self._tell(why)
        else:
            self._actions[key].trigger()

    def _choice(self, action: Action) -> Choice:
        keys = ", ".join(shown(key) for key in self._actions.keys(action.id)[:1])
        right = self._why.get(action.id, keys)
        return Choice(action.id, action.text, action.menu, right)


def called(action: Action) -> Called:
    """What an action is called."""
    return Called(action.text.rstrip("…"), (action.menu, action.id.replace("_", " ")))
