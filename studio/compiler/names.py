"""Names of blocks as names in code: people may call a block anything."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

# What a torch.fx module uses itself; a test compares this list with torch's.
MODULE_NAMES: Final = frozenset(
    """
    T_destination add_module add_submodule apply bfloat16 buffers call_super_init children code
    compile cpu cuda delete_all_unused_submodules delete_submodule double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule graph half ipu
    load_state_dict meta modules mtia named_buffers named_children named_modules named_parameters
    parameters print_readable recompile register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
    set_submodule shape_env share_memory state_dict to to_empty to_folder train training type xpu
    zero_grad
    """.split()
)
LONGEST: Final = 40  # columns: a line of code still has room beside such a name

# What the code around a network needs.
CODE_NAMES: Final = frozenset("self torch nn F operator math layers optim".split())


@lru_cache(maxsize=20_000)
def identifier(*wanted: str) -> str:
    """A safe Python name from the first of these texts that has anything to make one of."""
    for text in wanted:
        name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", text)).strip("_")
        name = shortened(name, LONGEST)
        if name and not name.isidentifier():
            name = f"block_{name}"
        if name.isidentifier():
            reserved = MODULE_NAMES | CODE_NAMES
            taken = name in reserved or keyword.iskeyword(name) or keyword.issoftkeyword(name)
            return f"{name}_" if taken else name
    return "block"


def width(text: str) -> int:
    """How many columns a text takes: two for a Chinese letter, none for an accent on another."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def shortened(text: str, columns: int) -> str:
    """As much of the beginning of a text as these columns hold."""
    while width(text) > columns:
        text = text[:columns] if len(text) > columns else text[:-1]
    return text


class Names:
    """Gives out names, each only once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self.given: list[tuple[str, str]] = []  # each name that was wanted, and what was given

    def unique(self, name: str) -> str:
        """The name, with a number if it is taken."""
        free = self._free(name) if name in self._taken else name
        self._taken.add(free)
        self.given.append((name, free))
        return free

    def all_unique(self, names: list[str]) -> list[str]:
        """These names in order, each with a number if it is taken."""
        different = set(names)
        if len(different) < len(names) or not different.isdisjoint(self._taken):
            return [self.unique(name) for name in names]
        self._taken |= different
        self.given += zip(names, names, strict=True)
        return names

    def again(self, given: Iterable[tuple[str, str]]) -> bool:
        """Give out the same names for the same wishes; if that cannot be, none of them."""
        done: list[str] = []
        for name, got in given:
            if self._free(name) != got:
                self._taken.difference_update(done)
                return False
            self._taken.add(got)
            done.append(got)
        return True

    def _free(self, name: str) -> str:
        free, number = name, 2
        while free in self._taken:
            free, number = f"{name}_{number}", number + 1
        return free
