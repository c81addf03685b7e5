"""ONNX's operators in torch, so that gradients flow through a sealed part."""

from studio.compiler.operators import elementwise, reductions, shaping, windows
from studio.compiler.operators.table import Operator, operators

__all__ = ["Operator", "elementwise", "operators", "reductions", "shaping", "windows"]
