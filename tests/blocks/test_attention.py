"""Attention against the formula, written out in numpy, and its sentences."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Picture, Sequence, ShapeError, Unknown
from tests.blocks.compiled import compiled, drawn

attention = blocks["attention"]


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attended(layer, query, key, value, heads, causal=False):
    """softmax(Q·Kᵀ / √d)·V for each head of one example, then the dense layer at the end."""
    size = query.shape[1]
    if layer.in_proj_weight is None:
        parts = (layer.q_proj_weight, layer.k_proj_weight, layer.v_proj_weight)
    else:
        parts = layer.in_proj_weight.chunk(3)
    biases = np.split(layer.in_proj_bias.detach().numpy(), 3)
    q, k, v = (
        x @ w.detach().numpy().T + b
        for x, w, b in zip((query, key, value), parts, biases, strict=True)
    )
    mixed = []
    for qh, kh, vh in zip(*(np.split(part, heads, 1) for part in (q, k, v)), strict=True):
        scores = qh @ kh.T / np.sqrt(size // heads)
        if causal:
            scores[np.triu_indices(len(scores), 1)] = -np.inf
        mixed.append(softmax(scores) @ vh)
    out = layer.out_proj
    return np.concatenate(mixed, 1) @ out.weight.detach().numpy().T + out.bias.detach().numpy()


@pytest.mark.parametrize("length", [6, Unknown()], ids=["known", "unknown"])
@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
def test_self_attention_is_the_formula(causal, length):
    module = compiled(attention(heads=2, causal=causal), (Sequence(length, 8), None, None))
    module.module.eval()
    x = drawn(Sequence(6, 8), 3)
    lengths = [6, 6, 6] if isinstance(length, int) else [6, 3, 1]
    (y,) = module.values(*((x,) if isinstance(length, int) else (x, torch.tensor(lengths))))
    for row, steps in enumerate(lengths):
        seen = x[row, :steps].numpy()
        expected = attended(module.module.block, seen, seen, seen, 2, causal)
        np.testing.assert_allclose(y[row, :steps].detach(), expected, rtol=1e-4, atol=1e-5)


def test_keys_and_values_may_have_another_length_and_size():
    shapes = (Sequence(5, 8), Sequence(Unknown(), 6), Sequence(Unknown(), 4))
    module = compiled(attention(), shapes)
    query, key, value = drawn(Sequence(5, 8), 2), drawn(Sequence(7, 6), 2), drawn(Sequence(7, 4), 2)
    lengths = torch.tensor([7, 4])
    (y,) = module.values(query, key, lengths, value, lengths)
    assert module.shapes == (Sequence(5, 8),)
    for row, steps in enumerate([7, 4]):
        given = (query[row].numpy(), key[row, :steps].numpy(), value[row, :steps].numpy())
        expected = attended(module.module.block, *given, 4)
        np.testing.assert_allclose(y[row].detach(), expected, rtol=1e-4, atol=1e-5)


def test_a_value_without_a_wire_is_the_key():
    module = compiled(attention(), (Sequence(5, 8), Sequence(7, 6), None))
    query, key = drawn(Sequence(5, 8), 1), drawn(Sequence(7, 6), 1)
    expected = attended(module.module.block, query[0].numpy(), key[0].numpy(), key[0].numpy(), 4)
    np.testing.assert_allclose(module(query, key)[0][0].detach(), expected, rtol=1e-4, atol=1e-5)


def test_causal_attention_sees_nothing_that_comes_later():
    module = compiled(attention(causal=True), (Sequence(6, 8), None, None))
    x = drawn(Sequence(6, 8), 1)
    changed = x.clone()
    changed[:, 4:] = 9.0
    torch.testing.assert_close(module(x)[0][:, :4], module(changed)[0][:, :4])
    assert not torch.allclose(module(x)[0][:, 4:], module(changed)[0][:, 4:])


def test_heads_that_do_not_divide_the_values_are_refused():
    with pytest.raises(ShapeError) as found:
        attention(heads=5).infer(Sequence(4, 12), None, None)
    assert str(found.value) == (
        "12 values do not divide into 5 heads."
        " Each head takes the same share of the values of a step: 12 / 5."
        " Choose a number of heads that divides 12: 1, 2, 3, 4, 6, 12."
    )


def test_a_key_and_a_value_of_different_length_are_refused():
    with pytest.raises(ShapeError, match="The key has 5 steps, the value 6"):
        attention().infer(Sequence(4, 8), Sequence(5, 8), Sequence(6, 8))


def test_causal_attention_wants_keys_as_long_as_the_query():
    with pytest.raises(ShapeError, match="Turn Causal off"):
        attention(causal=True).infer(Sequence(4, 8), Sequence(5, 8), None)


def test_key_and_value_are_optional():
    assert [port.optional for port in attention().inputs()] == [False, True, True]


def test_a_picture_is_refused():
    with pytest.raises(ShapeError, match="Multi-head attention cannot read pictures"):
        attention().infer(Picture(1, 4, 4), None, None)


def test_parameters_are_told_in_words():
    block = attention()
    assert block.count(Sequence(9, 8), None, None) == "4 × (8 weights + 1 bias) × 8 units"
    assert block.count(Sequence(9, 8), Sequence(9, 6), Sequence(9, 4)) == (
        "(8 + 6 + 4 + 8 weights + 4 biases) × 8 units"
    )
