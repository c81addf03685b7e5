"""Names of variables in a written `forward`: x is handed on; what is needed later has a name."""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from studio.compiler.names import CODE_NAMES, shortened
from studio.exchange.source_helpers import helpers
from studio.exchange.source_steps import Statement
from studio.schema.call import Call, Name

LONGEST: Final = 24  # columns: two of them and a call fit on a line
VALUE: Final = "x"
LENGTHS: Final = "lengths"

# What stands for something else in the code around: no variable may hide it.
RESERVED: Final = frozenset(
    {*CODE_NAMES, *dir(builtins), *helpers(), "Tensor", "copy", VALUE, LENGTHS, "l", "O", "I", "_"}
)


class Variables:
    """Gives each variable of a plan the name under which it is written, statement by statement."""

    def __init__(self, arguments: Mapping[str, str], last: Mapping[str, int]) -> None:
        """Begin with the arguments and their names.

        Args:
            last: the number of the last statement that reads each variable.
        """
        self.names = dict(arguments)
        self._last = last
        self._live = {name: last.get(variable, -1) for variable, name in arguments.items()}

    def assign(self, position: int, statement: Statement) -> tuple[str, ...]:
        """The names of what this statement computes."""
        # What is read here for the last time makes room.
        if any(self._last[read] <= position for read in statement.reads):
            self._live = {name: last for name, last in self._live.items() if last > position}
        if statement.copies is None:
            taken: list[str] = []
            for variable, shape in zip(statement.targets, statement.shapes, strict=True):
                usual = VALUE if shape is not None or "." in variable else LENGTHS
                taken.append(self._free(variable, usual, taken))
            return tuple(taken)
        # A loop hands its variables on under the same names.
        assert isinstance(statement.value, Call)
        return tuple(self.names[arg.text] for arg in statement.value.args if isinstance(arg, Name))

    def _free(self, variable: str, usual: str, taken: Collection[str]) -> str:
        """A name that nothing alive has, nor what is computed together with it."""
        if variable not in self._last:
            return "_"
        name = usual
        if usual in self._live or usual in taken:
            name = wanted = readable(variable)
            number = 2
            while name in self._live or name in taken:
                name, number = f"{wanted}_{number}", number + 1
        return name

    def take(self, variables: Iterable[str], names: Sequence[str]) -> None:
        """These variables have these names from here on."""
        for variable, name in zip(variables, names, strict=True):
            self.names[variable] = name
            self._live[name] = self._last.get(variable, -1)


def readable(variable: str) -> str:
    """The name of a variable of the plan, short and free of what the code needs."""
    base, inner, _ = variable.partition(".")
    name = shortened(base, LONGEST) + ("_state" if inner else "")
    return f"{name}_" if name in RESERVED else name


def last_readings(statements: Sequence[Statement], results: Iterable[str]) -> dict[str, int]:
    """The number of the last statement that reads each variable; results are read at the end."""
    last: dict[str, int] = {}
    for position, statement in enumerate(statements):
        for read in statement.reads:
            last[read] = position
    for result in results:
        last[result] = len(statements)
    return last


def class_name(text: str) -> str:
    """A name for a class from any text: "ResidualBlock" for "residual block"."""
    words = re.findall(r"\w+", text.replace("_", " "))
    name = shortened("".join(word[:1].upper() + word[1:] for word in words), LONGEST)
    return name if name.isidentifier() else f"Group{name}" if f"Group{name}".isidentifier() else ""
