"""onnxruntime, quiet and with torch's number of threads."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

import onnxruntime
import torch
from numpy.typing import NDArray

PATIENCE: Final = 60.0


def session(content: bytes | str) -> onnxruntime.InferenceSession:
    """A session of onnxruntime on an ONNX model, or on the file at a path, on the CPU."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # errors come as exceptions
    options.intra_op_num_threads = torch.get_num_threads()
    providers = ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(content, options, providers=providers, enable_fallback=0)


def run(
    made: onnxruntime.InferenceSession,
    given: Mapping[str, NDArray[Any]],
    seconds: float = PATIENCE,
    names: Sequence[str] | None = None,
) -> list[NDArray[Any]]:
    """What a session answers, within a time limit: a stranger's model may loop for ever.

    Raises:
        Exception: onnxruntime raises what it likes, also when its time is over.
    """
    options = onnxruntime.RunOptions()
    clock = threading.Timer(seconds, setattr, (options, "terminate", True))
    clock.daemon = True
    clock.start()
    try:
        return list(made.run(names, dict(given), options))
    finally:
        clock.cancel()
