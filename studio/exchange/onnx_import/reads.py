"""Which function draws which operator. Each draws its blocks, or raises NoBlock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from studio.exchange.onnx_import.drawing import Drawing
from studio.exchange.onnx_import.network import Operator

Reader: TypeAlias = Callable[[Drawing, Operator], None]

READERS: Final[dict[str, Reader]] = {}


def reads(*kinds: str) -> Callable[[Reader], Reader]:
    """Register the decorated function for operators of these kinds."""

    def register(reader: Reader) -> Reader:
        READERS.update(dict.fromkeys(kinds, reader))
        return reader

    return register
