"""What another framework answers: models of a single ONNX operator, run by onnxruntime."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnxruntime
import torch
from hypothesis import given
from numpy.typing import NDArray
from onnx import TensorProto, helper

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.schema.shape import Shape
from tests.blocks.compiled import Compiled, drawn
from tests.blocks.drawing import accepted, cases, few

Array = NDArray[Any]

OPSET, IR = 20, 9
BATCH = 3
HELD: set[str] = set()  # the blocks that have an oracle


def answered(operator: str, *given: Array | None, outputs: int = 1, **attributes: Any) -> Array:
    """The last of the operator's outputs; an input that is None is left out."""
    named = {f"x{n}": value for n, value in enumerate(given) if value is not None}
    names = [f"x{n}" if value is not None else "" for n, value in enumerate(given)]
    results = [""] * (outputs - 1) + ["y"]
    node = helper.make_node(operator, names, results, **attributes)
    types = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.int64): TensorProto.INT64}
    takes = [
        helper.make_tensor_value_info(name, types[value.dtype], value.shape)
        for name, value in named.items()
    ]
    gives = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    graph = helper.make_graph([node], "one", takes, gives)
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4  # what it refuses, it raises
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    answer: Array = session.run(None, named)[0]
    return answer


def equal(ours: torch.Tensor, theirs: Array) -> None:
    """The largest difference is small beside the largest magnitude."""
    found = ours.detach().numpy()
    assert found.shape == theirs.shape
    scale = max(1e-6, float(np.abs(theirs).max(initial=0)))
    assert float(np.abs(found - theirs).max(initial=0)) / scale < 2e-5


def weights(layer: torch.nn.Module) -> dict[str, Array]:
    """The weights of a layer by their names, changed so that none is zero or one by default."""
    dice = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for name, value in layer.state_dict().items():
            if value.is_floating_point():
                value.copy_(torch.rand(value.shape, generator=dice) + ("var" in name) * 0.5 - 0.2)
    return {name: value.numpy() for name, value in layer.state_dict().items()}


Oracle = Callable[[Any, Compiled, Sequence[Array], Sequence[Shape]], Sequence[Array]]


def held(kind: str, examples: int = 25, **fixed: object) -> Callable[[Oracle], Callable[[], None]]:
    """A test that holds a block with drawn settings and inputs against the decorated oracle.

    `fixed` are settings that are not drawn. The oracle gets the block, its module, the inputs and
    their shapes, and says what each output must be.
    """

    HELD.add(kind)

    def decorate(oracle: Oracle) -> Callable[[], None]:
        @few(examples)
        @given(cases(blocks[kind]))
        def hold(case: Any) -> None:
            block: Block = case[0].but(**fixed)
            module = accepted((block, *case[1:]))
            module.module.eval()
            shapes = [shape for shape in case[1] if shape is not None]
            tensors = [drawn(shape, BATCH, seed=n) for n, shape in enumerate(shapes)]
            expected = oracle(block, module, [tensor.numpy() for tensor in tensors], shapes)
            for ours, theirs in zip(module.values(*tensors), expected, strict=True):
                equal(ours, theirs)

        @functools.wraps(oracle)
        def test() -> None:
            hold()

        del test.__wrapped__  # type: ignore[attr-defined]  # pytest would read its arguments
        return test

    return decorate
