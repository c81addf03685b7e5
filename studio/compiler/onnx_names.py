"""Other names for the values of an ONNX graph, so that it can stand inside another one."""

from __future__ import annotations

from collections.abc import Callable

import onnx


def renamed(graph: onnx.GraphProto, name: Callable[[str], str]) -> onnx.GraphProto:
    """A copy of a graph whose values have other names, those in loops and branches included."""
    copy = onnx.GraphProto()
    copy.CopyFrom(graph)
    _rename(copy, name)
    return copy


def _rename(graph: onnx.GraphProto, name: Callable[[str], str]) -> None:
    del graph.value_info[:]
    del graph.quantization_annotation[:]
    for value in (*graph.input, *graph.output, *graph.initializer):
        value.name = name(value.name)
    for sparse in graph.sparse_initializer:
        sparse.values.name = name(sparse.values.name)
    for node in graph.node:
        node.name = ""
        for names in (node.input, node.output):
            # An empty name stands for what is left out.
            new = [name(each) if each else "" for each in names]
            del names[:]
            names.extend(new)
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _rename(attribute.g, name)
            for body in attribute.graphs:
                _rename(body, name)
