"""Names of variables in a written `forward`: x is handed on; what is needed later has a name."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from studio.compiler.names import CODE_NAMES, shortened
from studio.exchange.source_helpers import helpers
from studio.exchange.source_steps import Statement
from studio.schema.call import Call, Name
from studio.schema.shape import Shape

LONGEST: Final = 24  # columns: two of them and a call fit on a line
VALUE: Final = "x"
LENGTHS: Final = "lengths"

# What a statement that fits into no line is taken apart into.
PARTS: Final = ("part", *(f"part_{number}" for number in range(2, 200)))

# What stands for something else in the code around: no variable may hide it.
RESERVED: Final = frozenset(
    {*CODE_NAMES, *dir(builtins), *helpers(), *PARTS, "Tensor", "copy", VALUE, LENGTHS}
    | {"l", "O", "I", "_"}  # these look like numbers, or like nothing
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
        # The variable that each name stands for, as long as something will read it.
        self._live = {name: variable for variable, name in arguments.items() if variable in last}

    def go_on(self, names: Mapping[str, str], position: int, made: Iterable[str]) -> None:
        """Go on at this statement; the variables made by those before it have these names."""
        last = self._last
        alive = [v for v in (*self.names, *made) if last.get(v, -1) >= position]
        self.names = {**names, **self.names}
        self._live = {self.names[variable]: variable for variable in alive}

    def agree(self, names: Mapping[str, str]) -> bool:
        """Whether all variables that are read from here on are called by these names."""
        return all(names.get(variable) == name for name, variable in self._live.items())

    def assign(self, position: int, statement: Statement) -> tuple[str, ...]:
        """The names of what this statement computes."""
        names, last, live = self.names, self._last, self._live
        for read in statement.reads:
            if last[read] <= position and live.get(names[read]) == read:
                del live[names[read]]  # read for the last time: its name is free again
        if statement.copies is not None:
            # A loop hands its variables on under the same names.
            assert isinstance(statement.value, Call)
            args = (arg.text for arg in statement.value.args if isinstance(arg, Name))
            given = tuple([names[arg] for arg in args])
            live.update(zip(given, statement.targets, strict=True))
        else:
            targets = zip(statement.targets, statement.shapes, strict=True)
            given = tuple([self._free(variable, shape) for variable, shape in targets])
        names.update(zip(statement.targets, given, strict=True))
        return given

    def _free(self, variable: str, shape: Shape | None) -> str:
        """A name that nothing alive has; the variable is alive from now on."""
        if variable not in self._last:
            return "_"
        live = self._live
        name = VALUE if shape is not None or "." in variable else LENGTHS
        if name in live:
            name = wanted = readable(variable)
            number = 2
            while name in live:
                name, number = f"{wanted}_{number}", number + 1
        live[name] = variable
        return name


@lru_cache(maxsize=20_000)
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
