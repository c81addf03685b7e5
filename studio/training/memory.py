"""Whether a network fits into memory; asked before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studio.compiler.cost import Cost
from studio.language import number, tr
from studio.training.device import Device
from studio.training.refused import Refused

GIGA = 1024**3


def least_memory(every: Iterable[Cost], batch_size: int) -> int:
    """The least bytes that training needs.

    Counted are weights, gradients, the optimizer's moments, and what the blocks give out for one
    batch.
    """
    return sum(cost.training_bytes + 4 * batch_size * cost.activations for cost in every)


def check_memory(every: Sequence[Cost], batch_size: int, device: Device, free: int | None) -> None:
    """Refuse a network whose training needs more bytes than are free.

    Args:
        every: the cost of each block.
        free: bytes; None where that is not known.

    Raises:
        Refused: it does not fit.
    """
    needed = least_memory(every, batch_size)
    if free is None or needed <= free:
        return
    raise Refused(
        tr("The network is too large for the memory."),
        tr(
            "Its {parameters} parameters and a batch of {batch} need at least {needed} GB to train;"
            " {free} GB are free ({device})."
        ).format(
            parameters=number(sum(cost.parameters for cost in every)),
            batch=number(batch_size),
            needed=number(round(needed / GIGA, 1)),
            free=number(round(free / GIGA, 1)),
            device=device.name,
        ),
        tr(
            "Make the largest blocks smaller, or put pooling before them. Smaller batches help too."
        ),
    )
