"""Exports without anything but the network: no metadata, and no name that says what a thing was."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.exchange.onnx_export import export
from studio.exchange.onnx_import import Imported, imported
from studio.project.project import Project
from studio.training.session import Weights


def drawn_weights(project: Project) -> Weights:
    """First weights, with statistics of norms that are not those of an untrained one."""
    module = build(plan(project.graph, project.fields()))
    dice = torch.Generator().manual_seed(0)
    for buffer in module.buffers():
        if buffer.is_floating_point():
            buffer.add_(torch.rand(buffer.shape, generator=dice))
    return {name: tensor.numpy().copy() for name, tensor in module.state_dict().items()}


def again(project: Project, weights: Weights, folder: Path) -> Imported:
    """The network, exported, stripped and opened again."""
    path = folder / "model.onnx"
    export(project, weights, path)
    strip(path)
    return imported(path)


def strip(path: Path) -> None:
    """Take out what is not the network, and number all values but its inputs and outputs."""
    model = onnx.load(path)
    graph = model.graph
    del model.metadata_props[:], graph.value_info[:]
    model.producer_name = graph.name = "x"
    names = {value.name: value.name for value in (*graph.input, *graph.output)} | {"": ""}

    def new(name: str) -> str:
        return names.setdefault(name, f"v{len(names)}")

    for node in graph.node:
        node.name = ""
        del node.metadata_props[:]
        node.input[:] = [new(name) for name in node.input]
        node.output[:] = [new(name) for name in node.output]
    for tensor in graph.initializer:
        tensor.name = new(tensor.name)
    onnx.save(model, path)
