"""onnxruntime, quiet and with torch's number of threads."""

from __future__ import annotations

import onnxruntime
import torch


def session(content: bytes | str) -> onnxruntime.InferenceSession:
    """A session of onnxruntime on an ONNX model, or on the file at a path, on the CPU."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # errors come as exceptions
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
