"""Every operator of the table against the cases that ONNX itself states, with numpy's answers."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy as np
import onnx
import pytest
import torch

from studio.compiler.operators import operators
from studio.compiler.operators.known import unknown_nodes
from studio.compiler.part_model import PartModel, Value
from studio.compiler.sealed import InTorch

CASES = "onnx.backend.test.case.node"
SLOW = {"MaxPool", "AveragePool", "LpPool"}  # their cases take ten seconds to make
FILES = {  # those that are not called as the operator is
    "BatchNormalization": "batch_normalization",
    "InstanceNormalization": "instance_normalization",
    "GreaterOrEqual": "greater_or_equal",
    "LessOrEqual": "less_or_equal",
    "ReduceLogSum": "reduce_log_sum",
    "ReduceLogSumExp": "reduce_log_sum_exp",
    "Range": "rangeop",
    "And": "and_",
    "Or": "or_",
    "Not": "not_",
}


def cases(name: str) -> list[Any]:
    """What ONNX states about an operator: models, each with inputs and the right outputs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy speaks of overflows that the cases are about
        stated = importlib.import_module(CASES)._NodeTestCases
        importlib.import_module(f"{CASES}.{FILES.get(name, name.lower())}")
    return [case for case in stated if any(n.op_type == name for n in case.model.graph.node)]


def in_torch(case: Any) -> InTorch:
    graph = case.model.graph
    inputs, outputs = (
        tuple(Value(value.name, 0) for value in values) for values in (graph.input, graph.output)
    )
    return InTorch(PartModel(b"", case.model, inputs, outputs))


def tensor(value: Any) -> torch.Tensor:
    stored = isinstance(value, onnx.TensorProto)
    return torch.from_numpy(np.array(onnx.numpy_helper.to_array(value) if stored else value))


def compared(case: Any) -> bool:
    """Hold torch against the right answers; False where the table does not have the case."""
    if list(unknown_nodes(case.model.graph)):
        return False
    ((given, expected),) = case.data_sets
    try:
        values, wanted = tuple(map(tensor, given)), list(map(tensor, expected))
        found = in_torch(case)(values)
    except (NotImplementedError, TypeError, KeyError):  # a type that torch lacks, or a refusal
        return False
    for one, other in zip(found, wanted, strict=True):
        assert one.dtype == other.dtype, case.name
        assert one.shape == other.shape, case.name
        torch.testing.assert_close(
            one, other, rtol=case.rtol, atol=1e-5, equal_nan=True, msg=lambda m: f"{case.name}: {m}"
        )
    return True


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.slow if n in SLOW else ()) for n in operators],
)
def test_torch_answers_as_the_standard_says(name: str) -> None:
    assert sum(map(compared, cases(name))) >= 1
