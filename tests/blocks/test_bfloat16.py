"""Every block runs on the CPU in bfloat16, forward and backward.

Both ways that half precision is used: under autocast, where weights stay float32 and torch chooses
what is computed in which type, and with the weights themselves in bfloat16.
"""

from __future__ import annotations

import pytest
import torch
from hypothesis import given

from tests.blocks.drawing import ENTRIES, Case, accepted, cases, few
from tests.blocks.test_contract import tensors

every_block = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


@pytest.fixture
def without_onednn(entry, recwarn):
    """torch 2.13 under autocast asks oneDNN for an LSTM in bfloat16 even on a CPU that lacks it."""
    if entry.id != "lstm":
        yield
        return
    with torch.backends.mkldnn.flags(enabled=False):
        yield


def learn(values: list[torch.Tensor], module: torch.nn.Module) -> None:
    """A backward pass; every parameter then has a finite gradient in its own type."""
    values = [value for value in values if value.requires_grad]
    if values:
        sum(value.float().square().mean() for value in values).backward()
    for name, parameter in module.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.dtype == parameter.dtype, name
        assert torch.isfinite(parameter.grad).all(), name


@every_block
def test_under_autocast_it_learns_and_answers_roughly_as_in_float32(entry, without_onednn):
    @few(5)
    @given(cases(entry))
    def hold(case: Case) -> None:
        module = accepted(case)
        given = tensors(case, batch=4)
        module.module.eval()
        with torch.no_grad():
            expected = module.values(*given)
            with torch.autocast("cpu", torch.bfloat16):
                answers = module.values(*given)
        for one, other in zip(expected, answers, strict=True):
            # bfloat16 keeps eight bits. The mean: a step flips where its input is almost zero.
            scale = max(1.0, float(one.abs().max()))
            assert float((one - other.to(one.dtype)).abs().float().mean()) <= 0.05 * scale
        module.module.train()
        with torch.autocast("cpu", torch.bfloat16):
            values = module.values(*given)
        learn(values, module.module)

    hold()


@every_block
def test_with_weights_in_bfloat16_it_learns(entry):
    @few(5)
    @given(cases(entry))
    def hold(case: Case) -> None:
        module = accepted(case)
        module.module.train().to(torch.bfloat16)
        given = [v.to(torch.bfloat16) if v.is_floating_point() else v for v in tensors(case, 4)]
        values = module.values(*given)
        assert all(v.dtype == torch.bfloat16 for v in values if v.is_floating_point())
        learn(values, module.module)

    hold()
