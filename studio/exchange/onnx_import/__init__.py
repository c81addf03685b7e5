"""ONNX in: a model made elsewhere as editable blocks with their weights."""

from studio.exchange.onnx_import.opened import GivenUp, Imported, Report, imported

__all__ = ["GivenUp", "Imported", "Report", "imported"]
