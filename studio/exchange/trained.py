"""A trained network: the module of a plan with the weights of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from studio.compiler.module import build
from studio.compiler.plan import Plan
from studio.exchange.not_exported import NotExported
from studio.language import number, tr
from studio.schema.shape import TIMES
from studio.training.session import Weights

MOST_NAMED: Final = 4
DRAWS: Final = frozenset(
    f"{how}_" for how in "normal uniform kaiming_normal kaiming_uniform xavier_uniform".split()
)


def trained(drawn: Plan, weights: Weights) -> nn.Module:
    """The module of a plan with these weights, as it answers when nothing is random.

    Raises:
        NotExported: names or shapes do not fit; all of them are looked at before anything is built.
    """
    with torch.device("meta"), _Undrawn():  # takes no memory, however large the network is
        network = build(drawn)
    state = network.state_dict()
    if faults := list(_misfits(state, weights)):
        raise NotExported(
            tr("The weights do not fit the network."),
            _listed(faults),
            tr("Take the weights of a run of this very network, or train it again."),
        )
    given = {
        name: torch.tensor(weights[name], dtype=tensor.dtype) for name, tensor in state.items()
    }
    network.load_state_dict(given, assign=True)
    return network.eval()


class _Undrawn(TorchFunctionMode):
    """Layers are made without first weights. On "meta", drawing them loads torch's compiler."""

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        given = kwargs or {}
        if getattr(func, "__name__", "") in DRAWS:
            return given["tensor"] if "tensor" in given else args[0]
        return func(*args, **given)


def _misfits(state: Mapping[str, torch.Tensor], weights: Weights) -> Iterator[str]:
    for name, tensor in state.items():
        if name not in weights:
            yield tr('"{name}" is missing').format(name=name)
            continue
        wanted, found = tuple(tensor.shape), tuple(weights[name].shape)
        if wanted != found:
            yield tr('"{name}" has {found} numbers instead of {wanted}').format(
                name=name, found=_size(found), wanted=_size(wanted)
            )
        elif weights[name].dtype.kind not in ("f" if tensor.is_floating_point() else "iu"):
            yield tr('"{name}" holds {kind} numbers').format(name=name, kind=weights[name].dtype)
    for name in weights:
        if name not in state:
            yield tr('"{name}" belongs to no block').format(name=name[:100])


def _listed(faults: list[str]) -> str:
    listed, more = "; ".join(faults[:MOST_NAMED]), len(faults) - MOST_NAMED
    if more <= 0:
        return f"{listed}."
    return tr("{faults}; and {n} more.").format(faults=listed, n=number(more))


def _size(shape: tuple[int, ...]) -> str:
    return TIMES.join(number(side) for side in shape) or "1"
