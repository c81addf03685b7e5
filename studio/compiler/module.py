"""From a plan to a torch.fx module. No interpretation is left when it runs."""

from __future__ import annotations

import hashlib
import operator
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812  (the name that every PyTorch user knows)
from torch import fx, nn

from studio.compiler import layers
from studio.compiler.plan import Part, Plan
from studio.compiler.steps import drawing
from studio.schema.call import Call, Expression, Layer, Name
from studio.schema.field_types import Initialization

_NAMESPACES = {
    "nn": nn, "torch": torch, "F": F, "operator": operator, "optim": torch.optim, "layers": layers,
}  # fmt: skip


def build(plan: Plan, seed: int = 0) -> fx.GraphModule:
    """The module of a plan, on the CPU, with first weights drawn from (seed, block id).

    Its forward takes `plan.arguments()` in order. It returns the prediction of the only output, or
    a tuple with `plan.results()` in order.
    """
    return _build(plan, f"{seed}/", "Network")


def run(call: Call) -> Any:
    """What a call without variables makes: a layer, a loss, an optimizer given its parameters."""
    return target(call)(
        *(_value(arg) for arg in call.args), **{name: _value(arg) for name, arg in call.kwargs}
    )


def target(call: Call) -> Any:
    """The torch function or class that a call names."""
    return _found(str(call.target))


def _found(target: str) -> Any:
    namespace, _, name = target.partition(".")
    if namespace == "sealed":
        return _sealed(name)
    found = _NAMESPACES[namespace]
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _sealed(name: str) -> Any:
    from studio.compiler import sealed  # brings in ONNX, which few networks need

    return getattr(sealed, name)


def _value(expression: Expression) -> Any:
    if isinstance(expression, tuple):
        return tuple(_value(item) for item in expression)
    return run(expression) if isinstance(expression, Call) else expression


def _build(plan: Plan, seed: str, name: str) -> fx.GraphModule:
    graph, root = fx.Graph(), nn.Module()
    values: dict[Expression, fx.Node] = {
        Name(argument): graph.placeholder(argument) for argument in plan.arguments()
    }
    for step in plan.steps:
        for part in step.parts:
            root.add_module(part.attribute, _part(part, seed))
        for variable, expression in step.values:
            values[Name(variable)] = _node(graph, expression, values)
    results = tuple(values[Name(result)] for result in plan.results())
    graph.output(results if len(results) > 1 else results[0])
    graph.lint()
    module = fx.GraphModule(root, graph, name)
    # fx wraps every call to report errors in generated code, which costs a small network 1.5%.
    type(module).__call__ = nn.Module.__call__  # type: ignore[method-assign]
    return module


def _part(part: Part, seed: str) -> nn.Module:
    if isinstance(part.content, Plan):
        group = _build(part.content, seed + part.seed, "Group")
        return group.requires_grad_(False) if part.frozen else group
    digest = hashlib.sha256(f"{seed}{part.seed}".encode()).digest()
    with torch.random.fork_rng(devices=[]):
        # torch.manual_seed would prepare every other device too, and that takes longer.
        torch.default_generator.manual_seed(int.from_bytes(digest[:7], "big"))
        made: nn.Module = run(part.content)
        initialize(made, part.weights)
    return made.requires_grad_(False) if part.frozen else made


def initialize(layer: nn.Module, how: Initialization) -> None:
    """Draw the weights of a layer anew; biases of a layer that is drawn anew become zero."""
    if how != "default":
        layers.initialized(layer, _found(drawing(how)))


def _node(graph: fx.Graph, value: Expression, values: dict[Expression, fx.Node]) -> Any:
    """The fx node of an expression; an equal call inside one network is made once."""
    if isinstance(value, tuple):
        return tuple(_node(graph, item, values) for item in value)
    if not isinstance(value, Call | Name):
        return value
    if value not in values:
        assert isinstance(value, Call)
        args = tuple(_node(graph, item, values) for item in value.args)
        kwargs = {name: _node(graph, item, values) for name, item in value.kwargs}
        if isinstance(value.target, Layer):
            values[value] = graph.call_module(value.target.key, args, kwargs)
        elif value.target.startswith("."):
            values[value] = graph.call_method(value.target[1:], args, kwargs)
        else:
            values[value] = graph.call_function(target(value), args, kwargs)
    return values[value]
