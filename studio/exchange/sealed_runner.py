"""How a written module runs a sealed part: this text goes into the module. Nothing imports it."""

from __future__ import annotations

from pathlib import Path

import onnxruntime
import torch
from torch import Tensor, nn

PARTS = Path(__file__).with_suffix(".parts")


class SealedPart(nn.Module):
    """A piece of an ONNX file, run as it stands in the folder beside this module."""

    def __init__(self, digest: str) -> None:
        super().__init__()
        file = PARTS / f"{digest}.onnx"
        self.session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
        self.names = [argument.name for argument in self.session.get_inputs()]

    def forward(self, *values: Tensor) -> Tensor | tuple[Tensor, ...]:
        arrays = [value.detach().cpu().numpy() for value in values]
        results = self.session.run(None, dict(zip(self.names, arrays, strict=True)))
        tensors = [torch.as_tensor(result, device=values[0].device) for result in results]
        return tuple(tensors) if len(tensors) > 1 else tensors[0]
