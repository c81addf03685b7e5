"""What a training script learns from: the examples in a file beside it, by input and output."""

from __future__ import annotations

import io
from typing import Final

import numpy as np

from studio.compiler.steps import End, Plan
from studio.data.dataset import Array, Examples
from studio.schema.data_field import DataField

SUFFIX: Final = ".npz"


def data_file(plan: Plan, examples: Examples) -> bytes:
    """The examples that a training script reads: its arrays, and the rows of its three parts."""
    arrays: dict[str, Array] = {
        "training": examples.training, "validation": examples.validation, "test": examples.test,
    }  # fmt: skip
    for kind, ends in (("input", plan.inputs), ("target", plan.outputs)):
        for position, end in enumerate(ends, 1):
            name = field(end).name
            if name not in examples.arrays:  # noise is drawn, and a penalty has no target
                continue
            arrays[f"{kind}_{position}"] = examples.arrays[name]
            if end.lengths and kind == "input":
                arrays[f"lengths_{position}"] = examples.lengths[name]
    written = io.BytesIO()
    np.savez_compressed(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def field(end: End) -> DataField:
    """The data field of an input or an output."""
    assert end.data is not None  # inputs and outputs of a whole graph name a data field
    return end.data
