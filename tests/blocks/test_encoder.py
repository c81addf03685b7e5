"""Encoder layer and positional encoding: torch's own layer, and the formulas."""

import numpy as np
import pytest
import torch
from torch import nn

from studio.blocks import blocks
from studio.schema.shape import Features, Sequence, ShapeError, Unknown
from tests.blocks.compiled import compiled, drawn

SIZE = 8
layer, positions = blocks["encoder_layer"], blocks["positional_encoding"]
# Where torch's own layer keeps what each of ours holds.
NAMES = {
    "block_attention": "self_attn",
    "block_norm_1": "norm1",
    "block_dense_1": "linear1",
    "block_dense_2": "linear2",
    "block_norm_2": "norm2",
}


@pytest.mark.parametrize("length", [6, Unknown()], ids=["known", "unknown"])
@pytest.mark.parametrize(
    ("settings", "theirs"),
    [
        ({}, {}),
        ({"norm": "first", "activation": "gelu"}, {"norm_first": True, "activation": "gelu"}),
        ({"width": 5, "heads": 2}, {"dim_feedforward": 5, "nhead": 2}),
        ({"causal": True}, {}),
    ],
)
def test_an_encoder_layer_is_the_one_of_torch(settings, theirs, length):
    module = compiled(layer(**settings), (Sequence(length, SIZE),))
    module.module.eval()
    wanted = {"nhead": 4, "dim_feedforward": 4 * SIZE, **theirs}
    own = nn.TransformerEncoderLayer(SIZE, batch_first=True, **wanted).eval()
    state = module.module.state_dict()
    renamed = {
        f"{their}.{name.removeprefix(our + '.')}": value
        for our, their in NAMES.items()
        for name, value in state.items()
        if name.startswith(our + ".")
    }
    own.load_state_dict(renamed)
    x, lengths = drawn(Sequence(6, SIZE), 3), torch.tensor([6, 4, 1])
    given = (x,) if isinstance(length, int) else (x, lengths)
    masks = {}
    if not isinstance(length, int):
        masks["src_key_padding_mask"] = torch.arange(6) >= lengths.unsqueeze(1)
    if settings.get("causal"):
        masks["src_mask"] = torch.ones(6, 6, dtype=torch.bool).triu(1)
    answers = module(*given)[0]
    expected = own(x, **masks)
    for row, real in enumerate([6, 6, 6] if isinstance(length, int) else lengths.tolist()):
        torch.testing.assert_close(answers[row, :real], expected[row, :real], rtol=1e-4, atol=1e-5)


def test_an_encoder_layer_has_as_many_parameters_as_torch_s():
    for settings in ({}, {"width": 100}):
        module = compiled(layer(**settings), (Sequence(5, 64),))
        own = nn.TransformerEncoderLayer(64, 4, settings.get("width", 256))
        assert module.parameters == sum(p.numel() for p in own.parameters())


def test_heads_that_do_not_divide_the_values_are_refused():
    with pytest.raises(ShapeError, match="10 values do not divide into 4 heads"):
        layer().infer(Sequence(5, 10))


@pytest.mark.parametrize("size", [6, 7])
def test_waves_are_the_formula(size):
    module = compiled(positions(), (Sequence(5, size),))
    x = drawn(Sequence(5, size), 2)
    waves = np.zeros((5, size))
    for t in range(5):
        for n in range(size):
            angle = t / 10000 ** (2 * (n // 2) / size)
            waves[t, n] = np.cos(angle) if n % 2 else np.sin(angle)
    np.testing.assert_allclose(module(x)[0] - x, np.stack([waves] * 2), rtol=1e-4, atol=1e-5)


def test_a_learned_table_has_a_row_for_each_place_and_the_last_one_for_those_past_it():
    module = compiled(positions(form="learned", longest=3), (Sequence(Unknown(), 4),))
    x = drawn(Sequence(5, 4), 2)
    values, _ = module(x, torch.tensor([5, 4]))
    table = module.module.block.weight
    assert module.parameters == 12
    torch.testing.assert_close(values - x, table[[0, 1, 2, 2, 2]].expand(2, -1, -1))


def test_a_table_that_is_too_short_is_refused():
    with pytest.raises(ShapeError, match="Set the longest to at least 9"):
        positions(form="learned", longest=8).infer(Sequence(9, 4))
    with pytest.raises(ShapeError, match="have no steps"):
        positions().infer(Features(4))
