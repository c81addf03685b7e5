"""Source, written and run: the network that it makes beside the one that the compiler makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from studio.compiler.module import build
from studio.compiler.plan import Plan
from studio.exchange.onnx_equality import examples
from studio.exchange.python_source import NETWORK, About, source

ABOUT = About("A network", 1)


@dataclass(frozen=True)
class Pair:
    """The compiled module, and the one that the source makes, with the same weights."""

    plan: Plan
    text: str
    module: nn.Module
    written: nn.Module

    def check(self, *, batch: int = 3, steps: int = 8) -> None:
        """Both have to answer the same, bit for bit, on random examples."""
        given = [torch.from_numpy(array) for array in examples(self.plan, batch, steps)]
        with torch.no_grad():
            ours, theirs = answers(self.module, given), answers(self.written, given)
        for one, other in zip(ours, theirs, strict=True):
            assert one.dtype == other.dtype
            assert torch.equal(one.nan_to_num(7, 8, 9), other.nan_to_num(7, 8, 9))


def answers(network: nn.Module, given: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """What a network gives, as a tuple."""
    result = network(*given)
    return result if isinstance(result, tuple) else (result,)


def executed(text: str) -> dict[str, Any]:
    """The names that a module has after it was imported."""
    names: dict[str, Any] = {"__name__": "written"}
    exec(compile(text, "written", "exec"), names)
    return names


def pair(plan: Plan, about: About = ABOUT, seed: int = 0) -> Pair:
    """A plan compiled, and written and run; the weights are handed from one to the other."""
    text = source(plan, about).text
    module, written = build(plan, seed).eval(), executed(text)[NETWORK]().eval()
    weights = module.state_dict()
    assert sorted(written.state_dict()) == sorted(weights)
    written.load_state_dict(weights)
    return Pair(plan, text, module, written)
