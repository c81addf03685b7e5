"""A sealed part as a layer: its operators in torch where all are known, else in onnxruntime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnx.helper import get_attribute_value
from torch import Tensor, nn

from studio.compiler.onnx_session import run, session
from studio.compiler.operators import operators
from studio.compiler.operators.known import unknown
from studio.compiler.operators.table import Attributes, Run
from studio.compiler.part_model import PartModel, known_part
from studio.compiler.parts import PartError
from studio.language import tr

Results: TypeAlias = list[Tensor]


class Runner(Protocol):
    """What runs a part."""

    def __call__(self, values: tuple[Tensor, ...]) -> Results: ...


class SealedPart(nn.Module):
    """Runs the ONNX model of a part. It has no parameters: its weights are constants.

    Raises:
        PartError: the part is not in the store, or damaged.
    """

    def __init__(self, digest: str) -> None:
        super().__init__()
        self.digest = digest
        part = known_part(digest)
        self._run: Runner = InRuntime(part) if any(unknown(part.model)) else InTorch(part)

    def forward(self, *values: Tensor) -> Any:
        """(batch, ...) each → one tensor, or a tuple of several."""
        results = self._run(values)
        return tuple(results) if len(results) > 1 else results[0]

    def __reduce__(self) -> tuple[type[SealedPart], tuple[str]]:
        return SealedPart, (self.digest,)  # a session of onnxruntime cannot be copied


class NoGradients(PartError):
    """Gradients are asked for where there are none. The checks before training say so earlier."""

    def __init__(self) -> None:
        super().__init__(
            tr("A sealed part lets no gradients through."),
            tr("onnxruntime runs it, and a block before it wants to learn."),
            tr("Freeze the blocks before it."),
        )


class InRuntime:
    """A part run by onnxruntime: answers only, no gradients."""

    def __init__(self, part: PartModel) -> None:
        self._session = session(part.content)
        self._names = [value.name for value in part.inputs]

    def __call__(self, values: tuple[Tensor, ...]) -> Results:
        if torch.is_grad_enabled() and any(value.requires_grad for value in values):
            raise NoGradients
        arrays = [value.detach().cpu().numpy() for value in values]
        found = run(self._session, dict(zip(self._names, arrays, strict=True)))
        return [torch.from_numpy(np.asarray(a)).to(values[0].device) for a in found]


@dataclass(frozen=True, slots=True)
class _Step:
    run: Run
    attributes: Attributes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class InTorch:
    """A part whose operators are all in the table, one after the other."""

    def __init__(self, part: PartModel) -> None:
        self._inputs = [value.name for value in part.inputs]
        self._outputs = [value.name for value in part.outputs]
        graph = part.model.graph
        constants = {tensor.name: _tensor(tensor) for tensor in graph.initializer}
        self._steps = []
        for node in graph.node:
            attributes = {a.name: _plain(get_attribute_value(a)) for a in node.attribute}
            if node.op_type == "Constant":
                constants[node.output[0]] = torch.as_tensor(next(iter(attributes.values())))
                continue
            found = operators[node.op_type]
            self._steps.append(_Step(found.run, attributes, tuple(node.input), tuple(node.output)))
        self._constants = {torch.device("cpu"): constants}

    def __call__(self, values: tuple[Tensor, ...]) -> Results:
        known: dict[str, Tensor] = dict(self._on(values[0].device))
        known.update(zip(self._inputs, values, strict=True))
        for step in self._steps:
            given = tuple(known[name] if name else None for name in step.inputs)
            result = step.run(given, step.attributes)
            several = result if isinstance(result, tuple) else (result,)
            known.update(zip(step.outputs, several, strict=False))
        return [known[name] for name in self._outputs]

    def _on(self, device: torch.device) -> dict[str, Tensor]:
        """The constants on a device; they are no buffers, so that no file of weights has them."""
        if device not in self._constants:
            first = self._constants[torch.device("cpu")]
            self._constants[device] = {name: value.to(device) for name, value in first.items()}
        return self._constants[device]


def _plain(value: Any) -> Any:
    match value:
        case onnx.TensorProto():
            return _tensor(value)
        case bytes():
            return value.decode(errors="replace")
    return value


def _tensor(tensor: onnx.TensorProto) -> Tensor:
    # Always on the CPU, even where a network is made without memory for its weights.
    return torch.from_numpy(np.array(numpy_helper.to_array(tensor)))
