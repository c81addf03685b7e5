"""Recurrent layers against the formulas, written out in numpy, and against onnxruntime."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Unknown
from tests.blocks.compiled import compiled, drawn


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def weights_of(layer, suffix):
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return [getattr(layer, f"{name}_{suffix}").detach().numpy() for name in names]


def lstm(x, weights):
    """The states after each step of one sequence (time, size)."""
    w, u, b, b2 = weights
    h = c = np.zeros(u.shape[1])
    states = []
    for step in x:
        i, f, g, o = np.split(w @ step + u @ h + b + b2, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        states.append(h)
    return np.array(states)


def gru(x, weights):
    w, u, b, b2 = weights
    h = np.zeros(u.shape[1])
    states = []
    for step in x:
        (xr, xz, xn), (hr, hz, hn) = np.split(w @ step + b, 3), np.split(u @ h + b2, 3)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        h = (1 - z) * np.tanh(xn + r * hn) + z * h
        states.append(h)
    return np.array(states)


def rnn(x, weights, curve=np.tanh):
    w, u, b, b2 = weights
    h = np.zeros(u.shape[1])
    states = []
    for step in x:
        h = curve(w @ step + b + u @ h + b2)
        states.append(h)
    return np.array(states)


FORMULAS = {"rnn": rnn, "lstm": lstm, "gru": gru}


def expected(kind, layer, x, both):
    """Whole sequence and last step of one sequence, through all layers and both directions."""
    for level in range(layer.num_layers):
        ahead = FORMULAS[kind](x, weights_of(layer, f"l{level}"))
        if not both:
            x, last = ahead, ahead[-1]
            continue
        back = FORMULAS[kind](x[::-1], weights_of(layer, f"l{level}_reverse"))[::-1]
        x, last = np.concatenate((ahead, back), 1), np.concatenate((ahead[-1], back[0]))
    return x, last


@pytest.mark.parametrize("length", [6, Unknown()], ids=["known", "unknown"])
@pytest.mark.parametrize("both", [False, True], ids=["ahead", "both"])
@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("kind", list(FORMULAS))
def test_a_recurrent_layer_is_the_formula(kind, levels, both, length):
    block = blocks[kind](hidden_size=3, num_layers=levels, bidirectional=both)
    module = compiled(block, (Sequence(length, 4),))
    x = drawn(Sequence(6, 4), 3)
    lengths = [6, 6, 6] if isinstance(length, int) else [6, 2, 1]
    given = (x,) if isinstance(length, int) else (x, torch.tensor(lengths))
    sequences, last = module.values(*given)
    for row, steps in enumerate(lengths):
        every, end = expected(kind, module.module.block, x[row, :steps].numpy(), both)
        np.testing.assert_allclose(sequences[row, :steps].detach(), every, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(last[row].detach(), end, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("kind", "order"), [("rnn", "h"), ("lstm", "iofc"), ("gru", "zrh")])
def test_a_recurrent_layer_is_the_one_of_onnx(kind, order):
    """A hand-made model of one operator, whose gates come in another order than torch's."""
    module = compiled(blocks[kind](hidden_size=3), (Sequence(5, 4),))
    x = drawn(Sequence(5, 4), 2)
    ours = {"rnn": "h", "lstm": "ifco", "gru": "rzh"}[kind]
    pick = [ours.index(gate) for gate in order]
    w, u, b, b2 = (
        np.concatenate([np.split(part, len(order))[n] for n in pick])
        for part in weights_of(module.module.block, "l0")
    )
    extra = {"linear_before_reset": 1} if kind == "gru" else {}
    node = helper.make_node(kind.upper(), ["x", "w", "u", "b"], ["y"], hidden_size=3, **extra)
    values = {"w": w[None], "u": u[None], "b": np.concatenate((b, b2))[None]}
    stored = [onnx.numpy_helper.from_array(value, name) for name, value in values.items()]
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in ("x", "y")]
    graph = helper.make_graph([node], "one", ends[:1], ends[1:], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (y,) = session.run(None, {"x": x.numpy().transpose(1, 0, 2)})  # (time, direction, batch, 3)
    sequences, _ = module(x)
    np.testing.assert_allclose(sequences.detach(), y[:, 0].transpose(1, 0, 2), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", list(FORMULAS))
def test_weights_have_the_same_names_whether_lengths_are_known_or_not(kind):
    block = blocks[kind](hidden_size=3, num_layers=2, bidirectional=True)
    known = compiled(block, (Sequence(5, 4),)).module.state_dict()
    unknown = compiled(block, (Sequence(Unknown(), 4),)).module.state_dict()
    assert list(known) == list(unknown)
    for name, value in known.items():
        assert torch.equal(value, unknown[name])  # and they are drawn alike


@pytest.mark.parametrize("both", [False, True], ids=["ahead", "both"])
def test_an_rnn_of_relus_is_the_formula(both):
    block = blocks["rnn"](hidden_size=3, function="relu", bidirectional=both)
    module = compiled(block, (Sequence(Unknown(), 4),))
    x = drawn(Sequence(6, 4), 1)
    sequences, _ = module.values(x, torch.tensor([4]))
    halves = [rnn(x[0, :4].numpy(), weights_of(module.module.block, "l0"), lambda v: v.clip(0))]
    if both:
        back = weights_of(module.module.block, "l0_reverse")
        halves.append(rnn(x[0, :4].numpy()[::-1], back, lambda v: v.clip(0))[::-1])
    wanted = np.concatenate(halves, 1)
    np.testing.assert_allclose(sequences[0, :4].detach(), wanted, rtol=1e-4, atol=1e-5)


def test_known_lengths_take_torch_s_own_layer_without_masks():
    block = blocks["lstm"](bidirectional=True)
    assert str(block.layers(Sequence(5, 4))[""]) == (
        "nn.LSTM(4, 64, batch_first=True, bidirectional=True)"
    )
    module = compiled(block, (Sequence(5, 4),))
    assert "layers" not in module.module.code


def test_dropout_between_layers_works_on_padded_sequences_in_both_directions():
    block = blocks["gru"](hidden_size=8, num_layers=2, bidirectional=True, dropout=0.5)
    module = compiled(block, (Sequence(Unknown(), 4),))
    given = drawn(Sequence(5, 4), 2), torch.tensor([5, 3])
    module.module.train()
    assert not torch.equal(module(*given)[0], module(*given)[0])
    module.module.eval()
    assert torch.equal(module(*given)[0], module(*given)[0])


def test_the_parameters_of_two_layers_are_told_in_words():
    block = blocks["lstm"](num_layers=2, bidirectional=True)
    assert block.count(Sequence(Unknown(), 28)) == (
        "(28 + 64 weights + 2 biases) × 4 gates × 64 hidden × 2 directions"
        " + (128 + 64 weights + 2 biases) × 4 gates × 64 hidden × 2 directions"
    )


def test_the_outputs_are_the_whole_sequence_and_the_last_step():
    block = blocks["gru"](hidden_size=5, bidirectional=True)
    assert [port.name for port in block.outputs()] == ["sequence", "last"]
    assert block.infer(Sequence(Unknown(), 3)) == (Sequence(Unknown(), 10), Features(10))
    assert block.facts() == ("5 hidden", "both directions")


def test_a_picture_is_sent_to_the_sequence_input():
    with pytest.raises(ShapeError) as found:
        blocks["lstm"]().infer(Picture(1, 28, 28))
    assert found.value.what == "LSTM cannot read pictures."
    assert found.value.remedy.startswith("Use a Sequence input, which reads a picture row by row")
