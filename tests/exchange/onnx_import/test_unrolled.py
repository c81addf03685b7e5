"""Recurrent layers that a file writes out step by step."""

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from studio.exchange.onnx_import import imported
from tests.exchange.onnx_import.written import blocks, node, opened, random, written

STEPS = 4


def loop(name, source, *, back=False, curve="Tanh"):
    """An RNN as torch.onnx writes it: (1, batch, hidden) is added to (batch, hidden)."""
    nodes = [
        node("MatMul", f"{source} {name}w", f"{name}m"),
        node("Add", f"{name}m {name}b", f"{name}i"),
    ]
    reads, state = f"{name}i", "start"
    if back:
        reads = f"{name}f"
        nodes.append(node("Slice", f"{name}i minus far zero minus", reads))
    for n in range(STEPS):
        nodes += [
            node("Slice", f"{reads} from{n} from{n + 1} zero", f"{name}s{n}"),
            node("Squeeze", f"{name}s{n} zero", f"{name}q{n}"),
            node("MatMul", f"{state} {name}r", f"{name}p{n}"),
            node("Add", f"{name}p{n} {name}c", f"{name}a{n}"),
            node("Add", f"{name}a{n} {name}q{n}", f"{name}t{n}"),
            node(curve, f"{name}t{n}", f"{name}h{n}"),
        ]
        state = f"{name}h{n}"
    order = range(STEPS)[::-1] if back else range(STEPS)
    states = " ".join(f"{name}h{n}" for n in order)
    return [*nodes, node("Concat", states, f"{name}y", axis=0)]


def weights(name, inputs, hidden=5, seed=0):
    return {
        f"{name}w": random(inputs, hidden, seed=seed),
        f"{name}b": random(hidden, seed=seed + 1),
        f"{name}r": random(hidden, hidden, seed=seed + 2),
        f"{name}c": random(hidden, seed=seed + 3),
        "start": np.zeros((1, 1, hidden), np.float32),
        "zero": np.array([0]),
        "minus": np.array([-1]),
        "far": np.array([-1000]),
    } | {f"from{n}": np.array([n]) for n in range(STEPS + 1)}


def layer(found):
    return next(each.block for each in found.project.graph.nodes if hasattr(each.block, "_hidden"))


@pytest.mark.parametrize("curve", ["Tanh", "Relu"])
def test_steps_with_the_same_weights_are_one_recurrent_layer(curve, tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        *loop("a", "t", curve=curve),
        node("Transpose", "ay", "y", perm=[1, 0, 2]),
    ]
    found = opened(written(nodes, {"x": ["N", STEPS, 3]}, weights("a", 3)), tmp_path)
    assert blocks(found)[1:-1] == [f"rnn {curve.lower()}"]
    assert (layer(found).hidden_size, layer(found).bidirectional) == (5, False)


def test_the_state_after_the_last_step_is_an_output_of_the_layer(tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        *loop("a", "t"),
        node("Squeeze", f"ah{STEPS - 1} zero", "q"),
        node("MatMul", "q head", "y"),
    ]
    given = weights("a", 3) | {"head": random(5, 2)}
    found = opened(written(nodes, {"x": ["N", STEPS, 3]}, given), tmp_path)
    assert blocks(found) == ["sequence_input", "rnn tanh", "dense", "number_output"]


def test_steps_in_both_directions_are_one_layer_of_both(tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        *loop("a", "t"),
        *loop("b", "t", back=True),
        node("Concat", "ay by", "both", axis=2),
        node("Transpose", "both", "y", perm=[1, 0, 2]),
    ]
    given = weights("a", 3) | weights("b", 3, seed=7)
    found = opened(written(nodes, {"x": ["N", STEPS, 3]}, given), tmp_path)
    assert blocks(found)[1:-1] == ["rnn tanh"]
    assert layer(found).bidirectional


def test_steps_that_begin_with_a_state_of_their_own_stay_steps(tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        *loop("a", "t"),
        node("Transpose", "ay", "y", perm=[1, 0, 2]),
    ]
    given = weights("a", 3) | {"start": random(1, 1, 5)}
    found = opened(written(nodes, {"x": ["N", STEPS, 3]}, given), tmp_path)
    assert "rnn tanh" not in blocks(found)


def test_a_memory_that_is_read_keeps_the_steps_of_its_layer(tmp_path):
    """The product of each step is there already, so the layer beside it would be a second one."""
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        *loop("a", "t"),
        node("Relu", "ap3", "r"),
        node("Squeeze", "r zero", "q"),
        node("MatMul", "q head", "y"),
    ]
    given = weights("a", 3) | {"head": random(5, 2)}
    found = opened(written(nodes, {"x": ["N", STEPS, 3]}, given), tmp_path)
    assert "rnn tanh" not in blocks(found)


class Cells(nn.Module):
    """A loop over two cells, written by hand."""

    def __init__(self, kind):
        super().__init__()
        self.one, self.two = getattr(nn, kind)(3, 5), getattr(nn, kind)(5, 6)
        self.memory = kind == "LSTMCell"

    def forward(self, x):
        one, two = torch.zeros(x.shape[0], 5), torch.zeros(x.shape[0], 6)
        kept, other = one, two
        for step in range(x.shape[1]):
            if self.memory:
                one, kept = self.one(x[:, step], (one, kept))
                two, other = self.two(one, (two, other))
            else:
                one = self.one(x[:, step], one)
                two = self.two(one, two)
        return two


@pytest.mark.parametrize("kind", ["RNNCell", "GRUCell", "LSTMCell"])
@pytest.mark.filterwarnings("ignore")
def test_a_loop_over_cells_is_a_layer_for_each(kind, tmp_path):
    path = tmp_path / "model.onnx"
    axes = {"x": {0: "batch"}}
    names = {"input_names": ["x"], "dynamic_axes": axes}
    torch.onnx.export(Cells(kind).eval(), (torch.randn(2, 4, 3),), path, dynamo=False, **names)
    found = imported(path)
    one = kind.removesuffix("Cell").lower()
    assert [text.split()[0] for text in blocks(found)[1:-1]] == [one, one]


class Read(nn.Module):
    """The text-book classifier of sequences: the last state of a stack of layers, and a head."""

    def __init__(self, kind, *, batch_first):
        super().__init__()
        self.layers = getattr(nn, kind)(3, 5, 2, batch_first=batch_first, bidirectional=True)
        self.head = nn.Linear(10, 2)
        self.turn = not batch_first

    def forward(self, x):
        states = self.layers(x.transpose(0, 1) if self.turn else x)[1]
        states = states[0] if isinstance(states, tuple) else states
        return self.head(torch.cat((states[-2], states[-1]), 1))


@pytest.mark.slow
@pytest.mark.parametrize("batch_first", [True, False])
@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
@pytest.mark.filterwarnings("ignore")
def test_recurrent_layers_as_torch_writes_them_have_no_sealed_part(kind, batch_first, tmp_path):
    path = tmp_path / "model.onnx"
    model = Read(kind, batch_first=batch_first).eval()
    torch.onnx.export(
        model,
        (torch.randn(2, 4, 3),),
        path,
        dynamo=True,
        dynamic_shapes=({0: torch.export.Dim("batch")},),
        external_data=False,
        verbose=False,
    )
    assert "Loop" not in {each.op_type for each in onnx.load(path).graph.node}
    found = imported(path)
    assert not found.report.sealed
    assert set(blocks(found)[1:-1]) == {"rnn tanh" if kind == "RNN" else kind.lower()}
